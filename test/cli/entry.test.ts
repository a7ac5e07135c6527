import { Command } from 'commander'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type WecomWorld, wecomWorld } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhangjianguo,
幸福支部,A4,西区,社区,5号楼,王卫东,党员,wangweidong,
`
let world: WecomWorld
const printed: string[] = []
vi.mock('../../src/cli/with-deps.ts', () => ({
  withDeps: (work: (deps: unknown) => Promise<void>) => work(world.deps),
}))

beforeEach(async () => {
  world = await wecomWorld(ROSTER)
  printed.length = 0
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await world.close()
})

async function cli(...args: string[]): Promise<string[]> {
  const { registerEntry } = await import('../../src/cli/entry.ts')
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  registerEntry(program)
  await program.parseAsync(['entry', ...args], { from: 'user' })
  return printed.splice(0)
}

test('opens contact codes for all zones, lists them and takes them back', async () => {
  const on = await cli('on', 'wecom_contact')
  expect(on.map((l) => l.split('\t').slice(0, 3))).toContainEqual(['A3', '东区', '企业微信联系我'])
  expect(on.every((l) => l.includes('https://work.weixin.qq.com/ca/') || !/^A[34]\t/.test(l))).toBe(true)
  expect(await cli('list', '--zone', 'a3')).toEqual([expect.stringMatching(/^A3\t.*zhangjianguo\t正常$/)])
  await cli('off', 'wecom_contact', '--zone', 'A3')
  expect(await cli('list', '--zone', 'A3')).toEqual([])
  const { rows } = await world.deps.pool.query(`select action from audit where action like '%zone_entries' order by id`)
  expect(rows.map((r) => r.action)).toEqual(['open_zone_entries', 'end_zone_entries'])
})

test('names the group of a zone, found in the list of groups', async () => {
  world.platform.ways.groups.set('wrAbC', { name: '东区居民群', owner: 'zhangjianguo', members: [] })
  expect(await cli('groups')).toEqual(['wrAbC\t东区居民群\t0人'])
  expect(await cli('group', 'a3', 'wrAbC')).toEqual([expect.stringMatching(/^A3\t东区\t企业微信居民群\thttps:.*正常$/)])
})

test('says plainly what is missing', async () => {
  await expect(cli('on', 'kf', '--scope', '/', '--zone', 'A3')).rejects.toThrow('--scope 和 --zone 只写一个')
  await expect(cli('on', 'wecom_contact', '--zone', 'B9')).rejects.toThrow('这里没有责任区')
  await expect(cli('on', 'post')).rejects.toThrow()
  world.deps.service = null
  await expect(cli('on', 'kf')).rejects.toThrow('WECOM_KF_OPEN_KFID')
  expect(await cli('on', 'wecom_group', '--zone', 'A3')).toEqual([expect.stringContaining('还没有指定居民群')])
})
