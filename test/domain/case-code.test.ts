import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatCaseCode, parseCaseCode } from '../../src/domain/case-code.ts'

describe('a case code', () => {
  test.each([
    ['A3', 17, 'A3-0017'],
    [null, 1, 'W-0001'],
    ['三年级', 12, '三年级-0012'],
    ['A3', 123456, 'A3-123456'],
  ])('of zone %s and number %i is %s', (zone, number, code) => {
    expect(formatCaseCode(zone, number)).toBe(code)
  })

  test.each([
    ['A3-0017', 'A3-0017'],
    ['a3-17', 'A3-0017'],
    ['Ａ３－００１７', 'A3-0017'],
    [' a3 — 17 ', 'A3-0017'],
    ['w-1', 'W-0001'],
    ['A3-123456', 'A3-123456'],
    ['A3-000017', 'A3-0017'],
  ])('is read from %s', (typed, code) => {
    expect(parseCaseCode(typed)).toBe(code)
  })

  test.each(['', 'A3', 'A3-', '-17', 'A3-1234567', 'A3-17号', '3-2-501', 'A 3-17'])(
    'is not read from "%s"',
    (typed) => {
      expect(parseCaseCode(typed)).toBeNull()
    },
  )

  test('is read back as it was given', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z][A-Z0-9]{0,5}$/), fc.integer({ min: 1, max: 999_999 }), (zone, number) => {
        const code = formatCaseCode(zone, number)
        expect(parseCaseCode(code.toLowerCase())).toBe(code)
      }),
    )
  })
})
