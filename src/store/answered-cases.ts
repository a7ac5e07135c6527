import type { CaseFacts } from '../decide/facts.ts'
import { type CaseRow, caseFacts, caseFields, caseTables } from './record-rows.ts'
import { type Sql, statement } from './sql.ts'

const readAnswered = statement<CaseRow & { told_identity: string }, [string[], Date]>(
  'read_answered_cases',
  `select w.id as told_identity, l.*
     from unnest($1::uuid[]) as w(id) join identities i on i.id = w.id
    cross join lateral (
      select ${caseFields} from (
          select o.case_id, d.sent_at from deliveries d join outbox o on o.id = d.outbox_id
           where d.channel = i.channel and d.recipient = i.external_id
             and d.sent_at > $2::timestamptz - interval '48 hours'
             and o.case_id is not null and o.key like 'said/%'
           order by d.sent_at desc limit 1) t
        join (${caseTables}) on c.id = t.case_id) l`,
)

/** The case about which each of these accounts was answered last, within two days: bare words may speak of it. */
export async function answeredTo(
  sql: Sql,
  identityIds: readonly string[],
  now: Date,
): Promise<(identityId: string) => CaseFacts | null> {
  const rows = identityIds.length > 0 ? await readAnswered(sql, [...new Set(identityIds)], now) : []
  const told = new Map(rows.map((row) => [row.told_identity, row]))
  return (identityId) => {
    const row = told.get(identityId)
    return row ? caseFacts(row) : null
  }
}
