import { erase } from '../store/erasure.ts'
import { dueErasures, endRequest } from '../store/privacy-requests.ts'
import type { Schedule } from './schedule.ts'

/** Deletions of one run: what is left waits for ten minutes. */
const ERASURES_MAX = 200

/** Whoever asked that all of theirs be deleted, and did not think again within a day, has it deleted. */
export const eraseOnRequest: Schedule = {
  name: 'erase-on-request',
  every: { ms: 600_000 },
  async run({ db, pool, seal, storage, config, log }, now) {
    for (const { id, organisationId, subject } of await dueErasures(db, now, ERASURES_MAX)) {
      try {
        const eraser = { pool, seal, files: storage, timezone: config.timezone }
        const order = { subject, organisationId, actor: 'system', now }
        await erase(eraser, order, (tx) => endRequest(tx, id, now))
      } catch (error) {
        // The rest goes on; this one is still due at the next tick.
        log.error({ request_id: id, err: error }, 'an erasure failed')
      }
    }
    return []
  },
}
