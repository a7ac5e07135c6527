/** Messages that are meant otherwise than their words alone: denied, planned, quoted, taken back, supposed, sarcastic, thanks. */
import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { type CorpusMessage, corpusPart, labelled } from '../../train/corpus.ts'
import { mayBeEmergency, seesEmergency, share } from './figures.ts'
import { readAll } from './labelled-sets.ts'
import { bestChecks, type Figure } from './score.ts'
import { table } from './table.ts'

/** Rules were mended by the errors of the one half; of the other only sums are printed. */
export const HALVES = ['mended', 'honest'] as const
type Half = (typeof HALVES)[number]

/** What a manner changes, and so what is asked of a reading; place and kind of matter are measured elsewhere. */
const ASKED = ['intent', 'records (kinds and number)', 'state', 'emergency seen', 'date: nothing invented']
const RECORDED = new URL('../fixtures/understanding/recorded-manners.json', import.meta.url)

export interface MannerCase {
  manner: string
  message: CorpusMessage
  /** What is wrong; empty: it is read as it is meant. */
  wrong: string[]
}

export function readManners(half: Half): MannerCase[] {
  const messages = corpusPart(`manners-${half}`)
  const expectations = messages.map(labelled)
  const readings = readAll(expectations)
  return messages.map((message, i) => {
    const [expected, reading] = [expectations[i], readings[i]]
    if (!expected || !reading || message.manner === undefined) throw new Error(`${message.id} tells no manner`)
    const wrong = bestChecks(expected, reading).filter((check) => !check.right && ASKED.includes(check.name))
    const isFalseAlarm = seesEmergency(reading) && !mayBeEmergency(expected)
    return { manner: message.manner, message, wrong: [...wrong.map((c) => c.name), ...(isFalseAlarm ? ['alarm'] : [])] }
  })
}

/** How many of each manner are read as they are meant. */
export function mannerFigures(cases: readonly MannerCase[]): Record<string, Figure> {
  const figures: Record<string, Figure> = {}
  for (const { manner, wrong } of cases) {
    const { right, of } = figures[manner] ?? { right: 0, of: 0 }
    figures[manner] = { right: right + (wrong.length === 0 ? 1 : 0), of: of + 1 }
  }
  return figures
}

export function mannersTable(): string {
  const [mended = {}, honest = {}] = HALVES.map((half) => mannerFigures(readManners(half)))
  const rows = Object.keys(mended).map((manner) => [manner, cell(mended[manner]), cell(honest[manner])])
  const sums = [mended, honest].map((figures) => cell(sumOf(Object.values(figures))))
  return table('read as it is meant (intent, records, state, alarm)', [['', ...HALVES], ...rows, ['all', ...sums]])
}

function sumOf(figures: readonly Figure[]): Figure {
  return figures.reduce((sum, { right, of }) => ({ right: sum.right + right, of: sum.of + of }), { right: 0, of: 0 })
}

function cell(figure: Figure | undefined): string {
  return `${share(figure)} of ${String(figure?.of ?? 0).padStart(3)}`
}

/** Messages of each half and manner that were read as they are meant when it was recorded. */
export function recordedManners(): Record<string, Record<string, number>> {
  return z.record(z.string(), z.record(z.string(), z.number())).parse(JSON.parse(readFileSync(RECORDED, 'utf8')))
}

export function recordManners(): void {
  const counts = HALVES.map((half) => {
    const figures = Object.entries(mannerFigures(readManners(half)))
    return [half, Object.fromEntries(figures.map(([manner, { right }]) => [manner, right]))]
  })
  writeFileSync(RECORDED, `${JSON.stringify(Object.fromEntries(counts), null, 2)}\n`)
}
