/** What readings would be asked about, and whether the right answer, by the first label alone, is among those offered. */
import { thresholds } from '../../src/understanding/model/weights.ts'
import { read } from '../../src/understanding/read.ts'
import type { Doubt, Reading } from '../../src/understanding/understanding.ts'
import { type ReadSet, share } from './figures.ts'
import type { Labelled } from './score.ts'
import { table } from './table.ts'

interface Asked {
  doubt: Doubt
  /** The label of the answer in doubt; `undefined`: there is no such record. */
  label: string | undefined
}

/** Of the reports of each set: how many are read so surely that nothing is asked, which are asked about, and with what use. */
export function questionsTable(sets: readonly ReadSet[]): string {
  const rows = sets.map(({ name, messages }) => {
    const read = messages.map((message) => ({ message, reading: readingOf(message) }))
    const reports = read.filter(({ reading }) => reading.understanding.intent === 'report')
    const of = reports.length
    const asked = reports.flatMap(({ message, reading }) => askedOf(message, reading))
    const sure = reports.filter(({ reading }) => reading.certainty === 'sure').length
    const hardly = reports.filter(({ reading }) => reading.certainty === 'hardly').length
    const likeliest = asked.filter(({ doubt, label }) => doubt.likeliest[0]?.answer === label).length
    const offered = asked.filter(({ doubt, label }) => doubt.likeliest.some(({ answer }) => answer === label)).length
    return [
      name,
      String(of),
      ...[sure, asked.length, hardly].map((right) => share({ right, of })),
      ...[likeliest, offered].map((right) => share({ right, of: asked.length })),
    ]
  })
  const { sure, hardly, doubt } = thresholds
  const limits = `surely: confidence ≥ ${sure.from}; asked about: a lead below ${doubt.leadBelow}; hardly: confidence < ${hardly.below}`
  const head = [
    '',
    'reports',
    'surely read',
    'asked about',
    'hardly read',
    'likeliest is right',
    'right one is offered',
  ]
  return table(`questions which answer is right (${limits})`, [head, ...rows])
}

function readingOf({ text, sentAt, role }: Labelled): Reading {
  return read({ text, sentAt: new Date(sentAt), role })
}

/** At most one: a report is asked about one thing. */
function askedOf(message: Labelled, { doubt, understanding }: Reading): Asked[] {
  if (doubt === null) return []
  return [{ doubt, label: labelOf(message, doubt, understanding.records) }]
}

/** What should have been answered, of the record of the same kind in the same place. */
function labelOf({ expect }: Labelled, { about, record }: Doubt, records: Reading['understanding']['records']) {
  if (about === 'intent') return expect.intent
  if (about === 'kind') return expect.records.length === 1 ? expect.records[0]?.kind : undefined
  const kind = records[record]?.kind
  const place = records.slice(0, record).filter((r) => r.kind === kind).length
  const labelled = expect.records.filter((r) => r.kind === kind)[place]
  return labelled?.kind === 'incident' ? labelled.category : labelled?.activity
}
