import { describe, expect, test } from 'vitest'
import { type CategoryCount, proposeFocus, quarterBefore, quarterOf } from '../../src/domain/focus.ts'

const told = (category: CategoryCount['category'], count: number, building: string | null = null) => ({
  ...{ category, count, building },
})

describe('a focus', () => {
  test('is proposed by what was told most, two at most, the heaviest first', () => {
    const proposed = proposeFocus([told('fire', 4), told('facility', 9, '3'), told('traffic', 5), told('forest', 3)])
    expect(proposed.map((p) => [p.category, p.caseCount])).toEqual([
      ['facility', 9],
      ['traffic', 5],
    ])
    expect(proposed[0]?.title).toBe('勤查公共设施，坏了早报早修（3号楼多看看）')
  })

  test('is not proposed by two matters, which are chance', () => {
    expect(proposeFocus([told('facility', 2)])).toEqual([])
  })

  test('is never of what may not be public, however often it was told', () => {
    expect(
      proposeFocus([told('hardship', 20), told('dispute', 20), told('grievance', 20), told('nuisance', 20)]),
    ).toEqual([])
  })
})

test.each([
  ['2026-01-01', '2026-01-01', '2026-03-31', '2025-10-01'],
  ['2026-11-18', '2026-10-01', '2026-12-31', '2026-07-01'],
  ['2028-02-29', '2028-01-01', '2028-03-31', '2027-10-01'],
])('%s is in the quarter of %s to %s, behind that of %s', (day, startsOn, endsOn, before) => {
  expect(quarterOf(day)).toEqual({ startsOn, endsOn })
  expect(quarterBefore(quarterOf(day)).startsOn).toBe(before)
})
