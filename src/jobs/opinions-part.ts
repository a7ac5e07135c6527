/** What rounds need for residents' opinions: a key from the first day on; at the end counts, and nothing else. */
import { ASKED_IN } from '../domain/review/opinions.ts'
import type { ReviewKind } from '../domain/review/vocabulary.ts'
import { countAnswers } from '../store/opinion-counts.ts'
import { makeVoterKeys } from '../store/opinion-keys.ts'
import type { RoundPart } from './review-rounds.ts'

export const opinionsPart: RoundPart = {
  opened: ({ seal }, tx, rounds) => makeVoterKeys(tx, seal, idsOf(rounds)),
  ended: (_deps, tx, rounds, now) => countAnswers(tx, idsOf(rounds), now),
}

function idsOf(rounds: readonly { id: string; kind: ReviewKind }[]): string[] {
  return rounds.filter(({ kind }) => ASKED_IN.includes(kind)).map(({ id }) => id)
}
