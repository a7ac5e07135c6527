/** What may go wrong with a call to the fake, set by tests. */
export type FaultEffect =
  /** Answered with this errcode, and not carried out. */
  | { errcode: number }
  /** Answered with this HTTP status, and not carried out. */
  | { status: number }
  /** Never answered; `after`: although it was carried out. */
  | { hang: 'before' | 'after' }
  /** The connection is cut; `after`: although it was carried out. */
  | { reset: 'before' | 'after' }
  /** Carried out, but the answer is no JSON. */
  | { malformed: true }
  | { latencyMs: number }

export interface FaultRule {
  /** `message/send`, `gettoken`, …; absent: any call. */
  api?: string
  /** How often it strikes; absent: until cleared. */
  times?: number
  /** Share of calls that it strikes; absent: all. */
  chance?: number
  effect: FaultEffect
}

/** The faults of a fake platform; the first rule that strikes is the one. */
export class Faults {
  #rules: (FaultRule & { left: number })[] = []
  /** Until when every call is answered 45009 and counted as made while blocked. */
  blockedUntilMs = 0

  add(rule: FaultRule): void {
    this.#rules.push({ ...rule, left: rule.times ?? Number.POSITIVE_INFINITY })
  }

  clear(): void {
    this.#rules = []
    this.blockedUntilMs = 0
  }

  strike(api: string): FaultEffect | null {
    if (this.#rules.length === 0) return null
    const rule = this.#rules.find(
      ({ api: only, left, chance }) =>
        left > 0 && (only ?? api) === api && (chance === undefined || Math.random() < chance),
    )
    if (rule === undefined) return null
    rule.left -= 1
    return rule.effect
  }
}
