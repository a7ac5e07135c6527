/** How far a reading may be trusted, and what of it is worth a question. */
import { describe, expect, test } from 'vitest'
import { certaintyOf, type Thresholds, worthAsking } from '../../src/understanding/certainty.ts'
import { model, thresholds } from '../../src/understanding/model/weights.ts'
import { read, understandWithDoubt } from '../../src/understanding/read.ts'
import type { Doubt, Understanding } from '../../src/understanding/understanding.ts'
import { chooseThresholds, surestFrom } from '../../train/thresholds.ts'
import { isWhollyRight } from '../eval/figures.ts'
import { labelledSet } from '../eval/labelled-sets.ts'

const LIMITS: Thresholds = {
  sure: { from: 0.9, right: 0.95 },
  unsure: { below: 0.5, right: 0.5 },
  hardly: { below: 0.3, right: 0.25 },
  doubt: { leadBelow: 0.2, asked: 0.15 },
}

test.each([
  [0.9, 'sure'],
  [0.89, 'likely'],
  [0.5, 'likely'],
  [0.49, 'unsure'],
  [0.3, 'unsure'],
  [0.29, 'hardly'],
] as const)('a confidence of %d is %s', (confidence, certainty) => {
  expect(certaintyOf(confidence, LIMITS)).toBe(certainty)
})

describe('a doubt', () => {
  const report = (changes: Partial<Understanding> = {}): Understanding => ({
    intent: 'report',
    records: [
      {
        kind: 'incident',
        category: 'facility',
        urgency: 'normal',
        state: 'open',
        place: null,
        occurredAt: null,
        source: [0, 4],
      },
    ],
    command: null,
    confidence: 0.6,
    ...changes,
  })
  const between = (first: number, second: number): Doubt => ({
    about: 'category',
    record: 0,
    likeliest: [
      { answer: 'facility', share: first },
      { answer: 'fire', share: second },
    ],
  })

  test('is worth a question where two answers are nearly as likely', () => {
    expect(worthAsking(report(), between(0.45, 0.4), LIMITS)).not.toBeNull()
  })

  test.each([
    ['one answer leads', report(), between(0.6, 0.3)],
    ['all of it is surely right', report({ confidence: 0.95 }), between(0.45, 0.4)],
    ['the right answer is likely none of those offered', report(), between(0.2, 0.15)],
    [
      'there is danger',
      report({ records: report().records.map((r) => ({ ...r, urgency: 'emergency' as const })) as never }),
      between(0.45, 0.4),
    ],
  ])('is not where %s', (_, understanding, doubt) => {
    expect(worthAsking(understanding, doubt, LIMITS)).toBeNull()
  })
})

describe('on messages that nothing was learnt from', () => {
  const messages = labelledSet('calibration').map((message) => {
    const { text, sentAt, role } = message
    return { message, reading: read({ text, sentAt: new Date(sentAt), role }) }
  })
  const reports = messages.filter(({ reading }) => reading.understanding.intent === 'report')

  test('what is surely read is wholly right as often as promised, to two points', () => {
    const sure = messages.filter(({ reading }) => reading.certainty === 'sure')
    const right = sure.filter(({ message, reading }) => isWhollyRight(message, reading.understanding))
    expect(sure.length).toBeGreaterThan(0)
    expect(right.length / sure.length).toBeGreaterThan(thresholds.sure.right - 0.02)
  })

  test('no more reports are asked about than promised, to two points', () => {
    const asked = reports.filter(({ reading }) => reading.doubt !== null)
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.length / reports.length).toBeLessThan(thresholds.doubt.asked + 0.02)
  })

  test('two or three answers are offered, first the one that the record has', () => {
    for (const { reading } of reports) {
      const { doubt, understanding } = reading
      if (!doubt) continue
      const record = understanding.records[doubt.record]
      const has = { intent: 'report', kind: record?.kind, ...record }
      expect([2, 3]).toContain(doubt.likeliest.length)
      expect(doubt.likeliest.map((l) => l.share)).toEqual(doubt.likeliest.map((l) => l.share).sort((a, b) => b - a))
      expect(doubt.likeliest[0]?.answer).toBe(Reflect.get(has, doubt.about))
    }
  })
})

describe('thresholds', () => {
  const sets = (rights: readonly boolean[]) => rights.map((right, i) => ({ confidence: i / 10, right }))

  test('begin to be sure at the lowest confidence that keeps the promise', () => {
    expect(surestFrom(sets([false, true, false, true, true]), 1)).toBe(0.3)
    expect(surestFrom(sets([false, true, false, true, true]), 0.75)).toBe(0.1)
  })

  test('are sure of nothing where nothing keeps it', () => {
    expect(surestFrom(sets([true, false]), 1)).toBeGreaterThan(1)
    expect(surestFrom([], 1)).toBeGreaterThan(1)
  })

  test('ask about nothing, and part nothing, where no message tells anything', () => {
    expect(chooseThresholds(model, [])).toMatchObject({ unsure: { below: 0 }, hardly: { below: 0 } })
  })
})

test('a report of which one answer is plain is not asked about', () => {
  const message = {
    text: '3号楼2单元楼道灯坏了两天了',
    sentAt: new Date('2026-11-18T10:30:00+08:00'),
    role: 'member',
  } as const
  expect(read(message).doubt).toBeNull()
  expect(understandWithDoubt(message, model).understanding).toEqual(read(message).understanding)
})
