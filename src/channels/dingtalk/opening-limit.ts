/** Whatever happens, this many connections are asked for in this time, and no more. */
const MOST_OPENINGS = 10
const WITHIN_MS = 21_000

/**
 * Lets one process through so many openings in so long: the last line against a storm, below every back-off. All of them
 * together are held to the same by the database, as long as it is there.
 */
export class OpeningLimit {
  readonly #openedAtMs: number[] = []

  /** How long the next opening has to wait. */
  waitMs(nowMs: number): number {
    const oldest = this.#openedAtMs[this.#openedAtMs.length - MOST_OPENINGS]
    return oldest === undefined ? 0 : Math.max(0, oldest + WITHIN_MS - nowMs)
  }

  note(nowMs: number): void {
    this.#openedAtMs.push(nowMs)
    if (this.#openedAtMs.length > MOST_OPENINGS) this.#openedAtMs.shift()
  }
}
