import type { CivilDate } from '../domain/calendar.ts'
import { Conflict } from './cases.ts'
import { takeRectificationStep } from './rectification-steps.ts'
import { drizzleOn, type Sql } from './sql.ts'

/** What was said in chat of a rectification that is open. @throws Conflict when it no longer is: the caller asks again */
export async function reportRectification(
  sql: Sql,
  { rectificationId, by, words, today }: { rectificationId: string; by: string; words: string; today: CivilDate },
  now: Date,
): Promise<void> {
  // Every decision is noted by whoever carries it out.
  const transaction = { tx: drizzleOn(sql), note: async () => undefined }
  const move = { step: 'report', by, reason: words, dueOn: null } as const
  const step = { id: rectificationId, leads: false, move }
  const refusal = await takeRectificationStep(transaction, step, { today, now })
  if (refusal) throw new Conflict(`rectification ${rectificationId}: ${refusal}`)
}
