import { applyRetention } from '../store/retention.ts'
import type { Schedule } from './schedule.ts'

/** What has been kept as long as its purpose allows is deleted every night. */
export const applyRetentionRules: Schedule = {
  name: 'apply-retention-rules',
  every: { pattern: '17 3 * * *' },
  async run(deps, now) {
    await applyRetention(deps.db, now, (key) => deps.storage.remove(key))
    return []
  },
}
