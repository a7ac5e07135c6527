/** Open cases whose handler is no longer of the branch: its roster ended them. */
import type { CaseFacts } from '../decide/facts.ts'
import type { CivilDate } from '../domain/calendar.ts'
import { holdsOn } from './holding.ts'
import { type CaseRow, caseFacts, caseFields, caseTables } from './record-rows.ts'
import { type Sql, statement } from './sql.ts'

/** Whose last post in a branch ended in the last 30 days; `$1` today. Earlier ones were seen to long ago. */
const GONE = `gone as (
  select person_id, branch_id from assignments where ends_on < $1::date and ends_on >= $1::date - 30
  except
  select person_id, branch_id from assignments a where ${holdsOn('a', '$1::date')})`
const OPEN = `c.state not in ('draft', 'resolved', 'answered_unresolved', 'not_ours', 'duplicate', 'cancelled')`

export const organisationsWithHandlersGone = statement<{ organisation_id: string }, [CivilDate]>(
  'organisations_with_handlers_gone',
  `with ${GONE}
   select distinct c.organisation_id
     from gone g join cases c on c.handler_id = g.person_id and c.branch_id = g.branch_id where ${OPEN}`,
)

const takeLeft = statement<CaseRow & { handler_name: string }, [CivilDate, string]>(
  'take_cases_of_handlers_gone',
  `with ${GONE}
   select ${caseFields}, p.name as handler_name
     from ${caseTables} join gone g on g.person_id = c.handler_id and g.branch_id = c.branch_id
     join people p on p.id = c.handler_id
    where c.organisation_id = $2 and ${OPEN} order by c.created_at limit 1000 for update of c skip locked`,
)

/** A case and the name of who handled it. */
export interface LeftBehind {
  record: CaseFacts
  handlerName: string
}

/** Lock them to the end of the transaction; what somebody is just acting on is left for the next time. */
export async function takeLeftBehind(sql: Sql, organisationId: string, today: CivilDate): Promise<LeftBehind[]> {
  const rows = await takeLeft(sql, today, organisationId)
  return rows.map((row) => ({ record: caseFacts(row), handlerName: row.handler_name }))
}
