/**
 * What people confirmed and corrected, as further lessons: `DATABASE_URL=… npm run train -- --with-corrections`.
 *
 * The model learnt with them is only a candidate: it takes the place of the present one when it reads none of the
 * guarded sets worse and sees every emergency of the tuned ones.
 */
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { newestExamples } from '../src/store/learning-examples.ts'
import { packWeights, unpackWeights, type Weights } from '../src/understanding/model/artefact.ts'
import type { Feature } from '../src/understanding/model/features.ts'
import { type Answer, HEADS, type Head } from '../src/understanding/model/heads.ts'
import { Model } from '../src/understanding/model/model.ts'
import { understand } from '../src/understanding/read.ts'
import type { Understanding } from '../src/understanding/understanding.ts'
import { labelledSet, type SetName, TUNED_SETS } from '../test/eval/labelled-sets.ts'
import { type Figures, type Labelled, percent, score } from '../test/eval/score.ts'
import type { Lesson } from './examples.ts'

/** Of one person, for one question: more would teach the voice of few. */
const PER_TELLER = 20
/** Beside some thousands of messages of the corpus these are not the most of what is learnt. */
const MOST_EXAMPLES = 5_000
/** Sets that a candidate must not read worse. */
const GUARDED: readonly SetName[] = ['dev', 'own', 'calibration']

/** Each answer that people gave teaches like a message. @throws Error when `DATABASE_URL` is not set */
export async function correctionLessons(databaseUrl: string | undefined): Promise<Lesson[][]> {
  if (!databaseUrl) throw new Error('--with-corrections reads them from DATABASE_URL, which is not set')
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const examples = await newestExamples(client, { perTeller: PER_TELLER, limit: MOST_EXAMPLES })
    return examples.flatMap((example) => {
      const lesson = lessonOf(example)
      return lesson ? [[lesson]] : []
    })
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

/** Weights as they will be kept: packing rounds them. */
export function asKept(weights: Weights): Weights {
  const { file, hash } = packWeights(weights)
  return unpackWeights(file, hash)
}

/** What speaks against putting the candidate in the place of the present model; empty: nothing does. */
export function objections(candidate: Weights, present: Weights): string[] {
  const [next, now] = [new Model(candidate), new Model(present)]
  return GUARDED.flatMap((name) => {
    const messages = labelledSet(name)
    const [after, before] = [readAllBy(next, messages), readAllBy(now, messages)]
    const missed = TUNED_SETS.includes(name) ? missedEmergencies(messages, after) : 0
    return [
      ...fallen(score(messages, before), score(messages, after)).map((line) => `${name}: ${line}`),
      ...(missed > 0 ? [`${name}: ${missed} emergencies are not seen`] : []),
    ]
  })
}

/** Those that the candidate would replace. `base`: their file without its ending. */
export function presentWeights(base: URL): Weights {
  const { hash } = JSON.parse(readFileSync(`${base.pathname}.json`, 'utf8')) as { hash: string }
  return unpackWeights(readFileSync(`${base.pathname}.bin`), hash)
}

function readAllBy(model: Model, messages: readonly Labelled[]): Understanding[] {
  return messages.map(({ text, sentAt, role }) =>
    understand({ text, sentAt: new Date(sentAt), role }, undefined, model),
  )
}

function fallen(before: Figures, after: Figures): string[] {
  return Object.entries(before).flatMap(([name, figure]) => {
    const now = after[name]
    return now && percent(now) >= percent(figure)
      ? []
      : [`${name} ${percent(figure).toFixed(1)} → ${now ? percent(now).toFixed(1) : '–'}`]
  })
}

function missedEmergencies(messages: readonly Labelled[], readings: readonly Understanding[]): number {
  const tells = (reading: unknown) => JSON.stringify(reading ?? null).includes('"emergency"')
  return messages.filter((m, i) => tells(m.expect) && !tells(readings[i])).length
}
