import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readRoster } from '../../src/documents/roster.ts'
import { branchNamed, renameBranch, setBranchEnd } from '../../src/store/branches.ts'
import {
  addOrganisation,
  endOrganisation,
  listTree,
  moveOrganisation,
  renameOrganisation,
  resumeOrganisation,
} from '../../src/store/organisation-tree.ts'
import { findScope, type Scope } from '../../src/store/organisations.ts'
import { loadResponsibility } from '../../src/store/responsibility.ts'
import { importRoster } from '../../src/store/roster.ts'
import { createSeal } from '../../src/store/seal.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const seal = createSeal(randomBytes(32))
const by = { actor: 'cli', now: new Date('2026-03-02T02:00:00Z'), today: '2026-03-02' }
const ROSTER = `支部,责任区编号,姓名,企业微信账号,上级组织
东一支部,A1,王芳,wangfang,城关区/东山街道/幸福社区
东二支部,B1,张三,zhangsan,城关区/东山街道/平安社区
东二支部,B1,王芳,wangfang,
西支部,C1,李四,lisi,城关区/西山街道`

let database: TestDatabase
beforeEach(async () => {
  database = await testDatabase()
})
afterEach(() => database.drop())

async function load(csv = ROSTER) {
  const reading = readRoster(csv.split('\n').map((line) => line.split(',')))
  if (!reading) throw new Error('no header')
  return importRoster(database.db, reading.roster, { seal, ...by, timezone: 'Asia/Shanghai' })
}

async function at(path: string): Promise<Scope> {
  const scope = await findScope(database.db, path)
  if (!scope) throw new Error(`no ${path}`)
  return scope
}
const paths = async (under = '/') =>
  (await listTree(database.db, await at(under))).filter((r) => r.branch === null && !r.endedOn).map((r) => r.path)
const move = async (path: string, under: string) =>
  moveOrganisation(database.db, await at(path), { under: await at(under), ...by })

test('the tree is listed with its branches, zones and people, of a subtree that alone', async () => {
  await load()
  const rows = await listTree(database.db, await at('/城关区/东山街道'))
  expect(rows.map((r) => [r.path, r.branch, r.zoneCount, r.peopleCount])).toEqual([
    ['/城关区/东山街道', null, 0, 0],
    ['/城关区/东山街道/平安社区', null, 0, 0],
    ['/城关区/东山街道/平安社区', '东二支部', 1, 1],
    ['/城关区/东山街道/幸福社区', null, 0, 0],
    ['/城关区/东山街道/幸福社区', '东一支部', 1, 1],
  ])
})

describe('an organisation', () => {
  test('is added at any depth, once', async () => {
    let scope = await at('/')
    for (let depth = 1; depth <= 12; depth++) {
      scope = await addOrganisation(database.db, scope, { name: `第${depth}层`, ...by })
    }
    expect(scope.path.split('/')).toHaveLength(13)
    await expect(addOrganisation(database.db, scope, { name: '再下', ...by })).rejects.toThrow('最多12层')
    const top = addOrganisation(database.db, await at('/'), { name: ' 第1层 ', ...by })
    await expect(top).rejects.toThrow('已经有')
  })

  test.each(['', '甲/乙', '<b>甲</b>', '=1+1', '..', '长'.repeat(61)])('is not named %j', async (name) => {
    await expect(addOrganisation(database.db, await at('/'), { name, ...by })).rejects.toThrow(/名称请写|不能用的符号/)
  })

  test('is renamed with all below it, and its roster goes on under the new name', async () => {
    await load()
    await renameOrganisation(database.db, await at('/城关区/东山街道'), { name: '东湖街道', ...by })
    expect(await paths('/城关区')).toEqual([
      '/城关区',
      '/城关区/东湖街道',
      '/城关区/东湖街道/平安社区',
      '/城关区/东湖街道/幸福社区',
      '/城关区/西山街道',
    ])
    const { summary } = await load(ROSTER.replaceAll('东山街道', '东湖街道'))
    expect(JSON.stringify(summary)).not.toMatch(/[1-9]/)
  })

  test('is moved with all below it', async () => {
    await load()
    expect(await move('/城关区/东山街道/幸福社区', '/城关区/西山街道')).toBe('/城关区/西山街道/幸福社区')
    expect(await paths('/城关区/西山街道')).toEqual(['/城关区/西山街道', '/城关区/西山街道/幸福社区'])
    expect((await listTree(database.db, await at('/城关区/西山街道'))).map((r) => r.branch)).toContain('东一支部')
  })

  test('that takes the zone of somebody along raises their account above both', async () => {
    await load()
    const pathOf = async (account: string) =>
      (
        await database.pool.query(
          'select o.path from identities i join organisations o on o.id = i.organisation_id where external_id = $1',
          [account],
        )
      ).rows[0]?.path
    expect(await pathOf('wangfang')).toBe('/城关区/东山街道')
    await move('/城关区/东山街道/幸福社区', '/城关区/西山街道')
    expect(await pathOf('wangfang')).toBe('/城关区')
  })

  test.each([
    ['itself', '/城关区/东山街道', '/城关区/东山街道'],
    ['what is below it', '/城关区', '/城关区/东山街道/幸福社区'],
  ])('is not moved under %s', async (_, path, under) => {
    await load()
    await expect(move(path, under)).rejects.toThrow('自己')
  })

  test('is not moved where its name is taken, nor is the root', async () => {
    await load()
    await addOrganisation(database.db, await at('/城关区/西山街道'), { name: '幸福社区', ...by })
    await expect(move('/城关区/东山街道/幸福社区', '/城关区/西山街道')).rejects.toThrow('已经有')
    await expect(move('/', '/城关区')).rejects.toThrow('最上面')
  })

  test('makes no circle when two are moved into each other at once', async () => {
    await load()
    const outcomes = await Promise.allSettled([
      move('/城关区/东山街道', '/城关区/西山街道'),
      move('/城关区/西山街道', '/城关区/东山街道'),
    ])
    expect(outcomes.map((o) => o.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await paths('/城关区')).toHaveLength(5)
  })

  test('ends only when nothing hangs on it, takes nothing more then, and may resume', async () => {
    await load()
    const end = async (path: string) => endOrganisation(database.db, await at(path), by)
    await expect(end('/城关区/西山街道')).rejects.toThrow('支部“西支部”')
    await expect(end('/城关区/东山街道')).rejects.toThrow('组织“/城关区/东山街道/')
    const { path } = await addOrganisation(database.db, await at('/城关区'), { name: '北山街道', ...by })
    await end(path)
    await expect(addOrganisation(database.db, await at(path), { name: '甲', ...by })).rejects.toThrow('已经撤销')
    const { faults } = await load(`支部,姓名,上级组织\n北支部,赵六,城关区/北山街道/甲社区`)
    expect(faults.map((f) => f.message)).toEqual([expect.stringContaining('已经撤销')])
    await resumeOrganisation(database.db, await at(path), by)
    expect(await paths()).toContain(path)
  })

  test('leaves a line in the audit log with each change', async () => {
    await load()
    await move('/城关区/东山街道/幸福社区', '/城关区/西山街道')
    const { rows } = await database.pool.query("select actor, action from audit where action like '%organisation'")
    expect(rows).toEqual([{ actor: 'cli', action: 'move_organisation' }])
  })
})

test('an administrator answers for the branches of their organisation and below, wherever the tree is looked at from', async () => {
  await load(`支部,责任区编号,姓名,角色,上级组织
街道机关支部,,钱春华,管理员,城关区/东山街道
东一支部,A1,王芳,书记,城关区/东山街道/幸福社区
西支部,C1,李四,书记,城关区/西山街道`)
  for (const path of ['/', '/城关区', '/城关区/东山街道']) {
    const { organisationId } = await at(path)
    const { people, branches } = await loadResponsibility(database.pool, organisationId, by.today)
    const [post] = [...people.values()].find((p) => p.name === '钱春华')?.assignments ?? []
    const below = [...branches.values()].filter((b) => post?.below?.has(b.id)).map((b) => b.name)
    expect(below.sort()).toEqual(['东一支部', '街道机关支部'].sort())
  }
})

describe('a branch', () => {
  const branch = async (name: string) => branchNamed(database.db, await at('/'), name)

  test('keeps its people under a new name', async () => {
    await load()
    await renameBranch(database.db, await branch('西支部'), { name: '西山支部', ...by })
    const { summary } = await load(ROSTER.replace('西支部', '西山支部'))
    expect(JSON.stringify(summary)).not.toMatch(/[1-9]/)
  })

  test('ends only without people and zones', async () => {
    await load()
    await expect(setBranchEnd(database.db, await branch('西支部'), { ended: true, ...by })).rejects.toThrow(
      '还有1人、1个责任区',
    )
    await database.pool.query(`update zones set ended_on = '2026-03-01' where code = 'C1';
      update people set left_on = '2026-03-01' where name = '李四'`)
    await setBranchEnd(database.db, await branch('西支部'), { ended: true, ...by })
    expect((await branch('西支部')).ended).toBe(true)
  })

  test('that two organisations have must be told apart', async () => {
    await load(`${ROSTER}\n西支部,,赵六,,城关区/东山街道`)
    await expect(branch('西支部')).rejects.toThrow('--scope')
  })
})
