import { readFileSync } from 'node:fs'
import { understand } from '../../src/understanding/read.ts'
import type { Understanding } from '../../src/understanding/understanding.ts'
import { type Labelled, labelled } from './score.ts'

/**
 * `dev` was given for development; `own` was written by us before the word lists were tuned; `unseen` by another hand
 * that knew nothing of the engine, and nobody who works on the engine reads it: it is the honest test.
 */
export const SETS = ['dev', 'own', 'unseen'] as const
/** Sets on which every emergency has to be seen, and none imagined. */
export const TUNED_SETS: readonly SetName[] = ['dev', 'own']
export type SetName = (typeof SETS)[number]

export function labelledSet(name: SetName): Labelled[] {
  const file = new URL(`../fixtures/understanding/${name}.jsonl`, import.meta.url)
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => labelled.parse(JSON.parse(line)))
}

export function readAll(messages: readonly Labelled[]): Understanding[] {
  return messages.map(({ text, sentAt, role }) => understand({ text, sentAt: new Date(sentAt), role }))
}
