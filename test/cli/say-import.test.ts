import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { refuseImport, sayOutcome, sayPreview } from '../../src/cli/say-import.ts'
import { readRoster } from '../../src/documents/roster.ts'
import type { ImportOutcome } from '../../src/store/roster.ts'

const out: string[] = []
const err: string[] = []
beforeEach(() => {
  out.length = 0
  err.length = 0
  vi.spyOn(console, 'log').mockImplementation((line) => void out.push(line))
  vi.spyOn(console, 'error').mockImplementation((line) => void err.push(line))
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = 0
})

const HEADER = ['支部', '责任区编号', '姓名', '角色']
function reading(...rows: string[][]) {
  const read = readRoster([HEADER, ...rows])
  if (!read) throw new Error('no header')
  return read
}

const NOTHING = { added: 0, changed: 0 }
function outcome(changes: Partial<ImportOutcome> = {}): ImportOutcome {
  const summary = { organisations: 0, branches: 0, zones: NOTHING, people: { ...NOTHING, left: 0 }, bound: 0 }
  return {
    ...{ faults: [], notices: [], tooManyLeave: null, changes: null },
    summary: { ...summary, assignments: { ...NOTHING, ended: 0 } },
    ...changes,
  }
}

test('a preview tells the fate of every row in the order of the file, then who is no longer in it', () => {
  const rows = new Map([
    [2, { isNew: true, told: ['新增人员', '党员'] }],
    [4, { isNew: false, told: ['改为备用'] }],
  ])
  const list = reading(['第一支部', 'A1', '王芳', ''], ['第一支部', 'A1', '张三', ''], ['第一支部', 'A2', '李四', ''])
  sayPreview(list, outcome({ changes: { rows, ended: ['赵六：离开名册'] } }))
  expect(out).toEqual([
    '第2行\t新增\t王芳 A1\t新增人员；党员',
    '第3行\t不变\t张三 A1',
    '第4行\t更新\t李四 A2\t改为备用',
    '不在名册\t结束\t赵六：离开名册',
    expect.stringContaining('什么也没有改'),
  ])
  expect(process.exitCode ?? 0).toBe(0)
})

test('a preview of a list with faults tells them between the other rows, and nobody is said to leave', () => {
  const list = reading(['第一支部', 'A1', '王芳', '队长'], ['第一支部', 'A1', '张三', ''])
  sayPreview(list, outcome({ changes: { rows: new Map(), ended: ['王芳：离开名册'] } }))
  expect(out).toEqual([expect.stringMatching(/^第2行\t有错\t第2行 D列（角色）/u), '第3行\t不变\t张三 A1'])
  expect([err, process.exitCode]).toEqual([['1行有错，这样不能导入。请改好再试。'], 1])
})

test('a list that would make many leave is said to have changed nothing', () => {
  sayOutcome(reading(['第一支部', '', '王芳', '']), outcome({ tooManyLeave: { count: 10, of: 20 } }), { dryRun: false })
  expect(out).toEqual([])
  expect(err.join()).toMatch(/现有20人，这份名册里少了10人.*--end-many/u)
  expect(process.exitCode).toBe(1)
})

test('of very many faults the first fifty are told, with how many more there are', () => {
  const list = reading(...Array.from({ length: 80 }, () => ['第一支部', '', '王芳', '队长']))
  refuseImport(list, list.faults)
  expect(err).toHaveLength(52)
  expect(err.slice(-2)).toEqual(['还有30处没有列出', '名册有错，什么也没有改。请改好再导入。'])
})
