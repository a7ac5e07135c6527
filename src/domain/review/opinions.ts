/** What residents are asked about a zone: three questions at most, answered by taps, counted only. */
import { createHmac } from 'node:crypto'
import { ANSWERS_MIN, type Share, shareOf } from './interval.ts'
import type { ReviewKind } from './vocabulary.ts'

/** `none`: it says nothing either way (没反映过) and is left out of shares. */
export const ANSWER_SENSES = ['good', 'middle', 'bad', 'none'] as const
export type AnswerSense = (typeof ANSWER_SENSES)[number]

export interface Question {
  text: string
  answers: readonly { text: string; sense: AnswerSense }[]
}

/** Rounds in which residents are asked about zones; in a spot check about those that were drawn. */
export const ASKED_IN: readonly ReviewKind[] = ['opinion_round', 'spot_check', 'year_end_evaluation']

const QUESTIONS_MAX = 3
const QUESTION_LENGTH_MAX = 30
const ANSWERS_PER_QUESTION = { least: 2, most: 4 }
const ANSWER_LENGTH_MAX = 8

/** Place of no answer among the choices. */
export const NO_ANSWER = -1

export const USUAL_QUESTIONS: readonly Question[] = [
  {
    text: '您知道这一片由哪位党员负责吗？',
    answers: [
      { text: '知道', sense: 'good' },
      { text: '不知道', sense: 'bad' },
    ],
  },
  {
    text: '您说过的事，有人管吗？',
    answers: [
      { text: '有人管', sense: 'good' },
      { text: '有时管', sense: 'middle' },
      { text: '没人管', sense: 'bad' },
      { text: '没说过', sense: 'none' },
    ],
  },
  {
    text: '这一片最近的情况，您满意吗？',
    answers: [
      { text: '满意', sense: 'good' },
      { text: '一般', sense: 'middle' },
      { text: '不满意', sense: 'bad' },
    ],
  },
]

export type QuestionsFault = 'too_many' | 'none' | 'question_length' | 'answer_length' | 'answer_count' | 'answer_twice'

/** Why a branch cannot ask this. Long questions are not read, and long lists not tapped. */
export function questionsFault(questions: readonly Question[]): QuestionsFault | null {
  if (questions.length === 0) return 'none'
  if (questions.length > QUESTIONS_MAX) return 'too_many'
  for (const { text, answers } of questions) {
    if (text.trim() === '' || [...text].length > QUESTION_LENGTH_MAX) return 'question_length'
    const { least, most } = ANSWERS_PER_QUESTION
    if (answers.length < least || answers.length > most) return 'answer_count'
    if (answers.some((one) => one.text.trim() === '' || [...one.text].length > ANSWER_LENGTH_MAX)) {
      return 'answer_length'
    }
    if (new Set(answers.map((one) => one.text)).size < answers.length) return 'answer_twice'
  }
  return null
}

/** Whether choices answer these questions: one place for each, at least one of them an answer. */
export function areChoices(choices: readonly number[], questions: readonly Question[]): boolean {
  return (
    choices.length === questions.length &&
    choices.some((choice) => choice !== NO_ANSWER) &&
    choices.every(
      (choice, i) => Number.isInteger(choice) && choice >= NO_ANSWER && choice < (questions[i]?.answers.length ?? 0),
    )
  )
}

/**
 * Who answers in a round about a zone, told apart and not told: HMAC-SHA-256 under the round's key, which is destroyed at
 * its close. Another zone or round has another key for the same account.
 */
export function voterKey(roundKey: Buffer, { accountId, zoneId }: { accountId: string; zoneId: string }): Buffer {
  return createHmac('sha256', roundKey).update(`${zoneId}:${accountId}`).digest()
}

/** How many gave each answer to a question, by place of the answer. */
export type Counts = readonly number[]

/** Of one zone, by question; `null`: too few answered it. */
export type KeptCounts = readonly (Counts | null)[]

/**
 * What is kept of a zone's answers to one question: their counts; where they are too few those of all such zones
 * together; `null`: these too tell too much.
 */
type Kept = Counts | { together: Counts } | null

/** What is kept of one zone, by question. */
export type KeptOfZone = readonly Kept[]

/** What may be kept of a round's answers once counts are all there is. @param ofZones by zone, then by question */
export function keptOfZones(ofZones: readonly (readonly Counts[])[]): KeptOfZone[] {
  const width = Math.max(0, ...ofZones.map((counts) => counts.length))
  const rests = Array.from({ length: width }, (_, i) => restOf(ofZones.map((counts) => counts[i] ?? [])))
  return ofZones.map((counts) =>
    counts.map((told, i) => {
      const rest = rests[i] ?? null
      return isEnough(told) ? told : rest && { together: rest }
    }),
  )
}

/**
 * The answers about zones in which too few gave one, added up.
 *
 * @returns `null`: they are too few even together, or so many that each zone must have just one below enough
 */
function restOf(ofZones: readonly Counts[]): Counts | null {
  const few = ofZones.filter((counts) => !isEnough(counts))
  const count = sumOf(few.map(sumOf))
  const most = few.filter((counts) => sumOf(counts) > 0).length * (ANSWERS_MIN - 1)
  return count === 0 || (count >= ANSWERS_MIN && count < most) ? addedUp(few) : null
}

/** What is told of one zone by itself; `null`: of no question enough. */
export function toldOfZone(kept: KeptOfZone): KeptCounts | null {
  const told = kept.map((one) => (isCounts(one) ? one : null))
  return told.every((one) => one === null) ? null : told
}

/**
 * How many answered, as far as it may be told: those of the question that most answered. How many answered anything would
 * tell of a question with too few, by taking away.
 */
export function toldAnswerCount(told: KeptCounts | null): number {
  return Math.max(0, ...(told ?? []).map((one) => sumOf(one ?? [])))
}

export interface ToldTogether {
  /** Of the whole branch; `null`: with what is told of zones it would give away what is not. */
  total: Counts | null
  /** Of the zones with too few answers each; `null`: nobody answered there, or they tell too much. */
  rest: Counts | null
}

/**
 * What is told of one question about all zones: no sum from which a zone with too few answers can be reckoned.
 *
 * @param zones where somebody answered; `null`: nothing was kept
 */
export function toldTogether(zones: readonly (KeptOfZone | null)[], question: number): ToldTogether {
  const kept = zones.map((zone) => zone?.[question] ?? null)
  if (kept.includes(null)) return { total: null, rest: null }
  const [rest = null] = kept.flatMap((one) => (one !== null && !isCounts(one) ? [one.together] : []))
  const total = addedUp([...kept.filter(isCounts), ...(rest === null ? [] : [rest])])
  return { total, rest: rest !== null && isEnough(rest) ? rest : null }
}

function isCounts(kept: Kept): kept is Counts {
  return Array.isArray(kept)
}

function isEnough(counts: Counts): boolean {
  return sumOf(counts) >= ANSWERS_MIN
}

function addedUp(counts: readonly Counts[]): number[] {
  const width = Math.max(0, ...counts.map((one) => one.length))
  return Array.from({ length: width }, (_, i) => sumOf(counts.map((one) => one[i] ?? 0)))
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0)
}

export interface QuestionResult {
  text: string
  /** As the question has them, with how many chose each. */
  answers: { text: string; count: number }[]
  /** Of the good ones among those that say anything. */
  good: Share | null
}

/** What was answered to a question; `null`: too few, no number of it leaves here. @param counts by place of the answer */
export function resultOf({ text, answers }: Question, counts: readonly number[]): QuestionResult | null {
  const counted = answers.map((answer, i) => ({ ...answer, count: counts[i] ?? 0 }))
  const sum = (list: readonly { count: number }[]) => sumOf(list.map(({ count }) => count))
  if (sum(counted) < ANSWERS_MIN) return null
  const saying = sum(counted.filter(({ sense }) => sense !== 'none'))
  return {
    text,
    answers: counted.map((one) => ({ text: one.text, count: one.count })),
    good: shareOf(sum(counted.filter(({ sense }) => sense === 'good')), saying),
  }
}
