import { readFileSync } from 'node:fs'
import { understand } from '../../src/understanding/read.ts'
import type { Understanding } from '../../src/understanding/understanding.ts'
import { corpusPart, labelled as labelledOf } from '../../train/corpus.ts'
import { type Labelled, labelled } from './score.ts'

/** Who wrote each set, and what it was used for, is told in test/fixtures/understanding/README.md. */
export const SETS = ['dev', 'own', 'calibration', 'test', 'unseen'] as const
export type SetName = (typeof SETS)[number]

/** Sets on which every emergency has to be seen, and none imagined. */
export const TUNED_SETS: readonly SetName[] = ['dev', 'own']
/** Sets that nobody who works on the engine reads: their single messages are never printed. */
export const HONEST_SETS: readonly SetName[] = ['test', 'unseen']

/** A labelled message; those of the corpus also tell where it was written, and what makes it hard to read. */
export interface EvalMessage extends Labelled {
  zone?: string
  noise?: readonly string[]
}

/** @throws ZodError when a line does not follow the contract */
export function labelledSet(name: SetName): EvalMessage[] {
  if (name === 'calibration' || name === 'test') return ofCorpus(name)
  const file = new URL(`../fixtures/understanding/${name}.jsonl`, import.meta.url)
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => labelled.parse(JSON.parse(line)))
}

function ofCorpus(part: string): EvalMessage[] {
  return corpusPart(part).map((message) => ({ ...labelledOf(message), zone: message.zone, noise: message.noise }))
}

export function readAll(messages: readonly Labelled[]): Understanding[] {
  return messages.map(({ text, sentAt, role }) => understand({ text, sentAt: new Date(sentAt), role }))
}
