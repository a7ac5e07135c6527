import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from '../../../src/domain/calendar.ts'
import {
  dueRectificationReminders,
  mayBeDueOn,
  mayRecheck,
  type Rectification,
  type RectificationMove,
  rectificationAfter,
  rectificationRefusal,
} from '../../../src/domain/review/rectification.ts'
import { RECTIFICATION_STATES, type RectificationState } from '../../../src/domain/review/vocabulary.ts'

const open: Rectification = {
  ...{ id: 'r1', personId: 'member', helperId: 'helper', recheckerId: 'looker', state: 'open' },
  ...{ toldOn: '2026-07-01', dueOn: '2026-07-31' },
}
const reported: Rectification = { ...open, state: 'reported' }
const move = (
  step: RectificationMove['step'],
  by: string,
  more: Partial<RectificationMove> = {},
): RectificationMove => ({
  step,
  by,
  reason: '已经清理，看过了',
  dueOn: null,
  ...more,
})
const TODAY = '2026-07-20'

test('a rectification takes legal steps only', () => {
  const steps = ['report', 'pass', 'not_yet', 'extend', 'cancel'] as const
  const states = Object.keys(RECTIFICATION_STATES) as RectificationState[]
  expect(states.map((state) => steps.map((step) => rectificationAfter(state, step)))).toEqual([
    ['reported', null, null, 'open', 'cancelled'],
    [null, 'closed', 'open', 'open', 'cancelled'],
    [null, null, null, null, null],
    [null, null, null, null, null],
  ])
})

describe('a step', () => {
  test.each([
    [open, move('report', 'member')],
    [open, move('report', 'helper')],
    [reported, move('pass', 'looker')],
    [reported, move('not_yet', 'looker')],
    [{ ...reported, recheckerId: null }, move('pass', 'anybody else')],
    [open, move('extend', 'secretary', { dueOn: '2026-08-10' })],
    [open, move('cancel', 'secretary')],
  ])('is taken %#', (rectification, told) => {
    expect(rectificationRefusal(rectification, told, TODAY)).toBeNull()
  })

  test.each([
    ['not_yours', open, move('report', 'neighbour')],
    ['no_reason', open, move('report', 'member', { reason: ' ' })],
    ['not_reported', open, move('pass', 'looker')],
    ['reported', reported, move('report', 'member')],
    ['ended', { ...open, state: 'closed' }, move('report', 'member')],
    ['ended', { ...open, state: 'cancelled' }, move('extend', 'secretary', { dueOn: '2026-08-10' })],
    ['own', reported, move('pass', 'member')],
    ['own', { ...reported, recheckerId: null }, move('pass', 'helper')],
    ['own', open, move('extend', 'member', { dueOn: '2026-08-10' })],
    ['own', open, move('cancel', 'member')],
    ['not_yours', reported, move('pass', 'secretary')],
    ['no_reason', reported, move('pass', 'looker', { reason: '' })],
    ['bad_date', open, move('extend', 'secretary')],
    ['bad_date', open, move('extend', 'secretary', { dueOn: '2026-07-31' })],
    ['bad_date', open, move('extend', 'secretary', { dueOn: '2028-07-31' })],
    ['no_reason', open, move('extend', 'secretary', { dueOn: '2026-08-10', reason: '' })],
  ] as const)('is refused: %s', (refusal, rectification, told) => {
    expect(rectificationRefusal(rectification, told, TODAY)).toBe(refusal)
  })

  test('that gives more time gives it from today on, not only from a day that is over', () => {
    expect(rectificationRefusal(open, move('extend', 'secretary', { dueOn: '2026-08-10' }), '2026-08-10')).toBe(
      'bad_date',
    )
  })

  test('gives at least a day and at most a year', () => {
    const days = ['2026-07-20', '2026-07-21', '2027-07-21', '2027-07-22']
    expect(days.map((day) => mayBeDueOn(day, TODAY))).toEqual([false, true, true, false])
  })

  test('of looking again is for somebody else', () => {
    expect(['member', 'helper', 'looker'].filter((by) => mayRecheck(open, by))).toEqual(['looker'])
  })
})

/** What is told on the days from one to another, each reminder once, as a job that runs on `days` would. */
function toldOn(rectification: Rectification, days: readonly string[]): string[] {
  const told = new Map<string, string>()
  for (const day of days) {
    for (const { key, to } of dueRectificationReminders([rectification], day)) {
      if (!told.has(key)) told.set(key, `${day.slice(5)} ${to}`)
    }
  }
  return [...told.values()]
}
const daysFrom = (first: string, count: number) => Array.from({ length: count }, (_, n) => addDays(first, n))

describe('reminders', () => {
  test('come seven, three days and one before, then one to who gave it', () => {
    expect(toldOn(open, daysFrom('2026-07-01', 40))).toEqual([
      '07-24 member',
      '07-28 member',
      '07-30 member',
      '08-01 giver',
    ])
  })

  test('after an outage are the nearest one only', () => {
    expect(toldOn(open, ['2026-07-29', '2026-07-30'])).toEqual(['07-29 member', '07-30 member'])
    expect(toldOn(open, ['2026-07-31'])).toEqual(['07-31 member'])
  })

  test('do not repeat at once what was just told', () => {
    const short = { ...open, toldOn: '2026-07-27' }
    expect(toldOn(short, daysFrom('2026-07-27', 10))).toEqual(['07-28 member', '07-30 member', '08-01 giver'])
    expect(toldOn({ ...open, toldOn: '2026-07-30' }, daysFrom('2026-07-30', 2))).toEqual([])
  })

  test('that it is over is not told again to who heard it', () => {
    expect(dueRectificationReminders([{ ...open, toldOn: '2026-08-01' }], '2026-08-02')).toEqual([])
  })

  test('are others when the day is another', () => {
    const keys = (dueOn: string) =>
      dueRectificationReminders([{ ...open, dueOn }], addDays(dueOn, -1)).map(({ key }) => key)
    expect(keys('2026-07-31')).toEqual(['rectification/r1/2026-07-31/lead/1'])
    expect(keys('2026-08-10')).toEqual(['rectification/r1/2026-08-10/lead/1'])
  })

  test('go once to whoever looks again, and to nobody once it ended', () => {
    expect(toldOn(reported, daysFrom('2026-07-20', 30))).toEqual(['07-20 rechecker'])
    expect(toldOn({ ...open, state: 'closed' }, daysFrom('2026-07-01', 40))).toEqual([])
  })

  test('whatever days the job runs on, nobody hears more than four times and nothing before its day', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 60 }), { maxLength: 60 }), fc.nat({ max: 29 }), (numbers, told) => {
        const toldDay = addDays('2026-07-01', told)
        const days = numbers.sort((a, b) => a - b).map((n) => addDays(toldDay, n))
        const heard = toldOn({ ...open, toldOn: toldDay }, days)
        expect(heard.length).toBeLessThanOrEqual(4)
        const members = heard.filter((line) => line.endsWith('member')).map((line) => line.slice(0, 5))
        expect(members.filter((day) => day < '07-24' || day > '07-31')).toEqual([])
      }),
    )
  })
})
