import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import writeExcel from 'write-excel-file/node'
import { faultLine, readRoster } from '../../src/documents/roster.ts'
import { readSheets, UnreadableSheet } from '../../src/documents/sheet.ts'
import { readAreas } from '../../src/domain/zone-areas.ts'

const HEADER = [
  '支部',
  '责任区编号',
  '责任区',
  '类型',
  '范围',
  '姓名',
  '角色',
  '企业微信账号',
  '手机',
  '备用',
  '上级组织',
]

function roster(...rows: string[][]) {
  const reading = readRoster([HEADER, ...rows])
  if (!reading) throw new Error('no header')
  return reading
}
const firstSheet = (bytes: Buffer) => readSheets(bytes).next().value?.rows ?? []
const lines = (reading: ReturnType<typeof roster>) => reading.faults.map((f) => faultLine(f, reading.columns))

describe('areas of a zone', () => {
  const cases: [string, string[]][] = [
    ['1-3号楼、5号楼2单元', ['1号楼 1', '2号楼 2', '3号楼 3', '5号楼2单元 5/2']],
    ['1号楼至3号楼', ['1号楼 1', '2号楼 2', '3号楼 3']],
    ['1、2，3号楼', ['1号楼 1', '2号楼 2', '3号楼 3']],
    ['三号楼;A-C座', ['3号楼 3', 'A座 A', 'B座 B', 'C座 C']],
    ['1号楼1-2单元、3单元', ['1号楼1单元 1/1', '1号楼2单元 1/2', '1号楼3单元 1/3']],
    ['３号楼（红砖楼）', ['3号楼 3', '红砖楼 3']],
    ['红砖楼（3号楼）', ['红砖楼 3', '3号楼 3']],
    ['东门(老门/西门)；小广场=东广场', ['东门', '老门', '西门', '小广场', '东广场']],
    ['1-2号楼(南区)', ['1号楼 1', '2号楼 2', '南区']],
    ['第二村民小组、一座桥', ['第二村民小组', '1座桥']],
    ['1号楼、1号楼', ['1号楼 1']],
    ['', []],
  ]
  test.each(cases)('%s', (text, expected) => {
    const { areas, unclear } = readAreas(text)
    const shown = areas.map((a) => [a.text, [a.building, a.unit].filter(Boolean).join('/')].join(' ').trim())
    expect([shown, unclear]).toEqual([expected, []])
  })
  test('a range that makes no sense is named, not guessed', () => {
    expect(readAreas('1-3000号楼、9-3栋、5号楼').unclear).toEqual(['1-3000号楼', '9-3栋'])
  })
})

describe('the files that branches bring', () => {
  test('takes columns in any order, under other names, with a title above and columns of its own', () => {
    const reading = readRoster([
      ['幸福社区党员责任区名册'],
      ['序号', '名字', '党支部名称', '所在小组', '責任區編號', '企微账号', '职务 (必填)'],
      ['1', '张 三', '第一支部', '甲', 'a1', 'ZhangSan', '书记'],
      ['', '', '', '', '', '', ''],
    ])
    expect(reading?.ignored).toEqual(['序号', '所在小组'])
    expect(reading?.faults).toEqual([])
    expect(reading?.roster.people).toMatchObject([{ name: '张三', accounts: [{ channel: 'wecom', id: 'ZhangSan' }] }])
    expect(reading?.roster.zones).toMatchObject([{ code: 'A1' }])
    expect(reading?.roster.assignments.map((a) => [a.role, a.zone?.code ?? null])).toEqual([
      ['branch_secretary', null],
      ['zone_member', 'A1'],
    ])
  })

  test('reads UTF-8 with a BOM, UTF-16, GB18030 and XLSX alike', async () => {
    const text = `支部,姓名,手机\r\n第一支部,欧阳䶮,13800138000\r\n`
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text.replaceAll(',', '\t'), 'utf16le')])
    const gb18030 = await readFile(new URL('../fixtures/documents/roster-gb18030.csv', import.meta.url))
    const xlsx = await writeExcel([
      ['支部', '姓名', '手机'],
      ['第一支部', '欧阳䶮', 13800138000],
    ]).toBuffer()
    for (const bytes of [Buffer.from(`\uFEFF${text}`), utf16, gb18030, xlsx]) {
      const reading = readRoster(firstSheet(bytes))
      expect(reading?.roster.people).toMatchObject([{ name: '欧阳䶮', phone: '13800138000' }])
    }
  })

  test('counts empty rows, so that a fault is told where the spreadsheet shows it', async () => {
    const xlsx = await writeExcel([
      ['支部', '姓名', '角色'],
      [null, null, null],
      ['第一支部', '张三', '队长'],
    ]).toBuffer()
    const csv = Buffer.from('支部,姓名,角色\n,,\n第一支部,张三,队长\n')
    for (const bytes of [xlsx, csv]) expect(readRoster(firstSheet(bytes))?.faults).toMatchObject([{ row: 3 }])
  })

  test.each([
    ['an old .xls', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['a broken .xlsx', Buffer.from('PK\x03\x04 and nothing more')],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff])],
  ])('says what to do with %s', (_, bytes) => {
    expect(() => firstSheet(bytes)).toThrow(UnreadableSheet)
  })

  test('is not taken for a roster without a branch and a name', () => {
    expect(
      readRoster([
        ['甲', '乙'],
        ['1', '2'],
      ]),
    ).toBeNull()
  })
})

describe('faults are told by row and column', () => {
  const good = ['第一支部', 'A1', '一区', '社区', '1号楼', '张三', '党员', 'zhangsan', '', '', '']
  const changed = (changes: Record<string, string>) => good.map((v, i) => changes[HEADER[i] ?? ''] ?? v)
  const cases: [string, string[][], string][] = [
    ['a role', [changed({ 角色: '队长' })], '第2行 G列（角色）：“队长”不认识'],
    ['a kind', [changed({ 类型: '公园' })], '第2行 D列（类型）：“公园”不认识'],
    ['no branch', [changed({ 支部: '' })], '第2行 A列（支部）：不能为空'],
    ['a zone without a code', [changed({ 责任区编号: '' })], '第2行 B列（责任区编号）：责任区“一区”要有编号'],
    ['a code with a dash', [changed({ 责任区编号: 'A-1' })], '第2行 B列（责任区编号）：“A-1”不能作编号'],
    ['the code of no zone', [changed({ 责任区编号: 'w' })], '第2行 B列（责任区编号）：“W”不能作编号'],
    ['a phone', [changed({ 手机: '打给我' })], '第2行 I列（手机）：不像电话号码'],
    ['a name for an account', [changed({ 企业微信账号: '张三' })], '第2行 H列（企业微信账号）：“张三”不像账号'],
    ['a backup', [changed({ 备用: '也许' })], '第2行 J列（备用）：“也许”看不明白'],
    ['areas', [changed({ 范围: '9-3栋' })], '第2行 E列（范围）：“9-3栋”看不明白'],
    ['a name', [changed({ 姓名: '=1+1' })], '第2行 F列（姓名）：这一格是公式'],
    ['a name that is a link', [changed({ 姓名: '＝HYPERLINK("http://x","张三")' })], '第2行 F列（姓名）：这一格是公式'],
    ['a name with a tag', [changed({ 姓名: '<b>张三</b>' })], '第2行 F列（姓名）：“<b>张三</b>”里有不能用的符号'],
    ['a branch like a command', [changed({ 支部: '@SUM(A1)' })], '第2行 A列（支部）：“@SUM(A1)”里有不能用的符号'],
    ['a code that became a date', [changed({ 责任区编号: '2026-03-01' })], '第2行 B列（责任区编号）：这一格成了日期'],
    ['areas that became a date', [changed({ 范围: '3月1日' })], '第2行 E列（范围）：这一格成了日期'],
    ['a formula that failed', [changed({ 姓名: '#N/A' })], '第2行 F列（姓名）：这一格是公式，算出来是“#N/A”'],
    ['a phone that lost digits', [changed({ 手机: '1.38E+10' })], '第2行 I列（手机）：“1.38E+10”不全了'],
    ['a mobile that lost digits', [changed({ 手机: '1391111' })], '第2行 I列（手机）：手机号应是11位，“1391111”是7位'],
    ['two phones in a cell', [changed({ 手机: '13800138000/13900139000' })], '第2行 I列（手机）：请只填一个号码'],
    ['two people with one account', [changed({ 姓名: '张三、李四' })], '第2行 F列（姓名）：这一格有几个人的名字'],
    [
      'areas without a code',
      [changed({ 责任区编号: '', 责任区: '' })],
      '第2行 B列（责任区编号）：责任区“1号楼”要有编号',
    ],
    [
      'areas without end',
      [changed({ 范围: '甲1-200号楼1-99单元、乙1-200号楼1-99单元' })],
      '第2行 E列（范围）：范围太多了，一个责任区最多500处',
    ],
    ['an endless name', [changed({ 姓名: '张'.repeat(41) })], '第2行 F列（姓名）：太长了'],
    [
      'one code in two branches',
      [good, changed({ 支部: '第二支部', 姓名: '李四', 企业微信账号: 'lisi' })],
      '第3行 B列（责任区编号）：编号A1在第2行已属于“第一支部”',
    ],
    [
      'one zone of two kinds',
      [good, changed({ 类型: '学校', 姓名: '李四', 企业微信账号: 'lisi' })],
      '第3行 D列（类型）：责任区A1在第2行写的是“社区”',
    ],
    [
      'one account for two people',
      [good, changed({ 姓名: '李四', 企业微信账号: 'ZhangSan' })],
      '第3行 H列（企业微信账号）：账号“ZhangSan”在第2行是“张三”的',
    ],
    [
      'two accounts of one person',
      [good, changed({ 企业微信账号: 'zhangsan2' })],
      '第3行 H列（企业微信账号）：“张三”在第2行的账号是“zhangsan”',
    ],
    [
      'a bare name that two people have',
      [
        changed({ 手机: '13800138001', 企业微信账号: '' }),
        changed({ 手机: '13800138002', 企业微信账号: '' }),
        changed({ 企业微信账号: '' }),
      ],
      '第4行 I列（手机）：有2位“张三”',
    ],
    [
      'a branch name that two organisations have',
      [
        changed({ 上级组织: '甲社区' }),
        changed({ 上级组织: '乙社区', 责任区编号: 'B1', 企业微信账号: '', 姓名: '李四' }),
        changed({ 责任区编号: 'C1', 企业微信账号: '', 姓名: '王五' }),
      ],
      '第4行 K列（上级组织）：有2个“第一支部”',
    ],
  ]
  test.each(cases)('%s', (_, rows, expected) => {
    const told = lines(roster(...rows))
    expect(told).toHaveLength(1)
    expect(told[0]?.startsWith(expected), told[0]).toBe(true)
  })
})

describe('what the rows say together', () => {
  test('one person in two zones, the phone told once, is one person', () => {
    const { roster: r, faults } = roster(
      ['第一支部', 'A1', '一区', '社区', '1号楼', '张三', '党员', '', '', '', ''],
      ['第一支部', 'A2', '二区', '社区', '2号楼', '张三', '党员', 'zhangsan', '+86 138-0013-8000', '是', ''],
    )
    expect(faults).toEqual([])
    expect(r.people).toMatchObject([{ name: '张三', phone: '13800138000', accounts: [{ id: 'zhangsan' }] }])
    expect(r.assignments.map((a) => [a.zone?.code, a.backup, a.position])).toEqual([
      ['A1', false, 0],
      ['A2', true, 1],
    ])
  })

  test('a guest belongs to the branch that does not call them one', () => {
    const { roster: r } = roster(
      ['社区支部', 'A1', '', '社区', '', '张三', '外单位党员', 'zhangsan', '', '', ''],
      ['单位支部', '', '', '', '', '张三', '党员', 'zhangsan', '', '', ''],
    )
    expect(r.people).toMatchObject([{ home: { name: '单位支部' } }])
    expect(r.assignments.map((a) => [a.branch.name, a.role])).toEqual([
      ['社区支部', 'guest_member'],
      ['单位支部', 'zone_member'],
    ])
  })

  test('areas of a zone are gathered from all its rows; hidden characters are taken out', () => {
    const { roster: r } = roster(
      ['第一支部', 'A1', '一区', '社区', '1号楼', '张\u200B三\uE000', '', '', '', '', ''],
      ['第一支部', 'ａ１', '', '', '1号楼、东门', '李四\u0000', '协助员', '', '', '', ''],
    )
    expect(r.zones).toMatchObject([{ code: 'A1', name: '一区', areas: [{ text: '1号楼' }, { text: '东门' }] }])
    expect(r.people.map((p) => p.name)).toEqual(['张三', '李四'])
  })
})

describe('households of a zone', () => {
  const read = (...told: string[]) => {
    const rows = told.map((text, i) => ['第一支部', 'A1', text, `人${'甲乙丙'.charAt(i)}`])
    const reading = readRoster([['支部', '责任区编号', '户數（戶）', '姓名'], ...rows])
    if (!reading) throw new Error('no header')
    return reading
  }

  test.each<[string, number | null]>([
    ['120', 120],
    ['１２０户', 120],
    ['1,240 户', 1240],
    ['0', 0],
    ['', null],
  ])('%s is taken as it is meant', (text, householdCount) => {
    expect(read(text).roster.zones).toMatchObject([{ householdCount }])
  })

  test.each(['很多', '12.5', '-3', '1,2', '100001', '约80'])('%s is a fault, not a guess', (text) => {
    expect(lines(read(text))).toEqual([`第2行 C列（户数）：“${text}”不是户数，请填一个数字，例如 120`])
  })

  test('one row tells it for the others, and two that differ are a fault', () => {
    expect(read('', '96', '').roster.zones).toMatchObject([{ householdCount: 96 }])
    expect(lines(read('96', '97'))).toEqual(['第3行 C列（户数）：责任区A1在第2行写的是“96”，请改成一样的'])
  })
})
