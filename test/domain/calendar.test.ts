import { describe, expect, test } from 'vitest'
import {
  addDays,
  addWorkingDays,
  addWorkingMinutes,
  civilDate,
  instantOf,
  quietUntil,
  USUAL_HOURS,
} from '../../src/domain/calendar.ts'
import { startClocks, USUAL_CLOCKS } from '../../src/domain/clocks.ts'
import { chinaCalendar } from '../../src/store/work-calendar.ts'

const timezone = 'Asia/Shanghai'
const time = { calendar: chinaCalendar(), timezone, hours: USUAL_HOURS }
const at = (local: string) => new Date(`${local.replace(' ', 'T')}:00+08:00`)
const local = (instant: Date | null) =>
  instant && new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

describe('the calendar of 2026', () => {
  test.each([
    ['2026-01-01', false],
    ['2026-02-17', false],
    ['2026-10-01', false],
    ['2026-11-18', true],
    ['2026-11-21', false],
  ])('%s is worked: %s', (date, worked) => {
    expect(time.calendar.isWorkingDay(date)).toBe(worked)
  })

  test('knows make-up working days', () => {
    const saturdays = Array.from({ length: 52 }, (_, i) => addDays('2026-01-03', i * 7))
    expect(saturdays.filter((d) => time.calendar.isWorkingDay(d)).length).toBeGreaterThan(0)
  })

  test('says which years it knows, and goes by weekends beyond', () => {
    expect(time.calendar.known(2026)).toBe(true)
    expect(time.calendar.known(2039)).toBe(false)
    expect(time.calendar.isWorkingDay('2039-10-03')).toBe(true)
    expect(time.calendar.isWorkingDay('2039-10-02')).toBe(false)
  })

  test('is corrected by hand', () => {
    const corrected = chinaCalendar(new Map([['2026-11-18', false]]))
    expect(corrected.isWorkingDay('2026-11-18')).toBe(false)
  })
})

describe('working time', () => {
  test.each([
    ['2026-11-18 10:00', 1, '2026-11-19 10:00'],
    ['2026-11-20 10:00', 1, '2026-11-23 10:00'],
    ['2026-11-20 20:00', 1, '2026-11-24 08:30'],
    ['2026-11-21 09:00', 1, '2026-11-24 08:30'],
    ['2026-11-18 13:00', 2, '2026-11-20 14:00'],
    ['2026-09-30 16:00', 1, '2026-10-08 16:00'],
  ])('%s and %i working days: %s', (from, days, due) => {
    expect(local(addWorkingDays(at(from), days, time))).toBe(due)
  })

  test.each([
    ['2026-11-18 09:00', 2, '2026-11-18 11:00'],
    ['2026-11-18 11:00', 2, '2026-11-18 15:00'],
    ['2026-11-18 12:30', 1, '2026-11-18 15:00'],
    ['2026-11-18 16:30', 2, '2026-11-19 09:30'],
    ['2026-11-20 17:00', 8, '2026-11-24 09:00'],
    ['2026-11-18 03:00', 0.5, '2026-11-18 09:00'],
  ])('%s and %d working hours: %s', (from, hours, due) => {
    expect(local(addWorkingMinutes(at(from), hours * 60, time))).toBe(due)
  })

  test('does not hang on a calendar without a working day', () => {
    const idle = { ...time, calendar: { isWorkingDay: () => false, known: () => true } }
    expect(addWorkingDays(at('2026-11-18 10:00'), 1, idle)).toBeInstanceOf(Date)
    expect(addWorkingMinutes(at('2026-11-18 10:00'), 1200, idle)).toBeInstanceOf(Date)
  })
})

describe('clocks', () => {
  test.each([
    ['facility', 'normal', '2026-11-19 10:00', '2026-11-25 10:00'],
    ['facility', 'urgent', '2026-11-18 12:00', '2026-11-19 10:00'],
    ['fire', 'emergency', '2026-11-18 10:15', null],
    ['environment', 'normal', '2026-11-19 10:00', '2026-11-19 11:00'],
    ['environment', 'urgent', '2026-11-18 12:00', '2026-11-19 10:00'],
  ] as const)('%s, %s: accepted by %s, resolved by %s', (category, urgency, accept, resolve) => {
    const clocks = startClocks({ category, urgency }, USUAL_CLOCKS, at('2026-11-18 10:00'), time)
    expect([local(clocks.accept.dueAt), local(clocks.resolve.dueAt)]).toEqual([accept, resolve])
  })

  test('an emergency counts the hours of the night', () => {
    const matter = { category: 'fire', urgency: 'emergency' } as const
    expect(local(startClocks(matter, USUAL_CLOCKS, at('2026-11-21 02:00'), time).accept.dueAt)).toBe('2026-11-21 02:15')
  })
})

describe('quiet hours', () => {
  const overnight = { timezone, quietFrom: '20:30', quietUntil: '08:00' }
  test.each([
    ['2026-11-18 20:29', null],
    ['2026-11-18 20:30', '2026-11-19 08:00'],
    ['2026-11-18 23:59', '2026-11-19 08:00'],
    ['2026-11-18 00:00', '2026-11-18 08:00'],
    ['2026-11-18 07:59', '2026-11-18 08:00'],
    ['2026-11-18 08:00', null],
  ])('at %s until %s', (now, until) => {
    expect(local(quietUntil(at(now), overnight))).toBe(until)
  })

  test('within one day, and none at all', () => {
    expect(local(quietUntil(at('2026-11-18 13:00'), { ...overnight, quietFrom: '12:30', quietUntil: '14:00' }))).toBe(
      '2026-11-18 14:00',
    )
    expect(quietUntil(at('2026-11-18 13:00'), { ...overnight, quietFrom: '08:00', quietUntil: '08:00' })).toBeNull()
  })
})

describe('civil time in a named zone', () => {
  test('a date is that of the place, not of the server', () => {
    expect(civilDate(new Date('2026-11-18T16:30:00Z'), timezone)).toBe('2026-11-19')
    expect(civilDate(new Date('2026-11-18T16:30:00Z'), 'America/New_York')).toBe('2026-11-18')
  })

  test.each([
    ['2026-11-18', '10:30', timezone, '2026-11-18T02:30:00.000Z'],
    ['2026-07-01', '12:00', 'Europe/Berlin', '2026-07-01T10:00:00.000Z'],
    ['2026-12-01', '12:00', 'Europe/Berlin', '2026-12-01T11:00:00.000Z'],
    ['2026-03-29', '03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ])('%s %s in %s is %s', (date, timeOfDay, zone, instant) => {
    expect(instantOf(date, timeOfDay, zone).toISOString()).toBe(instant)
  })
})
