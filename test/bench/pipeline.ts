import { Redis } from 'ioredis'
import { dataFolder, type Environment, startProduct } from '../support/product.ts'
import { startRedis } from '../support/redis.ts'
import type { Bench } from './bench.ts'
import { atLeast, atMost, type Figure } from './figures.ts'
import { helperFile } from './helpers.ts'
import { cpuMs } from './machine.ts'
import { KEYS, type Platform, startPlatform } from './platform.ts'
import { type Server, startListening, startWeb, startWorker, wecomEnvironment } from './servers.ts'
import { foundTown } from './town.ts'

interface Sizes {
  warmUp: number
  rounds: number
  perRound: number
  rateSeconds: number
}

/** A way to run the product, and how to start it so. */
interface Setup {
  name: string
  start(run: { platform: Platform; dir: string; members: number }): Promise<Server>
}

interface Measured {
  perSecond: number[]
  /** Of the harness, per message. */
  harnessMicros: number[]
  p50: number[]
  p99: number[]
}

const RATE = 200

/** G7: callback → record → queue → reply at the fake platform; beside it the harness alone, with nothing in between. */
export async function benchPipeline(bench: Bench): Promise<void> {
  const redis = await startRedis()
  bench.usedRedis(`${redis.kind} ${await versionOf(redis.url)}`)
  const sizes = bench.short
    ? { warmUp: 300, rounds: 2, perRound: 800, rateSeconds: 2 }
    : { warmUp: 1_000, rounds: 5, perRound: 4_000, rateSeconds: 10 }
  const alone = await measure(ECHO, sizes)
  report(bench, { name: 'harness alone', ours: alone, alone })
  const database = await bench.database()
  const setups: Setup[] = [
    embedded(),
    given({ name: `one process, queue in ${redis.kind}`, apart: false, redis: redis.url, database }),
    given({ name: `web and worker apart, queue in ${redis.kind}`, apart: true, redis: redis.url, database }),
  ]
  for (const setup of setups) {
    await redis.flush()
    report(bench, { name: setup.name, ours: await measure(setup, sizes), alone })
  }
  await redis.stop()
}

async function versionOf(url: string): Promise<string> {
  const client = new Redis(url)
  const info = await client.info('server')
  client.disconnect()
  return /(?:valkey|redis)_version:(\S+)/.exec(info)?.[1] ?? 'of unknown version'
}

const ECHO: Setup = {
  name: 'harness alone',
  start: ({ platform }) => startListening(helperFile('echo'), [KEYS.token, KEYS.aesKey, platform.url]),
}

/** As it runs when nothing is set: its own PostgreSQL, with the queue in it. */
function embedded(): Setup {
  return {
    name: 'embedded default',
    async start({ platform, dir, members }) {
      const env = wecomEnvironment({ DATA_DIR: dir, WECOM_API_BASE: platform.url })
      await foundTown(members, { dir, env })
      return startProduct(env)
    },
  }
}

function given(how: {
  name: string
  apart: boolean
  redis: string
  database: Awaited<ReturnType<Bench['database']>>
}): Setup {
  return {
    name: how.name,
    async start({ platform, dir, members }) {
      const DATABASE_URL = await how.database.create(how.apart ? 'pipeline_apart' : 'pipeline')
      const set: Environment = { DATABASE_URL, DATA_DIR: dir, REDIS_URL: how.redis, WECOM_API_BASE: platform.url }
      await foundTown(members, { dir, env: wecomEnvironment(set) })
      if (!how.apart) return startProduct(wecomEnvironment(set))
      const web = await startWeb(set)
      const worker = await startWorker(set)
      return { url: web.url, pid: web.pid, stop: () => Promise.all([web.stop(), worker.stop()]) }
    },
  }
}

/** Everybody writes once: a second message would be about the first, and tell others of it. */
async function measure(setup: Setup, sizes: Sizes): Promise<Measured> {
  const { warmUp, rounds, perRound, rateSeconds } = sizes
  const folder = await dataFolder()
  const platform = await startPlatform()
  const rateCount = RATE * rateSeconds
  const members = warmUp + rounds * (perRound + rateCount)
  const server = await setup.start({ platform, dir: folder.dir, members })
  let first = 0
  const write = async (count: number, rate: number | null) => {
    const result = await platform.post(server, { count, rate, senders: { first, count }, awaitReplies: true })
    first += count
    if (result.failed > 0 || result.replies === null) throw new Error(`${result.failed} were not acknowledged`)
    return result.replies
  }
  await write(warmUp, null)
  const measured: Measured = { perSecond: [], harnessMicros: [], p50: [], p99: [] }
  for (let i = 0; i < rounds; i++) {
    const before = cpuMs(platform.pid)
    measured.perSecond.push((await write(perRound, null)).perSecond)
    measured.harnessMicros.push(((cpuMs(platform.pid) - before) * 1000) / perRound)
    const { p50, p99 } = await write(rateCount, RATE)
    measured.p50.push(p50)
    measured.p99.push(p99)
  }
  await server.stop()
  await platform.stop()
  await folder.remove()
  return measured
}

function report(bench: Bench, { name, ours, alone }: { name: string; ours: Measured; alone: Measured }): void {
  const isAlone = ours === alone
  const figure = (
    what: string,
    which: keyof Measured,
    { unit, goal }: { unit: string; goal: Figure['goal'] },
  ): Figure => ({
    ...{ mark: 'G7', what: `${what}, ${name}`, unit, runs: ours[which], goal: isAlone ? null : goal },
    reference: { what: 'harness alone', runs: alone[which] },
  })
  bench.report(figure('replies end to end', 'perSecond', { unit: '/s', goal: atLeast(800, 2_000) }))
  bench.report(figure(`callback to reply at ${RATE}/s, median`, 'p50', { unit: 'ms', goal: null }))
  bench.report(figure(`callback to reply at ${RATE}/s, p99`, 'p99', { unit: 'ms', goal: atMost(2_000, 500) }))
  if (isAlone)
    bench.report(figure('processor time per message, sealing included', 'harnessMicros', { unit: 'µs', goal: null }))
}
