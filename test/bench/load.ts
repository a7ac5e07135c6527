/**
 * The platform's side of the load, in a process of its own: distinct encrypted callbacks prepared beforehand, then
 * posted as fast as they are answered, or at a fixed rate. Prints one JSON line.
 */
import { Pool } from 'undici'
import { sealCallback, writeXml } from '../platforms/wecom/sealing.ts'
import { percentile } from './figures.ts'

interface Order {
  url: string
  keys: { corpId: string; token: string; aesKey: string }
  agentId: number
  count: number
  connections: number
  /** Callbacks a second; `null`: as fast as they are answered. */
  rate: number | null
  senders: readonly string[]
  /** Makes the message ids of this run its own. */
  series: number
}

const order = JSON.parse(process.argv[2] ?? '{}') as Order
const at = new Date()
const prepared = Array.from({ length: order.count }, (_, i) => {
  const from = order.senders[i % order.senders.length] ?? ''
  const plain = writeXml({
    ToUserName: order.keys.corpId,
    FromUserName: from,
    CreateTime: Math.floor(at.getTime() / 1000),
    MsgType: 'text',
    Content: `${1 + (i % 6)}号楼${1 + (i % 3)}单元楼道灯坏了两天了,老人晚上下楼不方便,编号${order.series + i}`,
    MsgId: String(order.series + i),
    AgentID: order.agentId,
  })
  return sealCallback(order.keys, plain, { at, agentId: order.agentId })
})

const pool = new Pool(order.url, { connections: order.connections, pipelining: 1 })
const latencies: number[] = []
let failed = 0

async function post(i: number): Promise<void> {
  const callback = prepared[i]
  if (!callback) return
  const startedMs = performance.now()
  try {
    const { statusCode, body } = await pool.request({
      path: `/webhooks/wecom${callback.query}`,
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: callback.body,
    })
    await body.dump()
    if (statusCode !== 200) failed += 1
  } catch {
    failed += 1
  }
  latencies.push(performance.now() - startedMs)
}

async function asFastAsAnswered(): Promise<void> {
  let next = 0
  const line = async () => {
    while (next < order.count) await post(next++)
  }
  await Promise.all(Array.from({ length: order.connections }, line))
}

/** Open loop: a slow answer does not slow the platform down. */
async function atRate(rate: number): Promise<void> {
  const startedMs = performance.now()
  const under: Promise<void>[] = []
  for (let i = 0; i < order.count; ) {
    const owed = Math.min(order.count, Math.floor(((performance.now() - startedMs) / 1000) * rate) + 1)
    while (i < owed) under.push(post(i++))
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(under)
}

const startedMs = performance.now()
await (order.rate === null ? asFastAsAnswered() : atRate(order.rate))
const seconds = (performance.now() - startedMs) / 1000
console.log(
  JSON.stringify({
    perSecond: order.count / seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    max: Math.max(...latencies),
    failed,
  }),
)
await pool.close()
