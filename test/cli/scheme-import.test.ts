import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { registerImport } from '../../src/cli/import.ts'
import { type Operator, operator } from '../support/commands.ts'

const ROSTER = `支部,责任区编号,范围,姓名,角色
第一支部,A1,1号楼、2号楼,王芳,书记
第一支部,A1,,张三,党员
第一支部,,,李四,党员`

let at: Operator
let folder: string
beforeAll(async () => {
  at = await operator([registerImport])
  folder = await mkdtemp(path.join(os.tmpdir(), 'zeren-schemes-'))
  await at.reads('import', await fileOf('roster', ROSTER))
})
beforeEach(async () => {
  await at.database.pool.query('delete from scheme_entries')
})
afterAll(async () => {
  await at.close()
  await rm(folder, { recursive: true })
})

async function fileOf(name: string, text: string): Promise<string> {
  const file = path.join(folder, `${name}.csv`)
  await writeFile(file, text)
  return file
}

async function take(scheme: string, text: string, ...more: string[]): Promise<string> {
  return at.reads('import', await fileOf(scheme, text), '--scheme', scheme, ...more)
}

async function kept() {
  const { rows } = await at.database.pool.query(
    `select e.period, p.name, z.code, e.label, e.fields from scheme_entries e left join people p on p.id = e.person_id
       left join zones z on z.id = e.zone_id order by p.name, e.label`,
  )
  return rows
}

test('star households are kept by building, and columns that name a household are left out and said', async () => {
  const printed = await take(
    'star_household',
    '党支部,年度,编号,楼号,总户数,星级户数,户主\n第一支部,2026年,a1,1号楼,96户,12,刘大爷',
  )
  expect(printed).toBe('星级文明户：新增1行，更新0行，去掉0行。\n“户主”是住户的个人信息，没有导入\n')
  expect(await kept()).toEqual([
    { period: '2026', name: null, code: 'A1', label: '1号楼', fields: { 参评户数: '96', 星级户数: '12' } },
  ])
})

test('a list is the whole of its scheme and year: again it changes nothing, and what it lost is removed', async () => {
  const header = '支部,年度,姓名,岗位,岗位职责'
  const both = `${header}\n第一支部,2026,张三,宣传岗,讲政策\n第一支部,2026,李四,调解岗,劝和`
  expect(await take('member_post', both)).toContain('新增2行')
  expect(await take('member_post', both)).toBe('和现有的一样，没有变化。\n')
  const other = `${header}\n第一支部,2026,张三,巡查岗,讲政策`
  expect(await take('member_post', other, '--preview')).toContain('更新1行，去掉1行。\n试算，什么也没有改。')
  expect(await kept()).toHaveLength(2)
  await take('member_post', other)
  expect(await kept()).toMatchObject([{ name: '张三', fields: { 岗位: '巡查岗', 岗位职责: '讲政策' } }])
  await take('member_post', `${header}\n第一支部,2027,张三,巡查岗,`)
  expect(await kept()).toHaveLength(2)
  const { rows } = await at.database.pool.query("select subject from audit where action = 'import_scheme'")
  expect(rows.length).toBeGreaterThanOrEqual(3)
})

test('numbers of persons in free words are masked', async () => {
  await take('member_target', '支部,年度,姓名,目标,完成情况\n第一支部,2026,张三,走访二十户,问13812345678')
  expect(await kept()).toMatchObject([{ fields: { 完成情况: '问138****5678' } }])
})

test.each([
  [
    'star_household',
    '支部,年度,责任区编号,楼栋,参评户数,星级户数\n第一支部,2026,A1,张三家,9,2',
    '“张三家”不在责任区A1的范围里',
  ],
  [
    'star_household',
    '支部,年度,责任区编号,楼栋,参评户数,星级户数\n第一支部,2026,A9,1号楼,9,2',
    '第2行：支部里没有责任区“A9”',
  ],
  [
    'star_household',
    '支部,年度,责任区编号,楼栋,参评户数,星级户数\n第一支部,2026,A1,1号楼,9,许多',
    '第2行 F列（星级户数）：“许多”不是户数',
  ],
  ['member_post', '支部,年度,姓名,岗位,岗位职责\n第一支部,去年,张三,岗,', '第2行 B列（年度）：请写成 2026'],
  ['member_post', '支部,年度,姓名,岗位,岗位职责\n第一支部,2026,,岗,', '第2行 C列（姓名）：不能为空'],
  ['member_post', '支部,年度,姓名,岗位,岗位职责\n第一支部,2026,赵五,岗,', '第2行：支部里没有“赵五”'],
  ['member_post', '支部,年度,姓名,岗位,岗位职责\n第二支部,2026,张三,岗,', '第2行：没有支部“第二支部”'],
  ['member_post', '支部,年度,姓名,岗位\n第一支部,2026,张三,岗', '没有“岗位职责”一列'],
  [
    'member_target',
    '支部,年度,姓名,目标,完成情况\n第一支部,2026,张三,甲,\n第一支部,2026,张三,乙,',
    '第3行：和第2行说的是同一个',
  ],
  ['member_target', '甲,乙\n1,2', '没有找到表头，要有：支部、年度、姓名、目标、完成情况'],
  ['stars', '支部\n第一支部', '没有“stars”，可以写 star_household（星级文明户）'],
])('of %s a fault keeps all of it out, and says where: %s', async (scheme, text, words) => {
  expect(await take(scheme, text)).toContain(words)
  expect(await kept()).toEqual([])
})

test.each(['star_household', 'member_post', 'member_target'])(
  'the template of %s is read, and its example is imported by nobody',
  async (scheme) => {
    const file = path.join(folder, `empty-${scheme}.xlsx`)
    expect(await at.reads('import', file, '--scheme', scheme, '--template')).toContain('已写好模板')
    expect(await at.reads('import', file, '--scheme', scheme)).toContain('表格里只有表头，没有一行内容')
  },
)

test('a list of a scheme is never taken for a roster, by which everybody else would leave', async () => {
  const file = await fileOf('posts', '支部,年度,姓名,岗位,岗位职责\n第一支部,2026,张三,宣传岗,讲政策')
  expect(await at.reads('import', file, '--end-many')).toContain(
    '这是无职党员设岗的表，不是名册。请加上 --scheme member_post 再导入',
  )
  const { rows } = await at.database.pool.query('select count(*)::int as n from people where left_on is null')
  expect(rows).toEqual([{ n: 3 }])
})
