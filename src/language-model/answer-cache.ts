/** Answers of a while ago, so that what many forward is asked about once. In memory only. */
export class AnswerCache {
  readonly #answers = new Map<string, { json: unknown; expiresAtMs: number }>()
  readonly #nowMs: () => number
  readonly #lifeMs: number
  readonly #max: number

  constructor(nowMs: () => number, { lifeMs, max }: { lifeMs: number; max: number }) {
    this.#nowMs = nowMs
    this.#lifeMs = lifeMs
    this.#max = max
  }

  get(key: string): { json: unknown } | null {
    const answer = this.#answers.get(key)
    return answer && answer.expiresAtMs > this.#nowMs() ? answer : null
  }

  set(key: string, json: unknown): void {
    this.#answers.delete(key)
    this.#answers.set(key, { json, expiresAtMs: this.#nowMs() + this.#lifeMs })
    const [oldest] = this.#answers.keys()
    if (this.#answers.size > this.#max && oldest !== undefined) this.#answers.delete(oldest)
  }
}
