/** Who is to be reminded this morning of what is to be put right. */
import { sql } from 'drizzle-orm'
import type { Address } from '../decide/facts.ts'
import type { CivilDate } from '../domain/calendar.ts'
import { groupBy } from '../domain/group.ts'
import { dueRectificationReminders, type Rectification } from '../domain/review/rectification.ts'
import { CHANNELS, type ChannelName } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'

export interface DueRectification {
  id: string
  number: number
  person: string
  what: string
  to: 'member' | 'giver'
  daysLeft: number
}

/** All that one person is reminded of, the nearest end first. */
export interface RectificationsOfPerson {
  address: Address
  organisationId: string
  due: DueRectification[]
}

type Open = Rectification & { number: number; person: string; what: string; givenBy: string | null }

/** People with something due, in the order of their ids. While an appeal is undecided nobody is reminded of what it is about. */
export async function dueRectifications(
  db: Db,
  { today, reachable }: { today: CivilDate; reachable: readonly ChannelName[] },
): Promise<RectificationsOfPerson[]> {
  const open = new Map((await openAndTold(db)).map((one) => [one.id, one]))
  const owed = dueRectificationReminders([...open.values()], today).flatMap(({ id, to, daysLeft }) => {
    const one = open.get(id)
    const personId = to === 'member' ? one?.personId : one?.givenBy
    // Who is to look again was asked at once.
    if (!one || !personId || to === 'rechecker') return []
    const { number, person, what } = one
    return [{ personId, due: { id, number, person, what, to, daysLeft } }]
  })
  const byPerson = groupBy(owed, ({ personId }) => personId)
  const people = await reached(db, { personIds: [...byPerson.keys()], reachable })
  return people.map(({ address, organisationId }) => ({
    ...{ address, organisationId },
    due: (byPerson.get(address.personId ?? '') ?? []).map(({ due }) => due).sort((a, b) => a.daysLeft - b.daysLeft),
  }))
}

async function openAndTold(db: Db): Promise<Open[]> {
  const { rows } = await db.execute<Open & Record<string, unknown>>(sql`
    select r.id, r.number, r.what, p.name as person, r.person_id as "personId", r.helper_id as "helperId",
           r.rechecker_id as "recheckerId", r.given_by as "givenBy", r.state, r.told_on::text as "toldOn",
           r.due_on::text as "dueOn"
      from rectifications r join people p on p.id = r.person_id and p.left_on is null
     where r.state = 'open' and r.told_on is not null
       and not exists (select from appeals q where q.rectification_id = r.id and q.decided_at is null)
     order by r.due_on, r.number, r.id`)
  return rows
}

async function reached(
  db: Db,
  { personIds, reachable }: { personIds: readonly string[]; reachable: readonly ChannelName[] },
): Promise<Omit<RectificationsOfPerson, 'due'>[]> {
  const { rows } = await db.execute<{
    id: string
    organisationId: string
    channel: ChannelName
    externalId: string
  }>(sql`
    select p.id, p.organisation_id as "organisationId", i.channel, i.external_id as "externalId"
      from people p join lateral (
        select i.channel, i.external_id from identities i
         where i.organisation_id = p.organisation_id and i.person_id = p.id and i.channel = any(${sql.param([...reachable])})
         order by array_position(${sql.param([...CHANNELS])}::text[], i.channel), i.created_at, i.id limit 1) i on true
     where p.id = any(${sql.param([...personIds])}::uuid[]) and p.left_on is null order by p.id`)
  return rows.map(({ id, organisationId, channel, externalId }) => ({
    organisationId,
    address: { channel, externalId, personId: id },
  }))
}
