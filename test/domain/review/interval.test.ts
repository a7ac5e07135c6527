import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ANSWERS_MIN, shareOf } from '../../../src/domain/review/interval.ts'

describe('a share', () => {
  // Newcombe 1998, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i among %i lies between %f and %f', (count, n, low, high) => {
    const share = shareOf(count, n)
    expect(share).toMatchObject({ n, share: count / n })
    expect(share?.low).toBeCloseTo(low, 4)
    expect(share?.high).toBeCloseTo(high, 4)
  })

  test('of fewer than five answers there is none', () => {
    for (let n = 0; n < ANSWERS_MIN; n++) expect(shareOf(n, n)).toBeNull()
    expect(shareOf(0, ANSWERS_MIN)).not.toBeNull()
  })

  test('lies within its interval, which lies within 0 and 1 and is narrower the more answered', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
        const count = Math.round(part * n)
        const one = shareOf(count, n)
        const more = shareOf(count * 4, n * 4)
        if (one === null || more === null) throw new Error('too few')
        expect(0 <= one.low && one.low <= one.share && one.share <= one.high && one.high <= 1).toBe(true)
        expect(more.high - more.low).toBeLessThan(one.high - one.low)
      }),
    )
  })
})
