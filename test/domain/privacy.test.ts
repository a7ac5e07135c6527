import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mask } from '../../src/domain/privacy.ts'

describe('masking', () => {
  test.each([
    ['电话13812345678', '电话138****5678'],
    ['138-1234-5678', '138-****-5678'],
    ['138 1234 5678', '138 **** 5678'],
    ['１３８１２３４５６７８', '１３８****５６７８'],
    ['1 3 8 1 2 3 4 5 6 7 8', '1 3 8 * * * * 5 6 7 8'],
    ['幺三八一二三四五六七八', '幺三八****五六七八'],
    ['0871-65123456', '0871-*****456'],
    ['（010）6512 3456', '（010）6*** *456'],
    ['座机65123456', '座机6*****56'],
    ['身份证530102199001011234', '身份证530*************34'],
    ['53010219900101123X', '530*************3X'],
    ['530102 19900101 123X', '530*** ******** **3X'],
    ['530102900101123', '530**********23'],
    ['6222 0212 3456 7890 123', '622* **** **** **** *23'],
    ['云A12345', '云A****5'],
    ['云AD12345', '云A*****5'],
    ['川A·12D45', '川A·****5'],
    ['京ａ１２３４５', '京ａ****５'],
    ['粤Z1234港', '粤Z****港'],
  ])('hides %s', (text, masked) => {
    expect(mask(text)).toBe(masked)
  })

  test.each([
    '请先拨打110',
    '打12345反映过了',
    '400-123-4567',
    'A3-0017',
    '3-2-501',
    '13-2-1201',
    '2026-11-21 15:00',
    '20261121',
    '3号楼2单元楼道灯坏了两天了',
    '新A3栋12号楼',
    '补贴1200元',
  ])('leaves %s as it is', (text) => {
    expect(mask(text)).toBe(text)
  })

  const digits = (count: number) => fc.stringMatching(new RegExp(`^[0-9]{${count}}$`))
  const words = fc.stringMatching(/^[一-龥，。 ]{0,12}$/)

  test('leaves no whole telephone, ID or card number, whatever stands around it', () => {
    const secret = fc.oneof(
      digits(9).map((d) => `13${d}`),
      digits(17).map((d) => `${d}X`),
      digits(18),
      digits(16),
      digits(19),
    )
    fc.assert(
      fc.property(words, secret, words, (before, number, after) => {
        const masked = mask(`${before}${number}${after}`)
        expect(masked).not.toContain(number)
        expect(masked).not.toMatch(/\d{7,}/)
      }),
    )
  })

  test('keeps the length, so that offsets stay true, and changes nothing twice', () => {
    const noisy = fc.stringMatching(/^[0-9０-９ \-云AWJx一三八幺号楼，]{0,60}$/)
    fc.assert(
      fc.property(fc.oneof(fc.string(), noisy), (text) => {
        expect(mask(text)).toHaveLength(text.length)
        expect(mask(mask(text))).toBe(mask(text))
      }),
      { numRuns: 500 },
    )
  })

  test('is quick on long and on hostile texts', () => {
    for (const text of ['1 '.repeat(10_000), '1'.repeat(20_000), '云A'.repeat(10_000), '电话'.repeat(10_000)]) {
      const start = performance.now()
      mask(text)
      expect(performance.now() - start).toBeLessThan(200)
    }
  })
})
