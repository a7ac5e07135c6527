/**
 * How a model failed.
 *
 * - `unreachable`: no connection, or a fault of the server (5xx).
 * - `late`: no whole answer within the deadline.
 * - `rate_limited`: too many calls; `retryAfterMs` where the provider tells it.
 * - `unsupported`: the provider does not know the way in which the answer was asked for.
 * - `rejected`: key, address, balance or model are wrong: another try is useless.
 * - `blank`, `invalid`: an answer came, and is none.
 * - `resting`: not asked, because it failed again and again a moment ago.
 * - `spent`: not asked, because the day's budget is used up.
 */
export type ModelFault =
  | 'unreachable'
  | 'late'
  | 'rate_limited'
  | 'unsupported'
  | 'rejected'
  | 'blank'
  | 'invalid'
  | 'resting'
  | 'spent'

/** A model gave no answer that can be used. The message never holds what was asked or answered. */
export class ModelError extends Error {
  override name = 'ModelError'
  readonly fault: ModelFault
  readonly retryAfterMs: number | null

  constructor(fault: ModelFault, message: string, options: ErrorOptions & { retryAfterMs?: number | null } = {}) {
    super(message, options)
    this.fault = fault
    this.retryAfterMs = options.retryAfterMs ?? null
  }

  /** Whether the same question may be put once more at once. */
  get retryable(): boolean {
    return ['unreachable', 'rate_limited', 'blank', 'invalid'].includes(this.fault)
  }
}
