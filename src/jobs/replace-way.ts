import { wayReplacedText } from '../decide/replies/zone-entry.ts'
import type { Deps } from '../deps.ts'
import { civilDate } from '../domain/calendar.ts'
import { receiptCode } from '../domain/receipt.ts'
import { auditDecisions, detailHash } from '../store/audit.ts'
import { forgetConfig, type KeptEntry } from '../store/kept-entries.ts'
import { loadLeaders } from '../store/leaders.ts'
import { owe } from '../store/outbox.ts'
import { inTransaction } from '../store/sql.ts'

/** Nobody prints anew within days. */
const WORTH_MS = 14 * 86_400_000

/**
 * A way into a zone was deleted on the platform: forget it, so that another one is made, and tell whoever leads the
 * branch that what is printed leads nowhere. Noted in the audit log.
 */
export async function replaceWay(deps: Deps, entry: KeptEntry & { configId: string }): Promise<void> {
  const { id, kind, organisationId, branchId, configId } = entry
  const now = deps.now()
  const { branches } = await loadLeaders(deps.db, civilDate(now, deps.config.timezone), { demo: false })
  const reached = branches.get(branchId)?.secretaries.find(({ addresses }) => addresses.length > 0)
  const owed = await inTransaction(deps.pool, async (sql) => {
    if ((await forgetConfig(sql, id, configId)).length === 0) return []
    const subject = `zone_entry:${id}`
    await auditDecisions(sql, [
      {
        organisationId,
        at: now,
        actor: 'system',
        action: 'replace_zone_entry',
        subject,
        detailHash: detailHash({ kind, configId }),
      },
    ])
    const debt = {
      ...{ organisationId, key: `way-replaced/${id}/${configId}`, to: reached?.addresses ?? [] },
      ...({ lane: 'reminder', purpose: 'assignment', caseId: null, checkInId: null, notBefore: null } as const),
      content: { type: 'text', text: wayReplacedText(entry, receiptCode(BigInt(now.getTime()))) } as const,
      deadline: new Date(now.getTime() + WORTH_MS),
    }
    return owe(sql, debt.to.length > 0 ? [debt] : [], now)
  })
  deps.bells.ring('outbound', owed)
}
