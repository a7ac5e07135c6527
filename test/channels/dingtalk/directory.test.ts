import { describe, expect, test } from 'vitest'
import { createDingtalkDirectory } from '../../../src/channels/dingtalk/directory.ts'
import { ChannelError } from '../../../src/errors.ts'
import { faultOf, type Pair, startPair } from './support.ts'

async function startCompany(options: Parameters<typeof startPair>[0] = {}): Promise<Pair> {
  const pair = await startPair(options)
  const { fake } = pair
  fake.addDepartment({ id: 20, parentId: 1, name: '幸福社区' })
  fake.addDepartment({ id: 30, parentId: 20, name: '第一党支部' })
  fake.addDepartment({ id: 31, parentId: 20, name: '第二党支部' })
  fake.addUser({ userId: 'WangFang', name: '王芳', departments: [30, 31], leads: [30], title: '支部书记' })
  fake.addUser({ userId: 'wangfang', name: '王方', departments: [31], mobile: '13800138002' })
  return pair
}

const read = async ({ channel }: Pair) => {
  if (!channel.directory) throw new Error('the channel has no directory')
  return channel.directory.read()
}
const exists = ({ channel }: Pair, account: string) => channel.directory?.exists(account)

describe('the directory of DingTalk', () => {
  test('is read level by level; accounts that differ by case are two people', async () => {
    const pair = await startCompany()
    const { departments, members, unseen } = await read(pair)
    expect(departments).toEqual([
      { id: '1', parentId: null, name: '' },
      { id: '20', parentId: '1', name: '幸福社区' },
      { id: '30', parentId: '20', name: '第一党支部' },
      { id: '31', parentId: '20', name: '第二党支部' },
    ])
    const told = { phone: null, title: null, leads: [] }
    expect(members.filter((m) => !m.departmentIds.includes('1'))).toEqual([
      { ...told, account: 'WangFang', name: '王芳', title: '支部书记', departmentIds: ['30', '31'], leads: ['30'] },
      { ...told, account: 'wangfang', name: '王方', phone: '13800138002', departmentIds: ['31'] },
    ])
    expect(unseen).toEqual([])
  })

  test('costs none of the calls of the month', async () => {
    const pair = await startCompany()
    await read(pair)
    expect(pair.ledger.total('api')).toBe(0)
  })

  test('is read page by page, everybody once', async () => {
    const pair = await startCompany()
    for (let i = 0; i < 250; i++) pair.fake.addUser({ userId: `u${i}`, name: `成员${i}`, departments: [31] })
    const { members } = await read(pair)
    expect(members.filter((m) => m.departmentIds.includes('31'))).toHaveLength(252)
    expect(new Set(members.map((m) => m.account)).size).toBe(members.length)
    expect(pair.fake.calls.filter((c) => c.path === '/topapi/v2/user/list')).toHaveLength(6)
  })

  test('names the departments that the application may not see (60011), and goes on', async () => {
    const pair = await startCompany()
    pair.fake.hideDepartments(30)
    const { members, unseen } = await read(pair)
    expect(unseen).toEqual(['看不到部门“第一党支部”'])
    expect(members.map((m) => m.account)).toContain('wangfang')
  })

  test.each([
    [60011, 'misconfigured'],
    [88, 'misconfigured'],
    [400002, 'rejected'],
  ])('is not half a directory where DingTalk refuses it as a whole (%i)', async (errcode, fault) => {
    const pair = await startCompany()
    pair.fake.faults.add({ api: 'department/listsub', effect: { errcode } })
    expect(await faultOf(read(pair))).toMatchObject({ fault, code: errcode })
  })

  test('is read with another token where the first died (40014), and waits a second where calls are too many (90018)', async () => {
    const pair = await startCompany()
    pair.fake.faults.add({ api: 'user/list', times: 1, effect: { errcode: 40014 } })
    pair.fake.faults.add({ api: 'user/list', times: 1, effect: { errcode: 90018 } })
    pair.fake.faults.add({ api: 'department/listsub', times: 1, effect: { reset: 'before' } })
    expect((await read(pair)).departments).toHaveLength(4)
  })

  test('a department that goes while it is read is left out (60003)', async () => {
    const pair = await startCompany()
    pair.fake.faults.add({ api: 'user/list', times: 1, effect: { errcode: 60003 } })
    expect((await read(pair)).departments.length).toBeGreaterThan(0)
  })

  test('pages that never end, and departments in a circle, are not read for ever', async () => {
    const calls: string[] = []
    const endless = createDingtalkDirectory({
      callOld: async (path) => {
        calls.push(path)
        if (path.endsWith('listsub')) return { result: [{ dept_id: 1, name: '自己' }] }
        return { result: { has_more: true, next_cursor: 0, list: [] } }
      },
    })
    expect((await endless.read()).departments).toHaveLength(1)
    expect(calls).toHaveLength(2)
  })

  test('waits as long as DingTalk asks, and no longer than a person would', async () => {
    const waits: number[] = []
    const busy = createDingtalkDirectory(
      {
        callOld: async () => {
          throw new ChannelError('rate_limited', 'busy', { code: 90018, retryAfterMs: 1_000 })
        },
      },
      { wait: async (ms) => void waits.push(ms) },
    )
    expect(await faultOf(busy.read())).toMatchObject({ code: 90018 })
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000])
  })

  test('tells whether an account exists', async () => {
    const pair = await startCompany()
    expect(await exists(pair, 'WangFang')).toBe(true)
    expect(await exists(pair, 'WANGFANG')).toBe(false)
    pair.fake.faults.add({ api: 'v2/user/get', effect: { errcode: 50002 } })
    expect(await exists(pair, 'WangFang')).toBe(null)
  })
})
