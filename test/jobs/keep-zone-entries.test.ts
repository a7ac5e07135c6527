import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { countVisits } from '../../src/jobs/count-visits.ts'
import { keepZoneEntries } from '../../src/jobs/keep-zone-entries.ts'
import { endZoneEntries, listZoneEntries, openZoneEntries } from '../../src/store/zone-entries.ts'
import { loadRoster } from '../support/stories.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const roster = (member: string) => `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼、4号楼,张建国,党员,${member},
幸福支部,A3,东区,社区,3号楼、4号楼,李秀英,党员,lixiuying,是
幸福支部,A4,西区,社区,5号楼,王卫东,党员,,
幸福支部,,,,,陈书华,书记,chenshuhua,
`
const ROSTER = roster('zhangjianguo')
const TODAY = '2026-11-18'
const HOUR_MS = 3_600_000

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER)
})
afterEach(() => world.close())

const open = (kind: Parameters<typeof openZoneEntries>[1]['kind'], zoneCode: string, groupId: string | null = null) =>
  openZoneEntries(world.deps.pool, { scope: { zoneCode }, kind, groupId, today: TODAY })

async function keep(laterMs = 0): Promise<void> {
  world.deps.clock.now = new Date(world.deps.now().getTime() + laterMs)
  await countVisits.run(world.deps, world.deps.now())
  await keepZoneEntries.run(world.deps, world.deps.now())
}

async function visits(kind: string) {
  const { rows } = await world.deps.pool.query(
    `select z.code, v.visit_count from zone_visits v join zones z on z.id = v.zone_id where v.kind = $1 order by 1`,
    [kind],
  )
  return rows
}
const DAY_MS = 24 * HOUR_MS

/** The code is deleted by somebody in WeCom's console. */
function deletedThere(): void {
  for (const { configId } of world.platform.ways.all()) world.platform.ways.remove(configId)
}

async function entry(zoneCode = 'A3') {
  const [first] = await listZoneEntries(world.deps.pool, { zoneCode })
  if (!first) throw new Error('there is no way in')
  return first
}

const calls = (api: string) => world.platform.counters.calls[`externalcontact/${api}`] ?? 0

describe('a contact code', () => {
  test('leads to the members of the zone, the first to answer first, and is known by what its picture holds', async () => {
    await open('wecom_contact', 'A3')
    await keep()
    const [way] = world.platform.ways.all()
    expect(way?.body).toMatchObject({ type: 2, scene: 2, state: 'zone-A3', user: ['zhangjianguo', 'lixiuying'] })
    expect(await entry()).toMatchObject({ url: way?.leadsTo, accounts: ['zhangjianguo', 'lixiuying'], failure: null })
  })

  test('leads to whoever leads the branch where no member is on WeCom', async () => {
    await open('wecom_contact', 'A4')
    await keep()
    expect((await entry('A4')).accounts).toEqual(['chenshuhua'])
  })

  test('stays the same when the members change', async () => {
    await open('wecom_contact', 'A3')
    await keep()
    const { url } = await entry()
    await keep()
    expect(calls('update_contact_way')).toBe(0)
    await world.deps.pool.query(
      `update identities set external_id = 'zhouyang' where channel = 'wecom' and external_id = 'zhangjianguo'`,
    )
    await keep()
    expect(world.platform.ways.all()).toMatchObject([{ body: { user: ['zhouyang', 'lixiuying'] } }])
    expect((await entry()).url).toBe(url)
    expect(calls('add_contact_way')).toBe(1)
  })

  test('whose picture could not be had is not made a second time', async () => {
    await open('wecom_contact', 'A3')
    world.platform.faults.add({ api: 'externalcontact/get_contact_way', times: 1, effect: { errcode: -1 } })
    await keep()
    expect(await entry()).toMatchObject({ url: null, failure: 'rate_limited -1' })
    await keep()
    expect(await entry()).toMatchObject({ url: null })
    await keep(HOUR_MS)
    expect(await entry()).toMatchObject({ url: expect.stringContaining('work.weixin.qq.com'), failure: null })
    expect(calls('add_contact_way')).toBe(1)
  })

  test('that two processes make at once is made once', async () => {
    await open('wecom_contact', 'A3')
    await Promise.all([keep(), keep(), keep()])
    expect(world.platform.ways.all()).toHaveLength(1)
  })

  test('behind which a member is not activated says so, and works once that is set right', async () => {
    await open('wecom_contact', 'A3')
    world.platform.ways.activated = new Set(['chenshuhua'])
    await keep()
    expect(await entry()).toMatchObject({ url: null, failure: 'rejected 41054' })
    world.platform.ways.activated = null
    await keep(HOUR_MS)
    expect((await entry()).failure).toBeNull()
  })

  test('that was deleted in the console is made anew within a week, once, and the secretary is told to print', async () => {
    await open('wecom_contact', 'A3')
    await keep()
    const { url } = await entry()
    world.newOn('chenshuhua')
    deletedThere()
    await keep(DAY_MS)
    expect(calls('add_contact_way')).toBe(1)
    await keep(7 * DAY_MS)
    expect(await entry()).toMatchObject({ url: world.platform.ways.all()[0]?.leadsTo, failure: null })
    expect((await entry()).url).not.toBe(url)
    await keep(HOUR_MS)
    expect(calls('add_contact_way')).toBe(2)
    await world.settle()
    expect(world.newOn('chenshuhua').map(wordsOf).join()).toMatch(/东区（A3）的“联系我”二维码.*请重新打印/)
    const { rows } = await world.deps.pool.query(`select actor from audit where action = 'replace_zone_entry'`)
    expect(rows).toEqual([{ actor: 'system' }])
  })

  test('that is gone again before it led anywhere is not made a third time', async () => {
    await open('wecom_contact', 'A3')
    await keep()
    deletedThere()
    world.platform.faults.add({ api: 'externalcontact/get_contact_way', times: 1, effect: { errcode: -1 } })
    await keep(8 * DAY_MS)
    deletedThere()
    for (let i = 0; i < 3; i++) await keep(HOUR_MS)
    expect(await entry()).toMatchObject({ failure: 'made anew and gone again' })
    expect(calls('add_contact_way')).toBe(2)
  })

  test('is not made anew for any other refusal', async () => {
    await open('wecom_contact', 'A3')
    await keep()
    world.platform.ways.activated = new Set(['chenshuhua'])
    await keep(8 * DAY_MS)
    expect(await entry()).toMatchObject({ failure: 'rejected 41054' })
    expect(calls('add_contact_way')).toBe(1)
  })

  test('that is no longer wanted is taken back on the platform', async () => {
    await open('wecom_contact', 'A3')
    await keep()
    await endZoneEntries(world.deps.pool, { scope: { path: '/' }, kind: 'wecom_contact', now: world.deps.now() })
    await keep()
    expect(world.platform.ways.all()).toEqual([])
    expect(await listZoneEntries(world.deps.pool, { path: '/' })).toEqual([])
  })
})

describe('a group code', () => {
  beforeEach(() => {
    const members = [{ userid: 'zhangjianguo', type: 1 as const }]
    world.platform.ways.groups.set('wrAbC', { name: '东区居民群', owner: 'zhangjianguo', members })
  })

  test('leads into the group that was named, and counts who came, by no name', async () => {
    await open('wecom_group', 'A3', 'wrAbC')
    await keep()
    expect(world.platform.ways.all()).toMatchObject([
      { kind: 'join', body: { chat_id_list: ['wrAbC'], state: 'zone-A3' } },
    ])
    expect(await entry()).toMatchObject({ url: expect.stringContaining('/gm/'), memberCount: 1 })

    world.platform.ways.groups.get('wrAbC')?.members.push({ userid: 'wmA', type: 2 }, { userid: 'wmB', type: 2 })
    await world.platform.event({
      from: 'sys',
      event: 'change_external_chat',
      fields: { ChatId: 'wrAbC', ChangeType: 'update', UpdateDetail: 'add_member', JoinScene: 3, MemChangeCnt: 2 },
    })
    await world.settle()
    await keep()
    expect((await entry()).memberCount).toBe(3)
    expect(await visits('join')).toEqual([{ code: 'A3', visit_count: 2 }])
    expect((await world.deps.pool.query('select 1 from inbox where failed_at is not null')).rows).toEqual([])
  })

  test('that was deleted in the console is made anew', async () => {
    await open('wecom_group', 'A3', 'wrAbC')
    await keep()
    deletedThere()
    await keep(8 * DAY_MS)
    expect(world.platform.ways.all()).toMatchObject([{ kind: 'join', body: { chat_id_list: ['wrAbC'] } }])
    expect((await entry()).failure).toBeNull()
  })

  async function joined(ChatId: string, count = 1): Promise<void> {
    await world.platform.event({
      from: 'sys',
      event: 'change_external_chat',
      fields: { ChatId, ChangeType: 'update', UpdateDetail: 'add_member', JoinScene: 3, MemChangeCnt: count },
    })
    await world.settle()
  }

  test('counts who came into the groups that WeCom made when the first was full, and leads there too', async () => {
    await open('wecom_group', 'A3', 'wrAbC')
    await keep()
    const members = ['wmC', 'wmD'].map((userid) => ({ userid, type: 2 as const, state: 'zone-A3' }))
    world.platform.ways.groups.set('wrNext', { name: '东区居民群2', owner: 'zhangjianguo', members })
    await joined('wrNext', 2)
    await joined('wrAbC')
    await keep()
    expect(await visits('join')).toEqual([{ code: 'A3', visit_count: 3 }])
    expect((await entry()).memberCount).toBe(3)
    expect(world.platform.ways.all()).toMatchObject([{ body: { chat_id_list: ['wrAbC', 'wrNext'] } }])
    await joined('wrNext')
    await keep()
    expect(await visits('join')).toEqual([{ code: 'A3', visit_count: 4 }])

    world.platform.ways.groups.delete('wrNext')
    await joined('wrAbC', 3)
    await keep()
    expect(world.platform.ways.all()).toMatchObject([{ body: { chat_id_list: ['wrAbC'] } }])
    expect(await entry()).toMatchObject({ memberCount: 1, failure: null })
  })

  test('counts nothing of groups that are no zone’s, and asks for those again that could not be looked at', async () => {
    await open('wecom_group', 'A3', 'wrAbC')
    await keep()
    const state = 'shop-7'
    world.platform.ways.groups.set('wrShop', { name: '店', owner: 'x', members: [{ userid: 'wmE', type: 2, state }] })
    await joined('wrShop')
    await joined('wrGone')
    world.platform.faults.add({ api: 'externalcontact/groupchat/get', times: 1, effect: { errcode: -1 } })
    await keep()
    await keep()
    expect(await visits('join')).toEqual([])
    expect((await world.deps.pool.query('select 1 from visit_tallies')).rows).toEqual([])
  })

  test('of a group that is not there says so', async () => {
    await open('wecom_group', 'A3', 'wrGone')
    await keep()
    expect(await entry()).toMatchObject({ url: null, failure: 'rejected 90500' })
    await open('wecom_group', 'A4')
    await keep()
    expect(await entry('A4')).toMatchObject({ failure: 'no group was named for it' })
  })
})

test('微信客服 has one address, and each zone its own ending', async () => {
  await openZoneEntries(world.deps.pool, { scope: { path: '/' }, kind: 'kf', today: TODAY })
  await keep()
  expect(
    (await listZoneEntries(world.deps.pool, { path: '/' })).map((e) =>
      new URL(e.url ?? '').searchParams.get('scene_param'),
    ),
  ).toContain('zone-A4')
  expect(world.platform.counters.calls['kf/add_contact_way']).toBe(1)
})

test('a resident who scans the contact code is greeted with who answers there and the page, and counted', async () => {
  await world.platform.addResident({ member: 'zhangjianguo', resident: 'wmScanner', state: 'zone-A3' })
  await world.settle()
  const [greeting] = world.newOn('wmScanner')
  expect(greeting?.text).toMatch(/东区/)
  expect(JSON.stringify(greeting?.body)).toContain('/z/A3')
  await countVisits.run(world.deps, world.deps.now())
  expect(await visits('scan')).toEqual([{ code: 'A3', visit_count: 1 }])
})

test('many who scan at once wait for nobody, and each is counted once by however many processes', async () => {
  await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      world.platform.addResident({ member: 'zhangjianguo', resident: `wmScanner${i}`, state: `zone-A${3 + (i % 2)}` }),
    ),
  )
  await world.settle()
  expect(await visits('scan')).toEqual([])
  await Promise.all(Array.from({ length: 4 }, () => countVisits.run(world.deps, world.deps.now())))
  expect(await visits('scan')).toEqual([
    { code: 'A3', visit_count: 6 },
    { code: 'A4', visit_count: 6 },
  ])
})

test('the roster of the test changes nothing by being read again', async () => {
  await open('wecom_contact', 'A3')
  await keep()
  await loadRoster(world.deps, ROSTER)
  await keep()
  expect(calls('update_contact_way')).toBe(0)
})
