/** Who is to be reminded of which duties, and what was held over for whom. */
import { sql } from 'drizzle-orm'
import type { Address } from '../decide/facts.ts'
import { type CivilDate, instantOf } from '../domain/calendar.ts'
import { periodAt, REMINDED_BEFORE_DAYS } from '../domain/duty.ts'
import { CHANNELS, type ChannelName } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { capHow, HAS_ROOM, type Week } from './weekly-cap.ts'

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
  /** Lines of earlier weeks, the oldest first, at most five. */
  held: { id: string; line: string }[]
}

interface DueRow extends Record<string, unknown> {
  person_id: string
  organisation_id: string
  channel: ChannelName
  external_id: string
  duties: DueDuty[] | null
  held: DueOfPerson['held'] | null
}

/**
 * Everybody who has room in this week and something to hear: the windows of their zones that end soon, each told once in
 * its life, and what was over the cap of an earlier week.
 *
 * A zone's duties are told to who acts for it: its first member at work, or who stands in for them. Nobody there: nobody
 * is told, and the window waits.
 *
 * @param reachable channels that are set up
 */
export async function dueDuties(
  db: Db,
  { today, reachable, ...week }: Week & { today: CivilDate; reachable: readonly ChannelName[] },
): Promise<DueOfPerson[]> {
  const day = sql`${today}::date`
  const weekBegan = instantOf(periodAt('week', today).startsOn, '00:00', week.timezone)
  const leads = Object.entries(REMINDED_BEFORE_DAYS).map(([every, days]) => ({ every, days }))
  const furthest = Math.max(...Object.values(REMINDED_BEFORE_DAYS)) + TOLD_TOGETHER_DAYS
  const away = (person: ReturnType<typeof sql>) => sql`
    select b.cover_id from absences b
     where b.person_id = ${person} and b.starts_on <= ${day} and (b.ends_on is null or b.ends_on >= ${day})`
  const { rows } = await db.execute<DueRow>(sql`
    with ${capHow(week)},
    soon as (
      select w.id, w.organisation_id, w.zone_id, w.ends_on, d.title, w.ends_on - lead.days <= ${day} as due
        from duty_windows w join duties d on d.id = w.duty_id
        join jsonb_to_recordset(${JSON.stringify(leads)}::jsonb) as lead(every text, days int) on lead.every = d.every
       where w.state = 'ready' and w.reminded_at is null and w.ends_on between ${day} and ${day} + ${furthest}::int
         and w.ends_on - lead.days <= ${day} + ${TOLD_TOGETHER_DAYS}::int),
    acting as (
      select distinct on (a.zone_id) a.zone_id, coalesce(cover.id, a.person_id) as person_id
        from (select distinct organisation_id, zone_id from soon) z
        join assignments a on a.organisation_id = z.organisation_id and a.zone_id = z.zone_id
        join people own on own.id = a.person_id and own.left_on is null
        left join lateral (${away(sql`a.person_id`)} order by b.starts_on desc limit 1) off on true
        left join people cover on cover.id = off.cover_id and cover.left_on is null
         and not exists (${away(sql`cover.id`)})
       where a.role <> 'resident_verifier' and a.starts_on <= ${day} and (a.ends_on is null or a.ends_on >= ${day})
         and (cover.id is not null or not exists (${away(sql`a.person_id`)}))
       order by a.zone_id, a.backup, a.position, a.person_id),
    owed as (
      select acting.person_id, bool_or(soon.due) as due,
             json_agg(json_build_object('windowId', soon.id, 'title', soon.title, 'zoneName', z.name, 'endsOn', soon.ends_on)
                      order by soon.ends_on, z.code, soon.title) as duties
        from soon join acting on acting.zone_id = soon.zone_id join zones z on z.id = soon.zone_id
       group by acting.person_id),
    waiting as (
      select h.person_id, json_agg(json_build_object('id', h.id::text, 'line', h.line) order by h.id) as held
        from (select h.*, row_number() over (partition by h.person_id order by h.id) as place from held_over h
               where h.deadline_at > ${week.now}::timestamptz and h.created_at < ${weekBegan}::timestamptz) h
       where h.place <= 5 group by h.person_id)
    select p.id as person_id, p.organisation_id, i.channel, i.external_id, owed.duties, waiting.held
      from (select * from owed where due) owed full join waiting on waiting.person_id = owed.person_id
      join people p on p.id = coalesce(owed.person_id, waiting.person_id) and p.left_on is null
      join organisations own on own.id = p.organisation_id
      cross join how
      join lateral (
        select i.channel, i.external_id from identities i
         where i.organisation_id = p.organisation_id and i.person_id = p.id and i.channel = any(${sql.param([...reachable])})
         order by array_position(${sql.param([...CHANNELS])}::text[], i.channel), i.created_at, i.id limit 1) i on true
     where ${HAS_ROOM}
     order by p.id`)
  return rows.map((row) => ({
    address: { channel: row.channel, externalId: row.external_id, personId: row.person_id },
    organisationId: row.organisation_id,
    duties: row.duties ?? [],
    held: row.held ?? [],
  }))
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
