/** What the forms of a branch say: its zones, its year by the records, and what is to be put right. */
import { sql } from 'drizzle-orm'
import type { BranchYear, PackZone } from '../documents/review-branch-forms.ts'
import type { PackRectification } from '../documents/review-people-forms.ts'
import {
  caseRecord,
  commendationRecord,
  rectificationRecord,
  roundPath,
  sampledRecord,
  zoneRecord,
} from '../documents/review-records.ts'
import { type CivilDate, instantOf } from '../domain/calendar.ts'
import { type CaseState, isUnderWay } from '../domain/case.ts'
import { groupBy } from '../domain/group.ts'
import type { Evidence } from '../domain/review/statements.ts'
import { ACTIVITIES, type Activity } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'
import { recordsOf } from './review-pack-records.ts'

export interface YearOfBranch {
  branchId: string
  /** `2026`. */
  year: string
  today: CivilDate
  timezone: string
}

export async function packZones(db: Db, { branchId, year, today }: YearOfBranch): Promise<PackZone[]> {
  const day = sql`${today}::date`
  const holders = (which: ReturnType<typeof sql>) => sql`
    array(select p.name from assignments a join people p on p.id = a.person_id
           where a.zone_id = z.id and ${holding('a', day)} and p.left_on is null and ${which} order by a.position, p.name)`
  const { rows } = await db.execute<PackZone & Record<string, unknown>>(sql`
    select z.code, z.name, z.kind, z.household_count as "householdCount", z.approved_at is not null as approved,
           array(select r.text from zone_areas r where r.zone_id = z.id order by r.position) as areas,
           ${holders(sql`a.role in ('zone_member', 'guest_member') and not a.backup`)} as members,
           ${holders(sql`a.role in ('zone_member', 'guest_member') and a.backup`)} as backups,
           ${holders(sql`a.role = 'helper'`)} as helpers,
           (select coalesce(json_agg(json_build_object('building', e.label, 'starred', (e.fields ->> '星级户数')::int)
                      order by e.label), '[]')
              from scheme_entries e where e.branch_id = z.branch_id and e.scheme = 'star_household'
               and e.period = ${year} and e.zone_id = z.id) as stars
      from branches b join zones z on z.organisation_id = b.organisation_id and z.branch_id = b.id
     where b.id = ${branchId} and (z.ended_on is null or z.ended_on > ${day})
     order by length(z.code), z.code`)
  return rows
}

export async function packRectifications(
  db: Db,
  { branchId, year, timezone }: YearOfBranch,
): Promise<PackRectification[]> {
  const { from, to } = spanOf(year, timezone)
  const { rows } = await db.execute<PackRectification & Record<string, unknown>>(sql`
    select x.id, x.number, p.name, z.code as zone, x.what, x.reason, x.answer, x.due_on::text as "dueOn", h.name as helper,
           k.name as rechecker, x.state, x.extended_count as "extendedCount", x.end_reason as "endReason",
           case when r.id is not null
             then json_build_object('id', r.id, 'kind', r.kind, 'period', r.period) end as round
      from rectifications x join people p on p.id = x.person_id left join zones z on z.id = x.zone_id
      left join people h on h.id = x.helper_id left join people k on k.id = x.rechecker_id
      left join review_rounds r on r.id = x.round_id
     where x.branch_id = ${branchId} and x.created_at >= ${from} and x.created_at < ${to}
     order by x.number`)
  return rows
}

/** Records by name, none of those that not even a count may tell. */
export async function packYear(db: Db, asked: YearOfBranch): Promise<BranchYear> {
  const [zones, cases] = [await zonesOfYear(db, asked), await casesOfYear(db, asked)]
  const zonesWhere = (is: (zone: ZoneOfYear) => boolean) => zones.filter(is).map(({ code }) => zoneRecord(code))
  const being = (is: (state: CaseState) => boolean) =>
    cases.filter(({ state }) => is(state)).map(({ code }) => caseRecord(code))
  const evidence = groupBy(await evidenceOfYear(db, asked), ({ what }) => what)
  const records = await recordsOf(db, [...evidence.values()].flat(), asked.timezone)
  const of = (what: string) => (evidence.get(what) ?? []).map(records)
  const rounds = groupBy(await sampledInYear(db, asked), ({ id }) => id)
  const consequences = await consequencesOfYear(db, asked)
  const given = consequences.filter(({ what }) => what === 'rectification')
  return {
    zones: zonesWhere(() => true),
    coveredZones: zonesWhere(({ holderCount }) => holderCount > 0),
    acknowledgedZones: zonesWhere((one) => one.holderCount > 0 && one.knowCount === one.holderCount),
    told: being(() => true),
    resolved: being((state) => state === 'resolved'),
    answeredUnresolved: being((state) => state === 'answered_unresolved'),
    notOurs: being((state) => state === 'not_ours'),
    toVerify: being((state) => state === 'to_verify'),
    underWay: being((state) => isUnderWay(state)),
    checkIns: (Object.keys(ACTIVITIES) as Activity[])
      .map((activity) => ({ activity, records: of(`check_in/${activity}`) }))
      .filter((one) => one.records.length > 0),
    ...{ talks: of('talk'), dutiesDone: of('duty/done'), dutiesMissed: of('duty/missed') },
    spotChecks: [...rounds].map(([id, [first]]) => ({ name: first?.period ?? '', path: roundPath('spot_check', id) })),
    sampledZones: [...rounds].flatMap(([id, drawn]) =>
      drawn.flatMap(({ code, period }) => (code === null ? [] : [sampledRecord(id, code, `${period} ${code}`)])),
    ),
    rectifications: given.map(rectificationRecord),
    rectified: given.filter(({ closed }) => closed).map(rectificationRecord),
    commendations: consequences.filter(({ what }) => what === 'commendation').map(commendationRecord),
  }
}

interface ZoneOfYear extends Record<string, unknown> {
  code: string
  holderCount: number
  knowCount: number
}

async function zonesOfYear(db: Db, { branchId, today }: YearOfBranch): Promise<ZoneOfYear[]> {
  const day = sql`${today}::date`
  const { rows } = await db.execute<ZoneOfYear>(sql`
    select z.code, count(a.id)::int as "holderCount",
           count(a.id) filter (where a.acknowledged_at is not null)::int as "knowCount"
      from branches b join zones z on z.organisation_id = b.organisation_id and z.branch_id = b.id
      left join assignments a on a.zone_id = z.id and ${holding('a', day)}
       and a.role in ('zone_member', 'guest_member') and not a.backup
     where b.id = ${branchId} and (z.ended_on is null or z.ended_on > ${day})
     group by z.code order by length(z.code), z.code`)
  return rows
}

interface CaseOfYear extends Record<string, unknown> {
  code: string
  state: CaseState
}

async function casesOfYear(db: Db, { branchId, year, timezone }: YearOfBranch): Promise<CaseOfYear[]> {
  const { from, to } = spanOf(year, timezone)
  const { rows } = await db.execute<CaseOfYear>(sql`
    select c.code, c.state from branches b join cases c on c.organisation_id = b.organisation_id
     where b.id = ${branchId} and c.branch_id = b.id and c.created_at >= ${from} and c.created_at < ${to}
       and c.state not in ('draft', 'cancelled', 'duplicate') and c.category <> 'integrity'
     order by c.code`)
  return rows
}

/** `what`: of which row of the form. */
type EvidenceOfYear = Evidence & { what: string } & Record<string, unknown>

async function evidenceOfYear(db: Db, { branchId, year, timezone }: YearOfBranch): Promise<EvidenceOfYear[]> {
  const { from, to } = spanOf(year, timezone)
  const { rows } = await db.execute<EvidenceOfYear>(sql`
    with b as (select id, organisation_id from branches where id = ${branchId})
    select 'check_in/' || k.activity as what, 'check_in' as kind, k.id, k.created_at as at from check_ins k join b
        on k.organisation_id = b.organisation_id and k.branch_id = b.id
     where k.state = 'kept' and k.created_at >= ${from} and k.created_at < ${to}
    union all select 'talk', 'talk', t.id, t.starts_at from resident_talks t join b on t.branch_id = b.id
     where t.state in ('held', 'published') and t.starts_at >= ${from} and t.starts_at < ${to}
    union all select 'duty/' || w.state, 'duty_window', w.id, w.ends_on from duty_windows w join zones z on z.id = w.zone_id
      join b on z.organisation_id = b.organisation_id and z.branch_id = b.id
     where w.state in ('done', 'missed') and w.ends_on between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date
    order by what, at, id`)
  return rows
}

interface SampledInYear extends Record<string, unknown> {
  /** Of the round. */
  id: string
  period: string
  /** `null`: nothing was drawn. */
  code: string | null
}

async function sampledInYear(db: Db, { branchId, year }: YearOfBranch): Promise<SampledInYear[]> {
  const { rows } = await db.execute<SampledInYear>(sql`
    select r.id, r.period, z ->> 'code' as code from review_rounds r left join sampled_zones s on s.round_id = r.id
      left join lateral jsonb_array_elements(r.list -> 'zones') z on z ->> 'id' = s.zone_id::text
     where r.branch_id = ${branchId} and r.kind = 'spot_check' and r.state <> 'cancelled'
       and r.period like ${`${year}-%`} order by r.period, s.position`)
  return rows
}

interface ConsequenceOfYear extends Record<string, unknown> {
  what: 'rectification' | 'commendation'
  id: string
  number: number
  closed: boolean
}

async function consequencesOfYear(db: Db, { branchId, year, timezone }: YearOfBranch): Promise<ConsequenceOfYear[]> {
  const { from, to } = spanOf(year, timezone)
  const { rows } = await db.execute<ConsequenceOfYear>(sql`
    select 'rectification' as what, x.id, x.number, x.state = 'closed' as closed from rectifications x
     where x.branch_id = ${branchId} and x.created_at >= ${from} and x.created_at < ${to} and x.state <> 'cancelled'
    union all select 'commendation', g.id, g.number, false from commendations g
     where g.branch_id = ${branchId} and g.given_on between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date
    order by what, number`)
  return rows
}

function spanOf(year: string, timezone: string): { from: Date; to: Date } {
  return {
    from: instantOf(`${year}-01-01`, '00:00', timezone),
    to: instantOf(`${Number(year) + 1}-01-01`, '00:00', timezone),
  }
}
