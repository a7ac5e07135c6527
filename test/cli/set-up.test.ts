/** The commands of setting up and of the way out, as an operator types them. */
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { build, cli, dataFolder, type Ran } from '../support/product.ts'

let database: TestDatabase
let folder: Awaited<ReturnType<typeof dataFolder>>
let run: (...args: string[]) => Promise<Ran>
beforeAll(async () => {
  await build()
  database = await testDatabase()
  folder = await dataFolder()
  const environment = {
    DATABASE_URL: database.connectionString,
    SECRET_KEY: randomBytes(32).toString('base64'),
    DATA_DIR: folder.dir,
  }
  run = (...args) => cli(args, environment)
})
afterAll(async () => {
  await database.drop()
  await folder.remove()
})

async function file(name: string, content: string): Promise<string> {
  const full = path.join(folder.dir, name)
  await writeFile(full, content)
  return full
}

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,手机,备注,上级组织
第一支部,A1,东片,社区,1-3号楼,王芳,书记,wangfang,13800138001,好,幸福社区
第一支部,A2,西片,社区,4号楼,张三,党员,zhangsan,13800138002,,
`

describe('import', () => {
  test('says what it did, and the second time that nothing changed', async () => {
    const roster = await file('roster.csv', ROSTER)
    const trial = await run('import', roster, '--dry-run')
    expect([trial.code, trial.stdout]).toEqual([0, expect.stringContaining('试算，什么也没有改。将要：')])
    const first = await run('import', roster)
    expect(first).toMatchObject({
      code: 0,
      stdout: '已导入。新增组织1，新增支部1，新增责任区2，新增人员2，绑定账号2，新增分工3。\n',
      stderr: '没有用到这一列：备注\n',
    })
    expect((await run('import', roster)).stdout).toBe('已导入。和现有的一样，没有变化。\n')
  })

  test('tells every fault by row and column, and changes nothing', async () => {
    const bad = await file('bad.csv', `${ROSTER}第一支部,A3,,公园,,李四,队长,,,,\n`)
    const { code, stdout, stderr } = await run('import', bad)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^第4行 D列（类型）：“公园”不认识/),
      expect.stringMatching(/^第4行 G列（角色）：“队长”不认识/),
      '名册有错，什么也没有改。请改好再导入。',
      '',
    ])
  })

  test('names the branch that owns a code', async () => {
    const other = await file('other.csv', '支部,责任区编号,姓名\n第二支部,a1,赵六\n')
    const { code, stderr } = await run('import', other)
    expect([code, stderr.split('\n')[0]]).toEqual([1, '第2行 B列（责任区编号）：编号A1已属于“第一支部”，请换一个编号'])
  })

  test.each([
    ['no such file', '/nowhere/roster.csv', /打不开文件/],
    ['no roster', path.resolve('package.json'), /没有找到“支部”和“姓名”两列|读不出来/],
  ])('of %s is one line and no stack', async (_, name, message) => {
    const { code, stderr } = await run('import', name)
    expect([code, stderr.trim().split('\n').length]).toEqual([1, 1])
    expect(stderr).toMatch(message)
  })
})

describe('token', () => {
  test('create prints nothing but the token, list never shows it, revoke ends it', async () => {
    const { code, stdout, stderr } = await run('token', 'create', '--role', 'organisation_admin', '--scope', '/')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^zr_[\w-]{43}\n$/)
    const list = await run('token', 'list')
    expect(list.stdout).toMatch(/可用\torganisation_admin\t\/\t读写/)
    expect(list.stdout).not.toContain(stdout.trim())
    expect((await run('token', 'revoke', list.stdout.slice(0, 8))).stdout).toBe('已停用1个令牌。\n')
    expect((await run('token', 'revoke', stdout.trim())).code).toBe(1)
  })

  test('create refuses a role that does not lead and a place that is not there', async () => {
    expect((await run('token', 'create', '--role', 'helper', '--scope', '/')).code).toBe(1)
    const nowhere = await run('token', 'create', '--role', 'organisation_admin', '--scope', '/无')
    expect([nowhere.code, nowhere.stdout]).toEqual([1, ''])
    expect(nowhere.stderr).toContain('没有组织“/无”')
  })
})

test('invite prints the code, and asks who is meant', async () => {
  const { code, stdout } = await run('invite', '张三')
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^[A-Z2-7]{10}\n$/)])
  const nobody = await run('invite', '没有人')
  expect([nobody.code, nobody.stderr]).toEqual([1, '名册里没有“没有人”\n'])
})

test('settings are set for one organisation and read back with where they come from', async () => {
  expect((await run('settings', 'set', 'draftMinutes', '15', '--scope', '幸福社区')).code).toBe(0)
  expect((await run('settings', 'get', 'draftMinutes', '--scope', '/幸福社区')).stdout).toBe(
    'draftMinutes\t15\t/幸福社区\n',
  )
  expect((await run('settings', 'get', 'draftMinutes')).stdout).toBe('draftMinutes\t10\t默认\n')
  const wrong = await run('settings', 'set', 'quietFrom', '9点')
  expect([wrong.code, wrong.stderr]).toEqual([1, 'quietFrom：请填 HH:MM，例如 20:30\n'])
})

test('demo is loaded and removed', async () => {
  expect((await run('demo', 'load')).stdout).toBe('演示支部已装入。\n')
  expect((await run('demo', 'remove')).stdout).toMatch(/^演示数据已删除，共\d+行。\n$/)
  expect((await run('demo', 'remove')).stdout).toBe('没有演示数据。\n')
})

test('export writes a spreadsheet, or one line about what is wrong', async () => {
  const out = path.join(folder.dir, 'cases.csv')
  const { code, stdout } = await run('export', 'cases', '--format', 'csv', '--out', out)
  expect([code, stdout]).toEqual([0, `已写入 ${out}，共0行。\n`])
  expect(parse(await readFile(out), { bom: true })).toHaveLength(1)
  const nowhere = await run('export', 'check-ins', '--format', 'xlsx', '--out', '/nowhere/out.xlsx')
  expect([nowhere.code, nowhere.stderr.trim().split('\n').length]).toEqual([1, 1])
})
