import { silentDrafts } from '../store/conversations.ts'
import { CONVERSATIONS_MAX, decideDue } from './due-conversations.ts'
import type { Schedule } from './schedule.ts'

/** Silence for ten minutes keeps a draft: nobody has to tap 对 for a matter to be taken up. */
export const keepSilentDrafts: Schedule = {
  name: 'keep-silent-drafts',
  every: { ms: 15_000 },
  async run(deps, now) {
    const conversations = await silentDrafts(deps.pool, now, CONVERSATIONS_MAX)
    return decideDue(deps, conversations, { happening: { type: 'due', due: 'draft_silent' }, now })
  },
}
