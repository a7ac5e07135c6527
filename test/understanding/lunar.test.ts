import { getSolarDateFromLunar, getSolarTermDate, getYearLeapMonth, monthDays } from 'chinese-days'
import { describe, expect, test } from 'vitest'
import { lunarDate, solarTermDate } from '../../src/understanding/lunar.ts'

const YEARS = Array.from({ length: 17 }, (_, i) => 2024 + i)
const MONTHS = Array.from({ length: 12 }, (_, i) => i + 1)

describe.each(YEARS)('the lunar year %d', (year) => {
  test('has its months where the calendar library has them', () => {
    const ours = MONTHS.map((month) => lunarDate(year, month, 1))
    const theirs = MONTHS.map((month) => getSolarDateFromLunar(`${year}-${month}-1`).date)
    expect(ours).toEqual(theirs)
  })

  test('has a thirtieth day in the long months alone', () => {
    const long = MONTHS.filter((month) => lunarDate(year, month, 30) !== null)
    expect(long).toEqual(MONTHS.filter((month) => monthDays(year, month) === 30))
    expect(getYearLeapMonth(year)).toBeDefined()
  })

  test('has 清明 and 冬至 on their days', () => {
    expect(solarTermDate('清明', year)).toBe(getSolarTermDate(year, 4, 'pure_brightness'))
    expect(solarTermDate('冬至', year)).toBe(getSolarTermDate(year, 12, 'the_winter_solstice'))
  })
})

test('knows no year outside its table, no leap day and no such word', () => {
  expect(lunarDate(2023, 1, 1)).toBeNull()
  expect(lunarDate(2041, 1, 1)).toBeNull()
  expect(lunarDate(2026, 13, 1)).toBeNull()
  expect(solarTermDate('雨水', 2026)).toBeNull()
})
