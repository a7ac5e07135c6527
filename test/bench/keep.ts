import { printFigure } from './figures.ts'
import {
  cpuMs,
  type Database,
  type LoadResult,
  load,
  memoryMb,
  pin,
  type Server,
  startReference,
  startWeb,
} from './servers.ts'

const ROUNDS = 5
const COUNT = 12_000
const CONNECTIONS = 64
const SENDERS = Array.from({ length: 200 }, (_, i) => `member${i}`)

let series = 1_000_000_000

function order(url: string, count: number, rate: number | null) {
  series += count
  return { url, count, connections: rate === null ? CONNECTIONS : 128, rate, series, senders: SENDERS }
}

interface Round extends LoadResult {
  cpuMicros: number
}

async function round(server: Server): Promise<Round> {
  const before = cpuMs(server.pid)
  const result = await load(order(server.url, COUNT, null))
  if (result.failed > 0) throw new Error(`${result.failed} callbacks were not acknowledged`)
  return { ...result, cpuMicros: ((cpuMs(server.pid) - before) * 1000) / COUNT }
}

/** G1, G3, G4, G11: callbacks that are stored before they are acknowledged, beside the two references, interleaved. */
export async function benchKeep(database: Database): Promise<void> {
  const address = await database.create('keep')
  const product = await startWeb({ DATABASE_URL: address })
  const group = await startReference('group', await database.create('reference'))
  const none = await startReference('none', address)
  const servers = [product, group, none]
  for (const server of servers) await pin(server.pid, 0)
  const rounds: Round[][] = [[], [], []]
  for (const server of servers) await load(order(server.url, 3_000, null))
  for (let i = 0; i < ROUNDS; i++) {
    for (const [at, server] of servers.entries()) rounds[at]?.push(await round(server))
  }
  const of = (at: number, what: keyof Round) => (rounds[at] ?? []).map((r) => r[what])
  const durable = { what: 'durable reference' }
  printFigure({
    mark: 'G1',
    what: 'callbacks kept and acknowledged',
    unit: '/s',
    runs: of(0, 'perSecond'),
    reference: { ...durable, runs: of(1, 'perSecond') },
    good: 'ratio ≥ 0.5, excellent ≥ 0.75',
  })
  printFigure({
    mark: 'G1',
    what: 'the same beside a reference that stores nothing',
    unit: '/s',
    runs: of(0, 'perSecond'),
    reference: { what: 'forgetting reference', runs: of(2, 'perSecond') },
    good: 'for comparison',
  })
  printFigure({
    mark: 'G3',
    what: 'processor time per callback, web process',
    unit: 'µs',
    runs: of(0, 'cpuMicros'),
    reference: { ...durable, runs: of(1, 'cpuMicros') },
    good: '≤ 120 µs',
  })
  for (const rate of [500, 2_000]) await fixedRate(rate, product, group)
  printFigure({
    mark: 'G11',
    what: 'web process, highest resident memory',
    unit: 'MB',
    runs: [memoryMb(product.pid).peak],
    reference: { ...durable, runs: [memoryMb(group.pid).peak] },
    good: '≤ 250 MB',
  })
  for (const server of servers) await server.stop()
}

async function fixedRate(rate: number, product: Server, reference: Server): Promise<void> {
  const runs: number[] = []
  const beside: number[] = []
  for (let i = 0; i < 3; i++) {
    runs.push((await load(order(product.url, rate * 4, rate))).p99)
    beside.push((await load(order(reference.url, rate * 4, rate))).p99)
  }
  printFigure({
    mark: 'G4',
    what: `p99 of the answer at ${rate}/s`,
    unit: 'ms',
    runs,
    reference: { what: 'durable reference', runs: beside },
    good: rate === 500 ? '≤ 25 ms' : '≤ 30 ms',
  })
}
