/** Figures in docs/performance.md: each benchmark has a place between two marks, with when and where it was measured. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Figure, wordsOf } from './figures.ts'

const PAGE = path.resolve(import.meta.dirname, '../../docs/performance.md')

export interface Recorded {
  name: string
  /** ISO. */
  at: string
  machine: string
  figures: readonly Figure[]
}

/** @throws when the page has no place for this benchmark */
export async function record(measured: Recorded): Promise<void> {
  const page = await readFile(PAGE, 'utf8')
  const [begin, end] = [`<!-- ${measured.name} -->`, `<!-- /${measured.name} -->`]
  const [from, until] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || until < from) throw new Error(`${PAGE} has no place for ${measured.name}`)
  await writeFile(PAGE, `${page.slice(0, from + begin.length)}\n${render(measured)}\n${page.slice(until)}`)
}

function render({ at, machine, figures }: Recorded): string {
  const rows = figures.map(wordsOf).map((w) => [w.mark, w.what, w.ours, w.reference, w.ratio, w.goal, w.verdict])
  const head = ['#', 'what', 'measured', 'reference of the same run', 'ratio', 'goal', 'reached']
  return [
    `Measured on ${at.slice(0, 10)}: ${machine}. Median [lowest–highest] of n runs.`,
    '',
    row(head),
    row(head.map(() => '---')),
    ...rows.map(row),
  ].join('\n')
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
