/** Posts callbacks as WeCom does: distinct, encrypted beforehand, as fast as they are answered or at a fixed rate. */
import { Pool } from 'undici'
import { type SealedCallback, sealCallback, writeXml } from '../../platforms/wecom/sealing.ts'
import { percentile } from '../figures.ts'
import type { People } from './people.ts'

/** A platform answers for a callback as lost after this [D 90238]. */
const DEADLINE_MS = 5_000
const REPLY_LIMIT_MS = 120_000
const HEADERS = { 'content-type': 'text/xml' }

export interface PostOrder {
  /** Address of the server and path of its callback. */
  url: string
  path: string
  keys: { corpId: string; token: string; aesKey: string }
  agentId: number
  count: number
  connections: number
  /** Callbacks a second; `null`: as fast as they are answered. */
  rate: number | null
  /** Message ids of this order begin here. */
  series: number
  /** Accounts `member<n>`, from `first` on, `count` of them in turn. */
  senders: { first: number; count: number }
  /** Wait until everybody who wrote was told something; then no sender may come twice. */
  awaitReplies: boolean
}

/** Times in milliseconds. */
export interface Timing {
  perSecond: number
  p50: number
  p99: number
  max: number
}

export interface PostResult extends Timing {
  /** Not answered with 200. */
  failed: number
  /** Not answered with 200 within the platform's 5 s. */
  late: number
  /** From the callback to the message that answers it; `null` when they were not awaited. */
  replies: Timing | null
}

export async function post(order: PostOrder, people: People): Promise<PostResult> {
  const callbacks = prepare(order)
  const replies = order.awaitReplies ? new Replies(people, order.count) : null
  const run = new Run(order, callbacks, replies)
  const startedMs = performance.now()
  await (order.rate === null ? run.asFastAsAnswered() : run.atRate(order.rate))
  const result = { ...timing(run.latencies, startedMs), failed: run.failed, late: run.late }
  const told = replies === null ? null : await replies.all(startedMs)
  await run.close()
  return { ...result, replies: told }
}

function prepare(order: PostOrder): { from: string; sealed: SealedCallback }[] {
  const at = new Date()
  return Array.from({ length: order.count }, (_, i) => {
    const from = `member${order.senders.first + (i % order.senders.count)}`
    const plain = writeXml({
      ToUserName: order.keys.corpId,
      FromUserName: from,
      CreateTime: Math.floor(at.getTime() / 1000),
      MsgType: 'text',
      Content: `${1 + (i % 6)}号楼${1 + (i % 3)}单元楼道灯坏了两天了,老人晚上下楼不方便,编号${order.series + i}`,
      MsgId: String(order.series + i),
      AgentID: order.agentId,
    })
    return { from, sealed: sealCallback(order.keys, plain, { at, agentId: order.agentId }) }
  })
}

function timing(latencies: readonly number[], startedMs: number): Timing {
  return {
    perSecond: latencies.length / ((performance.now() - startedMs) / 1000),
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    max: latencies.reduce((most, latency) => Math.max(most, latency), 0),
  }
}

class Run {
  readonly latencies: number[] = []
  failed = 0
  late = 0
  readonly #order: PostOrder
  readonly #callbacks: ReturnType<typeof prepare>
  readonly #replies: Replies | null
  readonly #pool: Pool

  constructor(order: PostOrder, callbacks: ReturnType<typeof prepare>, replies: Replies | null) {
    this.#order = order
    this.#callbacks = callbacks
    this.#replies = replies
    this.#pool = new Pool(order.url, { connections: order.connections, pipelining: 1 })
  }

  async asFastAsAnswered(): Promise<void> {
    let next = 0
    const line = async () => {
      while (next < this.#callbacks.length) await this.#post(next++)
    }
    await Promise.all(Array.from({ length: this.#order.connections }, line))
  }

  /** Open loop: a slow answer does not slow the platform down, and its wait counts for those behind it. */
  async atRate(rate: number): Promise<void> {
    const startedMs = performance.now()
    const under: Promise<void>[] = []
    while (under.length < this.#callbacks.length) {
      const owed = Math.floor(((performance.now() - startedMs) / 1000) * rate) + 1
      while (under.length < Math.min(this.#callbacks.length, owed)) under.push(this.#post(under.length))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await Promise.all(under)
  }

  async #post(i: number): Promise<void> {
    const callback = this.#callbacks[i]
    if (!callback) return
    this.#replies?.expect(callback.from)
    const startedMs = performance.now()
    const kept = await this.#send(callback.sealed)
    const tookMs = performance.now() - startedMs
    this.latencies.push(tookMs)
    if (!kept) this.failed += 1
    if (!kept || tookMs > DEADLINE_MS) this.late += 1
  }

  /** Whether it was answered with 200. Below the streams of `request`, which cost as much as all the rest. */
  #send({ query, body }: SealedCallback): Promise<boolean> {
    const path = `${this.#order.path}${query}`
    return new Promise((resolve) => {
      let status = 0
      this.#pool.dispatch(
        { path, method: 'POST', headers: HEADERS, body },
        {
          onRequestStart() {},
          onResponseStart(_controller, statusCode) {
            status = statusCode
          },
          onResponseData() {},
          onResponseEnd: () => resolve(status === 200),
          onResponseError: () => resolve(false),
        },
      )
    })
  }

  close(): Promise<void> {
    return this.#pool.close()
  }
}

/** When everybody who wrote was told something. */
class Replies {
  readonly #sentAtMs = new Map<string, number>()
  readonly #latencies: number[] = []
  readonly #all: Promise<void>

  constructor(people: People, count: number) {
    this.#all = new Promise<void>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`${this.#latencies.length} of ${count} replies came`)),
        REPLY_LIMIT_MS,
      )
      people.onReached = (person) => {
        const sentAtMs = this.#sentAtMs.get(person)
        if (sentAtMs === undefined) return
        this.#sentAtMs.delete(person)
        this.#latencies.push(performance.now() - sentAtMs)
        if (this.#latencies.length < count) return
        clearTimeout(late)
        people.onReached = null
        resolve()
      }
    })
    this.#all.catch(() => {})
  }

  expect(person: string): void {
    this.#sentAtMs.set(person, performance.now())
  }

  async all(startedMs: number): Promise<Timing> {
    await this.#all
    return timing(this.#latencies, startedMs)
  }
}
