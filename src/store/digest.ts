/** What the digests of many branches tell, by few statements however many there are. */
import { sql } from 'drizzle-orm'
import {
  addFigures,
  type BranchDigest,
  type CaseException,
  type DigestCase,
  NO_FIGURES,
  type TouchySubject,
  type Week,
  type WeekFigures,
} from '../decide/digest.ts'
import { NO_RECTIFICATIONS } from '../decide/rectification-counts.ts'
import { addDays, type CivilDate } from '../domain/calendar.ts'
import type { CaseState } from '../domain/case.ts'
import { groupBy } from '../domain/group.ts'
import type { CaseKind, Category, Urgency } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { rootCause, rootCausesOf, zonesWithoutMember } from './digest-zones.ts'
import { rectificationCountsOf } from './rectification-counts.ts'
import { zoneGapsOf } from './zone-gaps.ts'

/** A branch, and the names that make a case touchy: those of its leaders. */
export interface DigestAsked {
  branch: BranchDigest['branch']
  leaders: readonly string[]
}

/** A week, from its first day and instant up to its end, and when the one before it began. */
export interface DigestWeek {
  startsOn: CivilDate
  from: Date
  before: Date
  until: Date
}

export interface DigestTimes {
  now: Date
  today: CivilDate
  /** The latest week; `null`: no numbers are asked for. */
  week: DigestWeek | null
  /** Cases listed of a branch, beside what is touchy. */
  caseLimit: number
}

/** Titles by which a matter may speak of a leader: see `domain/accusation`. Whoever reads is asked case by case. */
const TOUCHY_TITLES = '书记|支书|書記|党员|网格员|委员|组长|楼长'

/** What the branches' leaders are to know, in the order asked. */
export async function loadDigests(db: Db, asked: readonly DigestAsked[], times: DigestTimes): Promise<BranchDigest[]> {
  const [cases, figures, duties, zones, causes, gaps, putRight] = await Promise.all([
    exceptionsOf(db, asked, times),
    times.week ? figuresOf(db, asked, times.week) : [],
    times.week ? dutiesOf(db, asked, times.week) : [],
    zonesWithoutMember(db, idsOf(asked), times.today),
    rootCausesOf(db, idsOf(asked), times.today),
    times.week ? zoneGapsOf(db, idsOf(asked), times.today) : [],
    times.week ? rectificationCountsOf(db, idsOf(asked), times.today) : [],
  ])
  const by = { cases: byBranch(cases), figures: byBranch(figures), duties: byBranch(duties) }
  const of = { zones: byBranch(zones), causes: byBranch(causes), gaps: byBranch(gaps) }
  const toPutRight = new Map(putRight.map(({ branch_id, ...counts }) => [branch_id, counts]))
  return asked.map(({ branch }) => {
    const own = by.cases.get(branch.id) ?? []
    const figured = by.figures.get(branch.id) ?? []
    const done = by.duties.get(branch.id) ?? []
    return {
      branch,
      cases: own.map((row) => ({ why: row.why, record: digestCase(row), touchy: row.touchy })),
      plainCount: own.find((row) => !row.touchy)?.plain_count ?? 0,
      zonesWithoutMember: (of.zones.get(branch.id) ?? []).map(({ code, name }) => ({ code, name })),
      rootCauses: (of.causes.get(branch.id) ?? []).map(rootCause),
      zoneGaps: (of.gaps.get(branch.id) ?? []).map(({ gap, about }) => ({ gap, about })),
      rectifications: toPutRight.get(branch.id) ?? NO_RECTIFICATIONS,
      figures: { latest: sumOf('latest', figured, done), before: sumOf('before', figured, done) },
      touchy: figured.flatMap((row) => {
        const subject = touchySubject(row)
        return subject ? [{ week: row.week, subject, figures: weekFigures(row) }] : []
      }),
      burden: null,
    }
  })
}

function byBranch<T extends { branch_id: string }>(rows: readonly T[]): Map<string, T[]> {
  return groupBy(rows, (row) => row.branch_id)
}

function idsOf(asked: readonly DigestAsked[]) {
  return sql`${sql.param(asked.map(({ branch }) => branch.id))}::uuid[]`
}

/** The branches with the names of their leaders, as a table `asked(branch_id, names)`. */
function askedTable(asked: readonly DigestAsked[]) {
  const rows = asked.map(({ branch, leaders }) => ({ branch_id: branch.id, names: leaders }))
  return sql`(select branch_id, array(select jsonb_array_elements_text(names)) as names
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as a(branch_id uuid, names jsonb))`
}

/** Whether case `c` may speak of one of the leaders `a`. Names of two signs and more: shorter ones name nobody. */
const touchy = sql`(c.text ~ ${sql.raw(`'${TOUCHY_TITLES}'`)}
  or exists (select from unnest(a.names) as leader where strpos(c.text, leader) > 0))`

/** Nobody is told of a draft, but of an emergency. */
const told = sql`(c.state <> 'draft' or c.urgency = 'emergency')`

interface SubjectRow {
  category: Category
  urgency: Urgency
  state: CaseState
  zone_code: string | null
  handler_id: string | null
  reporter_identity_id: string | null
  reporter_person_id: string | null
  text: string
}

interface ExceptionRow extends SubjectRow, Record<string, unknown> {
  branch_id: string
  why: CaseException
  touchy: boolean
  plain_count: number
  id: string
  code: string
  kind: CaseKind
  place_text: string | null
  building: string | null
  unit: string | null
  floor: string | null
  room: string | null
  handler: string | null
  external_body: string | null
  due_at: string | null
  created_at: string
}

/** Open cases that ask for a decision: of each branch the gravest, the oldest first, and all that are touchy. */
async function exceptionsOf(
  db: Db,
  asked: readonly DigestAsked[],
  { now, today, caseLimit }: DigestTimes,
): Promise<ExceptionRow[]> {
  const { rows } = await db.execute<ExceptionRow>(sql`
    with open as (
      select c.id, c.branch_id, c.created_at, ${touchy} as touchy, case
          when c.urgency = 'emergency' then 1
          when c.extension = 'asked' then 6
          when c.state = 'to_verify' or c.state = 'need_info' then null
          when c.state = 'waiting_external' then case when c.ask_again_on < ${today}::date then 5 end
          when c.state = 'returned' or c.handler_id is null then 3
          when c.state = 'reopened' then 4
          when c.accept_done_at is null and c.accept_due_at < ${now}::timestamptz
            or c.resolve_done_at is null and c.resolve_due_at < ${now}::timestamptz then 2 end as rank
        from ${askedTable(asked)} a join cases c on c.branch_id = a.branch_id
       where c.closed_at is null and ${told}),
    ranked as (
      select *, row_number() over (partition by branch_id, touchy order by rank, created_at, id) as place,
             count(*) over (partition by branch_id, touchy)::int as plain_count
        from open where rank is not null)
    select r.branch_id, (array['emergency', 'overdue', 'unassigned', 'reopened', 'outside', 'extension'])[r.rank] as why,
           r.touchy, r.plain_count, c.id, c.code, c.kind, c.category, c.urgency, c.state, z.code as zone_code,
           c.handler_id, c.reporter_identity_id, c.reporter_person_id, c.text, c.place_text, c.building, c.unit,
           c.floor, c.room, p.name as handler, c.external_body, c.created_at,
           case when c.accept_done_at is null then c.accept_due_at else c.resolve_due_at end as due_at
      from ranked r join cases c on c.id = r.id
           left join zones z on z.id = c.zone_id left join people p on p.id = c.handler_id
     where r.place <= ${caseLimit} or r.touchy
     order by r.branch_id, r.rank, r.created_at, r.id`)
  return rows
}

function digestCase(row: ExceptionRow): DigestCase {
  const { place_text, building, unit, floor, room } = row
  return {
    ...{ id: row.id, code: row.code, kind: row.kind, branchId: row.branch_id },
    ...subjectOf(row),
    place: place_text === null ? null : { text: place_text, building, unit, floor, room },
    handler: row.handler,
    outside: row.external_body,
    dueAt: row.due_at === null ? null : new Date(row.due_at),
    createdAt: new Date(row.created_at),
  }
}

function subjectOf(row: SubjectRow) {
  return {
    ...{ category: row.category, urgency: row.urgency, state: row.state, text: row.text },
    zoneCode: row.zone_code,
    handlerId: row.handler_id,
    reporter: { identityId: row.reporter_identity_id, personId: row.reporter_person_id },
  }
}

const FIGURES = ['opened', 'responded', 'resolved', 'unresolved', 'not_ours', 'satisfied', 'dissatisfied'] as const

type FigureRow = Partial<SubjectRow> &
  Record<(typeof FIGURES)[number], number> &
  Record<string, unknown> & { branch_id: string; week: Week; touchy_id: string | null }

/** The numbers of both weeks, each touchy case in a row of its own. */
async function figuresOf(db: Db, asked: readonly DigestAsked[], week: DigestWeek): Promise<FigureRow[]> {
  const fields = sql`c.id, c.branch_id, c.state, c.responded_at, c.satisfied, ${touchy} as touchy`
  const { rows } = await db.execute<FigureRow>(sql`
    with asked as materialized ${askedTable(asked)},
    counted as (
      select ${fields}, c.created_at >= ${week.from}::timestamptz as latest, true as began
        from asked a join cases c on c.branch_id = a.branch_id
       where c.created_at >= ${week.before}::timestamptz and c.created_at < ${week.until}::timestamptz and ${told}
      union all
      select ${fields}, c.closed_at >= ${week.from}::timestamptz, false
        from asked a join cases c on c.branch_id = a.branch_id
       where c.closed_at is not null and c.closed_at >= ${week.before}::timestamptz
         and c.closed_at < ${week.until}::timestamptz),
    summed as (
      select branch_id, latest, case when touchy then id end as touchy_id,
             count(*) filter (where began and counts)::int as opened,
             count(*) filter (where began and counts and responded_at is not null)::int as responded,
             count(*) filter (where not began and state = 'resolved')::int as resolved,
             count(*) filter (where not began and state = 'answered_unresolved')::int as unresolved,
             count(*) filter (where not began and state = 'not_ours')::int as not_ours,
             count(*) filter (where not began and satisfied)::int as satisfied,
             count(*) filter (where not began and not satisfied)::int as dissatisfied
        from (select *, state not in ('draft', 'cancelled', 'duplicate', 'not_ours') as counts from counted) c
       group by 1, 2, 3)
    select s.*, case when latest then 'latest' else 'before' end as week,
           c.category, c.urgency, c.state, c.text, c.handler_id, c.reporter_identity_id, c.reporter_person_id,
           z.code as zone_code
      from summed s left join cases c on c.id = s.touchy_id left join zones z on z.id = c.zone_id`)
  return rows
}

function touchySubject(row: FigureRow): TouchySubject | null {
  return row.touchy_id === null ? null : { ...subjectOf(row as SubjectRow), branchId: row.branch_id }
}

function weekFigures(row: FigureRow): WeekFigures {
  const { opened, responded, resolved, unresolved, satisfied, dissatisfied } = row
  const counted = { opened, responded, resolved, unresolved, notOurs: row.not_ours, satisfied, dissatisfied }
  return { ...NO_FIGURES, ...counted }
}

function sumOf(week: Week, figures: readonly FigureRow[], duties: readonly DutyRow[]): WeekFigures {
  const plain = figures.filter((row) => row.week === week && row.touchy_id === null).map(weekFigures)
  const owed = duties
    .filter((row) => row.week === week)
    .map((row) => ({ ...NO_FIGURES, dutiesDone: row.done, dutiesMissed: row.missed }))
  return [...plain, ...owed].reduce(addFigures, NO_FIGURES)
}

type DutyRow = Record<string, unknown> & { branch_id: string; week: Week; done: number; missed: number }

/** Duties by the day on which they were done, or were to be done at the latest. */
async function dutiesOf(db: Db, asked: readonly DigestAsked[], week: DigestWeek): Promise<DutyRow[]> {
  const before = addDays(week.startsOn, -7)
  const until = addDays(week.startsOn, 7)
  const { rows } = await db.execute<DutyRow>(sql`
    select branch_id, case when ended >= ${week.startsOn}::date then 'latest' else 'before' end as week,
           count(*) filter (where state = 'done')::int as done, count(*) filter (where state = 'missed')::int as missed
      from (select z.branch_id, w.state, case when w.state = 'done' then w.done_on else w.ends_on end as ended
              from branches b join zones z on z.organisation_id = b.organisation_id and z.branch_id = b.id
                   join duty_windows w on w.zone_id = z.id and w.ends_on >= ${before}::date
             where b.id = any(${idsOf(asked)}) and w.state in ('done', 'missed')) w
     where ended >= ${before}::date and ended < ${until}::date
     group by 1, 2`)
  return rows
}
