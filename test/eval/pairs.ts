/** Labelled pairs of matters, and how well a score tells those that are the same from those that are not. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { CATEGORIES, type Category } from '../../src/domain/vocabulary.ts'
import { COMPARED_DAYS, type ToldMatter } from '../../src/understanding/duplicates.ts'

const part = z.string().nullable().default(null)
const told = z.object({
  text: z.string(),
  /** As the engine reads it, with its slips; left out where it reads none. */
  place: z.object({ text: z.string(), building: part, unit: part, floor: part, room: part }).nullable().default(null),
})
const pair = z.object({
  id: z.string(),
  matter: z.number(),
  category: z.enum(Object.keys(CATEGORIES) as [Category, ...Category[]]),
  /** `same`, or what tells them apart: another building, unit, spot or thing, or the same thing anew. */
  kind: z.enum(['same', 'building', 'unit', 'spot', 'thing', 'old']),
  hoursApart: z.number(),
  a: told,
  b: told,
})
export type Pair = z.infer<typeof pair>

/** `tune`: for weights and threshold; `report`: for figures. A matter is in one of them only. */
export type Half = 'tune' | 'report'

export function labelledPairs(half: Half): Pair[] {
  return readFileSync(new URL('../fixtures/understanding/pairs.jsonl', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => pair.parse(JSON.parse(line)))
    .filter(({ matter }) => (matter % 2 === 1) === (half === 'tune'))
}

const NOW = new Date('2026-11-22T12:00:00+08:00')
const HOUR_MS = 3_600_000

/** The two matters of a pair: the second was told last. */
export function mattersOf({ category, hoursApart, a, b }: Pair): [ToldMatter, ToldMatter] {
  const before = new Date(NOW.getTime() - hoursApart * HOUR_MS)
  return [
    { ...a, category, toldAt: before },
    { ...b, category, toldAt: NOW },
  ]
}

/** Pairs of tellings of different matters, each with each: thousands that have nothing to do with each other. */
export function unlike(pairs: readonly Pair[]): [ToldMatter, ToldMatter][] {
  const last = pairs.filter((p) => p.kind === 'same').map((p) => ({ matter: p.matter, told: mattersOf(p)[1] }))
  return last.flatMap(({ matter, told: a }, i) =>
    last.slice(i + 1).flatMap(({ matter: other, told: b }, j): [ToldMatter, ToldMatter][] => {
      const toldAt = new Date(NOW.getTime() - ((i * 7 + j * 13) % (COMPARED_DAYS * 24)) * HOUR_MS)
      return other === matter ? [] : [[a, { ...b, toldAt }]]
    }),
  )
}

/** The least score that at most `share` of these exceed. */
export function exceededBy(scores: readonly number[], share: number): number {
  const sorted = [...scores].sort((a, b) => b - a)
  return sorted[Math.floor(sorted.length * share)] ?? 0
}

/** Of these scores, how many lie above `threshold`, in percent. */
export function above(scores: readonly number[], threshold: number): number {
  return (100 * scores.filter((score) => score > threshold).length) / scores.length
}
