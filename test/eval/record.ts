/** Keeps the figures: for the test that guards them, and in docs/understanding.md for whoever reads. */
import { readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { z } from 'zod'
import { figuresOf, type ReadSet } from './figures.ts'
import { SETS, type SetName } from './labelled-sets.ts'
import { percent } from './score.ts'

const RECORDED = new URL('../fixtures/understanding/recorded.json', import.meta.url)
const PAGE = new URL('../../docs/understanding.md', import.meta.url)
const BEGIN = '<!-- figures -->'
const END = '<!-- /figures -->'

/** How far below the recorded one a figure may be: a few messages more or fewer say nothing. */
export const MAY_FALL_POINTS = 1

/** Shares in per cent by name, of each set that was there when they were recorded. */
export type Recorded = Partial<Record<SetName, Record<string, number>>>

export function recordedFigures(): Recorded {
  const schema = z.partialRecord(z.enum(SETS), z.record(z.string(), z.number()))
  return schema.parse(JSON.parse(readFileSync(RECORDED, 'utf8')))
}

function sharesOf(sets: readonly ReadSet[]): Recorded {
  return Object.fromEntries(
    sets.map((set) => [
      set.name,
      Object.fromEntries(Object.entries(figuresOf(set)).map(([name, f]) => [name, Number(percent(f).toFixed(1))])),
    ]),
  )
}

/** Writes both. `text` is what was printed. @throws Error when the page has no place for it */
export function record(sets: readonly ReadSet[], text: string): void {
  const page = readFileSync(PAGE, 'utf8')
  const [from, until] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (from < 0 || until < from) throw new Error('docs/understanding.md has no place for figures')
  const figures = `${whereAndWhen()}\n\n\`\`\`text\n${text}\n\`\`\``
  writeFileSync(PAGE, `${page.slice(0, from + BEGIN.length)}\n${figures}\n${page.slice(until)}`)
  writeFileSync(RECORDED, `${JSON.stringify(sharesOf(sets), null, 2)}\n`)
}

function whereAndWhen(): string {
  const cores = os.cpus()
  const machine = `${cores.length} × ${cores[0]?.model.trim()}, Node ${process.version}`
  return `Measured on ${new Date().toISOString().slice(0, 10)}: ${machine}.`
}

/** Lines about figures that are lower than the recorded ones. */
export function fallen(sets: readonly ReadSet[]): string[] {
  const before = recordedFigures()
  return Object.entries(sharesOf(sets)).flatMap(([set, figures]) =>
    Object.entries(figures).flatMap(([name, share]) => {
      const kept = before[set as SetName]?.[name] ?? 0
      return share < kept ? [`fallen: ${set}, ${name}: ${kept} → ${share}`] : []
    }),
  )
}
