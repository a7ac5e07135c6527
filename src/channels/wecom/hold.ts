import { ChannelError } from '../../errors.ts'
import { faultOf, TOO_FREQUENT } from './faults.ts'

const LONGEST_HOLD_MS = 60 * 60_000

/**
 * Keeps us from calling while WeCom would refuse every call: after 45009, a wrong secret or an untrusted address.
 *
 * WeCom does not say which of its windows was overrun (a minute, an hour, a day). We wait a minute, then twice as long
 * whenever the first call afterwards meets the same, an hour at most.
 */
export class Hold {
  readonly #now: () => Date
  #untilMs = 0
  #reason: ChannelError | null = null
  #timesTooFrequent = 0

  constructor(now: () => Date) {
    this.#now = now
  }

  /** @throws ChannelError the reason of the hold, with the time that is left of it */
  check(): void {
    const leftMs = this.#untilMs - this.#now().getTime()
    if (this.#reason === null || leftMs <= 0) return
    const { fault, message, code } = this.#reason
    throw new ChannelError(fault, message, { retryAfterMs: leftMs, ...(code === null ? {} : { code }) })
  }

  /** Take note of an error of WeCom. Those of calls that were under way together count once. */
  note(error: ChannelError): ChannelError {
    if (error.code === null || !faultOf(error.code).forAll) return error
    const nowMs = this.#now().getTime()
    if (this.#untilMs <= nowMs) {
      const doublings = error.code === TOO_FREQUENT ? this.#timesTooFrequent++ : 0
      this.#untilMs = nowMs + Math.min((error.retryAfterMs ?? 60_000) * 2 ** doublings, LONGEST_HOLD_MS)
      this.#reason = error
    }
    const { fault, message, code } = error
    return new ChannelError(fault, message, { code, retryAfterMs: this.#untilMs - nowMs })
  }

  /** A call went through. */
  clear(): void {
    // Calls that were under way when the hold began do not end it.
    if (this.#untilMs <= this.#now().getTime()) this.#timesTooFrequent = 0
  }
}
