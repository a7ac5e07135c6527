import { setTimeout as pause } from 'node:timers/promises'
import { request } from 'undici'
import { sealCallback } from '../platforms/wecom/sealing.ts'
import { dataFolder, type Environment, freePort, startProduct } from '../support/product.ts'
import type { Bench } from './bench.ts'
import { atMost } from './figures.ts'
import { AGENT_ID, KEYS } from './platform.ts'
import { type Server, startReference, wecomEnvironment } from './servers.ts'

const LIMIT_MS = 30_000
let count = 0

/** G12: from the start of the process to the first callback that is stored and acknowledged; sealing comes before. */
export async function benchStart(bench: Bench): Promise<void> {
  const database = await bench.database()
  const [ours, theirs] = [await database.create('start'), await database.create('start_reference')]
  const folder = await dataFolder()
  const starts = {
    given: (port: number) => startFull({ DATABASE_URL: ours, DATA_DIR: folder.dir }, port),
    embedded: (port: number) => startFull({ DATA_DIR: folder.dir }, port),
    reference: (port: number) => startReference('group', theirs, port),
  }
  const first = { given: await firstAck(starts.given), embedded: await firstAck(starts.embedded) }
  const runs: Record<keyof typeof starts, number[]> = { given: [], embedded: [], reference: [] }
  for (let i = 0; i < (bench.short ? 2 : 7); i++) {
    for (const which of ['given', 'embedded', 'reference'] as const) runs[which].push(await firstAck(starts[which]))
  }
  await folder.remove()
  const figure = { mark: 'G12', unit: 'ms', reference: { what: 'durable reference', runs: runs.reference } }
  const goal = atMost(1_500, 700)
  bench.report({ ...figure, what: 'start to first durable answer, DATABASE_URL set', runs: runs.given, goal })
  bench.report({ ...figure, what: 'start to first durable answer, embedded', runs: runs.embedded, goal })
  bench.report({ ...figure, what: 'the very first start, DATABASE_URL set', runs: [first.given], goal: null })
  bench.report({ ...figure, what: 'the very first start, embedded', runs: [first.embedded], goal: null })
}

function startFull(env: Environment, port: number): Promise<Server> {
  return startProduct(wecomEnvironment({ ...env, PORT: String(port) }))
}

/** Milliseconds. Asks from the first moment on, so that neither readiness nor another process counts. */
async function firstAck(start: (port: number) => Promise<Server>): Promise<number> {
  const port = await freePort()
  const at = new Date()
  count += 1
  const plain = `<xml><ToUserName><![CDATA[${KEYS.corpId}]]></ToUserName><FromUserName><![CDATA[member1]]></FromUserName><CreateTime>${Math.floor(at.getTime() / 1000)}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[在吗]]></Content><MsgId>${500 + count}</MsgId><AgentID>${AGENT_ID}</AgentID></xml>`
  const { query, body } = sealCallback(KEYS, plain, { at, agentId: AGENT_ID })
  const startedMs = performance.now()
  const starting = start(port)
  const tookMs = await answered(`http://127.0.0.1:${port}/webhooks/wecom${query}`, body, startedMs)
  await (await starting).stop()
  return tookMs
}

async function answered(url: string, body: string, startedMs: number): Promise<number> {
  while (performance.now() - startedMs < LIMIT_MS) {
    const answer = await request(url, { method: 'POST', headers: { 'content-type': 'text/xml' }, body }).catch(
      () => null,
    )
    await answer?.body.dump()
    if (answer?.statusCode === 200) return performance.now() - startedMs
    await pause(3)
  }
  throw new Error('the first callback was not acknowledged')
}
