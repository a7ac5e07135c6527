/** What a platform's directory tells of accounts: they stay whose they are, and nobody becomes somebody else. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lookUpNames } from '../../src/jobs/look-up-names.ts'
import type { Shown } from '../platforms/dingtalk/phones.ts'
import { dingtalkWorld } from '../support/dingtalk-world.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,范围,姓名,角色,企业微信账号,钉钉账号
第一支部,,,,王芳,书记,wangfang,Wang-01
第一支部,A1,东片,1号楼,张三,党员,zhangsan,
第一支部,A2,西片,2号楼,李四,党员,lisi,Li-04
第一支部,A3,北片,3号楼,赵云,党员,,`

describe('on WeCom', () => {
  let world: WecomWorld
  beforeEach(async () => {
    world = await wecomWorld(ROSTER)
  })
  afterEach(() => world.close())

  async function changes(ChangeType: string, fields: Record<string, string>): Promise<void> {
    await world.platform.event({ from: 'sys', event: 'change_contact', fields: { ChangeType, ...fields } })
    await world.settle()
  }
  async function ownerOf(account: string): Promise<string | null> {
    const { rows } = await world.deps.pool.query<{ name: string }>(
      `select p.name from identities i join people p on p.id = i.person_id
        where i.channel = 'wecom' and i.external_id = $1`,
      [account],
    )
    return rows[0]?.name ?? null
  }
  const reads = async (account: string) => world.newOn(account).map(wordsOf).join('\n')

  test('a renamed account stays the same person, also for what is said at once (NewUserID)', async () => {
    await changes('update_user', { UserID: 'zhangsan', NewUserID: 'Zhang.San' })
    expect([await ownerOf('zhangsan'), await ownerOf('zhang.san')]).toEqual([null, '张三'])
    expect(wordsOf((await world.says('zhang.san', '我的责任区'))[0])).toContain('您负责')
  })

  test('a renamed account that wrote before the event came is the same person', async () => {
    await world.says('zhang.san', '你好')
    expect(await ownerOf('zhang.san')).toBe(null)
    await changes('update_user', { UserID: 'zhangsan', NewUserID: 'zhang.san' })
    expect([await ownerOf('zhangsan'), await ownerOf('zhang.san')]).toEqual([null, '张三'])
  })

  test('a new id that is somebody else’s stays theirs', async () => {
    await changes('update_user', { UserID: 'zhangsan', NewUserID: 'lisi' })
    expect([await ownerOf('zhangsan'), await ownerOf('lisi')]).toEqual([null, '李四'])
  })

  test('an account that is deleted is nobody’s; the secretary hears whom it leaves unreached', async () => {
    await changes('delete_user', { UserID: 'ZhangSan' })
    expect(await ownerOf('zhangsan')).toBe(null)
    expect(await reads('wangfang')).toContain(
      '张三的企业微信账号已经注销，以后收不到消息。张三负责东片（A1）。如果换了新账号，请给一个邀请码；如果离开了，请另外安排人。',
    )
    // Given to somebody new, it has no say.
    expect(wordsOf((await world.says('zhangsan', '1号楼谁负责'))[0])).not.toContain('您本人')
  })

  test('whoever is reached on another platform is not told of as lost', async () => {
    await changes('delete_user', { UserID: 'lisi' })
    expect(await ownerOf('lisi')).toBe(null)
    expect(await reads('wangfang')).toBe('')
  })

  test('an account under another name is nobody’s until the secretary says that it is still the same person', async () => {
    await changes('update_user', { UserID: 'zhangsan', Name: '赵六' })
    expect(await ownerOf('zhangsan')).toBe(null)
    expect(await reads('wangfang')).toMatch(/是本人吗.*赵六.*张三/s)
    await world.taps('wangfang', '是')
    expect(await ownerOf('zhangsan')).toBe('张三')
  })

  test('nor is it given back when the secretary says no', async () => {
    await changes('update_user', { UserID: 'zhangsan', Name: '赵六' })
    await world.taps('wangfang', '不是')
    expect(await ownerOf('zhangsan')).toBe(null)
  })

  test('a name that says more about the same person changes nothing, nor does another field', async () => {
    await changes('update_user', { UserID: 'zhangsan', Name: '张三（1号楼）' })
    await changes('update_user', { UserID: 'zhangsan', Position: '工程师' })
    expect(await ownerOf('zhangsan')).toBe('张三')
    expect(await reads('wangfang')).toBe('')
  })

  test('what is told of strangers changes nothing', async () => {
    await changes('create_user', { UserID: 'new', Name: '张三' })
    await changes('update_user', { UserID: 'stranger', NewUserID: 'zhangsan' })
    await changes('delete_user', { UserID: 'stranger' })
    expect([await ownerOf('zhangsan'), await ownerOf('new')]).toEqual(['张三', null])
    await lookUpNames(world.deps)
    expect(await reads('wangfang')).toBe('')
  })

  test('whoever joins under a name of the roster that has no account is asked about, and nobody else is kept', async () => {
    world.platform.contacts.addMember({ userId: 'zhaoyun', name: '赵云', departments: [1] })
    await changes('create_user', { UserID: 'ZhaoYun', Name: '赵云' })
    await changes('create_user', { UserID: 'stranger', Name: '周瑜' })
    await lookUpNames(world.deps)
    await world.settle()
    expect(await reads('wangfang')).toMatch(/赵云/)
    await world.taps('wangfang', '是')
    expect(await ownerOf('zhaoyun')).toBe('赵云')
    const { rows } = await world.deps.pool.query(`select 1 from identities where external_id = 'stranger'`)
    expect(rows).toEqual([])
  })
})

test('on DingTalk too: whoever joins under a name of the roster is asked about, of anybody else no name is kept', async (t) => {
  const world = await dingtalkWorld(ROSTER.replaceAll(/,(?:wangfang|zhangsan|lisi),/g, ',,'))
  t.onTestFinished(() => world.close())
  const { platform, deps } = world
  platform.addUser({ userId: 'Wang-01', name: '王芳' })
  platform.addUser({ userId: 'Zhao-07', name: '赵云' })
  platform.addUser({ userId: 'Zhou-08', name: '周瑜' })
  await platform.event('user_add_org', { timeStamp: '1795000000000', userId: ['Zhao-07', 'Zhou-08'] })
  await world.settle()
  await lookUpNames(deps)
  await world.settle()
  const asked = JSON.stringify(world.newOn('Wang-01') satisfies Shown[])
  expect([asked.includes('赵云'), asked.includes('周瑜')]).toEqual([true, false])
  await world.follows('Wang-01', '是')
  const { rows } = await deps.pool.query<{ external_id: string; name: string | null }>(
    `select i.external_id, p.name from identities i left join people p on p.id = i.person_id
      where i.channel = 'dingtalk' and i.external_id in ('Zhao-07', 'Zhou-08') order by 1`,
  )
  // The event tells no names, so that the directory is asked about both.
  expect(rows).toEqual([
    { external_id: 'Zhao-07', name: '赵云' },
    { external_id: 'Zhou-08', name: null },
  ])
})

test('on DingTalk too: an account that left is released, one under another name asked about', async (t) => {
  const world = await dingtalkWorld(ROSTER.replaceAll(/,(?:wangfang|zhangsan|lisi),/g, ',,'))
  t.onTestFinished(() => world.close())
  const { platform, deps } = world
  const ownerOf = async (account: string) => {
    const { rows } = await deps.pool.query<{ name: string }>(
      `select p.name from identities i join people p on p.id = i.person_id
        where i.channel = 'dingtalk' and i.external_id = $1`,
      [account],
    )
    return rows[0]?.name ?? null
  }
  platform.addUser({ userId: 'Wang-01' })
  await platform.event('user_modify_org', {
    timeStamp: '1795000000000',
    userId: ['Li-04'],
    diffInfo: { userid: 'Li-04', prev: { name: '李四' }, curr: { name: '李思思' } },
  })
  await world.settle()
  expect(await ownerOf('Li-04')).toBe(null)
  expect(JSON.stringify(world.newOn('Wang-01') satisfies Shown[])).toContain('李思思')
  await platform.event('user_leave_org', { timeStamp: '1795000000001', userId: ['Wang-01'] })
  await world.settle()
  expect(await ownerOf('Wang-01')).toBe(null)
})
