import { describe, expect, test } from 'vitest'
import { createWecomClient } from '../../../src/channels/wecom/client.ts'
import { createWecomDirectory } from '../../../src/channels/wecom/directory.ts'
import type { FakeWecom } from '../../platforms/wecom/fake-wecom.ts'
import { faultOf, type Pair, startPair } from './support.ts'

async function startCompany(options: Parameters<typeof startPair>[0] = {}): Promise<Pair> {
  const pair = await startPair(options)
  fill(pair.fake)
  return pair
}

function fill({ contacts }: FakeWecom): void {
  contacts.addDepartment({ id: 1, parentId: 0, name: '东山街道' })
  contacts.addDepartment({ id: 2, parentId: 1, name: '幸福社区' })
  contacts.addDepartment({ id: 3, parentId: 2, name: '第一党支部' })
  contacts.addDepartment({ id: 4, parentId: 2, name: '第二党支部' })
  contacts.addMember({ userId: 'WangFang', name: '王芳', departments: [3, 4], leads: [3], position: '支部书记' })
  contacts.addMember({
    userId: 'zhangsan',
    name: '张三',
    departments: [4, 3],
    mainDepartment: 3,
    mobile: '13800138002',
  })
}

const read = async ({ channel }: Pair) => {
  if (!channel.directory) throw new Error('the channel has no directory')
  return channel.directory.read()
}
const exists = ({ channel }: Pair, account: string) => channel.directory?.exists(account)

describe('the directory of WeCom', () => {
  test('is read with all departments, parents first, and every member once', async () => {
    const pair = await startCompany()
    const { departments, members, unseen } = await read(pair)
    expect(departments).toEqual([
      { id: '1', parentId: null, name: '东山街道' },
      { id: '2', parentId: '1', name: '幸福社区' },
      { id: '4', parentId: '2', name: '第二党支部' },
      { id: '3', parentId: '2', name: '第一党支部' },
    ])
    const told = { phone: null, title: null, leads: [] }
    expect([...members].sort((a, b) => (a.account < b.account ? -1 : 1))).toEqual([
      { ...told, account: 'WangFang', name: '王芳', title: '支部书记', departmentIds: ['3', '4'], leads: ['3'] },
      { ...told, account: 'zhangsan', name: '张三', phone: '13800138002', departmentIds: ['3', '4'] },
    ])
    expect(unseen).toEqual([])
  })

  test('has none of those who left or are locked out, but those who have not come yet', async () => {
    const pair = await startCompany()
    for (const [status, userId] of [
      [2, 'locked'],
      [4, 'notyet'],
      [5, 'quit'],
    ] as const) {
      pair.fake.contacts.addMember({ userId, name: '某人', departments: [3], status })
    }
    const { members } = await read(pair)
    expect(members.map((m) => m.account)).toContain('notyet')
    expect(members.map((m) => m.account)).not.toContain('locked')
    expect(members.map((m) => m.account)).not.toContain('quit')
  })

  test('below a department that the application is not told of begins with its own departments', async () => {
    const pair = await startPair()
    pair.fake.contacts.addDepartment({ id: 30, parentId: 2, name: '第一党支部' })
    expect((await read(pair)).departments).toEqual([{ id: '30', parentId: null, name: '第一党支部' }])
  })

  test('names the departments whose members the application may not see (60011), and goes on', async () => {
    const pair = await startCompany()
    pair.fake.contacts.hidden.add(3)
    const { members, unseen } = await read(pair)
    expect(unseen).toEqual(['看不到部门“第一党支部”的成员'])
    expect(members).toHaveLength(2)
  })

  test('is read by names alone where a department is too large for full records (45029)', async () => {
    const pair = await startCompany()
    pair.fake.contacts.mostRecords = 1
    const { members } = await read(pair)
    expect(members.map((m) => m.name).sort()).toEqual(['张三', '王芳'])
  })

  test('is larger than an ordinary answer may be', async () => {
    const pair = await startCompany()
    for (let i = 0; i < 8_000; i++) {
      pair.fake.contacts.addMember({ userId: `member${i}`, name: `成员${i}`, departments: [4] })
    }
    expect((await read(pair)).members).toHaveLength(8_002)
  })

  test('is read with another token where the first died (40014), and waits where calls are too many at once', async () => {
    const pair = await startCompany()
    pair.fake.faults.add({ api: 'user/list', times: 1, effect: { errcode: 40014 } })
    pair.fake.faults.add({ api: 'user/list', times: 1, effect: { errcode: 45033 } })
    pair.fake.faults.add({ api: 'user/list', times: 1, effect: { reset: 'before' } })
    const waits: number[] = []
    const client = createWecomClient({ ...pair.fake.config(), now: pair.fake.now })
    const directory = createWecomDirectory(client, { wait: async (ms) => void waits.push(ms) })
    expect((await directory.read()).members).toHaveLength(2)
    expect(waits).toHaveLength(2)
    await client.close()
  })

  test('is not half a directory where WeCom refuses it as a whole', async () => {
    const pair = await startCompany()
    pair.fake.faults.add({ api: 'department/list', effect: { errcode: 60011 } })
    expect(await faultOf(read(pair))).toMatchObject({ code: 60011 })
    pair.fake.faults.clear()
    pair.fake.faults.add({ api: 'user/list', effect: { errcode: 48002 } })
    expect(await faultOf(read(pair))).toMatchObject({ fault: 'misconfigured', code: 48002 })
  })

  test('tells whether an account exists: yes, no (60111), or not to be seen (60011)', async () => {
    const pair = await startCompany()
    pair.fake.contacts.addMember({ userId: 'quit', name: '某人', departments: [3], status: 5 })
    pair.fake.contacts.addDepartment({ id: 9, parentId: 1, name: '保密' })
    pair.fake.contacts.addMember({ userId: 'unseen', name: '某人', departments: [9] })
    pair.fake.contacts.hidden.add(9)
    expect(await exists(pair, 'ZhangSan')).toBe(true)
    expect(await exists(pair, 'nobody')).toBe(false)
    expect(await exists(pair, 'quit')).toBe(false)
    expect(await exists(pair, 'unseen')).toBe(null)
  })
})
