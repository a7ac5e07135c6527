/** Cases that the clock has to look at. */
import type { CaseFacts } from '../decide/facts.ts'
import { type CaseRow, caseFacts, caseFields, caseTables } from './record-rows.ts'
import { type Sql, statement } from './sql.ts'

/** What is due in one organisation. */
export interface DueCases {
  organisation_id: string
  ids: string[]
}

/** Cases to be looked at by `$1`, the first `$2` of them, by organisation; those with an emergency come first. */
export const findDueCases = statement<DueCases, [Date, number]>(
  'find_due_cases',
  `select organisation_id, array_agg(id) as ids
     from (select id, organisation_id, urgency from cases where remind_at <= $1 order by remind_at limit $2) as due
    group by organisation_id order by bool_or(urgency = 'emergency') desc`,
)

const takeDue = statement<CaseRow, [string[], Date]>(
  'take_due_cases',
  // What somebody is just acting on is looked at with the next tick.
  `select ${caseFields} from ${caseTables}
    where c.id = any($1::uuid[]) and c.remind_at <= $2 order by c.created_at, c.id for update of c skip locked`,
)

/** Lock those of the cases that are still due, to the end of the transaction. */
export async function takeDueCases(sql: Sql, ids: string[], now: Date): Promise<CaseFacts[]> {
  return (await takeDue(sql, ids, now)).map(caseFacts)
}

const putOffAll = statement<{ id: string }, [string]>(
  'put_off_reminders',
  `update cases c set remind_at = p.remind_at
     from json_to_recordset($1::json) as p(case_id uuid, remind_at timestamptz) where c.id = p.case_id
   returning c.id`,
)

/** Look at cases again at another hour. That is no change of theirs: nothing is put on record. */
export async function putOffReminders(
  sql: Sql,
  putOff: readonly { caseId: string; remindAt: Date | null }[],
): Promise<void> {
  if (putOff.length === 0) return
  await putOffAll(sql, JSON.stringify(putOff.map((p) => ({ case_id: p.caseId, remind_at: p.remindAt }))))
}
