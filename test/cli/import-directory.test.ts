/** Branches and members from a platform's directory: nobody comes to be somebody else. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createDingtalkChannel } from '../../src/channels/dingtalk/channel.ts'
import { createWecomChannel } from '../../src/channels/wecom/channel.ts'
import { type DirectoryOptions, takeOver } from '../../src/cli/import-directory.ts'
import { verifyAudit } from '../../src/store/audit.ts'
import { OpenLedger } from '../channels/dingtalk/support.ts'
import { type FakeDingtalk, startFakeDingtalk } from '../platforms/dingtalk/fake-dingtalk.ts'
import { type FakeWecom, startFakeWecom } from '../platforms/wecom/fake-wecom.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'
import { loadRoster } from '../support/stories.ts'

let deps: TestDeps
let wecom: FakeWecom
let dingtalk: FakeDingtalk
let closers: (() => Promise<void>)[]
let said: string[]

beforeEach(async () => {
  wecom = await startFakeWecom()
  dingtalk = await startFakeDingtalk({ callsPerSecond: 1_000 })
  const ofWecom = createWecomChannel(wecom.config(), { now: wecom.now })
  const ofDingtalk = createDingtalkChannel(dingtalk.config(), {
    ...{ now: dingtalk.now, timezone: 'Asia/Shanghai', publicUrl: 'https://bot.example.cn', usage: new OpenLedger() },
  })
  deps = await testDeps([ofWecom, ofDingtalk])
  closers = [ofWecom.close, ofDingtalk.close, deps.close, wecom.close, dingtalk.close]
  said = []
  const say = (line: string) => void said.push(line)
  vi.spyOn(console, 'log').mockImplementation(say)
  vi.spyOn(console, 'error').mockImplementation(say)
  wecom.contacts.addDepartment({ id: 1, parentId: 0, name: '东山街道' })
  wecom.contacts.addDepartment({ id: 2, parentId: 1, name: '幸福社区' })
  wecom.contacts.addDepartment({ id: 3, parentId: 2, name: '第一支部' })
})
afterEach(async () => {
  vi.restoreAllMocks()
  process.exitCode = 0
  for (const close of closers) await close()
})

/** Everything said by an import, line by line. */
async function take(options: Partial<DirectoryOptions> = {}): Promise<string[]> {
  said = []
  await takeOver(deps, { from: 'wecom', ...options })
  return said
}

async function query<T>(text: string): Promise<T[]> {
  return (await deps.pool.query(text)).rows as T[]
}

/** `张三 zhangsan`, `李四 -`: everybody present with their account on the channel. */
async function bindings(channel = 'wecom'): Promise<string[]> {
  const rows = await query<{ line: string }>(`
    select p.name || ' ' || coalesce(i.external_id, '-') as line from people p
      left join identities i on i.person_id = p.id and i.channel = '${channel}'
     where p.left_on is null order by 1`)
  return rows.map((r) => r.line)
}

const posts = async () =>
  (
    await query<{ line: string }>(`
      select p.name || ' ' || a.role || coalesce(' ' || z.code, '') as line
        from assignments a join people p on p.id = a.person_id left join zones z on z.id = a.zone_id
       where a.ends_on is null order by 1`)
  ).map((r) => r.line)

const add = (userId: string, name: string, told: object = {}) =>
  wecom.contacts.addMember({ userId, name, departments: [3], ...told })

const ROSTER = `支部,责任区编号,范围,姓名,角色,企业微信账号,手机
第一支部,A1,1号楼,王芳,书记,,
第一支部,A1,1号楼,张三,党员,,
第一支部,A2,2号楼,李四,党员,,`

describe('from nothing', () => {
  test('the mapping is shown first, with what becomes of each member, and nothing is written', async () => {
    add('WangFang', '王芳', { position: '支部书记' })
    add('zhangsan', '张三')
    expect(await take({ preview: true })).toEqual([
      '支部\t幸福社区 / 第一支部\t2人',
      '新增\t王芳 WangFang\t新增人员，绑定账号',
      '新增\t张三 zhangsan\t新增人员，绑定账号',
      '试算，什么也没有改。将要：新增组织1，新增支部1，新增人员2，绑定账号2。',
    ])
    expect(await bindings()).toEqual([])
  })

  test('branches and members are there with their accounts; a second time changes nothing', async () => {
    add('WangFang', '王芳', { position: '支部书记', mobile: '13800138001' })
    add('zhangsan', '张三')
    await take()
    expect(await bindings()).toEqual(['张三 zhangsan', '王芳 wangfang'])
    expect(await posts()).toEqual(['张三 zone_member', '王芳 branch_secretary'])
    const before = await query('select * from audit order by id')
    expect(await take()).toContain('已导入。和现有的一样，没有变化。')
    expect(await query('select * from audit order by id')).toEqual(before)
    expect(await verifyAudit(deps.db)).toBeNull()
  })

  test('a phone is not filled in where it ends like a namesake’s of the branch: they are told apart by that', async () => {
    const namesakes = ['党员,zhangsan,13800139002', '党员,zhang2,13800138001'].map(
      (rest) => `第一支部,A1,1号楼,张三,${rest}`,
    )
    await loadRoster(deps, ['支部,责任区编号,范围,姓名,角色,企业微信账号,手机', ...namesakes].join('\n'))
    await query(`update people set phone_sealed = null, phone_tail = null where phone_tail = '9002'`)
    add('zhangsan', '张三', { mobile: '13900008001' })
    add('zhang2', '张三', { mobile: '13800138001' })
    expect((await take()).at(-1)).toMatch(/^已导入。/)
    const tails = await query('select phone_tail from people order by 1')
    expect(tails).toEqual([{ phone_tail: '8001' }, { phone_tail: null }])
  })

  test('from DingTalk too, whose accounts keep their case', async () => {
    dingtalk.addDepartment({ id: 20, parentId: 1, name: '第一支部' })
    dingtalk.addUser({ userId: 'WangFang', name: '王芳', departments: [20], leads: [20] })
    dingtalk.addUser({ userId: 'wangfang', name: '王方', departments: [20] })
    await take({ from: 'dingtalk' })
    expect(await bindings('dingtalk')).toEqual(['王方 wangfang', '王芳 WangFang'])
    expect(await posts()).toEqual(['王方 zone_member', '王芳 branch_secretary'])
  })

  test('without a department called 支部 the levels are named to choose from', async () => {
    dingtalk.addDepartment({ id: 20, parentId: 1, name: '一组' })
    await expect(take({ from: 'dingtalk' })).rejects.toThrow(/请用 --branch-depth .*第1层：一组/)
    dingtalk.addUser({ userId: 'u1', name: '王芳', departments: [20] })
    expect(await take({ from: 'dingtalk', branchDepth: 1 })).toContain('支部\t一组\t1人')
  })
})

describe('beside a roster', () => {
  beforeEach(() => loadRoster(deps, ROSTER))

  test('members get their accounts, and keep their branch, zones and posts; nobody leaves', async () => {
    add('zhangsan', '张三')
    const before = await posts()
    const lines = await take({ preview: true })
    expect(lines).toContain('更新\t张三 zhangsan\t绑定账号')
    await take()
    expect(await bindings()).toEqual(['张三 zhangsan', '李四 -', '王芳 -'])
    expect(await posts()).toEqual(before)
    expect(await query('select name from branches')).toEqual([{ name: '第一支部' }])
  })

  test('a secretary is not bound by name alone, but by the phone', async () => {
    add('wangfang', '王芳')
    expect(await take()).toContain('没有导入\t王芳 wangfang\t在名册里负责支部或组织，不按姓名绑定。请发邀请码')
    expect(await bindings()).toContain('王芳 -')
    await loadRoster(deps, ROSTER.replace('王芳,书记,,', '王芳,书记,,13800138001'))
    add('wangfang', '王芳', { mobile: '138 0013 8001' })
    await take()
    expect(await bindings()).toContain('王芳 wangfang')
  })

  test('an account that is bound to somebody else stays theirs', async () => {
    await loadRoster(deps, ROSTER.replace('张三,党员,,', '张三,党员,zhangsan,'))
    add('zhangsan', '李四')
    const told = '这个账号绑定的是“张三”，没有改。换了人或改了名字，请核对后用名册或邀请码重新绑定'
    expect(await take()).toContain(`没有导入\t李四 zhangsan\t${told}`)
    expect(await bindings()).toEqual(['张三 zhangsan', '李四 -', '王芳 -'])
  })

  test('whoever has an account that still exists gets no second one by name', async () => {
    await loadRoster(deps, ROSTER.replace('张三,党员,,', '张三,党员,zhangsan,'))
    add('zhangsan', '张三')
    add('zhang.san', '张三')
    await take()
    expect(await bindings()).toEqual(['张三 zhangsan', '李四 -', '王芳 -'])
  })

  test('of two members of one name in the directory none is taken for the one in the roster', async () => {
    add('zhang1', '张三')
    add('zhang2', '张三')
    const told = '支部里有同名的人，分不清是哪一位，没有绑定。请发邀请码'
    expect(await take()).toEqual(
      expect.arrayContaining([`没有导入\t张三 zhang1\t${told}`, `没有导入\t张三 zhang2\t${told}`]),
    )
    expect(await bindings()).toEqual(['张三 -', '李四 -', '王芳 -'])
  })

  test('of two people of one name in the roster the phone tells who it is', async () => {
    await loadRoster(
      deps,
      `${ROSTER.replace('张三,党员,,', '张三,党员,,13800138002')}\n第一支部,A2,2号楼,张三,党员,,13800138003`,
    )
    add('zhang', '张三')
    await take()
    expect(await bindings()).toEqual(['张三 -', '张三 -', '李四 -', '王芳 -'])
    add('zhang', '张三', { mobile: '13800138003' })
    await take()
    const [bound] = await query(`
      select p.phone_tail from identities i join people p on p.id = i.person_id where i.external_id = 'zhang'`)
    expect(bound).toEqual({ phone_tail: '8003' })
  })

  test('a new namesake is a person of their own where the phones tell them apart', async () => {
    await loadRoster(deps, ROSTER.replace('张三,党员,,', '张三,党员,,13800138002'))
    add('other', '张三', { mobile: '13800138009' })
    await take()
    expect(await bindings()).toEqual(['张三 -', '张三 other', '李四 -', '王芳 -'])
  })

  test('who left the roster is not brought back, nor is their account given to a namesake', async () => {
    await loadRoster(deps, ROSTER.replace('李四,党员,,', '李四,党员,lisi,'))
    await loadRoster(deps, ROSTER.split('\n').slice(0, 3).join('\n'))
    add('lisi', '李四')
    expect(await take()).toContain('没有导入\t李四 lisi\t在名册里已经离开，没有恢复。要恢复，请写进名册再导入')
    add('li.si', '李四')
    await take()
    expect(await bindings()).toEqual(['张三 -', '王芳 -'])
  })

  test('the account of somebody who left may be another one by now', async () => {
    await loadRoster(deps, ROSTER.replace('李四,党员,,', '李四,党员,desk3,'))
    await loadRoster(deps, ROSTER.split('\n').slice(0, 3).join('\n'))
    add('desk3', '张三')
    await take()
    expect(await bindings()).toEqual(['张三 desk3', '王芳 -'])
  })
})

describe('accounts that the platform has no longer', () => {
  beforeEach(() => loadRoster(deps, ROSTER.replace('张三,党员,,', '张三,党员,zhangsan,')))

  test('are released, and the member keeps what they answer for', async () => {
    add('lisi', '李四')
    const before = await posts()
    expect(await take()).toContain('解除绑定\t张三 zhangsan\t平台上已经没有这个账号')
    expect(await bindings()).toEqual(['张三 -', '李四 lisi', '王芳 -'])
    expect(await posts()).toEqual(before)
    expect(await take()).toContain('已导入。和现有的一样，没有变化。')
  })

  test('make room for the new account of the same member: a renamed account is theirs at once', async () => {
    add('zhangsan2', '张三')
    await take()
    expect(await bindings()).toEqual(['张三 zhangsan2', '李四 -', '王芳 -'])
  })

  test('are told from those that are only out of sight, which stay', async () => {
    wecom.contacts.addDepartment({ id: 9, parentId: 1, name: '机关' })
    wecom.contacts.hidden.add(9)
    wecom.contacts.addMember({ userId: 'zhangsan', name: '张三', departments: [9] })
    add('lisi', '李四')
    const lines = await take()
    expect(lines).toContain('看不到部门“机关”的成员。请在管理后台扩大应用的可见范围，再导入一次')
    expect(lines).toContain('1个已绑定的账号不在应用的可见范围里，没有解除绑定')
    expect(await bindings()).toContain('张三 zhangsan')
  })
})

describe('nothing is half imported', () => {
  test.each([
    ['wecom', 'department/list', 60011, /企业微信不让应用读通讯录.*60011/],
    ['wecom', 'user/list', 48002, /企业微信不让应用读通讯录.*48002/],
    ['dingtalk', 'department/listsub', 60011, /钉钉不让应用读通讯录.*60011/],
    ['dingtalk', 'v2/user/list', 88, /钉钉不让应用读通讯录.*88/],
    ['dingtalk', 'v2/user/list', 400002, /读钉钉的通讯录没有成功，什么也没有改.*400002/],
  ] as const)('where %s refuses %s with %i: it is said in words', async (from, api, errcode, words) => {
    const platform = from === 'wecom' ? wecom : dingtalk
    platform.faults.add({ api, effect: { errcode } })
    await expect(take({ from })).rejects.toThrow(words)
    expect(await bindings(from)).toEqual([])
  })

  test('where a branch was ended', async () => {
    add('zhangsan', '张三')
    await loadRoster(deps, ROSTER)
    await deps.pool.query('update branches set ended_on = now()')
    expect((await take()).join()).toMatch(/“第一支部”已经撤销.*有错，什么也没有改/)
    expect(process.exitCode).toBe(1)
    expect(await bindings()).toEqual(['张三 -', '李四 -', '王芳 -'])
  })

  test('where the platform is not set up', async () => {
    deps = { ...deps, channels: new Map() }
    await expect(take()).rejects.toThrow('还没有接上企业微信，请先填好 WECOM_CORP_ID 等设置')
  })
})
