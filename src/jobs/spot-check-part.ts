import { neverDrawnLine, neverDrawnText } from '../decide/replies/spot-check.ts'
import type { Deps } from '../deps.ts'
import { civilDate } from '../domain/calendar.ts'
import type { Db } from '../store/database.ts'
import { type AskedForPhrase, askedForPhrases, forgetPhrases } from '../store/spot-check-draw.ts'
import { type CappedDebt, oweWithinCap } from '../store/weekly-cap.ts'
import type { RoundPart } from './review-rounds.ts'
import { type Way, waysOf } from './ways-of-today.ts'

/** What nobody could be told within a week is read in the record. */
const WORTH_MS = 7 * 86_400_000

/**
 * A spot check that was never drawn leaves no phrase: none was promised to be read by anybody. Who was told that one is
 * asked for is told once that none is needed any more, and why.
 */
export const spotCheckPart: RoundPart = {
  async ended(deps, tx, rounds, now) {
    const cancelled = rounds.filter(({ kind, state }) => kind === 'spot_check' && state === 'cancelled')
    if (cancelled.length === 0) return
    const ids = cancelled.map(({ id }) => id)
    await tellNeverDrawn(deps, tx, ids, now)
    await forgetPhrases(tx, ids)
  },
}

async function tellNeverDrawn(deps: Deps, tx: Db, roundIds: readonly string[], now: Date): Promise<void> {
  const { timezone } = deps.config
  const asked = await askedForPhrases(tx, { roundIds, reachable: [...deps.channels.keys()] })
  if (asked.length === 0) return
  const ways = await waysOf(tx, timezone, { now, today: civilDate(now, timezone) })
  const debts = asked.map((one) =>
    debtOf(one, { way: ways.get(one.organisationId), publicUrl: deps.config.publicUrl, now }),
  )
  await oweWithinCap(tx, debts, { now, timezone })
}

function debtOf(
  { roundId, organisationId, to, ...round }: AskedForPhrase,
  { way, publicUrl, now }: { way: Way | undefined; publicUrl: string; now: Date },
): CappedDebt {
  const told = { ...round, url: `${publicUrl}/reviews/${roundId}` }
  return {
    ...{ organisationId, key: `review/cancelled/${roundId}`, to },
    ...({ lane: 'digest', purpose: 'review', caseId: null, checkInId: null } as const),
    content: { type: 'text', text: neverDrawnText(told) },
    line: neverDrawnLine(told),
    notBefore: way?.quietUntil ?? null,
    deadline: new Date(now.getTime() + WORTH_MS),
  }
}
