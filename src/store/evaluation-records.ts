/** What the records say of many members' years at once: a few statements, however many members are asked about. */
import { sql } from 'drizzle-orm'
import { speaksOf } from '../domain/accusation.ts'
import { addDays, type CivilDate, instantOf, type WorkTime, workingMinutesBetween } from '../domain/calendar.ts'
import type { CaseState } from '../domain/case.ts'
import { groupBy } from '../domain/group.ts'
import type { ExposureRecords, YearRecords } from '../domain/review/statements.ts'
import type { Post } from '../domain/roles.ts'
import type { Activity, Category, Role } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { leadersOfBranches } from './evaluation-leaders.ts'
import { calendarIn, organisationHours } from './organisation-hours.ts'
import { settingsFor } from './settings.ts'

/** Whose year, in which branch, over which days. */
export interface YearAsked {
  evaluationId: string
  personId: string
  branchId: string
  startsOn: CivilDate
  endsOn: CivilDate
}

export interface YearTold {
  records: YearRecords
  exposure: ExposureRecords
}

interface Clock {
  now: Date
  today: CivilDate
  timezone: string
}

/** By evaluation. What has not happened by now is not in it, whatever the last day of the year. */
export async function yearsOf(db: Db, asked: readonly YearAsked[], clock: Clock): Promise<Map<string, YearTold>> {
  if (asked.length === 0) return new Map()
  const years = askedTable(asked, clock)
  const unspeakable = await namedPeople(db, asked, clock.today)
  const told = grouped(await toldCases(db, years))
  const handled = grouped(await handledCases(db, years))
  const checkIns = grouped(await keptCheckIns(db, years))
  const talks = grouped(await heldTalks(db, years))
  const posts = grouped(await heldPosts(db, years))
  const zoneCases = grouped(await casesOfZones(db, years))
  const focuses = grouped(await heldFocuses(db, years))
  const duties = grouped(await endedDuties(db, years))
  const waited = await waitedMinutes(db, handled, clock)
  return new Map(
    asked.map((one) => {
      const id = one.evaluationId
      const spoken = unspeakable(one)
      const handledHere = (handled.get(id) ?? []).filter((row) => !spoken(row))
      const held = posts.get(id) ?? []
      const zones = new Map(held.map(({ zoneId, householdCount }) => [zoneId, { householdCount }]))
      const records = {
        toldCases: (told.get(id) ?? []).filter((row) => !spoken(row)).map(({ code }) => code),
        handledCases: handledHere.map(({ code, state, inTime, promised }) => ({ code, state, inTime, promised })),
        checkIns: (checkIns.get(id) ?? []).map(({ recordId, activity }) => ({ id: recordId, activity })),
        talks: (talks.get(id) ?? []).map(({ recordId }) => recordId),
        focuses: (focuses.get(id) ?? []).map(({ recordId }) => recordId),
        duties: (duties.get(id) ?? []).map(({ recordId, state }) => ({ id: recordId, state })),
      }
      const exposure = {
        posts: held.map(({ startsOn, endsOn }) => ({ startsOn, endsOn })),
        zones: [...zones.values()],
        caseCount: zoneCases.get(id)?.[0]?.caseCount ?? 0,
        waitedMinutes: waited.get(id) ?? 0,
      }
      return [id, { records, exposure }] as const
    }),
  )
}

type Row<T> = T & { id: string } & Record<string, unknown>

function grouped<T extends { id: string }>(rows: readonly T[]): Map<string, T[]> {
  return groupBy(rows, ({ id }) => id)
}

/** `y(id, person_id, branch_id, starts_on, ends_on, starts_at, ends_at)`, the end not included, never after now. */
function askedTable(asked: readonly YearAsked[], { now, today, timezone }: Clock) {
  const rows = asked.map(({ evaluationId, personId, branchId, startsOn, endsOn }) => {
    const end = instantOf(addDays(endsOn, 1), '00:00', timezone)
    return {
      ...{ id: evaluationId, person_id: personId, branch_id: branchId },
      ...{ starts_on: startsOn, ends_on: endsOn < today ? endsOn : today },
      ...{ starts_at: instantOf(startsOn, '00:00', timezone), ends_at: end < now ? end : now },
    }
  })
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as y(id uuid, person_id uuid, branch_id uuid, starts_on date,
    ends_on date, starts_at timestamptz, ends_at timestamptz)`
}
type Years = ReturnType<typeof askedTable>

interface Spoken {
  category: Category
  text: string
}

/**
 * What a matter says of whoever reads the evaluation, the member or those who lead the branch, is not for them to see or
 * count: it is in no statement. Nor is any matter of integrity, for nobody may guess whom it names.
 */
async function namedPeople(db: Db, asked: readonly YearAsked[], today: CivilDate) {
  const leaders = await leadersOfBranches(db, [...new Set(asked.map(({ branchId }) => branchId))], today)
  const ids = asked.map(({ personId }) => personId)
  const { rows } = await db.execute<{ id: string; name: string }>(
    sql`select id, name from people where id = any(${sql.param(ids)}::uuid[])`,
  )
  const nameOf = new Map(rows.map(({ id, name }) => [id, name]))
  return ({ personId, branchId }: YearAsked) => {
    const post = (role: Role): Post[] => [{ role, branchId, zoneCode: null }]
    const readers = [
      { name: nameOf.get(personId) ?? '', posts: post('zone_member') },
      ...(leaders.get(branchId) ?? []).map(({ name }) => ({ name, posts: post('branch_secretary') })),
    ]
    return ({ category, text }: Spoken) =>
      category === 'integrity' || readers.some((reader) => speaksOf({ category, text, branchId }, reader))
  }
}

/** Of the branch, and those that lie in no zone. */
async function toldCases(db: Db, years: Years) {
  const { rows } = await db.execute<Row<Spoken & { code: string }>>(sql`
    with years as materialized (select * from ${years}),
    -- What was told in a branch is read once, however many of its members are asked about.
    told as materialized (
      select c.branch_id, c.reporter_person_id, c.created_at, c.code, c.category, c.text
        from (select branch_id, min(starts_at) as starts_at, max(ends_at) as ends_at from years group by branch_id) span
        join cases c on c.branch_id = span.branch_id and c.created_at >= span.starts_at and c.created_at < span.ends_at
       where c.reporter_person_id = any(array(select person_id from years)) and c.state not in ('draft', 'cancelled'))
    select y.id, told.code, told.category, told.text
      from told join years y on y.person_id = told.reporter_person_id and y.branch_id = told.branch_id
           and told.created_at >= y.starts_at and told.created_at < y.ends_at
    union all
    select y.id, c.code, c.category, c.text from years y
      join identities i on i.person_id = y.person_id
      join cases c on c.reporter_identity_id = i.id and c.created_at >= y.starts_at and c.created_at < y.ends_at
     where c.branch_id is null and c.reporter_person_id = y.person_id and c.state not in ('draft', 'cancelled')
     order by 2`)
  return rows
}

interface Handled extends Spoken {
  code: string
  state: CaseState
  organisationId: string
  inTime: boolean | null
  promised: boolean
  waits: { from: string; until: string }[]
}

/** What ended in the year, and what was under way at its end. */
async function handledCases(db: Db, years: Years) {
  const { rows } = await db.execute<Row<Handled>>(sql`
    select y.id, c.code, c.state, c.category, c.text, c.organisation_id as "organisationId",
           case when c.resolve_due_at is not null and c.resolve_done_at is not null
                then c.resolve_done_at <= c.resolve_due_at end as "inTime",
           exists (select from resident_talks t join talk_matters m on m.talk_id = t.id
                    where t.branch_id = c.branch_id and m.promised and m.case_id = c.id) as promised,
           (select coalesce(json_agg(json_build_object('from', greatest(h.at, y.starts_at), 'until', h.until) order by h.at), '[]')
              from (select s.at, s.to_state, least(coalesce(lead(s.at) over (order by s.step), y.ends_at), y.ends_at) as until
                      from case_history s where s.case_id = c.id) h
             where h.to_state in ('need_info', 'waiting_external') and h.until > greatest(h.at, y.starts_at)) as waits
      from ${years}
      join cases c on c.handler_id = y.person_id and c.branch_id = y.branch_id
     where c.state not in ('draft', 'cancelled', 'duplicate') and c.created_at < y.ends_at
       and (c.closed_at is null or c.closed_at >= y.starts_at)
     order by c.code`)
  return rows
}

async function keptCheckIns(db: Db, years: Years) {
  const { rows } = await db.execute<Row<{ recordId: string; activity: Activity }>>(sql`
    select y.id, k.id as "recordId", k.activity from ${years}
      join branches b on b.id = y.branch_id join people p on p.id = y.person_id
      join check_ins k on k.organisation_id = any(array[b.organisation_id, p.organisation_id]) and k.person_id = y.person_id
           and k.created_at >= y.starts_at and k.created_at < y.ends_at
     where k.state = 'kept' and (k.branch_id = y.branch_id or k.branch_id is null)
     order by k.created_at, k.id`)
  return rows
}

async function heldTalks(db: Db, years: Years) {
  const { rows } = await db.execute<Row<{ recordId: string }>>(sql`
    select y.id, t.id as "recordId" from ${years}
      join resident_talks t on t.branch_id = y.branch_id and t.starts_at >= y.starts_at and t.starts_at < y.ends_at
     where t.created_by = y.person_id and t.state in ('held', 'published')
     order by t.starts_at, t.id`)
  return rows
}

/** What they answered for within the year: a part of a zone's time each. Helpers help. */
function posts(years: Years) {
  return sql`posts as (
    select y.id, y.person_id, y.branch_id, a.zone_id, greatest(a.starts_on, y.starts_on) as starts_on,
           least(coalesce(a.ends_on, y.ends_on), y.ends_on) as ends_on,
           y.starts_at + greatest(a.starts_on - y.starts_on, 0) * interval '1 day' as starts_at,
           least(y.ends_at, y.starts_at + (coalesce(a.ends_on, y.ends_on) - y.starts_on + 1) * interval '1 day') as ends_at
      from ${years} join assignments a on a.person_id = y.person_id and a.branch_id = y.branch_id
     where a.zone_id is not null and a.role not in ('helper', 'resident_verifier')
       and a.starts_on <= y.ends_on and (a.ends_on is null or a.ends_on >= y.starts_on))`
}

interface PostHeld {
  zoneId: string
  householdCount: number | null
  startsOn: CivilDate
  endsOn: CivilDate
}

async function heldPosts(db: Db, years: Years) {
  const { rows } = await db.execute<Row<PostHeld>>(sql`
    with ${posts(years)}
    select h.id, h.zone_id as "zoneId", z.household_count as "householdCount", h.starts_on::text as "startsOn",
           h.ends_on::text as "endsOn"
      from posts h join zones z on z.id = h.zone_id order by h.id, h.starts_on, z.code`)
  return rows
}

/** As the list of a round counts them: without those that not even a count may tell. */
async function casesOfZones(db: Db, years: Years) {
  const { rows } = await db.execute<Row<{ caseCount: number }>>(sql`
    with ${posts(years)}
    select h.id, count(distinct c.id)::int as "caseCount"
      from posts h join zones z on z.id = h.zone_id
      join cases c on c.organisation_id = z.organisation_id and c.zone_id = h.zone_id
           and c.created_at >= h.starts_at and c.created_at < h.ends_at
     where c.state not in ('draft', 'cancelled', 'duplicate') and c.category <> 'integrity'
     group by h.id`)
  return rows
}

async function heldFocuses(db: Db, years: Years) {
  const { rows } = await db.execute<Row<{ recordId: string }>>(sql`
    with ${posts(years)}
    select distinct h.id, f.id as "recordId", f.starts_on from posts h
      join duty_focuses f on f.branch_id = h.branch_id and f.state = 'accepted'
     where f.zone_id = h.zone_id and f.starts_on <= h.ends_on and f.ends_on >= h.starts_on
     order by f.starts_on, f.id`)
  return rows
}

/** Missed is only what lay wholly within their time, and in which they were never on leave. */
async function endedDuties(db: Db, years: Years) {
  const { rows } = await db.execute<Row<{ recordId: string; state: 'done' | 'missed' }>>(sql`
    with ${posts(years)}
    select distinct h.id, w.id as "recordId", w.state, w.ends_on from posts h
      join duty_windows w on w.zone_id = h.zone_id and w.ends_on >= h.starts_on
     where w.state = 'done' and w.done_on between h.starts_on and h.ends_on
        or w.state = 'missed' and w.starts_on >= h.starts_on and w.ends_on <= h.ends_on
           and not exists (select from absences a where a.person_id = h.person_id and a.starts_on <= w.ends_on
                            and (a.ends_on is null or a.ends_on >= w.starts_on))
     order by w.ends_on, w.id`)
  return rows
}

/** By evaluation, in the working hours of the organisation that each case belongs to. */
async function waitedMinutes(db: Db, handled: ReadonlyMap<string, readonly Handled[]>, { today, timezone }: Clock) {
  const waiting = [...handled.values()].flat().filter(({ waits }) => waits.length > 0)
  const times = new Map<string, WorkTime>()
  if (waiting.length > 0) {
    const from = addDays(today, -2 * 366)
    const calendars = new Map((await organisationHours(db, { from, to: today })).map((o) => [o.organisationId, o]))
    for (const organisationId of new Set(waiting.map((row) => row.organisationId))) {
      const own = calendars.get(organisationId)
      if (!own) continue
      const { workHours: hours } = await settingsFor(db, organisationId)
      times.set(organisationId, { calendar: calendarIn(own), hours, timezone })
    }
  }
  const minutesOf = ({ organisationId, waits }: Handled) => {
    const time = times.get(organisationId)
    const one = (wait: Handled['waits'][number]) =>
      time ? workingMinutesBetween(new Date(wait.from), new Date(wait.until), time) : 0
    return waits.reduce((sum, wait) => sum + one(wait), 0)
  }
  return new Map([...handled].map(([id, rows]) => [id, rows.reduce((sum, row) => sum + minutesOf(row), 0)]))
}
