import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { USUAL_HOURS, type WorkTime, workingMinutesBetween } from '../../src/domain/calendar.ts'
import { clocksAfter } from '../../src/domain/case-step.ts'
import { startClocks, USUAL_CLOCKS } from '../../src/domain/clocks.ts'
import { dueReminders, nextReminderAt, type Remindable, type Reminder } from '../../src/domain/reminders.ts'
import { chinaCalendar } from '../../src/store/work-calendar.ts'

const time: WorkTime = { calendar: chinaCalendar(), timezone: 'Asia/Shanghai', hours: USUAL_HOURS }
const rules = { settings: USUAL_CLOCKS, time }
const at = (local: string) => new Date(`${local.replace(' ', 'T')}:00+08:00`)
const local = (instant: Date | null) =>
  instant && new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
const nameOf = (r: Reminder) => ('step' in r ? `${r.about} ${r.step * 100}` : r.about)

function fresh(now: Date, changes: Partial<Remindable> = {}): Remindable {
  const matter = { category: 'facility', urgency: 'normal', ...changes } as const
  const clocks = startClocks(matter, USUAL_CLOCKS, now, time)
  return { ...matter, state: 'new', clocks, askAgainOn: null, scheduledOn: null, ...changes }
}

function moved(record: Remindable, to: Remindable['state'], now: Date, changes: Partial<Remindable> = {}): Remindable {
  return { ...record, state: to, clocks: clocksAfter(record, to, now, rules), ...changes }
}

/** What is told while nobody acts, hour and name, by looking whenever the case asks to be looked at. */
function toldOf(record: Remindable, until: Date): string[] {
  const told: string[] = []
  let known = record
  for (let next = nextReminderAt(known, time); next !== null && next <= until; next = nextReminderAt(known, time)) {
    const due = dueReminders(known, next, time)
    told.push(`${local(next)} ${due.map(nameOf).join(' + ')}`)
    known = withTold(known, due)
  }
  return told
}

function withTold(record: Remindable, due: readonly Reminder[]): Remindable {
  return { ...record, clocks: { ...record.clocks, remindedAt: due.at(-1)?.since ?? record.clocks.remindedAt } }
}

describe('what a case asks for while nobody acts', () => {
  test('a normal matter: half, all, half as much again, each on a morning of its own', () => {
    expect(toldOf(fresh(at('2026-11-18 10:12')), at('2027-01-01 00:00'))).toEqual([
      '2026-11-19 09:00 accept 50',
      '2026-11-20 09:00 accept 100',
      '2026-11-23 09:00 accept 150',
      '2026-11-26 09:00 resolve 100',
      '2026-11-30 09:00 resolve 150',
    ])
  })

  test('how far doing is, is asked of those only who had taken it on by then', () => {
    const begun = fresh(at('2026-11-18 10:12'))
    const inTime = moved(begun, 'accepted', at('2026-11-20 10:00'))
    expect(toldOf(inTime, at('2026-11-27 00:00'))).toEqual([
      '2026-11-23 09:00 resolve 50',
      '2026-11-26 09:00 resolve 100',
    ])
    const late = moved(begun, 'accepted', at('2026-11-23 10:00'))
    expect(toldOf(late, at('2026-11-27 00:00'))).toEqual(['2026-11-26 09:00 resolve 100'])
  })

  test('an urgent one at the very hour', () => {
    expect(toldOf(fresh(at('2026-11-18 10:12'), { urgency: 'urgent' }), at('2026-11-18 15:30'))).toEqual([
      '2026-11-18 11:12 accept 50',
      '2026-11-18 14:12 accept 100',
      '2026-11-18 15:12 accept 150',
    ])
  })

  test('an emergency at any hour', () => {
    expect(toldOf(fresh(at('2026-11-21 02:00'), { urgency: 'emergency' }), at('2026-11-22 00:00'))).toEqual([
      '2026-11-21 02:07 accept 50',
      '2026-11-21 02:15 accept 100',
      '2026-11-21 02:22 accept 150',
    ])
  })

  test('what falls due on a Friday waits for Monday', () => {
    const record = fresh(at('2026-11-20 13:00'))
    expect(toldOf(record, at('2026-11-25 12:00'))).toEqual([
      '2026-11-23 09:00 accept 50',
      '2026-11-24 09:00 accept 100',
      '2026-11-25 09:00 accept 150',
    ])
  })

  test('half of a time that is over before the next morning: in the afternoon', () => {
    expect(toldOf(fresh(at('2026-11-18 16:00')), at('2026-11-20 12:00'))).toEqual([
      '2026-11-19 14:00 accept 50',
      '2026-11-20 09:00 accept 100',
    ])
  })

  test('half of a time that is over by then is told no more', () => {
    expect(toldOf(fresh(at('2026-11-18 08:40')), at('2026-11-20 12:00'))).toEqual([
      '2026-11-19 09:00 accept 100',
      '2026-11-20 09:00 accept 150',
    ])
  })

  test('nothing on a holiday', () => {
    const record = moved(fresh(at('2026-02-14 16:00')), 'accepted', at('2026-02-14 16:30'))
    expect(toldOf(record, at('2026-02-28 00:00'))).toEqual(['2026-02-27 09:00 resolve 50'])
  })
})

describe('a matter that waits', () => {
  const accepted = moved(fresh(at('2026-11-16 09:00')), 'accepted', at('2026-11-16 09:30'))

  test('for its day: no word of half its time before it', () => {
    const planned = moved(accepted, 'scheduled', at('2026-11-16 10:00'), { scheduledOn: '2026-11-20' })
    expect(toldOf(planned, at('2026-11-21 00:00'))).toEqual(['2026-11-20 09:00 planned'])
  })

  test('for a day that is too late: what is over is over', () => {
    const planned = moved(accepted, 'scheduled', at('2026-11-16 10:00'), { scheduledOn: '2026-11-25' })
    expect(toldOf(planned, at('2026-11-27 00:00'))).toEqual([
      '2026-11-23 09:00 resolve 100',
      '2026-11-25 09:00 planned',
      '2026-11-26 09:00 resolve 150',
    ])
  })

  test('for those outside: asked on the day, or the next that is worked', () => {
    const outside = moved(accepted, 'waiting_external', at('2026-11-16 10:00'), { askAgainOn: '2026-11-21' })
    expect(toldOf(outside, at('2027-01-01 00:00'))).toEqual(['2026-11-23 09:00 outside'])
  })

  test('for its reporter: after three working days', () => {
    const asked = moved(accepted, 'need_info', at('2026-11-19 15:00'))
    expect(toldOf(asked, at('2027-01-01 00:00'))).toEqual(['2026-11-25 09:00 answer'])
  })

  test('to be looked at: until its clock is over', () => {
    const closed = moved(accepted, 'to_verify', at('2026-11-17 10:00'))
    expect(toldOf(closed, at('2027-01-01 00:00'))).toEqual(['2026-11-19 10:00 verify'])
  })

  test('for nothing: what is closed asks for nothing', () => {
    expect(toldOf(moved(accepted, 'resolved', at('2026-11-17 10:00')), at('2028-01-01 00:00'))).toEqual([])
  })
})

test('after an outage each clock tells its last step only', () => {
  const record = fresh(at('2026-11-02 10:00'))
  expect(dueReminders(record, at('2026-11-18 10:00'), time).map(nameOf)).toEqual(['accept 150', 'resolve 150'])
})

test('whatever the pauses and the hours at which somebody looks: every step at most once, and never early', () => {
  const steps = fc.array(
    fc.tuple(fc.constantFrom('look', 'look', 'look', 'pause'), fc.integer({ min: 1, max: 3_000 })),
    { maxLength: 30 },
  )
  const starts = fc.integer({ min: 0, max: 300 * 24 * 60 })
  const urgencies = fc.constantFrom('normal' as const, 'urgent' as const)
  fc.assert(
    fc.property(starts, urgencies, steps, (start, urgency, walk) => {
      let now = new Date(at('2026-01-01 00:00').getTime() + start * 60_000)
      let record = fresh(now, { urgency })
      const begun = now
      const told: string[] = []
      for (const [what, minutes] of walk) {
        now = new Date(now.getTime() + minutes * 60_000)
        if (what === 'pause') {
          const pausing = record.state !== 'need_info'
          record = moved(record, pausing ? 'need_info' : 'new', now)
          continue
        }
        const due = dueReminders(record, now, time)
        for (const r of due.filter((d) => 'step' in d)) {
          expect(r.since <= now && r.at <= now && workingMinutesBetween(begun, now, time) > 0).toBe(true)
          told.push(nameOf(r))
        }
        record = withTold(record, due)
      }
      expect(told).toEqual([...new Set(told)])
    }),
    { numRuns: 200 },
  )
}, 30_000)
