import { z } from 'zod'
import { ACTIVITIES, CATEGORIES, codesOf, URGENCIES } from '../../domain/vocabulary.ts'

/** What stands where the message tells nothing. Unions and nulls are what providers disagree on most. */
export const NOT_TOLD = 'none'

const KIND = z.enum(['incident', 'checkin'])

/** One matter as a second reader tells it. Flat and without options: every provider's schema mode can enforce it. */
const RECORD = z.strictObject({
  kind: KIND,
  words: z.string().describe('the part of the message that tells this matter, word for word'),
  category: z.enum([...codesOf(CATEGORIES), NOT_TOLD]),
  activity: z.enum([...codesOf(ACTIVITIES), NOT_TOLD]),
  kind_evidence: z.string().describe('the words of the message that show the category or the activity'),
  urgency: z.enum(codesOf(URGENCIES)),
  urgency_evidence: z.string().describe('the words of the message that show the urgency, or empty'),
  place: z.string().describe('the words of the message that name the place, or empty'),
  date: z.string().describe('YYYY-MM-DD, or empty'),
  date_evidence: z.string().describe('the words of the message that tell the date, or empty'),
})
export type AnsweredRecord = z.infer<typeof RECORD>

const ANSWER = z.strictObject({ records: z.array(RECORD) })

/** JSON Schema of an answer, as a provider is asked to keep to it. */
export const ANSWER_SCHEMA: Readonly<Record<string, unknown>> = schemaOf(ANSWER)

/** Without the name of the dialect, which some providers refuse. */
function schemaOf(type: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(type)
  return schema
}

/** A report of more matters than this is not one that a person wrote. */
const RECORDS_MAX = 6

/** What is left of a record where a slot of it is nothing that was asked for. */
const EMPTY: Readonly<Omit<AnsweredRecord, 'kind' | 'words'>> = {
  category: NOT_TOLD,
  activity: NOT_TOLD,
  kind_evidence: '',
  urgency: 'normal',
  urgency_evidence: '',
  place: '',
  date: '',
  date_evidence: '',
}

const ENVELOPE = z.object({ records: z.array(z.unknown()).max(RECORDS_MAX) })

/**
 * The records of an answer. A slot that is no value of its list is dropped, and so is a record that names no kind or no
 * words.
 *
 * @returns `null` where it is no answer at all: worth another try
 */
export function answeredRecords(json: unknown): AnsweredRecord[] | null {
  const envelope = ENVELOPE.safeParse(json)
  if (!envelope.success) return null
  const records = envelope.data.records.flatMap((record) => readRecord(record) ?? [])
  return records.length === 0 && envelope.data.records.length > 0 ? null : records
}

function readRecord(json: unknown): AnsweredRecord | null {
  if (typeof json !== 'object' || json === null) return null
  const told = Object.fromEntries(Object.entries(json).filter(([slot]) => slot in RECORD.shape))
  const { error } = RECORD.safeParse(told)
  const wrong = (error?.issues ?? []).map((issue) => String(issue.path[0]))
  const mended = { ...told, ...Object.fromEntries(Object.entries(EMPTY).filter(([slot]) => wrong.includes(slot))) }
  return RECORD.safeParse(mended).data ?? null
}
