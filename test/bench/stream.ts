import { type Product, startProduct } from '../support/product.ts'
import type { Bench } from './bench.ts'
import { atLeast } from './figures.ts'
import { type Helper, helperFile, startHelper } from './helpers.ts'
import { pin } from './machine.ts'
import type { FramesResult } from './processes/gateway.ts'
import { wecomEnvironment } from './servers.ts'

/** Frames that may be on their way: as many people as write at once. */
const WINDOW = 256

/** One client and the gateway that serves it alone. */
interface Side {
  gateway: Helper
  client: { pid: number; stop(): Promise<unknown> }
  perSecond: number[]
  p99: number[]
}

/** G13: frames of DingTalk's stream, acknowledged after the commit; beside it a client that acknowledges at once. */
export async function benchStream(bench: Bench): Promise<void> {
  const address = await (await bench.database()).create('stream')
  const ours = await side((url) => startStreaming(url, address))
  const bare = await side((url) => startHelper(helperFile('bare-stream'), [url]))
  const count = bench.short ? 2_000 : 20_000
  for (const one of [ours, bare]) await deliver(one, count / 4)
  for (let i = 0; i < (bench.short ? 2 : 7); i++) {
    for (const one of [ours, bare]) {
      const { perSecond, p99 } = await deliver(one, count)
      one.perSecond.push(perSecond)
      one.p99.push(p99)
    }
  }
  const what = 'bare client, ack at once'
  bench.report({
    ...{ mark: 'G13', what: 'stream frames kept, then acknowledged', unit: '/s', runs: ours.perSecond },
    ...{ reference: { what, runs: bare.perSecond }, goal: atLeast(6_000, 12_000) },
  })
  bench.report({
    ...{ mark: 'G13', what: `p99 of the ack, ${WINDOW} frames under way`, unit: 'ms', runs: ours.p99, goal: null },
    reference: { what, runs: bare.p99 },
  })
  for (const { client, gateway } of [ours, bare]) {
    await client.stop()
    await gateway.stop()
  }
}

async function side(start: (url: string) => Promise<Side['client']>): Promise<Side> {
  const gateway = await startHelper(helperFile('gateway'))
  const client = await start((gateway.ready as { url: string }).url)
  await pin(gateway.pid, 1)
  await pin(client.pid, 0)
  return { gateway, client, perSecond: [], p99: [] }
}

/** The process that holds the stream, without a worker: answering is not what is measured here. */
function startStreaming(url: string, address: string): Promise<Product> {
  const env = wecomEnvironment({ DATABASE_URL: address })
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('WECOM_')))
  const dingtalk = { DINGTALK_CLIENT_ID: 'dingbench', DINGTALK_CLIENT_SECRET: 'bench' }
  return startProduct({ ...own, ...dingtalk, DINGTALK_API_BASE: url, DINGTALK_OAPI_BASE: url }, ['web'])
}

async function deliver({ gateway }: Side, count: number): Promise<Exclude<FramesResult, { fault: string }>> {
  const result = (await gateway.order({ count, window: WINDOW })) as FramesResult
  if ('fault' in result) throw new Error(result.fault)
  return result
}
