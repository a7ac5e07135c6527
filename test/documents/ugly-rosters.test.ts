/** Lists as branches really keep them. */
import { describe, expect, test } from 'vitest'
import { readRoster } from '../../src/documents/roster.ts'
import { readSheets } from '../../src/documents/sheet.ts'
import { textRows, workbook } from '../support/workbook.ts'

type Cells = (string | number | null)[][]

function read(cells: Cells, { merges = [] as string[], branch = undefined as string | undefined } = {}) {
  const [sheet] = readSheets(workbook([{ rows: textRows(cells), merges }]))
  const reading = readRoster(sheet?.rows ?? [], { branch: branch ?? null })
  if (!reading) throw new Error('no header')
  return reading
}

const members = ({ roster }: ReturnType<typeof read>) =>
  roster.assignments.map((a) => `${a.branch.name} ${a.person.name} ${a.zone?.code ?? '-'} ${a.role}`)

test('a title over all columns, headers in two rows, serial numbers, merged branches, notes and a signature', () => {
  const reading = read(
    [
      ['幸福社区党员责任区一览表（2026年）'],
      ['填报单位：幸福社区党委', null, null, null, null, null, '填报日期：2026年3月'],
      ['序号', '党支部名称', '責任區', null, '責任黨員', null, null],
      [null, null, '编号', '范围', '姓 名*', '手机号码（11位）', '职务'],
      [1, '第一支部 ', 'a1', '1-3号楼', ' 王 芳', 13800138001, '書記'],
      [2, null, 'A2', '4号楼', '张三　', '138-0013-8002', '黨員'],
      [3, null, null, null, '李四', 13800138003, '党员'],
      [4, '第二支部', 'B1', '5号楼', '欧 阳 修', 13800138004, ' 党支部书记'],
      [],
      ['注：1. 手机号码请填11位。'],
      ['合计', null, null, null, '4人'],
      ['填表人：', '王芳', null, '审核人：', '赵六'],
    ],
    { merges: ['A1:G1', 'A3:A4', 'B3:B4', 'C3:D3', 'E3:G3', 'B5:B7', 'C6:C7', 'A10:G10'] },
  )
  expect(reading.faults).toEqual([])
  expect(members(reading)).toEqual([
    '第一支部 王芳 - branch_secretary',
    '第一支部 王芳 A1 zone_member',
    '第一支部 张三 A2 zone_member',
    '第一支部 李四 A2 zone_member',
    '第二支部 欧阳修 - branch_secretary',
    '第二支部 欧阳修 B1 zone_member',
  ])
  expect(reading.roster.people.map((p) => p.phone)).toEqual([
    '13800138001',
    '13800138002',
    '13800138003',
    '13800138004',
  ])
  expect(reading.notices).toEqual(['第11行当作说明，没有导入', '第12行当作说明，没有导入'])
})

test('short words below a wide header are read together with it: 名称 below 责任区 is its name', () => {
  const reading = read(
    [
      ['花名册'],
      ['序号', '责任区', null, null, null, '党员', null, null, '所属党支部'],
      [null, '编号', '名  称', '类别', '范围（楼栋、单元）', '姓 名', '职务', '手机号码', null],
      [1, null, null, null, null, '王芳', '书记', 13800138001, '第一支部'],
      [2, 'H1', '一号楼', '社区', '1号楼', '张三', '党员', 13800138002, null],
    ],
    { merges: ['A2:A3', 'B2:E2', 'F2:H2', 'I2:I3', 'I4:I5'] },
  )
  expect(reading.faults).toEqual([])
  expect(reading.roster.zones).toMatchObject([{ code: 'H1', name: '一号楼', kind: 'community' }])
  expect(members(reading)).toEqual(['第一支部 王芳 - branch_secretary', '第一支部 张三 H1 zone_member'])
})

test('a branch written once belongs to the rows below it, and that is said', () => {
  const reading = read([
    ['支部', '姓名', '角色'],
    ['第一支部', '王芳', '书记'],
    [null, '张三', '党员'],
    [null, '李四', '党员'],
  ])
  expect(members(reading).map((m) => m.split(' ')[0])).toEqual(['第一支部', '第一支部', '第一支部'])
  expect(reading.notices).toEqual(['第3、4行没有写支部，算作上面一行的“第一支部”'])
})

test('a list without a column of branches is that of the branch that is told', () => {
  const cells: Cells = [
    ['第一支部党员名册'],
    ['序号', '姓名', '联系电话'],
    [1, '王芳', 13800138001],
    [2, '张三', 13800138002],
  ]
  expect(() => read(cells)).toThrow('no header')
  expect(members(read(cells, { branch: '第一支部' }))).toEqual([
    '第一支部 王芳 - zone_member',
    '第一支部 张三 - zone_member',
  ])
})

test('headers said again on every printed page are no people', () => {
  const page = ['支部', '姓名', '手机']
  const reading = read([page, ['第一支部', '王芳', null], page, ['第一支部', '张三', null]])
  expect([reading.roster.people.map((p) => p.name), reading.faults]).toEqual([['王芳', '张三'], []])
})

test('a column 编号 beside no zone counts the rows', () => {
  const reading = read([
    ['编号', '支部', '姓名'],
    [1, '第一支部', '王芳'],
    [2, '第一支部', '张三'],
  ])
  expect([reading.roster.zones, reading.ignored]).toEqual([[], ['编号']])
})

describe('several people in one cell', () => {
  test.each(['张三、李四', '张三，李四', '张三 李四', '张三\n李四', '张三/李四'])('%j are one each', (name) => {
    const reading = read([
      ['支部', '责任区编号', '姓名'],
      ['第一支部', 'A1', name],
    ])
    expect(members(reading)).toEqual(['第一支部 张三 A1 zone_member', '第一支部 李四 A1 zone_member'])
  })
  test.each(['阿依古丽·买买提', 'Anna Louise Strong', '张 三', '欧阳  修'])('%j is one', (name) => {
    expect(
      read([
        ['支部', '姓名'],
        ['第一支部', name],
      ]).roster.people,
    ).toHaveLength(1)
  })
})

test('the rows of the template that show how it is done are left out', () => {
  const reading = read([
    ['支部', '姓名'],
    ['示例支部（看完请删去）', '张三'],
    ['第一支部', '王芳'],
  ])
  expect(reading.roster.people.map((p) => p.name)).toEqual(['王芳'])
})

test('a header that would write on the terminal loses its commands', () => {
  const [sheet] = readSheets(Buffer.from('支部,姓名,\u001b[2J\u202e备注\n一,甲,\n'))
  expect(readRoster(sheet?.rows ?? [])?.ignored).toEqual(['[2J 备注'])
})
