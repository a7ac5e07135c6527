import { ACTIVITIES, CATEGORIES, URGENCIES } from '../../domain/vocabulary.ts'
import { type Intent, LEARNT_COMMANDS } from '../understanding.ts'

/**
 * What a clause does for the records: begins one (`incident`, `checkin`), goes on with the last one of its kind
 * (`incident+`, `checkin+`), begins one of each (`both`: `巡查发现井盖破了`), or nothing.
 */
export const CLAUSE_LABELS = ['none', 'incident', 'incident+', 'checkin', 'checkin+', 'both'] as const
export type ClauseLabel = (typeof CLAUSE_LABELS)[number]

const INTENTS = ['report', 'enquiry', 'command', 'chat'] as const satisfies readonly Intent[]

/** The questions that the model answers, each with its possible answers. */
export const HEADS = {
  intent: INTENTS,
  command: LEARNT_COMMANDS,
  clause: CLAUSE_LABELS,
  category: keysOf(CATEGORIES),
  activity: keysOf(ACTIVITIES),
  urgency: keysOf(URGENCIES),
  state: ['open', 'handled'],
} as const
export type Head = keyof typeof HEADS
export type Answer<H extends Head> = (typeof HEADS)[H][number]

export const HEAD_NAMES = keysOf(HEADS)

/** The keys of an object that is written down in the program. */
export function keysOf<T extends object>(object: T): (keyof T & string)[] {
  return Object.keys(object) as (keyof T & string)[]
}
