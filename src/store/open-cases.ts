import type { CaseFacts } from '../decide/facts.ts'
import { OPEN_STATES } from '../domain/case.ts'
import { type CaseRow, caseFacts, caseFields, caseTables } from './record-rows.ts'
import { type Sql, statement } from './sql.ts'

/** Newest ones of a zone that anything is compared with. */
const CASES_PER_ZONE = 50

const readOpen = statement<CaseRow, [string[], Date, readonly string[], number]>(
  'read_open_cases_of_zones',
  `select ${caseFields} from ${caseTables}
    where c.id in (
      select near.id from zones w cross join lateral (
        select n.id from cases n
         where n.organisation_id = w.organisation_id and n.zone_id = w.id and n.kind = 'incident'
           and n.created_at > $2 and n.state = any($3::text[])
         order by n.created_at desc limit $4) near
       where w.code = any($1::text[]))
    order by c.created_at, c.id`,
)

/** Open incidents of these zones that were told after `since`, the oldest first. */
export async function openCasesOf(sql: Sql, zoneCodes: readonly string[], since: Date): Promise<CaseFacts[]> {
  if (zoneCodes.length === 0) return []
  return (await readOpen(sql, [...zoneCodes], since, OPEN_STATES, CASES_PER_ZONE)).map(caseFacts)
}

const HANDLED_MAX = 500

const readHandled = statement<CaseRow, [string[], number]>(
  'read_handled_cases_of_branches',
  `select l.* from unnest($1::uuid[]) as w(id) cross join lateral (
     select ${caseFields} from ${caseTables}
      where c.branch_id = w.id and c.closed_at is null and c.handler_id is not null
        and c.state not in ('draft', 'resolved', 'answered_unresolved', 'not_ours', 'duplicate', 'cancelled')
      order by c.created_at limit $2) l
    order by l.created_at, l.code`,
)

/** Open matters of these branches that lie with somebody, of each at most 500, the oldest first. */
export async function handledIn(sql: Sql, branchIds: readonly string[]): Promise<CaseFacts[]> {
  if (branchIds.length === 0) return []
  return (await readHandled(sql, [...new Set(branchIds)], HANDLED_MAX)).map(caseFacts)
}
