/** A zone's group on DingTalk: a link to join it that is kept alive, and what is said in it is of that zone. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keepJoinLinks } from '../../src/jobs/keep-join-links.ts'
import { endZoneEntries, listZoneEntries, openZoneEntries } from '../../src/store/zone-entries.ts'
import { type DingtalkWorld, dingtalkWorld } from '../support/dingtalk-world.ts'

const ROSTER = `支部,责任区编号,责任区,范围,姓名,角色,钉钉账号
第一支部,,,,王芳,书记,Wang-01
第一支部,A3,东片,3号楼,张三,党员,Zhang-03
第一支部,A3,东片,3号楼,李四,党员,Li-04
第一支部,A4,西片,4号楼,赵六,党员,Zhao-06`
const GROUP = 'cidGROUP3=='
const CHAT = 'chat0003'
const DAY_MS = 86_400_000

let world: DingtalkWorld
beforeEach(async () => {
  world = await dingtalkWorld(ROSTER)
  world.platform.addGroup({ conversationId: GROUP, chatId: CHAT, members: ['Li-04', 'Wang-01'] })
})
afterEach(() => world.close())

async function nameGroup(groupId: string, zoneCode = 'A3'): Promise<void> {
  await openZoneEntries(world.deps.pool, { scope: { zoneCode }, kind: 'dingtalk_group', groupId, today: '2026-11-18' })
}
const keep = () => keepJoinLinks(world.deps, world.deps.now())
const entry = async () => (await listZoneEntries(world.deps.pool, { path: '/' }))[0]
const asked = () => world.platform.calls.filter((c) => c.path.endsWith('/chat/qrcode/get')).length

async function goesBy(days: number): Promise<void> {
  world.deps.clock.now = new Date(world.deps.now().getTime() + days * DAY_MS)
  world.platform.advance(days * DAY_MS)
}
async function changes(type: string, fields: Record<string, unknown> = {}): Promise<void> {
  await world.platform.event(type, {
    ...{ timeStamp: String(world.deps.now().getTime()), openConversationId: GROUP, chatId: CHAT, corpId: 'c' },
    ...fields,
  })
  await world.settle()
}

describe('the link to join a group', () => {
  test('is asked for once, in the name of a member who is in the group', async () => {
    await nameGroup(CHAT)
    await keep()
    const first = await entry()
    expect(first).toMatchObject({ zoneCode: 'A3', groupId: GROUP, accounts: ['Li-04'], failure: null })
    expect(first?.url).toMatch(/^https:\/\/qr\.dingtalk\.com\/action\/joingroup\?/)
    // Zhang-03 answers first, and is not in the group.
    expect(asked()).toBe(2)
    await keep()
    expect(asked()).toBe(2)
  })

  test('is renewed a month before its year is over, and not sooner', async () => {
    await nameGroup(CHAT)
    await keep()
    await goesBy(334)
    await keep()
    expect(asked()).toBe(2)
    await goesBy(2)
    await keep()
    // In the name that it was asked for in before.
    expect(asked()).toBe(3)
  })

  test.each(['chat_update_owner', 'chat_update_title'])('is another one at once after %s', async (type) => {
    await nameGroup(CHAT)
    await keep()
    const before = await entry()
    world.platform.changeGroup(GROUP, { title: '三号楼' })
    await changes(type, { title: '三号楼' })
    expect(await entry()).toMatchObject({ url: null })
    await keep()
    const after = await entry()
    expect(after?.url).toMatch(/^https:/)
    expect(after?.url).not.toBe(before?.url)
  })

  test('waits for an event where the group was named by its conversation alone', async () => {
    await nameGroup(GROUP)
    await keep()
    expect(await entry()).toMatchObject({ url: null, failure: 'the chatid of the group is not known yet' })
    await changes('chat_add_member', { userId: ['u9'] })
    await keep()
    expect((await entry())?.url).toMatch(/^https:/)
  })

  test('is none where nobody of the zone is in the group, nor asked for again at once', async () => {
    world.platform.changeGroup(GROUP, { members: ['Zhao-06'] })
    await nameGroup(CHAT)
    await keep()
    expect(await entry()).toMatchObject({ url: null, failure: 'rejected 60124' })
    const before = asked()
    await keep()
    expect(asked()).toBe(before)
    world.platform.changeGroup(GROUP, { members: ['Zhang-03'] })
    await goesBy(1)
    await keep()
    expect(await entry()).toMatchObject({ accounts: ['Zhang-03'], failure: null })
  })

  test.each([
    [34001, 'rejected 34001'],
    [90018, 'rate_limited 90018'],
    [90020, 'rate_limited 90020'],
    [60011, 'misconfigured 60011'],
  ])('that DingTalk refuses with %i is noted, and the notice goes on without it', async (errcode, failure) => {
    world.platform.faults.add({ api: 'chat/qrcode/get', effect: { errcode } })
    await nameGroup(CHAT)
    await keep()
    expect(await entry()).toMatchObject({ url: null, failure })
  })

  test('goes with the group that is switched off', async () => {
    await nameGroup(CHAT)
    await keep()
    await endZoneEntries(world.deps.pool, {
      ...{ scope: { zoneCode: 'A3' }, kind: 'dingtalk_group', now: world.deps.now() },
    })
    await keep()
    const { rows } = await world.deps.pool.query('select 1 from zone_entries')
    expect(rows).toEqual([])
  })
})

describe('the group of a zone', () => {
  const zones = async () => (await listZoneEntries(world.deps.pool, { path: '/' })).map((e) => [e.zoneCode, e.groupId])
  const heard = async (from: string, text: string, group?: string) => {
    const shown = await world.says({ from, text, ...(group === undefined ? {} : { group }) })
    return JSON.stringify(shown)
  }

  test('is named by the secretary in the group itself', async () => {
    expect(await heard('Wang-01', '这是3号楼的群', GROUP)).toContain('这是东片（A3）的群')
    expect(await zones()).toEqual([['A3', GROUP]])
    await changes('chat_add_member', { userId: ['u9'] })
    await keep()
    expect((await entry())?.url).toMatch(/^https:/)
    // Said again it stays as it is.
    await heard('Wang-01', '本群绑定A3', GROUP)
    expect((await entry())?.url).toMatch(/^https:/)
  })

  test('is not named by a member, nor from outside the group', async () => {
    expect(await heard('Li-04', '这是3号楼的群', GROUP)).toContain('这个要由支部书记来说')
    expect(await heard('Wang-01', '这是3号楼的群')).toContain('请在那个群里@我')
    expect(await zones()).toEqual([])
  })
})

describe('what is said in the group', () => {
  const outsider = { outsider: true, group: GROUP, from: 'resident-7' }
  const zoneOfLastCase = async () => {
    const { rows } = await world.deps.pool.query<{ code: string | null }>(
      'select z.code from cases c left join zones z on z.id = c.zone_id order by c.created_at desc limit 1',
    )
    return rows[0]?.code
  }

  test('by somebody from outside, without a place, is of its zone', async () => {
    await nameGroup(CHAT)
    await keep()
    await world.says({ ...outsider, text: '楼道灯坏了两天了' })
    expect(await zoneOfLastCase()).toBe('A3')
  })

  test('of another place is of that place', async () => {
    await nameGroup(CHAT)
    await keep()
    await world.says({ ...outsider, text: '4号楼楼道灯坏了两天了' })
    expect(await zoneOfLastCase()).toBe('A4')
  })

  test('of no zone, or of two, is not put into one', async () => {
    await world.says({ ...outsider, text: '楼道灯坏了两天了' })
    expect(await zoneOfLastCase()).toBe(null)
    await nameGroup(GROUP)
    await nameGroup(GROUP, 'A4')
    await world.says({ ...outsider, from: 'resident-8', text: '楼道的扶手松了' })
    expect(await zoneOfLastCase()).toBe(null)
  })
})
