import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inboxIdOf, receiptCode } from '../../src/domain/receipt.ts'

describe('a receipt code', () => {
  test('leads back to its message, in either case', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 62n }), (id) => {
        expect(inboxIdOf(receiptCode(id))).toBe(id)
        expect(inboxIdOf(receiptCode(id).toLowerCase())).toBe(id)
      }),
    )
  })

  test('has six signs that cannot be mistaken, more only after a thousand million messages', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 30n - 1n }), (id) => {
        expect(receiptCode(id)).toMatch(/^[2-9A-HJ-NP-Z]{6}$/)
      }),
    )
    expect(receiptCode(2n ** 30n)).toHaveLength(7)
  })

  test('differs from its neighbours in several signs', () => {
    for (let id = 1n; id < 2000n; id++) {
      const [a, b] = [receiptCode(id), receiptCode(id + 1n)]
      const different = [...a].filter((sign, i) => sign !== b[i]).length
      expect(different).toBeGreaterThanOrEqual(2)
    }
  })

  test.each(['', 'ABC', 'ABCDE0', 'ABCDEI', 'AB DEF', '收到了吗啊啊'])('"%s" is none', (text) => {
    expect(inboxIdOf(text)).toBeNull()
  })

  test('a longer code is only given out for a greater id', () => {
    const padded = `2${receiptCode(5n)}`
    const id = inboxIdOf(padded)
    expect(id === null || id >= 2n ** 30n).toBe(true)
  })

  test('refuses a negative id', () => {
    expect(() => receiptCode(-1n)).toThrow(RangeError)
  })
})
