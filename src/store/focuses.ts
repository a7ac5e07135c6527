/** What zones look at above all for a quarter: proposed from their cases, decided by whoever leads. */
import type { FocusFacts } from '../decide/branch-work-facts.ts'
import type { LedBranch } from '../decide/led-branch.ts'
import type { CivilDate } from '../domain/calendar.ts'
import type { CategoryCount, ProposedFocus, Quarter } from '../domain/focus.ts'
import type { Category } from '../domain/vocabulary.ts'
import type { FocusState } from '../domain/zoning.ts'
import { type Sql, statement } from './sql.ts'

interface FocusRow {
  id: string
  zone: string
  category: Category
  title: string
  case_count: number
  state: FocusState
  ends_on: CivilDate
}

const FIELDS = 'f.id, z.code as zone, f.category, f.title, f.case_count, f.state, f.ends_on::text as ends_on'

const readFocuses = statement<FocusRow, [string, boolean, CivilDate]>(
  'focuses_of_branch',
  `select ${FIELDS} from branches own
     join branches b on b.id = own.id or ($2 and b.organisation_id = own.organisation_id)
     join duty_focuses f on f.branch_id = b.id join zones z on z.id = f.zone_id
    where own.id = $1 and f.starts_on <= $3::date and f.ends_on >= $3::date and f.state <> 'declined'
    order by z.code, f.case_count desc limit 500`,
)

/** Those of today, declined ones left out, by zone. */
export async function focusesOf(sql: Sql, { branchId, whole }: LedBranch, today: CivilDate): Promise<FocusFacts[]> {
  return (await readFocuses(sql, branchId, whole, today)).map(focusFacts)
}

function focusFacts({ id, zone, category, title, case_count, state, ends_on }: FocusRow): FocusFacts {
  return { id, zoneCode: zone, category, title, caseCount: case_count, state, endsOn: ends_on }
}

const settleOne = statement<{ id: string }, [string, FocusState, string, Date]>(
  'settle_focus',
  `update duty_focuses set state = $2, decided_by = $3, decided_at = $4 where id = $1 and state = 'proposed' returning id`,
)

/** Who decided first decided. */
export async function settleFocus(
  sql: Sql,
  { focusId, state, by }: { focusId: string; state: 'accepted' | 'declined'; by: string },
  now: Date,
): Promise<void> {
  await settleOne(sql, focusId, state, by, now)
}

const setOne = statement<{ id: string }, [string, string, CivilDate, CivilDate, string, Date]>(
  'set_focus',
  `with others as (
     update duty_focuses f set state = 'declined', decided_by = $5, decided_at = $6
       from zones z where z.id = f.zone_id and z.code = $1 and f.starts_on = $3::date and f.category <> 'other'
        and f.state <> 'declined')
   insert into duty_focuses (organisation_id, branch_id, zone_id, category, title, case_count, starts_on, ends_on,
                             state, decided_by, decided_at, created_at)
   select z.organisation_id, z.branch_id, z.id, 'other', $2, 0, $3::date, $4::date, 'accepted', $5, $6, $6
     from zones z where z.code = $1
   on conflict (zone_id, category, starts_on) do update
      set title = excluded.title, state = 'accepted', decided_by = excluded.decided_by, decided_at = excluded.decided_at
   returning id`,
)

/** Named by whoever leads: of no kind of our list, and instead of what was there. */
export async function setFocusOf(
  sql: Sql,
  { zoneCode, title, startsOn, endsOn, by }: Quarter & { zoneCode: string; title: string; by: string },
  now: Date,
): Promise<void> {
  await setOne(sql, zoneCode, title, startsOn, endsOn, by, now)
}

interface CountRow {
  branch_id: string
  zone_id: string
  category: Category
  count: number
  building: string | null
}

const countCases = statement<CountRow, [string, Date, Date]>(
  'count_cases_by_zone',
  // Counted are matters that somebody told, whatever became of them but what was taken back, told twice or of elsewhere.
  `select c.branch_id, c.zone_id, c.category, count(*)::int as count, mode() within group (order by c.building) as building
     from cases c join zones z on z.id = c.zone_id and z.ended_on is null
    where c.organisation_id = $1 and c.created_at >= $2 and c.created_at < $3 and c.kind = 'incident'
      and c.state not in ('draft', 'cancelled', 'duplicate', 'not_ours')
    group by c.branch_id, c.zone_id, c.category`,
)

/** What was told in the zones of an organisation between two instants, by zone. */
export async function casesByZone(
  sql: Sql,
  organisationId: string,
  { from, to }: { from: Date; to: Date },
): Promise<{ branchId: string; zoneId: string; counts: CategoryCount[] }[]> {
  const byZone = new Map<string, { branchId: string; zoneId: string; counts: CategoryCount[] }>()
  for (const { branch_id, zone_id, category, count, building } of await countCases(sql, organisationId, from, to)) {
    const zone = byZone.get(zone_id) ?? { branchId: branch_id, zoneId: zone_id, counts: [] }
    zone.counts.push({ category, count, building })
    byZone.set(zone_id, zone)
  }
  return [...byZone.values()]
}

const insertProposals = statement<FocusRow & { branch_id: string }, [string, CivilDate, CivilDate, string, Date]>(
  'propose_focuses',
  `with made as (
     insert into duty_focuses (organisation_id, branch_id, zone_id, category, title, case_count, starts_on, ends_on, created_at)
     select z.organisation_id, z.branch_id, z.id, p.category, p.title, p.case_count, $2::date, $3::date, $5
       from json_to_recordset($4::json) as p(zone_id uuid, category text, title text, case_count int)
       join zones z on z.id = p.zone_id and z.organisation_id = $1
     on conflict do nothing returning *)
   select f.branch_id, ${FIELDS} from made f join zones z on z.id = f.zone_id order by z.code, f.case_count desc`,
)

/** Keep what is proposed for a quarter, once. @returns what is new, with its branch */
export async function proposeFocuses(
  sql: Sql,
  organisationId: string,
  {
    quarter,
    proposals,
    now,
  }: { quarter: Quarter; proposals: readonly (ProposedFocus & { zoneId: string })[]; now: Date },
): Promise<{ branchId: string; focus: FocusFacts }[]> {
  const rows = proposals.map(({ zoneId, category, title, caseCount }) => ({
    ...{ zone_id: zoneId, category, title, case_count: caseCount },
  }))
  const made = await insertProposals(sql, organisationId, quarter.startsOn, quarter.endsOn, JSON.stringify(rows), now)
  return made.map(({ branch_id, ...row }) => ({ branchId: branch_id, focus: focusFacts(row) }))
}

const readOrganisations = statement<{ id: string }, [CivilDate]>(
  'organisations_without_focus',
  `select distinct z.organisation_id as id from zones z
    where z.ended_on is null
      and not exists (select from duty_focuses f where f.organisation_id = z.organisation_id and f.starts_on = $1::date)`,
)

/** Organisations with zones for which nothing was proposed for the quarter yet. */
export async function organisationsWithoutFocus(sql: Sql, { startsOn }: Quarter): Promise<string[]> {
  return (await readOrganisations(sql, startsOn)).map(({ id }) => id)
}
