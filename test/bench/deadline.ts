import { setTimeout as pause } from 'node:timers/promises'
import type { Bench } from './bench.ts'
import { atMost } from './figures.ts'
import { startPlatform } from './platform.ts'
import { startReference, startWeb } from './servers.ts'

const RATE = 2_000

/** G5: callbacks that miss the platform's five seconds while PostgreSQL is restarted in the middle of the load. */
export async function benchDeadline(bench: Bench): Promise<void> {
  const database = await bench.database()
  const platform = await startPlatform()
  const product = await startWeb({ DATABASE_URL: await database.create('deadline') })
  const reference = await startReference('group', await database.create('deadline_reference'))
  const seconds = bench.short ? 10 : 60
  const what = { count: RATE * seconds, rate: RATE, connections: 512 }
  await platform.post(product, { count: RATE, rate: RATE })
  const undisturbed = await platform.post(reference, what)
  // It does not get over a restart.
  await reference.stop()
  const posting = platform.post(product, what)
  // Sealing comes before posting and takes a while, so the restart falls into the middle, not at a given second.
  await pause(seconds * 500)
  const before = database.pid()
  // A fast shutdown: all sessions are ended; who started the server starts it again.
  process.kill(before, 'SIGINT')
  const disturbed = await posting
  if (database.pid() === before) throw new Error('PostgreSQL was not restarted')
  const figure = { mark: 'G5', reference: { what: 'durable reference without a restart', runs: [undisturbed.late] } }
  bench.report({
    ...{
      ...figure,
      what: `missed deadlines at ${RATE}/s for ${seconds} s, one restart of PostgreSQL`,
      unit: 'callbacks',
    },
    ...{ runs: [disturbed.late], goal: atMost(0, 0) },
  })
  bench.report({
    ...{
      ...figure,
      what: 'longest answer across the restart',
      unit: 'ms',
      runs: [disturbed.max],
      goal: atMost(5_000, 5_000),
    },
    reference: { what: 'durable reference without a restart', runs: [undisturbed.max] },
  })
  for (const one of [product, platform]) await one.stop()
}
