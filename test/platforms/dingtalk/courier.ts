/** Brings what happens to the product: by stream to one of its connections, or by signed POST (dingtalk.md §1.4, §2). */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Agent, request } from 'undici'
import type { Gateway } from './gateway.ts'
import type { Ack, Frame } from './link.ts'

/**
 * What becomes of a robot message that is not acknowledged: lost, as the documentation says [DP], or brought again
 * after about a minute, as is seen in the field [ISS RA#302, QwenPaw#118]. Whether with the same `messageId` in its
 * headers is not known; `msgId` within stays the same.
 */
export type RedeliveryMode = 'fire-and-forget' | 'same messageId' | 'new messageId'

export interface CourierOptions {
  gateway: Gateway
  mode: RedeliveryMode
  /** 60 s in most reports, 16 s in one [ISS OC#390]. */
  redeliverAfterMs: number
  /** How often a message is brought in all; not known. */
  mostDeliveries: number
  nowMs: () => number
}

export interface DeliveryOutcome {
  /** Acknowledged at last: by an ack with code 200, or HTTP status 200. */
  acked: boolean
  attempts: number
  /** Code of the ack or HTTP status of each attempt; `null`: none came. */
  statuses: (number | null)[]
  /** Until the acknowledgement, or until it was given up. */
  tookMs: number
  via: 'stream' | 'http'
}

export interface Carried {
  frame: Omit<Frame, 'headers'> & { topic: string; headers?: Readonly<Record<string, string>> }
  /** Over HTTP: address, headers and body, made anew for each attempt. */
  post: (() => Posted) | null
}

export interface Posted {
  url: string
  headers: Record<string, string>
  body: string
}

export interface Rule {
  mode: RedeliveryMode
  /** How long an answer is waited for. */
  waitMs: number
  /** From one attempt to the next. */
  everyMs: number
  most: number
  /** Whether an answer counts as receipt. */
  accepts: (answer: Answer) => boolean
}

export interface Answer {
  status: number
  body: string
}

/** How long a robot message over HTTP may take; not documented, that of WeCom here. */
const HTTP_WAIT_MS = 5_000

export class Courier {
  readonly #options: CourierOptions
  readonly #agent = new Agent({ connections: 64 })
  readonly #closing = new AbortController()

  constructor(options: CourierOptions) {
    this.#options = options
  }

  /** The rule for robot messages. */
  messageRule(way: 'stream' | 'http'): Rule {
    const { mode, redeliverAfterMs: everyMs, mostDeliveries } = this.#options
    const waitMs = way === 'http' ? Math.min(HTTP_WAIT_MS, everyMs) : everyMs
    const most = mode === 'fire-and-forget' ? 1 : mostDeliveries
    return { mode, waitMs, everyMs, most, accepts: ({ status }) => status === 200 }
  }

  /** Bring it, again by the rule while it is not acknowledged. An ack that comes late for an earlier attempt counts. */
  async bring(carried: Carried, rule: Rule): Promise<DeliveryOutcome & { answer: Answer | null }> {
    const startedMs = performance.now()
    const statuses: (number | null)[] = []
    const receipt = newReceipt(rule)
    let messageId = newMessageId()
    while (statuses.length < rule.most && !this.#closing.signal.aborted) {
      const attemptMs = performance.now()
      statuses.push((await this.#attempt(carried, { messageId, rule, receipt }))?.status ?? null)
      if (receipt.answer !== null || statuses.length === rule.most) break
      await Promise.race([receipt.given, this.#pause(rule.everyMs - (performance.now() - attemptMs))])
      if (receipt.answer !== null) break
      if (rule.mode === 'new messageId') messageId = newMessageId()
    }
    const { answer } = receipt
    const via = carried.post === null ? 'stream' : 'http'
    return {
      acked: answer !== null,
      attempts: statuses.length,
      statuses,
      tookMs: performance.now() - startedMs,
      via,
      answer,
    }
  }

  async #attempt({ frame, post }: Carried, { messageId, rule, receipt }: Attempt): Promise<Answer | null> {
    const answered = post === null ? this.#push(frame, messageId, receipt) : this.#post(post(), rule.waitMs, receipt)
    return Promise.race([answered, receipt.given, this.#pause(rule.waitMs).then(() => null)])
  }

  /** Until then, or until the fake ends. */
  #pause(ms: number): Promise<void> {
    const options = { ref: false, signal: this.#closing.signal }
    return pause(Math.max(0, ms), undefined, options).catch(() => undefined)
  }

  #push(frame: Carried['frame'], messageId: string, receipt: Receipt): Promise<Answer> {
    const { gateway, nowMs } = this.#options
    const headers = {
      appId: 'fake-app',
      contentType: 'application/json',
      messageId,
      time: String(nowMs()),
      topic: frame.topic,
      ...frame.headers,
    }
    return new Promise((resolve) => {
      // With nobody there it is as if nobody had acknowledged.
      gateway.push({ type: frame.type, headers, data: frame.data }, (ack: Ack) =>
        resolve(receipt.give({ status: ack.code, body: ack.data })),
      )
    })
  }

  async #post({ url, headers, body }: Posted, waitMs: number, receipt: Receipt): Promise<Answer | null> {
    try {
      const signal = AbortSignal.timeout(waitMs)
      const response = await request(url, { method: 'POST', headers, body, dispatcher: this.#agent, signal })
      return receipt.give({ status: response.statusCode, body: await response.body.text() })
    } catch {
      return null
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#agent.destroy()
  }
}

interface Attempt {
  messageId: string
  rule: Rule
  receipt: Receipt
}

interface Receipt {
  /** The answer that counts, as soon as there is one. */
  answer: Answer | null
  given: Promise<Answer>
  give(answer: Answer): Answer
}

function newReceipt({ accepts }: Rule): Receipt {
  let settle: (answer: Answer) => void = () => undefined
  const given = new Promise<Answer>((resolve) => {
    settle = resolve
  })
  const receipt: Receipt = {
    answer: null,
    given,
    give(answer) {
      if (receipt.answer === null && accepts(answer)) {
        receipt.answer = answer
        settle(answer)
      }
      return answer
    },
  }
  return receipt
}

/** As in live frames: `212b9d7c_165f_19bfa1a500a_1461def` [ISS RA#26]. */
function newMessageId(): string {
  return randomUUID().replaceAll('-', '_')
}
