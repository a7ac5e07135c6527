import { forgetPhrases } from '../store/spot-check-draw.ts'
import type { RoundPart } from './review-rounds.ts'

/** A spot check that was never drawn leaves no phrase: none was promised to be read by anybody. */
export const spotCheckPart: RoundPart = {
  async ended(_deps, tx, rounds) {
    const cancelled = rounds.filter(({ kind, state }) => kind === 'spot_check' && state === 'cancelled')
    await forgetPhrases(
      tx,
      cancelled.map(({ id }) => id),
    )
  },
}
