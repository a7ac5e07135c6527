/** Failures in a row after which an endpoint is left alone, and for how long. */
const FAILURES_MAX = 3
const REST_MS = 30_000

/** Leaves an endpoint alone that fails again and again; after a rest one question tells whether it is back. */
export class Breaker {
  readonly #nowMs: () => number
  readonly #onChange: (resting: boolean) => void
  #failureCount = 0
  #restsUntilMs = 0
  #trying = false

  constructor(nowMs: () => number, onChange: (resting: boolean) => void) {
    this.#nowMs = nowMs
    this.#onChange = onChange
  }

  /** Whether it may be asked now. Whoever is let through says how it went. */
  letsThrough(): boolean {
    if (this.#failureCount < FAILURES_MAX) return true
    if (this.#trying || this.#nowMs() < this.#restsUntilMs) return false
    this.#trying = true
    return true
  }

  succeeded(): void {
    this.#trying = false
    if (this.#failureCount >= FAILURES_MAX) this.#onChange(false)
    this.#failureCount = 0
  }

  failed(): void {
    this.#trying = false
    this.#failureCount++
    if (this.#failureCount < FAILURES_MAX) return
    this.#restsUntilMs = this.#nowMs() + REST_MS
    this.#onChange(true)
  }
}
