/** Our reading beside simpler ones, on the same messages and by the same rules. */
import { Judge } from '../../src/understanding/judge.ts'
import { model } from '../../src/understanding/model/weights.ts'
import { see } from '../../src/understanding/see.ts'
import type { Understanding, UnderstoodRecord } from '../../src/understanding/understanding.ts'
import { chronoDate } from './chrono-baseline.ts'
import { type ReadSet, share } from './figures.ts'
import { TUNED_SETS } from './labelled-sets.ts'
import { learnLetters } from './letters-baseline.ts'
import { type Labelled, score } from './score.ts'
import { table } from './table.ts'

/** One reader's answer to one question, each message by itself. */
interface Contender {
  /** Names of `score.ts` under which the answer is judged. */
  figures: readonly string[]
  who: string
  applies(message: Labelled): boolean
  read(message: Labelled, reading: Understanding): Understanding
}

/** Intent and category beside a linear model on letters alone, dates beside chrono-node; of sets that none has learnt. */
export function comparisonTable(all: readonly ReadSet[]): string {
  const sets = all.filter((set) => !TUNED_SETS.includes(set.name))
  const letters = learnLetters()
  const withCategory = (message: Labelled, category: string | undefined): Understanding =>
    labelWith(message, { record: { category: category ?? 'none' } })
  const withDate = (message: Labelled, date: string | null): Understanding =>
    labelWith(message, { record: { occurredAt: date === null ? null : { date, time: null } } })
  const intent = { figures: ['intent'], applies: () => true }
  const category = { figures: ['category'], applies: isOneIncident }
  const date = { figures: ['date told', 'date: nothing invented'], applies: isOneRecord }
  const contenders: Contender[] = [
    { ...intent, who: 'ours', read: (m, reading) => labelWith(m, { intent: reading.intent }) },
    { ...intent, who: 'letters', read: (m) => labelWith(m, { intent: letters.intent(m.text) }) },
    { ...category, who: 'ours', read: (m, reading) => withCategory(m, firstCategory(reading)) },
    { ...category, who: 'ours, told that it is one matter', read: (m) => withCategory(m, categoryOfWhole(m)) },
    { ...category, who: 'letters', read: (m) => withCategory(m, letters.category(m.text)) },
    { ...date, who: 'ours', read: (m, reading) => withDate(m, firstDate(reading)) },
    { ...date, who: 'chrono-node', read: (m) => withDate(m, chronoDate(m.text, new Date(m.sentAt))) },
  ]
  const rows = contenders.flatMap((contender) =>
    contender.figures.map((name) => [
      `${name}, ${contender.who}`,
      ...sets.map((set) => share(figuresFor(contender, set)[name])),
    ]),
  )
  const title = 'beside simpler readers (category: messages with one matter; dates: messages with one record)'
  return table(title, [['', ...sets.map((s) => s.name)], ...rows.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))])
}

function figuresFor({ applies, read }: Contender, { messages, readings }: ReadSet) {
  const taken = messages.flatMap((message, i) => {
    const reading = readings[i]
    return reading && applies(message) ? [{ message, reading: read(message, reading) }] : []
  })
  return score(
    taken.map((t) => t.message),
    taken.map((t) => t.reading),
  )
}

/** The label itself with one answer in place of the right one: what is then wrong is the fault of that answer alone. */
function labelWith({ expect }: Labelled, answer: { intent?: string; record?: object }): Understanding {
  const records = expect.records.map((record) => ({ ...record, ...answer.record, source: [0, 0] }))
  return {
    intent: (answer.intent ?? expect.intent) as Understanding['intent'],
    records: records as UnderstoodRecord[],
    command: null,
    confidence: 1,
  }
}

function isOneRecord({ expect }: Labelled): boolean {
  return expect.records.length === 1
}

function isOneIncident(message: Labelled): boolean {
  return isOneRecord(message) && message.expect.records[0]?.kind === 'incident'
}

/** Our category alone: letters are not asked either where a matter begins and whether there is one. */
function categoryOfWhole({ text, sentAt, role }: Labelled): string | undefined {
  const seen = see({ text, sentAt: new Date(sentAt), role })
  const [core] = seen.told.clauses
  if (!core) return undefined
  return new Judge(model, seen).category({ kind: 'incident', clauses: [...seen.told.clauses], core })
}

function firstCategory({ records }: Understanding): string | undefined {
  return records.find((r) => r.kind === 'incident')?.category
}

function firstDate({ records }: Understanding): string | null {
  return records.find((r) => r.occurredAt !== null)?.occurredAt?.date ?? null
}
