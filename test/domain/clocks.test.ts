import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import {
  addDays,
  addWorkingMinutes,
  civilDate,
  instantOf,
  USUAL_HOURS,
  type WorkTime,
  workingMinutesBetween,
} from '../../src/domain/calendar.ts'
import { CASE_STATES, type CaseState, outsideStatus } from '../../src/domain/case.ts'
import { type Clocked, clocksAfter, minutesTaken } from '../../src/domain/case-step.ts'
import { NO_CLOCKS, startClocks, USUAL_CLOCKS } from '../../src/domain/clocks.ts'
import { chinaCalendar } from '../../src/store/work-calendar.ts'

const timezone = 'Asia/Shanghai'
const time: WorkTime = { calendar: chinaCalendar(), timezone, hours: USUAL_HOURS }
const rules = { settings: USUAL_CLOCKS, time }
const at = (local: string) => new Date(`${local.replace(' ', 'T')}:00+08:00`)
const local = (instant: Date | null) =>
  instant && new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

function fresh(now: Date, urgency: Clocked['urgency'] = 'normal'): Clocked {
  const matter = { category: 'facility', urgency } as const
  return { ...matter, state: 'new', clocks: startClocks(matter, USUAL_CLOCKS, now, time) }
}

/** The case after going through these states, each at its hour. */
function through(record: Clocked, steps: readonly (readonly [to: CaseState, at: Date])[]): Clocked {
  let known = record
  for (const [to, now] of steps) known = { ...known, state: to, clocks: clocksAfter(known, to, now, rules) }
  return known
}

/** Any minute of 2026 and the first half of 2027, in which calendar data end. */
const instants = fc
  .integer({ min: 0, max: 540 * 24 * 60 })
  .map((minute) => new Date(at('2026-01-01 00:00').getTime() + minute * 60_000))

describe('working time, whatever the instant', () => {
  test('minutes that are added are there to be counted', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 6_000 }), (from, minutes) => {
        expect(workingMinutesBetween(from, addWorkingMinutes(from, minutes, time), time)).toBe(minutes)
      }),
    )
  })

  test('two stretches are as long as the whole', () => {
    fc.assert(
      fc.property(fc.tuple(instants, instants, instants), (three) => {
        const [a, b, c] = three.sort((x, y) => x.getTime() - y.getTime()) as [Date, Date, Date]
        const whole = workingMinutesBetween(a, c, time)
        expect(workingMinutesBetween(a, b, time) + workingMinutesBetween(b, c, time)).toBe(whole)
      }),
    )
  })

  test('a day has seven working hours where it is worked, and none where not', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const day = civilDate(instant, timezone)
        const minutes = workingMinutesBetween(
          instantOf(day, '00:00', timezone),
          instantOf(day, '23:59', timezone),
          time,
        )
        expect(minutes).toBe(time.calendar.isWorkingDay(day) ? 7 * 60 : 0)
      }),
    )
  })

  test.each(['UTC', 'America/New_York', 'Asia/Shanghai', 'Pacific/Kiritimati'])(
    'does not hang on the zone of the server: %s',
    async (zone) => {
      const before = process.env.TZ
      process.env.TZ = zone
      try {
        // Loaded anew: what is known of a day is kept.
        vi.resetModules()
        const { chinaCalendar: there } = await import('../../src/store/work-calendar.ts')
        const calendar = there()
        const days = Array.from({ length: 365 }, (_, i) => addDays('2026-01-01', i))
        expect(days.filter((day) => calendar.isWorkingDay(day))).toHaveLength(248)
        expect(local(addWorkingMinutes(at('2026-02-14 17:00'), 60, { ...time, calendar }))).toBe('2026-02-24 09:00')
      } finally {
        if (before === undefined) delete process.env.TZ
        else process.env.TZ = before
      }
    },
  )
})

describe('the hours that are hard', () => {
  test.each([
    ['a make-up Saturday is worked', '2026-02-13 16:30', '2026-02-14 09:30'],
    ['noon', '2026-11-18 11:00', '2026-11-18 15:00'],
    ['begun in the noon break', '2026-11-18 12:30', '2026-11-18 16:00'],
    ['midnight', '2026-11-18 00:00', '2026-11-18 10:30'],
    ['the end of the day', '2026-11-18 17:30', '2026-11-19 10:30'],
    ['Spring Festival', '2026-02-14 16:30', '2026-02-24 09:30'],
    ["the year's end, with a make-up Sunday", '2025-12-31 16:30', '2026-01-04 09:30'],
    ['the end of a year whose next is not known: weekends', '2026-12-31 16:30', '2027-01-01 09:30'],
    ['the half-year', '2026-06-30 17:00', '2026-07-01 10:00'],
    ['29 February', '2028-02-28 17:00', '2028-02-29 10:00'],
    ['after 29 February', '2028-02-29 17:00', '2028-03-01 10:00'],
  ])('two working hours: %s', (_, from, due) => {
    expect(local(addWorkingMinutes(at(from), 120, time))).toBe(due)
  })
})

describe('the clocks of a case', () => {
  test('a pause over a holiday costs nothing: as much is left as before', () => {
    const begun = fresh(at('2026-09-28 10:00'))
    expect(local(begun.clocks.resolve.dueAt)).toBe('2026-10-10 10:00')
    const back = through(begun, [
      ['accepted', at('2026-09-28 11:00')],
      ['waiting_external', at('2026-09-30 10:00')],
      ['in_progress', at('2026-10-12 10:00')],
    ])
    expect(local(back.clocks.resolve.dueAt)).toBe('2026-10-15 10:00')
    expect(local(back.clocks.accept.doneAt)).toBe('2026-09-28 11:00')
  })

  test('what was over before a pause is as far over after it', () => {
    const back = through(fresh(at('2026-11-16 10:00')), [
      ['accepted', at('2026-11-16 11:00')],
      ['need_info', at('2026-11-24 10:00')],
      ['accepted', at('2026-11-26 10:00')],
    ])
    expect(local(back.clocks.resolve.dueAt)).toBe('2026-11-25 10:00')
  })

  test('any pause leaves every running clock as much of its time', () => {
    const pauses = fc.tuple(instants, fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 40_000 }))
    fc.assert(
      fc.property(
        pauses,
        fc.constantFrom('need_info' as const, 'waiting_external' as const),
        ([start, a, b], waiting) => {
          const pausedAt = new Date(start.getTime() + a * 60_000)
          const resumedAt = new Date(pausedAt.getTime() + b * 60_000)
          const before = through(fresh(start), [['accepted', start]])
          const after = through(before, [
            [waiting, pausedAt],
            ['in_progress', resumedAt],
          ])
          const left = (record: Clocked, now: Date) => {
            const due = record.clocks.resolve.dueAt as Date
            return workingMinutesBetween(now, due, time) - workingMinutesBetween(due, now, time)
          }
          expect(left(after, resumedAt)).toBe(left(before, pausedAt))
          expect(after.clocks.pausedAt).toBeNull()
        },
      ),
    )
  })

  test('an emergency waits in hours of the night too', () => {
    const back = through(fresh(at('2026-11-21 02:00'), 'emergency'), [
      ['need_info', at('2026-11-21 02:05')],
      ['new', at('2026-11-21 02:25')],
    ])
    expect(local(back.clocks.accept.dueAt)).toBe('2026-11-21 02:35')
  })

  test('going from one pause into another is one pause', () => {
    const asked = through(fresh(at('2026-11-16 10:00')), [['waiting_external', at('2026-11-16 11:00')]])
    const both = through(asked, [['need_info', at('2026-11-17 11:00')]])
    expect(both.clocks.pausedAt).toEqual(asked.clocks.pausedAt)
  })

  test('what was found not good goes on with the time that was left when it was said to be done', () => {
    const again = through(fresh(at('2026-11-16 10:00')), [
      ['accepted', at('2026-11-16 10:00')],
      ['to_verify', at('2026-11-18 10:00')],
      ['in_progress', at('2026-11-20 10:00')],
    ])
    expect(local(again.clocks.resolve.dueAt)).toBe('2026-11-25 10:00')
    expect(again.clocks.resolve.doneAt).toBeNull()
    expect(again.clocks.verify).toEqual({ dueAt: null, doneAt: null })
  })

  test('opened again, all begin anew', () => {
    const reopened = through(fresh(at('2026-11-16 10:00')), [
      ['resolved', at('2026-11-17 10:00')],
      ['reopened', at('2026-11-20 10:00')],
    ])
    expect(reopened.clocks).toEqual(fresh(at('2026-11-20 10:00')).clocks)
  })

  test('time that others took does not count as taken', () => {
    const done = through(fresh(at('2026-11-16 09:00')), [
      ['accepted', at('2026-11-16 09:30')],
      ['waiting_external', at('2026-11-16 10:00')],
      ['in_progress', at('2026-11-20 10:00')],
      ['resolved', at('2026-11-20 11:00')],
    ])
    expect(minutesTaken(done.clocks, time)).toBe(120)
    expect(minutesTaken(NO_CLOCKS, time)).toBeNull()
  })

  test('whatever becomes of it: an end stops every clock, and nothing that is done is undone by an edit', () => {
    const walks = fc.array(fc.tuple(fc.constantFrom(...(Object.keys(CASE_STATES) as CaseState[])), fc.nat(5_000)), {
      maxLength: 8,
    })
    fc.assert(
      fc.property(instants, walks, (start, walk) => {
        let now = start
        let record = fresh(start)
        for (const [to, minutes] of walk.filter(([to]) => to !== 'draft')) {
          now = new Date(now.getTime() + minutes * 60_000)
          record = through(record, [[to, now]])
          const { accept, resolve, pausedAt } = record.clocks
          if (outsideStatus(to) === 'closed') {
            expect([accept.doneAt, resolve.doneAt, pausedAt].map((x) => x !== null)).toEqual([true, true, false])
          }
          expect(pausedAt !== null).toBe(to === 'need_info' || to === 'waiting_external')
        }
      }),
    )
  })
})
