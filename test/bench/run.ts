/**
 * `npm run bench [-- NAME…] [--short] [--json FILE] [--record]`: every figure beside its reference of the same run.
 *
 * `--json` writes the figures to a file, `--record` writes them into docs/performance.md.
 */
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { build } from '../support/product.ts'
import { benchAnnounce } from './announce.ts'
import type { Bench } from './bench.ts'
import { benchCasework } from './casework.ts'
import { benchDeadline } from './deadline.ts'
import { benchDigest } from './digest.ts'
import { benchDuties } from './duties.ts'
import { benchFanOut } from './fan-out.ts'
import { type Figure, printFigure } from './figures.ts'
import { buildHelpers } from './helpers.ts'
import { benchIdle } from './idle.ts'
import { benchImport } from './import.ts'
import { benchKeep } from './keep.ts'
import { describeMachine, loadNow } from './machine.ts'
import { benchNotice } from './notice.ts'
import { benchParse } from './parse.ts'
import { benchPeers } from './peers.ts'
import { benchPipeline } from './pipeline.ts'
import { record } from './record.ts'
import { benchReviews } from './reviews.ts'
import { benchReviewsAnswers } from './reviews-answers.ts'
import { benchReviewsClose } from './reviews-close.ts'
import { type Database, startDatabase } from './servers.ts'
import { benchStart } from './start.ts'
import { benchStream } from './stream.ts'

const BENCHES: Record<string, (bench: Bench) => Promise<void>> = {
  parse: benchParse,
  keep: benchKeep,
  deadline: benchDeadline,
  pipeline: benchPipeline,
  stream: benchStream,
  announce: benchAnnounce,
  'fan-out': benchFanOut,
  start: benchStart,
  idle: benchIdle,
  casework: benchCasework,
  digest: benchDigest,
  duties: benchDuties,
  import: benchImport,
  notice: benchNotice,
  reviews: benchReviews,
  'reviews-answers': benchReviewsAnswers,
  'reviews-close': benchReviewsClose,
  peers: benchPeers,
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false }, json: { type: 'string' }, record: { type: 'boolean' } },
})
const unknown = positionals.filter((name) => !(name in BENCHES))
if (unknown.length > 0)
  throw new Error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`)
// Peers have to be installed first, so they are measured when they are named.
const names = positionals.length > 0 ? positionals : Object.keys(BENCHES).filter((name) => name !== 'peers')

/** One benchmark, with everything that its figures depend on. */
async function measure(name: string): Promise<{ name: string; at: string; machine: string; figures: Figure[] }> {
  const figures: Figure[] = []
  const used: { database: Promise<Database> | null; redis: string | null } = { database: null, redis: null }
  const load = loadNow()
  console.log(
    `\n${name}: ${describeMachine({ postgres: null, redis: null, load })}${options.short ? '; SHORT, not to be believed' : ''}`,
  )
  try {
    await BENCHES[name]?.({
      short: options.short,
      report(figure) {
        figures.push(figure)
        printFigure(figure)
      },
      database() {
        used.database ??= startDatabase()
        return used.database
      },
      usedRedis(kind) {
        used.redis = kind
      },
    })
    const postgres = (await used.database)?.version ?? null
    return {
      name,
      at: new Date().toISOString(),
      machine: describeMachine({ postgres, redis: used.redis, load }),
      figures,
    }
  } finally {
    await (await used.database)?.stop()
  }
}

await build()
await buildHelpers()
console.log('Compare within one run only: another machine, another hour, other figures.')
const measured = []
for (const name of names) measured.push(await measure(name))
if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(measured, null, 2)}\n`)
if (options.record) {
  if (options.short) throw new Error('figures of a short run are not recorded')
  for (const one of measured) await record(one)
}
