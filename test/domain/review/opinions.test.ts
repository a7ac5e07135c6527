import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addedUp,
  areChoices,
  keptCounts,
  NO_ANSWER,
  type Question,
  questionsFault,
  resultOf,
  USUAL_QUESTIONS,
  voterKey,
} from '../../../src/domain/review/opinions.ts'

const [known, cared] = USUAL_QUESTIONS as [Question, Question]
const question = (text: string, ...answers: string[]): Question => ({
  text,
  answers: answers.map((answer) => ({ text: answer, sense: 'good' })),
})

describe('questions', () => {
  test('that are usual may be asked', () => {
    expect(questionsFault(USUAL_QUESTIONS)).toBeNull()
  })

  test.each([
    ['none', []],
    ['too_many', [...USUAL_QUESTIONS, known]],
    ['question_length', [question('问'.repeat(31), '是', '否')]],
    ['question_length', [question(' ', '是', '否')]],
    ['answer_count', [question('问', '是')]],
    ['answer_count', [question('问', '一', '二', '三', '四', '五')]],
    ['answer_length', [question('问', '是', '非'.repeat(9))]],
    ['answer_twice', [question('问', '是', '是')]],
  ] as const)('are refused: %s', (fault, questions) => {
    expect(questionsFault(questions)).toBe(fault)
  })
})

test.each([
  [[0, 3, 2], true],
  [[NO_ANSWER, 1, NO_ANSWER], true],
  [[NO_ANSWER, NO_ANSWER, NO_ANSWER], false],
  [[2, 0, 0], false],
  [[0, 0], false],
  [[0, 0, 0, 0], false],
  [[0, 0.5, 0], false],
  [[0, -2, 0], false],
])('%j answers the usual questions: %s', (choices, is) => {
  expect(areChoices(choices, USUAL_QUESTIONS)).toBe(is)
})

describe('a voter', () => {
  const key = Buffer.alloc(32, 1)
  const voter = { accountId: 'a', zoneId: 'z' }

  test('is the same in a round and zone, and another in each other', () => {
    expect(voterKey(key, voter)).toEqual(voterKey(Buffer.from(key), { ...voter }))
    const others = [
      voterKey(Buffer.alloc(32, 2), voter),
      voterKey(key, { ...voter, zoneId: 'y' }),
      voterKey(key, { ...voter, accountId: 'b' }),
    ]
    for (const other of others) expect(other).not.toEqual(voterKey(key, voter))
  })
})

describe('a result', () => {
  test('has counts, and the share of good ones among those that say anything', () => {
    expect(resultOf(cared, [6, 1, 1, 4])).toEqual({
      text: cared.text,
      answers: [
        { text: '有人管', count: 6 },
        { text: '有时管', count: 1 },
        { text: '没人管', count: 1 },
        { text: '没说过', count: 4 },
      ],
      good: expect.objectContaining({ n: 8, share: 0.75 }),
    })
    expect(resultOf(cared, [2, 1, 1, 4])?.good).toBeNull()
  })

  test('has no number where fewer than five answered', () => {
    expect(resultOf(known, [3, 1])).toBeNull()
    expect(resultOf(known, [4, 1])).not.toBeNull()
    expect(resultOf(known, [])).toBeNull()
  })

  test('of many zones never gives away one that has too few', () => {
    const counts = fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 6 }))
    fc.assert(
      fc.property(fc.array(counts, { maxLength: 8 }), (zones) => {
        const total = (list: readonly (readonly number[])[]) => list.flat().reduce((sum, n) => sum + n, 0)
        const shown = total(zones.filter((zone) => total([zone]) >= 5))
        const withheld = total([addedUp(zones).counts]) - shown
        expect(withheld === 0 || withheld >= 5).toBe(true)
      }),
    )
    expect(
      addedUp([
        [5, 1],
        [1, 1],
        [2, 2],
      ]),
    ).toEqual({ counts: [8, 4], zoneCount: 3 })
    expect(
      addedUp([
        [5, 1],
        [1, 1],
      ]),
    ).toEqual({ counts: [5, 1], zoneCount: 1 })
    expect(addedUp([])).toEqual({ counts: [], zoneCount: 0 })
  })
})

describe('what is kept of counts', () => {
  test.each([
    ['nothing below five answers', [[2, 2]], 4, null],
    [
      'nothing where no question has five',
      [
        [3, 1],
        [4, 0],
      ],
      6,
      null,
    ],
    [
      'only questions with five',
      [
        [3, 2],
        [4, 0],
        [0, 5],
      ],
      9,
      [[3, 2], null, [0, 5]],
    ],
  ])('%s', (_, counts, answerCount, kept) => {
    expect(keptCounts(counts, answerCount)).toEqual(kept)
  })

  test('never a question that fewer than five answered', () => {
    const counts = fc.array(fc.array(fc.nat(6), { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(counts, fc.nat(30), (told, answerCount) => {
        const kept = keptCounts(told, answerCount) ?? []
        return kept.every((one) => one === null || one.reduce((all, count) => all + count, 0) >= 5)
      }),
    )
  })
})
