/**
 * What people confirmed and corrected, as further lessons: `DATABASE_URL=… npm run train -- --with-corrections`.
 *
 * The model learnt with them is only a candidate: it takes the place of the present one when no figure of the guarded
 * sets falls and every emergency of the tuned ones is seen.
 */
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { newestExamples } from '../src/store/learning-examples.ts'
import { unpackWeights, type Weights } from '../src/understanding/model/artefact.ts'
import type { Feature } from '../src/understanding/model/features.ts'
import { type Answer, HEAD_NAMES, HEADS, type Head } from '../src/understanding/model/heads.ts'
import { Model } from '../src/understanding/model/model.ts'
import { understand } from '../src/understanding/read.ts'
import type { Understanding } from '../src/understanding/understanding.ts'
import { isEmergency, seesEmergency } from '../test/eval/figures.ts'
import { labelledSet, type SetName, TUNED_SETS } from '../test/eval/labelled-sets.ts'
import { MAY_FALL_POINTS } from '../test/eval/record.ts'
import { type Figure, type Figures, type Labelled, percent, score } from '../test/eval/score.ts'
import type { Lesson } from './examples.ts'

/** Of one person, for one question: more would teach the voice of few. */
const PER_TELLER = 20
/** Beside some thousands of messages of the corpus these are not the most of what is learnt. */
const MOST_EXAMPLES = 5_000
/** Sets that a candidate must not read worse. */
const GUARDED: readonly SetName[] = ['dev', 'own', 'calibration']

/**
 * What the answers that people gave teach. In an order of their own, so that the same answers make the same model,
 * whatever order the database gives them in.
 *
 * @throws Error when `DATABASE_URL` is not set
 */
export async function correctionLessons(databaseUrl: string | undefined): Promise<Lesson[]> {
  if (!databaseUrl) throw new Error('--with-corrections reads them from DATABASE_URL, which is not set')
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const examples = await newestExamples(client, { perTeller: PER_TELLER, limit: MOST_EXAMPLES })
    const sorted = examples.map((example) => ({ example, key: JSON.stringify(example) }))
    sorted.sort((a, b) => (a.key < b.key ? -1 : 1))
    return sorted.flatMap(({ example }) => lessonOf(example) ?? [])
  } finally {
    await client.end()
  }
}

interface Example {
  head: Head
  features: readonly Feature[]
  values: readonly number[]
  predicted: string
  final: string
}

/** `null`: an answer that there is no more, or one that would teach to overlook an emergency. */
export function lessonOf({ head, features, values, predicted, final }: Example): Lesson | null {
  if (predicted === 'emergency' && final !== 'emergency') return null
  if (!(HEADS[head] as readonly string[]).includes(final)) return null
  const letters = [...grouped(features, values)].map(([value, ids]) => ({ ids, value }))
  return { head, question: { letters, names: [], values: [] }, answer: final as Answer<Head> }
}

/** Features that count the same, together. Names count as features like any other. */
function grouped(features: readonly Feature[], values: readonly number[]): Map<number, Feature[]> {
  const groups = new Map<number, Feature[]>()
  features.forEach((feature, i) => {
    const value = values[i] ?? 1
    groups.set(value, [...(groups.get(value) ?? []), feature])
  })
  return groups
}

/** A candidate beside the present model. */
export interface Comparison {
  /** What speaks against the candidate; empty: nothing does. */
  objections: string[]
  /** One line for each guarded set: figures that went up or down. */
  moved: string[]
  figureCount: number
  emergencyCount: number
}

/** Reads the guarded sets by both. */
export function compare(candidate: Weights, present: Weights): Comparison {
  const [next, now] = [new Model(candidate), new Model(present)]
  const comparison: Comparison = { objections: [], moved: [], figureCount: 0, emergencyCount: 0 }
  for (const name of GUARDED) {
    const messages = labelledSet(name)
    const readings = readAllBy(next, messages)
    const [before, after] = [score(messages, readAllBy(now, messages)), score(messages, readings)]
    comparison.figureCount += Object.keys(before).length
    comparison.moved.push(`${name}: ${movedFigures(before, after).join(', ') || 'no figure moved'}`)
    comparison.objections.push(...fallen(before, after).map((line) => `${name}: ${line}`))
    if (!TUNED_SETS.includes(name)) continue
    const dangers = messages.flatMap((m, i) => (isEmergency(m) ? [readings[i]] : []))
    const missedCount = dangers.filter((reading) => !seesEmergency(reading)).length
    comparison.emergencyCount += dangers.length
    if (missedCount > 0) comparison.objections.push(`${name}: ${missedCount} emergencies are not seen`)
  }
  return comparison
}

/** What became of a candidate, and why, for whoever runs the training. */
export function told(
  { objections, moved, figureCount, emergencyCount }: Comparison,
  lessons: readonly Lesson[],
): string {
  const heads = HEAD_NAMES.flatMap((head) => {
    const count = lessons.filter((lesson) => lesson.head === head).length
    return count > 0 ? [`${head} ${count}`] : []
  })
  const end =
    objections.length === 0
      ? [
          `promoted: of ${figureCount} figures none fell, and all ${emergencyCount} emergencies of ${TUNED_SETS.join(' and ')} are seen`,
        ]
      : ['refused: the present model stays, because', ...objections.map((line) => `  ${line}`)]
  return [`${lessons.length} corrections (${heads.join(', ')})`, ...moved.map((line) => `  ${line}`), ...end].join('\n')
}

/** Those that the candidate would replace. `base`: their file without its ending. */
export function presentWeights(base: URL): Weights {
  const { hash } = JSON.parse(readFileSync(new URL(`${base.href}.json`), 'utf8')) as { hash: string }
  return unpackWeights(readFileSync(new URL(`${base.href}.bin`)), hash)
}

function readAllBy(model: Model, messages: readonly Labelled[]): Understanding[] {
  return messages.map(({ text, sentAt, role }) =>
    understand({ text, sentAt: new Date(sentAt), role }, undefined, model),
  )
}

/** Figures that are lower by more than the suite lets them be, and by more than one message: that alone says nothing. */
function fallen(before: Figures, after: Figures): string[] {
  return Object.entries(before).flatMap(([name, figure]) => {
    const now = after[name]
    const mayFall = Math.max(MAY_FALL_POINTS, 100 / Math.max(1, figure.of))
    return now && percent(now) >= percent(figure) - mayFall ? [] : [movement(name, figure, now)]
  })
}

function movedFigures(before: Figures, after: Figures): string[] {
  return Object.entries(before).flatMap(([name, figure]) => {
    const now = after[name]
    return now && percent(now) === percent(figure) ? [] : [movement(name, figure, now)]
  })
}

function movement(name: string, before: Figure, after: Figure | undefined): string {
  return `${name} ${percent(before).toFixed(1)} → ${after ? percent(after).toFixed(1) : '–'}`
}
