import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readSheets, UnreadableSheet } from '../../src/documents/sheet.ts'
import { isDateFormat } from '../../src/documents/xlsx-styles.ts'
import { textRows, workbook } from '../support/workbook.ts'

const firstRows = (bytes: Buffer) => readSheets(bytes).next().value?.rows

describe('cells of a workbook are read as they are shown', () => {
  const row = (cells: string) => `<row r="1">${cells}</row>`
  const cases: [string, string, string[]][] = [
    ['a phone kept as a number', '<c r="A1"><v>13800138000</v></c>', ['13800138000']],
    ['a phone kept with an exponent', '<c r="A1"><v>1.3800138E10</v></c>', ['13800138000']],
    ['the value of a formula', '<c r="A1" t="str"><f>B1&amp;C1</f><v>张三</v></c>', ['张三']],
    ['a formula without a value', '<c r="A1"><f>HYPERLINK("http://x")</f></c>', ['=HYPERLINK("http://x")']],
    ['the fault of a formula', '<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', ['#DIV/0!']],
    ['yes and no', '<c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c>', ['是', '否']],
    ['a date', '<c r="A1" s="1"><v>46082</v></c>', ['2026-03-01']],
    ['a date with its time', '<c r="A1" s="1"><v>46082.354166</v></c>', ['2026-03-01 08:30']],
    ['a shared text without its reading', '<c r="A1" t="s"><v>0</v></c>', ['王芳']],
    ['a text of several parts', '<c r="A1" t="s"><v>1</v></c>', ['王 芳']],
    ['signs that XML cannot carry', '<c r="A1" t="inlineStr"><is><t>甲_x000D_乙</t></is></c>', ['甲\r乙']],
    ['cells without addresses', '<c><v>1</v></c><c><v>2</v></c>', ['1', '2']],
    ['cells far to the right not at all', '<c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c>', ['1']],
  ]
  test.each(cases)('%s', (_, cells, expected) => {
    const shared = [
      '<si><t>王芳</t><rPh sb="0" eb="2"><t>ワンファン</t></rPh></si>',
      '<si><r><t xml:space="preserve">王 </t></r><r><t>芳</t></r></si>',
    ]
    expect(firstRows(workbook([{ rows: row(cells) }], { shared, formats: ['yyyy"年"m"月"d"日"'] }))).toEqual([expected])
  })

  test('which number formats are dates', () => {
    for (const code of ['yyyy-mm-dd', 'm"月"d"日"', '[$-804]yyyy/m/d;@', '[h]:mm'])
      expect(isDateFormat(code)).toBe(true)
    for (const code of ['General', '0.00', '[Red]0', '"月"0', '@', '#,##0\\d']) expect(isDateFormat(code)).toBe(false)
  })

  test('of cells merged downwards each row has the text; merged sideways it stands once', () => {
    const rows = textRows([
      ['题目', null, null],
      ['第一支部', '张三', 'x'],
      [null, '李四', null],
    ])
    expect(firstRows(workbook([{ rows, merges: ['A1:C1', 'A2:A3', 'C2:C1048576'] }]))).toEqual([
      ['题目'],
      ['第一支部', '张三', 'x'],
      ['第一支部', '李四', 'x'],
    ])
  })

  test('empty rows in the middle stay, a million formatted ones at the end do not', () => {
    const rows = `${textRows([['甲']])}<row r="3"><c r="A3"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="1"/></row>`
    expect(firstRows(workbook([{ rows }]))).toEqual([['甲'], [], ['1']])
  })

  test('hidden sheets are not read, others in their order', () => {
    const sheet = (name: string) => ({ name, rows: textRows([[name]]) })
    const bytes = workbook([{ ...sheet('旧'), state: 'hidden' }, sheet('说明'), sheet('名册')])
    expect([...readSheets(bytes)].map((s) => [s.name, s.rows])).toEqual([
      ['说明', [['说明']]],
      ['名册', [['名册']]],
    ])
  })

  test('elements with a prefix are the same elements', () => {
    const rows = '<x:row xmlns:x="u" r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>甲</x:t></x:is></x:c></x:row>'
    expect(firstRows(workbook([{ rows }]))).toEqual([['甲']])
  })
})

describe('what cannot be read is refused with a word on what to do', () => {
  const zeros = Buffer.alloc(300 * 1024 * 1024)
  const utf16be = Buffer.from('\uFEFF支部,姓名\n', 'utf16le').swap16()

  test.each<[string, () => Buffer, string]>([
    ['an archive that bursts', () => bomb(zeros), '太大了'],
    ['an archive that lies about its size', () => bomb(zeros, 10), '太大了'],
    ['an archive cut off', () => workbook([{ rows: '' }]).subarray(0, 300), '读不出来'],
    ['an archive of something else', () => Buffer.from('PK\x03\x04 a story'), '读不出来'],
    ['XML that never ends', () => workbook([{ rows: '<row><c' }]), '读不出来'],
    ['more rows than any roster', () => Buffer.from(`支部,姓名\n${'一,甲\n'.repeat(200_001)}`), '最多20万行'],
    [
      'a million rows in a workbook',
      () => workbook([{ rows: '<row><c><v>1</v></c></row>'.repeat(1_000_000) }]),
      '最多20万行',
    ],
    [
      'a row far below the last',
      () => workbook([{ rows: '<row r="9007199254740991"><c><v>1</v></c></row>' }]),
      '太大了',
    ],
    ['areas merged over one another', () => merged(100_000), '太大了'],
    ['a quotation mark nobody closed', () => Buffer.from(`支部,姓名\n"${'张三,\n'.repeat(400_000)}`), '读不出来'],
    ['an old or locked workbook', () => Buffer.from('d0cf11e0a1b11ae1', 'hex'), '加了密码'],
    ['a PDF', () => Buffer.from('%PDF-1.7'), 'PDF'],
    ['a file of 60 MB', () => zeros.subarray(0, 60 * 1024 * 1024), '50MB'],
  ])('%s', (_, bytes, word) => {
    const file = bytes()
    const startedAt = performance.now()
    const read = () => firstRows(file)
    expect(read).toThrow(UnreadableSheet)
    expect(read).toThrow(word)
    expect(performance.now() - startedAt).toBeLessThan(10_000)
  })

  test('entities of a document type are not expanded, nor files fetched', () => {
    const rows = `<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><row r="1"><c r="A1" t="inlineStr"><is><t>&e;x</t></is></c></row>`
    expect(JSON.stringify(firstRows(workbook([{ rows }])))).not.toContain('root')
  })

  test('text is read in UTF-16 of both orders and in Big5', () => {
    expect(firstRows(utf16be)).toEqual([['支部', '姓名']])
    // 姓名,黨支部
    expect(firstRows(Buffer.from('a96da6572cc4d2a4e4b3a1', 'hex'))).toEqual([['姓名', '黨支部']])
  })
})

/** A hundred thousand rows, merged into one again and again. */
function merged(times: number): Buffer {
  const rows = '<row><c><v>1</v></c></row>'.repeat(100_000)
  return workbook([{ rows, merges: Array.from({ length: times }, () => 'A1:A1048576') }])
}

/** A workbook whose only sheet unpacks to `content`, told to be `claimed` bytes long. */
function bomb(content: Buffer, claimed = content.length): Buffer {
  const bytes = workbook([{ rows: '' }])
  const name = Buffer.from('xl/workbook.xml')
  const packed = deflateRawSync(content)
  const local = Buffer.alloc(30)
  local.write('PK\x03\x04', 'latin1')
  local.writeUInt16LE(name.length, 26)
  const entry = Buffer.alloc(46)
  entry.write('PK\x01\x02', 'latin1')
  entry.writeUInt16LE(8, 10)
  entry.writeUInt32LE(packed.length, 20)
  entry.writeUInt32LE(claimed, 24)
  entry.writeUInt16LE(name.length, 28)
  entry.writeUInt32LE(bytes.length, 42)
  const directoryAt = bytes.readUInt32LE(bytes.length - 6)
  const end = Buffer.from(bytes.subarray(bytes.length - 22))
  const directory = bytes.subarray(directoryAt, bytes.length - 22)
  const count = end.readUInt16LE(10) + 1
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(bytes.length + local.length + name.length + packed.length, 16)
  // The later entry of a name is the one that is read.
  return Buffer.concat([bytes, local, name, packed, directory, entry, name, end])
}
