import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonHash } from '../../src/domain/canonical-json.ts'

test('a value has one hash, whatever the order of its keys, and the same after it was kept as JSON', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse())
      expect(jsonHash(reversed)).toBe(jsonHash(value))
      expect(jsonHash(JSON.parse(JSON.stringify(value)))).toBe(jsonHash(value))
    }),
  )
})

test('instants count as they are written, large numbers as text, and what is absent as nothing', () => {
  const at = new Date('2026-06-01T02:00:00Z')
  expect(jsonHash({ at })).toBe(jsonHash({ at: '2026-06-01T02:00:00.000Z' }))
  expect(jsonHash({ n: 7n })).toBe(jsonHash({ n: '7' }))
  expect(jsonHash({ a: 1, b: undefined })).toBe(jsonHash({ a: 1 }))
  expect(jsonHash({ a: 1, b: null })).not.toBe(jsonHash({ a: 1 }))
  expect(jsonHash([1, 2])).not.toBe(jsonHash([2, 1]))
})
