import { describe, expect, test } from 'vitest'
import { COMMON_GRAMS, packGrams, RARE_WEIGHT, unpackGrams } from '../../src/understanding/model/common-grams.ts'

const weights = { rare: 28, common: { 3: '了', 21: '电梯 楼道' } }

describe('the weights of letters', () => {
  test('come back from their file as they were', () => {
    expect(unpackGrams(packGrams(weights))).toEqual(weights)
  })

  test('are refused when the file was changed by hand', () => {
    expect(() => unpackGrams(packGrams(weights).replace('电梯', '楼梯'))).toThrow('not those that were counted')
  })

  test('tell less of a letter the more messages have it, and most of one that few have', () => {
    expect(COMMON_GRAMS.get('了')).toBeLessThan(COMMON_GRAMS.get('电梯') ?? 0)
    expect(Math.max(...COMMON_GRAMS.values())).toBeLessThanOrEqual(RARE_WEIGHT)
  })
})
