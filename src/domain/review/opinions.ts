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

/** By question, then by answer; `null`: too few answered this question. */
export type KeptCounts = readonly (readonly number[] | null)[]

/**
 * What may be kept of counts once they are all there is; `null`: of no question enough.
 *
 * @param answerCount how many answered anything
 */
export function keptCounts(counts: readonly (readonly number[])[], answerCount: number): KeptCounts | null {
  if (answerCount < ANSWERS_MIN) return null
  const kept = counts.map((ofQuestion) => (sumOf(ofQuestion) < ANSWERS_MIN ? null : ofQuestion))
  return kept.every((ofQuestion) => ofQuestion === null) ? null : kept
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

/**
 * The counts of many zones added up, for one question.
 *
 * Zones with too few answers are in it only where they have enough together: else who takes the known ones from the sum
 * has what was withheld.
 */
export function addedUp(countsOfZones: readonly (readonly number[])[]): { counts: number[]; zoneCount: number } {
  const enough = countsOfZones.filter((counts) => sumOf(counts) >= ANSWERS_MIN)
  const few = countsOfZones.filter((counts) => sumOf(counts) < ANSWERS_MIN)
  const fewTogether = sumOf(few.map(sumOf))
  const taken = fewTogether === 0 || fewTogether >= ANSWERS_MIN ? countsOfZones : enough
  const width = Math.max(0, ...taken.map((counts) => counts.length))
  return {
    counts: Array.from({ length: width }, (_, i) => sumOf(taken.map((counts) => counts[i] ?? 0))),
    zoneCount: taken.length,
  }
}
