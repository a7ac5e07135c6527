import { describe, expect, test } from 'vitest'
import { groupBy } from '../../../src/domain/group.ts'
import {
  areChoices,
  keptOfZones,
  NO_ANSWER,
  type Question,
  questionsFault,
  resultOf,
  toldAnswerCount,
  toldOfZone,
  toldTogether,
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
})

describe('what is kept of counts', () => {
  test.each([
    ['is all where each zone has five', [[[4, 1]], [[0, 5]]], [[[4, 1]], [[0, 5]]]],
    ['is nothing of one zone with four', [[[4, 1]], [[3, 1]]], [[[4, 1]], [null]]],
    ['is nothing of two zones with four together', [[[1, 1]], [[2, 0]]], [[null], [null]]],
    [
      'is the sum of zones with too few that have five together',
      [[[4, 1]], [[3, 1]], [[0, 2]]],
      [[[4, 1]], [{ together: [3, 3] }], [{ together: [3, 3] }]],
    ],
    ['is nothing of two zones that have eight: each must have four', [[[4, 0]], [[2, 2]]], [[null], [null]]],
    [
      'goes by the question',
      [
        [
          [3, 2],
          [1, 0],
        ],
        [
          [6, 0],
          [4, 1],
        ],
      ],
      [
        [[3, 2], null],
        [
          [6, 0],
          [4, 1],
        ],
      ],
    ],
  ])('%s', (_, counts, kept) => {
    expect(keptOfZones(counts)).toEqual(kept)
  })

  test('is told as how many answered the question that most answered', () => {
    expect(toldOfZone([[3, 2], { together: [3, 3] }, [1, 6]])).toEqual([[3, 2], null, [1, 6]])
    expect(toldAnswerCount([[3, 2], null, [1, 6]])).toBe(7)
    expect(toldOfZone([null, { together: [3, 3] }])).toBeNull()
    expect(toldAnswerCount(null)).toBe(0)
  })
})

describe('of all zones', () => {
  test.each([
    ['a total', [[[4, 1]], [[0, 5]]], { total: [4, 6], rest: null }],
    ['a total also where the others gave no answer to it', [[[4, 1]], [[0, 0]]], { total: [4, 1], rest: null }],
    ['a total and the rest', [[[4, 1]], [[3, 1]], [[0, 2]]], { total: [7, 4], rest: [3, 3] }],
    ['neither where it gives away a zone', [[[4, 1]], [[3, 1]]], { total: null, rest: null }],
  ])('is told: %s', (_, counts, told) => {
    expect(toldTogether(keptOfZones(counts), 0)).toEqual(told)
  })

  test('nothing is told where nothing was kept of a zone', () => {
    expect(toldTogether([[[4, 1]], null], 0)).toEqual({ total: null, rest: null })
  })
})

describe('whoever has all that is published', () => {
  type World = readonly (readonly number[])[]
  const size = (world: World) => world.flat().reduce((sum, n) => sum + n, 0)

  /** What pages, papers and lists tell, and, what nobody need know, which zones nobody answered about. */
  const published = (world: World) => {
    const answered = world.filter((zone) => size([zone]) > 0)
    const kept = keptOfZones(answered.map((zone) => [zone]))
    const own = kept.map(toldOfZone)
    return JSON.stringify([
      ...[world.map((zone) => size([zone]) > 0), own, own.map(toldAnswerCount), toldTogether(kept, 0)],
      own.filter((told) => told !== null).length,
    ])
  }

  /** Every way in which zones can have been answered. */
  const worlds = (zoneCount: number, zones: World): World[] =>
    zoneCount === 0 ? [[]] : worlds(zoneCount - 1, zones).flatMap((world) => zones.map((zone) => [...world, zone]))

  const groupsOf = (world: World): number[][] =>
    Array.from({ length: 2 ** world.length }, (_, bits) => [...world.keys()].filter((i) => bits & (1 << i)))

  test.each([
    ['four zones', 4, Array.from({ length: 8 }, (_, count) => [count])],
    ['three zones with two answers', 3, [0, 1, 2, 3, 4, 5].flatMap((a) => [0, 1, 2, 3, 4, 5].map((b) => [a, b]))],
  ])('cannot reckon a group of one to four answers: %s', (_, zoneCount, zones) => {
    const alike = groupBy(worlds(zoneCount, zones), published)
    for (const [first, ...others] of alike.values()) {
      if (!first) continue
      for (const group of groupsOf(first)) {
        const of = (world: World) => size(group.map((i) => world[i] ?? []))
        if (of(first) < 1 || of(first) > 4) continue
        const isOpen = others.some((other) => of(other) !== of(first))
        expect(isOpen, JSON.stringify(first)).toBe(true)
      }
    }
  })
})
