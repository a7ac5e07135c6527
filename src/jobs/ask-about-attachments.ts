import { lonelyAttachments, markQuestioned } from '../store/conversations.ts'
import { CONVERSATIONS_MAX, decideDue } from './due-conversations.ts'
import type { Schedule } from './schedule.ts'

/** A photo, voice or place that stood alone for a minute is asked about, once. */
export const askAboutAttachments: Schedule = {
  name: 'ask-about-attachments',
  every: { ms: 15_000 },
  async run(deps, now) {
    const conversations = await lonelyAttachments(deps.pool, now, CONVERSATIONS_MAX)
    return decideDue(deps, conversations, { happening: { type: 'due', due: 'photo_alone' }, now, mark: markQuestioned })
  },
}
