import { readFileSync } from 'node:fs'
import { understand } from '../../src/understanding/read.ts'
import type { Understanding } from '../../src/understanding/understanding.ts'
import { type Labelled, labelled } from './score.ts'

/** `dev` was given for development; `own` was written by us before the word lists were tuned. */
export const SETS = ['dev', 'own'] as const
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
