/** Counts which pairs of letters and letters say little, being in many messages: `npm run train:grams`. */
import { writeFileSync } from 'node:fs'
import { gramsOf, wordsOf } from '../src/understanding/duplicates.ts'
import { corpusPart, TRAIN_PARTS } from './corpus.ts'

const OUT = new URL('../src/understanding/lexicon/common-grams.ts', import.meta.url)
/** A gram of fewer messages is as telling as one that was never seen. */
const LEAST_MESSAGES = 6
const LETTERS_PER_LINE = 100

const messages = TRAIN_PARTS.flatMap(corpusPart)
const counts = new Map<string, number>()
for (const message of messages)
  for (const gram of gramsOf(wordsOf(message))) counts.set(gram, (counts.get(gram) ?? 0) + 1)

/** Tenths of the weight: the logarithm of how many messages there are for one with the gram. */
const weightOf = (count: number): number => Math.round(10 * Math.log10(messages.length / count))
const byWeight = new Map<number, string[]>()
for (const [gram, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
  if (count < LEAST_MESSAGES) continue
  const weight = weightOf(count)
  byWeight.set(weight, [...(byWeight.get(weight) ?? []), gram])
}

const rows = [...byWeight].sort(([a], [b]) => a - b).flatMap(([weight, grams]) => linesOf(weight, grams))
writeFileSync(
  OUT,
  `/** Letters and pairs of letters that many messages have, by how telling they are. Made by \`npm run train:grams\`. */

/** Of a gram that few messages have. */
export const RARE_WEIGHT = ${weightOf(LEAST_MESSAGES) / 10}

const GRAMS: readonly (readonly [tenths: number, grams: string])[] = [
${rows.join('\n')}
]

export const COMMON_GRAMS: ReadonlyMap<string, number> = new Map(
  GRAMS.flatMap(([tenths, grams]) => grams.split(' ').map((gram): [string, number] => [gram, tenths / 10])),
)
`,
)
console.log(`${messages.length} messages, ${counts.size} grams, ${rows.length} lines`)

function linesOf(weight: number, grams: readonly string[]): string[] {
  const lines: string[] = []
  let line = ''
  for (const gram of grams) {
    if (line.length + gram.length >= LETTERS_PER_LINE) {
      lines.push(line)
      line = gram
    } else line = line === '' ? gram : `${line} ${gram}`
  }
  return [...lines, line].map((text) => `  [${weight}, '${text}'],`)
}
