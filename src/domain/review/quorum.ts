/** How many of those who may vote must have voted for a result to stand: the branch's own rule. */

export interface QuorumRule {
  /** `part` of `whole`: 1 of 2, 2 of 3, 4 of 5. */
  part: number
  whole: number
  /** More than that share; else that share is enough. */
  moreThan: boolean
}

/** More than half, as at other meetings of all members. */
export const USUAL_QUORUM: QuorumRule = { part: 1, whole: 2, moreThan: true }

/** Ballots that there must be; never more than people who may vote, and never none. */
export function ballotsNeeded({ part, whole, moreThan }: QuorumRule, entitledCount: number): number {
  const share = entitledCount * part
  const needed = moreThan ? Math.floor(share / whole) + 1 : Math.ceil(share / whole)
  return Math.min(entitledCount, Math.max(1, needed))
}

export function isQuorate(rule: QuorumRule, { entitledCount, ballotCount }: Turnout): boolean {
  return entitledCount > 0 && ballotCount >= ballotsNeeded(rule, entitledCount)
}

export interface Turnout {
  /** Those excused with a reason (sick, abroad) left out. */
  entitledCount: number
  ballotCount: number
}

/** Whether a branch can have this rule: at least half, at most all. */
export function isQuorumRule({ part, whole, moreThan }: QuorumRule): boolean {
  const whollyCounted = Number.isInteger(part) && Number.isInteger(whole)
  return whollyCounted && whole > 0 && part * 2 >= whole && (moreThan ? part < whole : part <= whole)
}
