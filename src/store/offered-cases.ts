import type { CaseFacts } from '../decide/facts.ts'
import { groupBy } from '../domain/group.ts'
import { type CaseRow, caseFacts, caseFields, caseTables } from './record-rows.ts'
import { type Sql, statement } from './sql.ts'

/** Nobody is asked which of more than these is meant. */
const OFFERED_MAX = 20

const readOffered = statement<CaseRow & { told_identity: string }, [string[], Date, number]>(
  'read_offered_cases',
  `select w.id as told_identity, l.*
     from unnest($1::uuid[]) as w(id) join identities i on i.id = w.id
    cross join lateral (
      select ${caseFields} from (
          select distinct o.case_id from deliveries d join outbox o on o.id = d.outbox_id
           where d.channel = i.channel and d.recipient = i.external_id
             and d.sent_at > $2::timestamptz - interval '7 days'
             and o.case_id is not null and o.purpose in ('assignment', 'emergency')) t
        join (${caseTables}) on c.id = t.case_id
       where c.state in ('new', 'returned', 'reopened')
          or (c.state = 'draft' and c.urgency = 'emergency' and not c.told_as_handled)
       order by c.created_at desc limit $3) l`,
)

/**
 * Cases that nobody has taken on and of which these accounts were told in the last week, whoever they lie with, by account
 * and the newest first; an emergency also before it is confirmed.
 */
export async function offeredTo(
  sql: Sql,
  identityIds: readonly string[],
  now: Date,
): Promise<(identityId: string) => CaseFacts[]> {
  const rows = identityIds.length > 0 ? await readOffered(sql, [...new Set(identityIds)], now, OFFERED_MAX) : []
  const told = groupBy(rows, (row) => row.told_identity)
  return (identityId) => (told.get(identityId) ?? []).map(caseFacts)
}
