import { describe, expect, test } from 'vitest'
import { USUAL_HOURS, type WorkTime } from '../../../src/domain/calendar.ts'
import { aboveMaySpeakFrom, phraseRefusal, phraseText, seedOf } from '../../../src/domain/review/seed.ts'

const weekdays = { isWorkingDay: (date: string) => new Date(date).getUTCDay() % 6 !== 0, known: () => true }
const time: WorkTime = { calendar: weekdays, timezone: 'Asia/Shanghai', hours: USUAL_HOURS }
/** A Monday. */
const frozenAt = new Date('2026-06-01T09:00:00+08:00')
const at = (day: string) => ({ now: new Date(`${day}T10:00:00+08:00`), time })
const secretary = { role: 'secretary', personId: 'p1', fromAbove: false } as const
const second = { role: 'second', personId: 'p2', fromAbove: false } as const

describe('a phrase', () => {
  test.each([
    ['  春风又绿 \n 江南岸 ', '春风又绿 江南岸'],
    ['２６．５度，晴', '26.5度,晴'],
    ['春风\u200B又绿江南岸', '春风 又绿江南岸'],
  ])('is kept as it can be typed again: %j', (told, kept) => {
    expect(phraseText(told)).toBe(kept)
    expect(phraseText(kept)).toBe(kept)
  })

  test('is neither a word nor an essay', () => {
    expect(phraseText('你好')).toBeNull()
    expect(phraseText('好'.repeat(101))).toBeNull()
  })

  test('is taken once of each of two people', () => {
    const free = { frozenAt, given: [] }
    expect(phraseRefusal(free, secretary, at('2026-06-01'))).toBeNull()
    expect(phraseRefusal(free, second, at('2026-06-01'))).toBeNull()
    const one = { frozenAt, given: [secretary] }
    expect(phraseRefusal(one, secretary, at('2026-06-01'))).toBe('said_already')
    expect(phraseRefusal(one, { ...second, personId: 'p1' }, at('2026-06-01'))).toBe('same_person')
    expect(phraseRefusal(one, second, at('2026-06-01'))).toBeNull()
    const two = { frozenAt, given: [secretary, second] }
    expect(phraseRefusal(two, { ...second, personId: 'p3' }, at('2026-06-01'))).toBe('drawn')
  })

  test('comes from the organisation above only after three working days', () => {
    const above = { ...second, fromAbove: true }
    const given = { frozenAt, given: [secretary] }
    expect(phraseRefusal(given, above, at('2026-06-03'))).toBe('too_early')
    expect(phraseRefusal(given, above, at('2026-06-04'))).toBeNull()
    expect(aboveMaySpeakFrom(new Date('2026-06-05T09:00:00+08:00'), time)).toEqual(
      new Date('2026-06-10T09:00:00+08:00'),
    )
  })
})

describe('the seed', () => {
  const phrases = [
    { role: 'secretary', phrase: '春风又绿' },
    { role: 'second', phrase: '江南岸上' },
  ] as const

  test('hangs on the list and both phrases, not on who was first', () => {
    const seed = seedOf('list', phrases)
    expect(seed).toMatch(/^[0-9a-f]{64}$/u)
    expect(seedOf('list', phrases.toReversed())).toBe(seed)
    expect(seedOf('other', phrases)).not.toBe(seed)
    expect(seedOf('list', [phrases[0], { role: 'second', phrase: '江南岸下' }])).not.toBe(seed)
  })

  test('is another one when the two phrases change places', () => {
    const swapped = [
      { role: 'secretary', phrase: '江南岸上' },
      { role: 'second', phrase: '春风又绿' },
    ] as const
    expect(seedOf('list', swapped)).not.toBe(seedOf('list', phrases))
  })
})
