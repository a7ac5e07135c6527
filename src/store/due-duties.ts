/** Who is to be reminded of which duties, and what was held over for whom. */
import { type SQL, sql } from 'drizzle-orm'
import type { Address } from '../decide/facts.ts'
import { type CivilDate, instantOf } from '../domain/calendar.ts'
import { periodAt, REMINDED_BEFORE_DAYS } from '../domain/duty.ts'
import { CHANNELS, type ChannelName } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'
import { capHow, HAS_ROOM, type Week } from './weekly-cap.ts'

/** More lines of earlier weeks wait for the next message. */
const HELD_AT_ONCE = 5

/** What falls due within a week of what is due today is told with it: so nobody hears twice in a week. */
const TOLD_TOGETHER_DAYS = 6

export interface DueDuty {
  windowId: string
  title: string
  zoneName: string
  endsOn: CivilDate
}

/** All that one person is to be told, the nearest end first. */
export interface DueOfPerson {
  address: Address
  organisationId: string
  duties: DueDuty[]
  /** Lines of earlier weeks, the oldest first. */
  held: { id: string; line: string }[]
}

/**
 * Everybody who has room in this week and something to hear: the windows of their zones that end soon, each told once in
 * its life, and what was over the cap of an earlier week.
 *
 * @param reachable channels that are set up
 */
export async function dueDuties(
  db: Db,
  { today, reachable, ...week }: Week & { today: CivilDate; reachable: readonly ChannelName[] },
): Promise<DueOfPerson[]> {
  const dutiesOf = new Map<string, DueDuty[]>()
  const due = new Set<string>()
  for (const zone of await dueZones(db, today)) {
    dutiesOf.set(zone.person_id, [...(dutiesOf.get(zone.person_id) ?? []), ...zone.duties])
    if (zone.due) due.add(zone.person_id)
  }
  const people = await peopleWithRoom(db, [...due], { ...week, today, reachable })
  return people.map((row) => ({
    address: { channel: row.channel, externalId: row.external_id, personId: row.person_id },
    organisationId: row.organisation_id,
    duties: (due.has(row.person_id) ? (dutiesOf.get(row.person_id) ?? []) : []).sort(nearestFirst),
    held: row.held ?? [],
  }))
}

function nearestFirst(a: DueDuty, b: DueDuty): number {
  return a.endsOn < b.endsOn ? -1 : a.endsOn > b.endsOn ? 1 : 0
}

interface DueZone extends Record<string, unknown> {
  person_id: string
  /** Whether one of them is due today, and not only told along. */
  due: boolean
  duties: DueDuty[]
}

/**
 * Zones with windows that end soon, and who acts for each: its first member at work, or who stands in for them. Where
 * nobody is there, nobody is told, and the window waits.
 */
async function dueZones(db: Db, today: CivilDate): Promise<DueZone[]> {
  const day = sql`${today}::date`
  const leads = Object.entries(REMINDED_BEFORE_DAYS).map(([every, days]) => ({ every, days }))
  const furthest = Math.max(...Object.values(REMINDED_BEFORE_DAYS)) + TOLD_TOGETHER_DAYS
  const away = (person: SQL) => sql`
    select b.cover_id from absences b
     where b.person_id = ${person} and ${holding('b', day)}`
  // Looked up zone by zone: joined as a whole they are read again and again while the windows are newer than what the
  // planner knows of them.
  const { rows } = await db.execute<DueZone>(sql`
    with soon as materialized (
      select w.organisation_id, w.zone_id, bool_or(w.ends_on - lead.days <= ${day}) as due,
             json_agg(json_build_object('windowId', w.id, 'title', d.title, 'zoneName', z.name, 'endsOn', w.ends_on)
                      order by w.ends_on, nullif(split_part(d.clause, '-', 2), '')::int nulls last, d.title) as duties
        from duty_windows w join duties d on d.id = w.duty_id join zones z on z.id = w.zone_id
        join jsonb_to_recordset(${JSON.stringify(leads)}::jsonb) as lead(every text, days int) on lead.every = d.every
       where w.state = 'ready' and w.reminded_at is null and w.ends_on between ${day} and ${day} + ${furthest}::int
         and w.ends_on - lead.days <= ${day} + ${TOLD_TOGETHER_DAYS}::int
       group by w.organisation_id, w.zone_id)
    select acting.person_id, soon.due, soon.duties
      from soon
      join lateral (
        select coalesce(cover.id, a.person_id) as person_id
          from assignments a join people own on own.id = a.person_id and own.left_on is null
          left join lateral (${away(sql`a.person_id`)} order by b.starts_on desc limit 1) off on true
          left join lateral (select c.id from people c where c.id = off.cover_id and c.left_on is null
                                and not exists (${away(sql`c.id`)})) cover on true
         where a.organisation_id = soon.organisation_id and a.zone_id = soon.zone_id and a.role <> 'resident_verifier'
           and ${holding('a', day)}
           and (cover.id is not null or not exists (${away(sql`a.person_id`)}))
         order by a.backup, a.position, a.person_id limit 1) acting on true
     order by soon.zone_id`)
  return rows
}

interface PersonRow extends Record<string, unknown> {
  person_id: string
  organisation_id: string
  channel: ChannelName
  external_id: string
  held: DueOfPerson['held'] | null
}

/** Of these people, and of those with lines of earlier weeks, who may be told one more this week, and where. */
async function peopleWithRoom(
  db: Db,
  personIds: readonly string[],
  { today, reachable, ...week }: Week & { today: CivilDate; reachable: readonly ChannelName[] },
): Promise<PersonRow[]> {
  const weekBegan = instantOf(periodAt('week', today).startsOn, '00:00', week.timezone)
  const worthTelling = sql`h.deadline_at > ${week.now}::timestamptz and h.created_at < ${weekBegan}::timestamptz`
  const { rows } = await db.execute<PersonRow>(sql`
    with ${capHow(week)},
    wanted as materialized (
      select id from unnest(${sql.param([...personIds])}::uuid[]) as id
      union select h.person_id from held_over h where ${worthTelling})
    select p.id as person_id, p.organisation_id, i.channel, i.external_id, waiting.held
      from wanted join people p on p.id = wanted.id and p.left_on is null
      join organisations own on own.id = p.organisation_id
      cross join how
      join lateral (
        select i.channel, i.external_id from identities i
         where i.organisation_id = p.organisation_id and i.person_id = p.id and i.channel = any(${sql.param([...reachable])})
         order by array_position(${sql.param([...CHANNELS])}::text[], i.channel), i.created_at, i.id limit 1) i on true
      left join lateral (
        select json_agg(json_build_object('id', h.id::text, 'line', h.line) order by h.id) as held
          from (select h.id, h.line from held_over h where h.person_id = p.id and ${worthTelling}
                 order by h.id limit ${HELD_AT_ONCE}) h) waiting on true
     where ${HAS_ROOM}
     order by p.id`)
  return rows
}

/** Note that these were told: windows are told of once, lines held over are gone. */
export async function markDutiesTold(db: Db, told: readonly DueOfPerson[], now: Date): Promise<void> {
  const windowIds = told.flatMap(({ duties }) => duties.map((duty) => duty.windowId))
  const heldIds = told.flatMap(({ held }) => held.map((one) => one.id))
  await db.execute(sql`
    with told as (
      select id from duty_windows where id = any(${sql.param(windowIds)}::uuid[]) order by id for update)
    update duty_windows w set reminded_at = ${now} from told where w.id = told.id`)
  await db.execute(sql`delete from held_over where id = any(${sql.param(heldIds)}::bigint[])`)
}
