import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalise } from '../../src/understanding/normalise.ts'

describe('normalise', () => {
  test.each([
    ['Ｂ座１２楼，漏水！', 'B座12楼,漏水!'],
    ['電梯壞了，請派人維修', '电梯坏了,请派人维修'],
    ['盞燈壞咗三日，冇人嚟整', '盏灯坏了三日,没人来整'],
    ['咋整啊，俺家没水了', '怎么办啊,我家没水了'],
    ['楼到灯坏了，垃及没人收', '楼道灯坏了,垃圾没人收'],
    ['快来！！！！！！！', '快来!!!'],
    ['13800000000', '13800000000'],
    ['收到👌🏻', '收到 好'],
    ['3\u200b号\u202e楼\ufeff', '3号楼'],
    ['①灯坏 ②门坏', ';1.灯坏 ;2.门坏'],
  ])('reads %j as %j', (message, text) => {
    expect(normalise(message).text).toBe(text)
  })

  test('leads back from the uniform text to the words that were written', () => {
    const { text, original } = normalise('盞燈壞咗，３號樓嗰個')
    const at = text.indexOf('3号楼')
    expect(original(at, at + 3)).toBe('３號樓')
    expect(original(text.indexOf('坏了'), text.indexOf('坏了') + 2)).toBe('壞咗')
  })

  test('never throws, and every span of its text is a span of the message', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), fc.nat(), (message, a, b) => {
        const { text, span } = normalise(message)
        const [from, to] = span(Math.min(a, b) % (text.length + 1), Math.max(a, b) % (text.length + 1))
        expect(from).toBeGreaterThanOrEqual(0)
        expect(from).toBeLessThanOrEqual(to)
        expect(to).toBeLessThanOrEqual(message.length)
      }),
    )
  })
})
