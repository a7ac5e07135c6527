import { setTimeout as pause } from 'node:timers/promises'
import { dataFolder, type Product, startProduct } from '../support/product.ts'
import { printFigure } from './figures.ts'
import { cpuMs, load, memoryMb, wecomEnvironment } from './servers.ts'

const STARTS = 5
const IDLE_MS = 30_000

/** G12, G14: how long a start takes on the embedded default, and what it costs to do nothing. */
export async function benchStart(): Promise<void> {
  const folder = await dataFolder()
  const start = () => startProduct(wecomEnvironment({ DATA_DIR: folder.dir }))
  const first = await start()
  await first.stop()
  const ready: number[] = []
  const acknowledged: number[] = []
  for (let i = 0; i < STARTS; i++) {
    const startedMs = performance.now()
    const product = await start()
    ready.push(product.readyAfterMs)
    await firstAck(product, i)
    acknowledged.push(performance.now() - startedMs)
    await product.stop()
  }
  const reference = { what: 'the very first start', runs: [first.readyAfterMs] }
  printFigure({
    mark: 'G12',
    what: 'second embedded start to ready',
    unit: 'ms',
    runs: ready,
    reference,
    good: '≤ 3000 ms',
  })
  await idle(await start())
  await folder.remove()
  const bare = await nodeStart()
  const beside = { what: 'node that does nothing', runs: bare }
  printFigure({
    mark: 'G12',
    what: 'start to first durable answer, load process included',
    unit: 'ms',
    runs: acknowledged,
    reference: beside,
    good: '≤ 1500 ms after ready',
  })
}

async function firstAck({ url }: Product, i: number): Promise<void> {
  const result = await load({ url, count: 1, connections: 1, rate: null, series: 500 + i, senders: ['member1'] })
  if (result.failed > 0) throw new Error('the first callback was not acknowledged')
}

async function nodeStart(): Promise<number[]> {
  const { execFileSync } = await import('node:child_process')
  return Array.from({ length: STARTS }, () => {
    const startedMs = performance.now()
    execFileSync(process.execPath, ['-e', '0'])
    return performance.now() - startedMs
  })
}

async function idle(product: Product): Promise<void> {
  await pause(5_000)
  const before = cpuMs(product.pid)
  await pause(IDLE_MS)
  const share = ((cpuMs(product.pid) - before) / IDLE_MS) * 100
  printFigure({ mark: 'G14', what: 'processor while idle, web and worker', unit: '%', runs: [share], good: '≤ 1 %' })
  printFigure({
    mark: 'G11',
    what: 'memory while idle, web and worker',
    unit: 'MB',
    runs: [memoryMb(product.pid).now],
    good: '≤ 250 MB',
  })
  await product.stop()
}
