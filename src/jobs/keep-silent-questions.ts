import { silentQuestions } from '../store/conversations.ts'
import { CONVERSATIONS_MAX, decideDue } from './due-conversations.ts'
import type { Schedule } from './schedule.ts'

/** Minutes after which a question counts as unanswered; its text is then kept for a person. */
const QUESTION_MINUTES = 10

/** What is unclear is asked once, then kept for a person. */
export const keepSilentQuestions: Schedule = {
  name: 'keep-silent-questions',
  every: { ms: 30_000 },
  async run(deps, now) {
    const conversations = await silentQuestions(deps.pool, now, QUESTION_MINUTES, CONVERSATIONS_MAX)
    return decideDue(deps, conversations, { happening: { type: 'due', due: 'question_silent' }, now })
  },
}
