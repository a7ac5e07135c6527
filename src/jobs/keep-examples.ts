/** What people confirmed and corrected, kept without their words for the next model to learn from. */
import type { Deps } from '../deps.ts'
import { keepExamples, type LearningExample } from '../store/learning-examples.ts'
import { inTransaction } from '../store/sql.ts'
import { type TakenVerdict, takeVerdicts } from '../store/verdicts.ts'
import { exampleOf, mayBeLearnt } from '../understanding/kept-example.ts'
import { model } from '../understanding/model/weights.ts'

/** Each is read once more, in a fraction of a millisecond: a message that comes meanwhile waits for no more than these. */
const AT_ONCE = 20

/**
 * Make an example of each noted verdict. Both happen in one transaction, so that a verdict makes one, however often this
 * is run or cut, and whoever else runs it.
 */
export async function makeExamples(deps: Deps): Promise<void> {
  let taken: number
  do {
    taken = await inTransaction(deps.pool, async (sql) => {
      const verdicts = await takeVerdicts(sql, AT_ONCE)
      await keepExamples(
        sql,
        verdicts.flatMap((verdict) => exampleFrom(verdict, deps.now()) ?? []),
      )
      return verdicts.length
    })
  } while (taken === AT_ONCE)
}

/**
 * Each answer once: one that was put right when it is, one that was right from the beginning when it is confirmed.
 * `null`: nothing is to be learnt. Of what has become a matter for the handler and the secretary alone nothing is kept.
 */
function exampleFrom(verdict: TakenVerdict, sentAt: Date): LearningExample | null {
  const { organisationId, head, final, teller, givenOn, text, corrected, byMember } = verdict
  if (!mayBeLearnt(verdict)) return null
  const example = exampleOf(model, head, { text, sentAt, role: byMember ? 'member' : 'resident' })
  if (!example || (example.predicted !== final) !== corrected) return null
  return { ...example, organisationId, final, teller, learntOn: givenOn }
}
