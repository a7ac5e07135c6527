/** `npm run bench [-- keep pipeline parse start]`: every figure beside its reference of the same run. */
import os from 'node:os'
import { build } from '../support/product.ts'
import { benchKeep } from './keep.ts'
import { benchParse } from './parse.ts'
import { benchPipeline } from './pipeline.ts'
import { startDatabase } from './servers.ts'
import { benchStart } from './start.ts'

const chosen = process.argv.slice(2)
const wanted = (name: string) => chosen.length === 0 || chosen.includes(name)

await build()
console.log(
  `node ${process.version}, ${os.cpus().length} cores, load ${os.loadavg()[0]?.toFixed(1)}; compare within this run only`,
)
if (wanted('parse')) await benchParse()
if (wanted('keep') || wanted('pipeline')) {
  const database = await startDatabase()
  try {
    if (wanted('keep')) await benchKeep(database)
    if (wanted('pipeline')) await benchPipeline(database)
  } finally {
    await database.stop()
  }
}
if (wanted('start')) await benchStart()
