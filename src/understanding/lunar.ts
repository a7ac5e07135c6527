/** The lunar calendar and the solar terms, as far as people date what they report by them. */
import { addDays, civilDate } from './civil-date.ts'

/**
 * Lunar years: first day, lengths of the months (`L` has 30 days, `S` 29), and the month that a leap month follows (0: none).
 * A table, because the calendar that comes with Node is a day off where the new moon falls near midnight (2027, 2030).
 * To be carried on before 2041.
 */
const LUNAR_YEARS: readonly (readonly [newYearOn: string, months: string, leapAfter: number])[] = [
  ['2024-02-10', 'SLSSLSLLSLLS', 0],
  ['2025-01-29', 'LSLSSLSLSLLLS', 6],
  ['2026-02-17', 'LSLSSLSSLLLS', 0],
  ['2027-02-06', 'LLSLSSLSSLLS', 0],
  ['2028-01-26', 'LLLSLSSLSSLLS', 5],
  ['2029-02-13', 'LLSLSLSLSSLL', 0],
  ['2030-02-03', 'SLSLLSLSLSLS', 0],
  ['2031-01-23', 'SLLSLSLLSLSLS', 3],
  ['2032-02-11', 'LSSLSLLSLLSL', 0],
  ['2033-01-31', 'SLSSLSLSLLLSL', 11],
  ['2034-02-19', 'SLSSLSLSLLSL', 0],
  ['2035-02-08', 'LSLSSLSSLLSL', 0],
  ['2036-01-28', 'LLSLSSLSSLSLL', 6],
  ['2037-02-15', 'LLSLSSLSSLSL', 0],
  ['2038-02-04', 'LLSLSLSLSSLS', 0],
  ['2039-01-24', 'LLSLLSLSLSLSS', 5],
  ['2040-02-12', 'LSLLSLSLLSLS', 0],
]
const FIRST_YEAR = 2024

/** The civil date of a day of a lunar year, never in a leap month; `null` outside the table and where there is no such day. */
export function lunarDate(year: number, month: number, day: number): string | null {
  const found = LUNAR_YEARS[year - FIRST_YEAR]
  if (!found || month < 1 || month > 12) return null
  const [newYearOn, months, leapAfter] = found
  const at = month - 1 + (leapAfter > 0 && month > leapAfter ? 1 : 0)
  if (day < 1 || day > monthLength(months[at])) return null
  let before = 0
  for (let i = 0; i < at; i++) before += monthLength(months[i])
  return addDays(newYearOn, before + day - 1)
}

function monthLength(letter: string | undefined): number {
  return letter === 'L' ? 30 : 29
}

/**
 * Where each solar term falls in its month: `floor(0.2422·y + shift) − leap days`, y being the year of the century. Terms
 * whose names are everyday words (小雪, 大雪, 雨水) are left out. Right for every year from 2024 to 2041.
 */
const SOLAR_TERMS: Readonly<Record<string, readonly [month: number, shift: number]>> = {
  小寒: [1, 5.4055],
  大寒: [1, 20.12],
  立春: [2, 3.87],
  惊蛰: [3, 5.63],
  春分: [3, 20.646],
  清明: [4, 4.81],
  谷雨: [4, 20.1],
  立夏: [5, 5.52],
  小满: [5, 21.04],
  芒种: [6, 5.678],
  夏至: [6, 21.37],
  小暑: [7, 7.108],
  大暑: [7, 22.83],
  立秋: [8, 7.5],
  处暑: [8, 23.13],
  白露: [9, 7.646],
  秋分: [9, 23.042],
  寒露: [10, 8.318],
  霜降: [10, 23.438],
  立冬: [11, 7.438],
  冬至: [12, 21.94],
}

export const SOLAR_TERM_NAMES: readonly string[] = Object.keys(SOLAR_TERMS)

/** The day on which a solar term begins in a year of this century; `null` for a word that is none. */
export function solarTermDate(name: string, year: number): string | null {
  const term = SOLAR_TERMS[name]
  if (!term) return null
  const [month, shift] = term
  const y = year % 100
  const leapDays = Math.floor((month <= 2 ? y - 1 : y) / 4)
  return civilDate(year, month, Math.floor(y * 0.2422 + shift) - leapDays)
}
