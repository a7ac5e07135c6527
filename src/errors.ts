/** The sender did something we cannot accept. The message is shown to them as it stands. */
export class UserError extends Error {
  override name = 'UserError'
}

/** What the operator set up is wrong. One line that says what to do; the process ends with code 1. */
export class SetupError extends Error {
  override name = 'SetupError'
}

/**
 * How a platform failed.
 *
 * - `unverified`: the caller could not prove to be the platform.
 * - `malformed`: what came is not what the platform sends.
 * - `rate_limited`: try again after `retryAfterMs`.
 * - `unreachable`: it certainly was not done; try again.
 * - `ambiguous`: it may have been done (a timeout, a cut connection after sending).
 * - `rejected`: it was refused for good; another try is useless.
 * - `misconfigured`: keys, addresses or rights are wrong; a person must act.
 */
export type ChannelFault =
  | 'unverified'
  | 'malformed'
  | 'rate_limited'
  | 'unreachable'
  | 'ambiguous'
  | 'rejected'
  | 'misconfigured'

/** WeCom, DingTalk or another platform failed. `code` is the platform's own error code where it gave one. */
export class ChannelError extends Error {
  override name = 'ChannelError'
  readonly fault: ChannelFault
  readonly code: number | null
  readonly retryAfterMs: number | null

  constructor(
    fault: ChannelFault,
    message: string,
    options: ErrorOptions & { code?: number; retryAfterMs?: number } = {},
  ) {
    super(message, options)
    this.fault = fault
    this.code = options.code ?? null
    this.retryAfterMs = options.retryAfterMs ?? null
  }

  /** Whether the same call may be made again without a person's help. */
  get retryable(): boolean {
    return this.fault === 'rate_limited' || this.fault === 'unreachable' || this.fault === 'misconfigured'
  }
}
