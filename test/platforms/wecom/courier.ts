/**
 * Brings callbacks to the product by WeCom's rule: answered within 5 s with status 200, or else sent again, three times
 * at most [D 90238]. How long it waits in between is not documented; a second here.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { type CallbackKeys, type SealOptions, sealCallback, sealEcho } from './sealing.ts'

export interface CourierOptions {
  keys: CallbackKeys
  agentId: number
  now: () => Date
  timeoutMs: number
  retries: number
  retryPauseMs: number
}

export interface CallbackOutcome {
  /** Answered 200 at last. */
  delivered: boolean
  attempts: number
  /** Status of each attempt; `null`: no answer at all. */
  statuses: (number | null)[]
  /** Time until the last answer. */
  tookMs: number
}

export interface UrlCheck {
  status: number
  body: string
  tookMs: number
  /** Answered with the very bytes, within a second [D 90238]. */
  passed: boolean
}

export class Courier {
  readonly #options: CourierOptions
  readonly #agent = new Agent({ connections: 64 })

  constructor(options: CourierOptions) {
    this.#options = options
  }

  /** Each attempt is sealed anew; whether WeCom does so is not known [M], so nothing may rely on either. */
  async bring(address: string, plain: string, seal: Partial<SealOptions> = {}): Promise<CallbackOutcome> {
    const { keys, agentId, now, retries, retryPauseMs } = this.#options
    const startedMs = performance.now()
    const statuses: (number | null)[] = []
    while (statuses.length <= retries) {
      if (statuses.length > 0) await pause(retryPauseMs)
      const { query, body } = sealCallback(keys, plain, { at: now(), agentId, ...seal })
      const status = await this.#post(address + query, body)
      statuses.push(status)
      if (status === 200) break
    }
    const delivered = statuses.at(-1) === 200
    return { delivered, attempts: statuses.length, statuses, tookMs: performance.now() - startedMs }
  }

  async checkUrl(address: string): Promise<UrlCheck> {
    const { keys, now } = this.#options
    // Long enough that its base64 almost always holds a `+`.
    const echo = `${Date.now()}${Math.random()}`.replace('.', '').padEnd(120, '7')
    const startedMs = performance.now()
    const response = await request(address + sealEcho(keys, echo, now()), { dispatcher: this.#agent })
    const body = await response.body.text()
    const tookMs = performance.now() - startedMs
    return {
      status: response.statusCode,
      body,
      tookMs,
      passed: response.statusCode === 200 && body === echo && tookMs < 1000,
    }
  }

  async #post(address: string, body: string): Promise<number | null> {
    try {
      const response = await request(address, {
        method: 'POST',
        body,
        headers: { 'content-type': 'text/xml' },
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(this.#options.timeoutMs),
      })
      await response.body.dump()
      return response.statusCode
    } catch {
      return null
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy()
  }
}
