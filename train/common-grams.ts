/** Counts which pairs of letters and letters say little, being in many messages: `npm run train:grams`. */
import { writeFileSync } from 'node:fs'
import { gramsOf, wordsOf } from '../src/understanding/duplicates.ts'
import { packGrams } from '../src/understanding/model/common-grams.ts'
import { corpusPart, TRAIN_PARTS } from './corpus.ts'

const OUT = new URL('../src/understanding/model/common-grams.json', import.meta.url)
/** A gram of fewer messages is as telling as one that was never seen. */
const LEAST_MESSAGES = 6

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

const common = Object.fromEntries([...byWeight].map(([weight, grams]) => [weight, grams.join(' ')]))
writeFileSync(OUT, packGrams({ rare: weightOf(LEAST_MESSAGES), common }))
console.log(`${messages.length} messages, ${counts.size} grams, ${[...byWeight.values()].flat().length} of them common`)
