import { describe, expect, test } from 'vitest'
import { cutBytes, cutBytesKeepingEnd, cutCharacters, plainLine, plainText } from '../../src/channels/text.ts'

describe('plain text', () => {
  test.each([
    ['3号楼<2单元', '3号楼<2单元'],
    ['a < b > c', 'a < b > c'],
    ['好的👌🏽 👨‍👩‍👧 ❤️', '好的👌🏽 👨‍👩‍👧 ❤️'],
    ['第一行\n第二行\t完', '第一行\n第二行\t完'],
    ['zhang@example.org', 'zhang@example.org'],
    ['@李四 请看', '@李四 请看'],
  ])('%s stays', (text, same) => {
    expect(plainText(text)).toBe(same)
  })

  test.each([
    ['<a href="https://evil.example">点这里</a>', '＜a href="https://evil.example">点这里＜/a>'],
    ['<@all> 开会', '＜＠all> 开会'],
    ['@all 开会', '＠all 开会'],
    ['@ALL', '＠ALL'],
    ['@所有人 开会', '＠所有人 开会'],
    ['[官方](https://evil.example)', '[官方］(https://evil.example)'],
    ['abc\u202Egpj.exe', 'abcgpj.exe'],
    ['@\u200B所有人', '＠所有人'],
    ['管\u2060理\u00AD员\uFEFF', '管理员'],
    ['a\u200Db', 'ab'],
    ['a\r\nb\rc', 'a\nb\nc'],
    ['a\u0000\u0007\u001Bb', 'ab'],
    ['a\uD800b', 'ab'],
  ])('%j becomes %j', (text, plain) => {
    expect(plainText(text)).toBe(plain)
  })

  test('nothing that JSON writes as an escape is left, for WeCom refuses those', () => {
    const everything = Array.from({ length: 0x3000 }, (_, i) => String.fromCharCode(i)).join('')
    expect(JSON.stringify(plainText(`${everything}\uD800\uDFFF`))).not.toMatch(/\\u/)
  })

  test('a title has one line', () => {
    expect(plainLine(' 3号楼\n\n灯坏了 ')).toBe('3号楼 灯坏了')
  })

  test('markdown keeps its headings, bold and quotes, and loses links and colours', () => {
    expect(plainText('# 今日\n**3** 件 `A3-0017`\n> [看](https://evil.example) <font color="warning">急</font>')).toBe(
      '# 今日\n**3** 件 `A3-0017`\n> [看］(https://evil.example) ＜font color="warning">急＜/font>',
    )
  })
})

describe('cutting', () => {
  const family = '👨‍👩‍👧'

  test.each([
    ['灯'.repeat(10), 30, '灯'.repeat(10)],
    ['灯'.repeat(10), 29, `${'灯'.repeat(8)}…`],
    [`a${family}${family}`, 30, `a${family}…`],
    ['e\u0301'.repeat(20), 14, `${'e\u0301'.repeat(3)}…`],
    ['', 10, ''],
  ])('%s to %i bytes', (text, max, cut) => {
    expect(cutBytes(text, max)).toBe(cut)
    expect(Buffer.byteLength(cutBytes(text, max))).toBeLessThanOrEqual(max)
  })

  test('never parts a character, wherever the limit falls', () => {
    const text = `灯a${family}é🚨`.repeat(40)
    for (let max = 3; max < 400; max++) {
      expect(Buffer.byteLength(cutBytes(text, max))).toBeLessThanOrEqual(max)
      expect(cutBytes(text, max)).not.toMatch(/[\uD800-\uDBFF]…|\u200D…|\uFFFD/)
      expect(cutCharacters(text, max).length).toBeLessThanOrEqual(max)
    }
  })

  test('keeps the last line, which holds the receipt code', () => {
    const cut = cutBytesKeepingEnd(`${'灯坏了。'.repeat(400)}\n回执 7K2M`, 2048)
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(2048)
    expect(cut).toMatch(/^(灯坏了。)+.{0,3}…\n回执 7K2M$/)
  })

  test('one character of a thousand marks does not hold it up', () => {
    const cut = cutBytes(`a${'\u0301'.repeat(40_000)}`, 2048)
    expect(cut).toMatch(/^a\u0301+…$/)
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(2048)
  })
})
