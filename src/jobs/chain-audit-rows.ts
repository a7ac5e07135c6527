import { chainAudit, unchainedAudit } from '../store/audit.ts'
import type { Schedule } from './schedule.ts'

const ROWS_MAX = 10_000

/** Link what was written since the last run into the hash chain: outside the transactions, so that they need no common lock. */
export const chainAuditRows: Schedule = {
  name: 'chain-audit-rows',
  every: { ms: 20_000 },
  async run(deps) {
    // Nearly always there are none: then no transaction is opened.
    if ((await unchainedAudit(deps.pool)).length === 0) return []
    while ((await chainAudit(deps.db, ROWS_MAX)) === ROWS_MAX) {
      // More is waiting than one run takes.
    }
    return []
  },
}
