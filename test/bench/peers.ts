import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Bench } from './bench.ts'
import { atLeast, type Figure } from './figures.ts'
import { ROOT } from './helpers.ts'
import { pin } from './machine.ts'
import { AGENT_ID, KEYS, type Platform, startPlatform } from './platform.ts'
import { type Server, startListening, startReference, startWeb } from './servers.ts'

const FOLDER = path.join(ROOT, 'test/bench/peers')

/** Other servers for the same callback: they verify and decrypt it, and keep nothing. */
const PEERS: { name: string; file: string; path: string; goal: Figure['goal'] }[] = [
  { name: '@satorijs/adapter-wecom', file: 'satori.mjs', path: '/wecom', goal: atLeast(2.4, 3.6, 'ratio') },
  { name: 'node-easywechat', file: 'node-easywechat.mjs', path: '/webhooks/wecom', goal: null },
  { name: 'wechat-enterprise', file: 'wechat-enterprise.mjs', path: '/webhooks/wecom', goal: null },
]

interface Contestant {
  name: string
  server: Server
  path: string
  perSecond: number[]
}

/** G1: our callbacks, kept before they are acknowledged, beside those of other libraries, in interleaved rounds. */
export async function benchPeers(bench: Bench): Promise<void> {
  if (!existsSync(path.join(FOLDER, 'node_modules'))) {
    console.log('     the peers are not installed: npm run bench:peers')
    return
  }
  const database = await bench.database()
  const platform = await startPlatform({ pinned: true })
  const own = (name: string, server: Server): Contestant => ({ name, server, path: '/webhooks/wecom', perSecond: [] })
  const ours = own('ours', await startWeb({ DATABASE_URL: await database.create('beside_peers') }))
  const durable = own('durable reference', await startReference('group', await database.create('peers_reference')))
  const peers: Contestant[] = []
  for (const { name, file, path: where } of PEERS) {
    const keys = [KEYS.token, KEYS.aesKey, KEYS.corpId, String(AGENT_ID)]
    peers.push({ name, server: await startListening(path.join(FOLDER, file), keys), path: where, perSecond: [] })
  }
  const all = [ours, durable, ...peers]
  for (const contestant of all) await admit(contestant)
  await contest(platform, all, bench.short ? { rounds: 2, count: 2_000 } : { rounds: 7, count: 12_000 })
  const figure = { mark: 'G1', unit: '/s', runs: ours.perSecond }
  for (const { name, perSecond } of [durable, ...peers]) {
    const goal = PEERS.find((peer) => peer.name === name)?.goal ?? null
    const what = `callbacks kept and acknowledged, beside ${name}`
    bench.report({ ...figure, what, goal, reference: { what: name, runs: perSecond } })
  }
  for (const { server } of all) await server.stop()
  await platform.stop()
}

/** A server that takes whatever comes is no peer. */
async function admit({ name, server, path: where }: Contestant): Promise<void> {
  await pin(server.pid, 0)
  const forged = `${server.url}${where}?msg_signature=${'0'.repeat(40)}&timestamp=${Math.floor(Date.now() / 1000)}&nonce=n`
  const body = `<xml><ToUserName>${KEYS.corpId}</ToUserName><Encrypt><![CDATA[AAAA]]></Encrypt><AgentID>${AGENT_ID}</AgentID></xml>`
  const answer = await fetch(forged, { method: 'POST', headers: { 'content-type': 'text/xml' }, body })
  if (answer.ok) throw new Error(`${name} does not look at the signature`)
}

async function contest(
  platform: Platform,
  all: readonly Contestant[],
  { rounds, count }: { rounds: number; count: number },
): Promise<void> {
  const post = async ({ name, server, path: where }: Contestant, many: number) => {
    const { perSecond, failed } = await platform.post(server, { count: many, rate: null, path: where })
    if (failed > 0) throw new Error(`${name} did not acknowledge ${failed} callbacks`)
    return perSecond
  }
  for (const contestant of all) await post(contestant, count / 4)
  for (let i = 0; i < rounds; i++) {
    for (const contestant of all) contestant.perSecond.push(await post(contestant, count))
  }
}
