/** Our labelled messages, as they are kept: what is usual is left out. See test/fixtures/understanding/README.md. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { ACTIVITIES, CATEGORIES, URGENCIES } from '../src/domain/vocabulary.ts'
import { DANGERS } from '../src/understanding/lexicon/emergencies.ts'
import { LEARNT_COMMANDS } from '../src/understanding/understanding.ts'
import type { Labelled } from '../test/eval/score.ts'

const CORPUS = new URL('../test/fixtures/understanding/corpus/', import.meta.url)

const part = z.string().nullable().default(null)
const place = z
  .object({ text: z.string(), building: part, unit: part, floor: part, room: part })
  .nullable()
  .default(null)
const told = {
  place,
  date: z.iso.date().optional(),
  time: z.string().optional(),
  /** The words of the message that the record was read from. */
  words: z.string(),
}
const record = z.union([
  z.object({
    category: z.enum(keys(CATEGORIES)),
    urgency: z.enum(keys(URGENCIES)).default('normal'),
    state: z.enum(['open', 'handled']).default('open'),
    ...told,
  }),
  z.object({ activity: z.enum(keys(ACTIVITIES)), ...told }),
])
const message = z.object({
  zone: z.enum(['community', 'village', 'school', 'hospital', 'office']),
  noise: z.array(z.string()).default([]),
  /** How it is meant, of the messages that test this. */
  manner: z.string().optional(),
  role: z.enum(['member', 'resident']),
  sentAt: z.iso.datetime({ offset: true }),
  text: z.string(),
  intent: z.enum(['report', 'enquiry', 'command', 'chat']),
  records: z.array(record).default([]),
  command: z.enum(LEARNT_COMMANDS).nullable().default(null),
})
export type CorpusRecord = z.infer<typeof record>
export type CorpusMessage = z.infer<typeof message> & { id: string }

function keys<T extends object>(object: T) {
  return Object.keys(object) as [keyof T & string, ...(keyof T & string)[]]
}

/** Parts of the corpus that the engine may learn from: whole messages, and phrases. */
export const TRAIN_PARTS = partsLike('train-', '.jsonl')
export const PHRASE_PARTS = partsLike('phrases-', '.tsv')

function partsLike(beginning: string, ending: string): string[] {
  return readdirSync(CORPUS)
    .filter((file) => file.startsWith(beginning) && file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort()
}

/** A few words, and the one category or activity that they speak for. */
export interface Phrase {
  label: string
  text: string
}

export function phrases(parts: readonly string[] = PHRASE_PARTS): Phrase[] {
  const lines = parts.flatMap((part) => readFileSync(new URL(`${part}.tsv`, CORPUS), 'utf8').split('\n'))
  return lines.flatMap((line): Phrase[] => {
    const [label = '', text = ''] = line.trim().split('\t')
    return text === '' ? [] : [{ label, text }]
  })
}

/** Messages that tell of danger to life, and such as only sound like it. */
export function dangers(): { text: string; emergency: boolean }[] {
  const linesOf = (name: string): string[] =>
    readFileSync(new URL(`../${name}.txt`, CORPUS), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  return [
    ...linesOf('emergencies').map((line) => ({ text: line.replace(/^[0-9]+\t/, ''), emergency: true })),
    ...linesOf('no-emergencies').map((line) => ({ text: line, emergency: false })),
    ...DANGERS.flatMap(({ words, weak = [] }) => [...words, ...weak]).map((word) => ({
      text: `${word}!快来人`,
      emergency: true,
    })),
  ]
}

/** What the model was made of, in few characters: changes when any of it does. */
export function dataVersion(): string {
  const hash = createHash('sha256')
  for (const part of TRAIN_PARTS) hash.update(readFileSync(new URL(`${part}.jsonl`, CORPUS)))
  for (const part of PHRASE_PARTS) hash.update(readFileSync(new URL(`${part}.tsv`, CORPUS)))
  return hash.digest('hex').slice(0, 16)
}

/** One part of the corpus. @throws ZodError when a line does not follow the contract */
export function corpusPart(name: string): CorpusMessage[] {
  return readFileSync(new URL(`${name}.jsonl`, CORPUS), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, i) => ({ id: `${name}-${i + 1}`, ...message.parse(JSON.parse(line)) }))
}

/**
 * The labelled sets that were there before the corpus. They do not say which words a record was read from, so only those
 * with one record or none are learnt from: there it is the whole message.
 */
export function givenMessages(): CorpusMessage[] {
  const lines = ['dev', 'own'].flatMap((name) => readFileSync(new URL(`../${name}.jsonl`, CORPUS), 'utf8').split('\n'))
  return lines.flatMap((line): CorpusMessage[] => {
    if (line.trim() === '') return []
    const { id, expect, ...rest } = given.parse(JSON.parse(line))
    if (expect.records.length > 1) return []
    const records = expect.records.map(({ occurredAt, ...told }) => ({
      ...told,
      words: rest.text,
      date: occurredAt?.date,
      time: occurredAt?.time ?? undefined,
    }))
    const { intent, command } = expect
    return [{ id, ...message.parse({ ...rest, zone: 'community', intent, command: command?.name ?? null, records }) }]
  })
}

const given = z.object({
  ...{ id: z.string(), text: z.string(), sentAt: z.string(), role: z.string() },
  expect: z.object({
    intent: z.string(),
    records: z.array(
      z.looseObject({ occurredAt: z.object({ date: z.string(), time: z.string().nullable() }).nullable() }),
    ),
    command: z.object({ name: z.string() }).nullable(),
  }),
})

/** The same as the contract writes it: what a labelled message expects. */
function expected({ intent, records, command }: CorpusMessage) {
  return {
    intent,
    records: records.map((record) => {
      const { place, date, time = null } = record
      const told = { place, occurredAt: date === undefined ? null : { date, time } }
      if ('activity' in record) return { kind: 'checkin' as const, activity: record.activity, ...told }
      const { category, urgency, state } = record
      return { kind: 'incident' as const, category, urgency, state, ...told }
    }),
    command: command && { name: command },
  }
}

/** A message of the corpus as a labelled message of the evaluation. */
export function labelled(message: CorpusMessage): Labelled {
  const { id, text, sentAt, role } = message
  return { id, text, sentAt, role, expect: expected(message) }
}
