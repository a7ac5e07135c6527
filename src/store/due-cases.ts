/** Cases that the clock has to look at. */
import type { CaseFacts } from '../decide/facts.ts'
import { type CaseRow, caseFacts, caseFields, caseTables } from './record-rows.ts'
import { type Sql, statement } from './sql.ts'

/** Organisations that have a case to be looked at by `$1`. */
export const organisationsWithDueCases = statement<{ organisation_id: string }, [Date]>(
  'organisations_with_due_cases',
  'select distinct organisation_id from cases where remind_at <= $1',
)

const takeDue = statement<CaseRow, [string, Date, number]>(
  'take_due_cases',
  // Emergencies first; what somebody is just acting on is looked at with the next tick.
  `select ${caseFields} from ${caseTables}
    where c.organisation_id = $1 and c.remind_at <= $2
    order by (c.urgency = 'emergency') desc, c.remind_at limit $3 for update of c skip locked`,
)

/** Lock the cases of an organisation that are due, the first `limit` of them, to the end of the transaction. */
export async function takeDueCases(sql: Sql, organisationId: string, now: Date, limit: number): Promise<CaseFacts[]> {
  return (await takeDue(sql, organisationId, now, limit)).map(caseFacts)
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
