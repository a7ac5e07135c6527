import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { limit } from './speed.ts'
import { table } from './table.ts'

const CHILD = fileURLToPath(new URL('memory-child.ts', import.meta.url))
const MEBIBYTE = 2 ** 20
const MOST_MB = 60

const bytes = z.object({ heap: z.number(), external: z.number() })

/** What the engine takes before and after it is loaded, in a fresh process. @throws ZodError when that one does not tell */
export async function memoryTable(): Promise<string> {
  const child = fork(CHILD, { execArgv: [...process.execArgv, '--expose-gc'] })
  const [said] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  const { heap, external } = bytes.parse(said)
  const mb = (count: number): number => count / MEBIBYTE
  return table('memory of model, dictionaries and program', [
    ['', 'measured', 'goal', ''],
    ['heap', `${mb(heap).toFixed(1)} MB`, '', ''],
    ['beside the heap', `${mb(external).toFixed(1)} MB`, '', ''],
    limit('together', [mb(heap + external), MOST_MB, 'MB']),
  ])
}
