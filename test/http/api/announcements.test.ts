import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keepAnnouncement } from '../../../src/store/announcement-orders.ts'
import { tellDueAnnouncements } from '../../../src/store/announcements.ts'
import { inTransaction } from '../../../src/store/sql.ts'
import { type ApiWorld, apiWorld, TIMEZONE } from './world.ts'

let world: ApiWorld
beforeEach(async () => {
  world = await apiWorld()
})
afterEach(() => world.close())

const tell = () =>
  tellDueAnnouncements(world.deps.db, world.clock.now, { timezone: TIMEZONE, channels: world.deps.channels })

async function rows<T>(text: string): Promise<T[]> {
  return (await world.database.pool.query(text)).rows as T[]
}

describe('an announcement', () => {
  test('goes at once to every member of the scope who can be reached, once', async () => {
    const { status, body } = await world.send('POST', '/announcements', {
      text: '周五下午三点开会',
      audience: 'members',
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      scope: '/',
      audience: 'members',
      text: '周五下午三点开会',
      at: '2026-11-20T02:00:00.000Z',
    })
    expect(world.rung).toHaveLength(2)
    expect(
      await rows("select channel, content ->> 'text' as text, lane, purpose, key from outbox order by channel"),
    ).toEqual(
      ['local', 'wecom'].map((channel) => ({
        channel,
        text: `周五下午三点开会\n（通知${body.id}）`,
        lane: 'digest',
        purpose: 'announcement',
        key: `announcement/${body.id}`,
      })),
    )
    // 13 demo people on the local channel, 2 real ones on WeCom.
    expect(await rows('select channel, count(*)::int from deliveries group by 1 order by 1')).toEqual([
      { channel: 'local', count: 13 },
      { channel: 'wecom', count: 2 },
    ])
    expect(await tell()).toEqual([])
    const { items } = (await world.get('/announcements')).body
    expect(items).toMatchObject([{ recipientCount: 15, toldAt: '2026-11-20T02:00:00.000Z' }])
  })

  test('is listed in the outbox person by person, without the text', async () => {
    await world.send('POST', '/announcements', { text: '周五下午三点开会', audience: 'members' })
    const first = (await world.get('/outbox?limit=10')).body
    const second = (await world.get(`/outbox?limit=10&cursor=${first.nextCursor}`)).body
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([10, 5, null])
    const all = [...first.items, ...second.items]
    expect(new Set(all.map((d) => `${d.channel} ${d.to}`)).size).toBe(15)
    expect(all.find((d) => d.to === 'niu')).toMatchObject({
      channel: 'wecom',
      state: 'waiting',
      lane: 'digest',
      purpose: 'announcement',
      about: null,
      attempts: 0,
      sentAt: null,
    })
    expect(JSON.stringify(all)).not.toContain('开会')
    expect((await world.get('/outbox?channel=wecom')).body.items).toHaveLength(2)
    expect((await world.get('/outbox?state=sent')).body.items).toHaveLength(0)
  })

  test('reaches the residents of the scope, and its residents’ representatives', async () => {
    const said = { text: '明天停水', audience: 'residents', scope: '/演示' }
    expect((await world.send('POST', '/announcements', said)).status).toBe(201)
    expect(await rows('select recipient from deliveries order by 1')).toEqual(
      ['jumin-huanzhe', 'jumin-jiazhang', 'jumin-laoli', 'jumin-wangdama', 'jumin-xiaozhang'].map((recipient) => ({
        recipient,
      })),
    )
  })

  test('waits for its hour, and at night for the morning', async () => {
    const evening = { text: '明早开会', audience: 'members', at: '2026-11-20T21:00:00+08:00' }
    expect((await world.send('POST', '/announcements', evening)).status).toBe(201)
    expect(await rows('select from outbox')).toHaveLength(0)
    world.clock.now = new Date('2026-11-20T13:00:30Z')
    expect(await tell()).toHaveLength(2)
    expect(await rows('select distinct channel, due_at from deliveries order by 1')).toEqual([
      { channel: 'local', due_at: world.clock.now },
      { channel: 'wecom', due_at: new Date('2026-11-21T00:00:00Z') },
    ])
  })

  test('told by two at once is told once', async () => {
    await world.send('POST', '/announcements', {
      text: '明早开会',
      audience: 'members',
      at: '2026-11-20T11:00:00+08:00',
    })
    world.clock.now = new Date('2026-11-20T03:00:30Z')
    const told = await Promise.all([tell(), tell(), tell()])
    expect(told.flat()).toHaveLength(2)
    expect(await rows('select from deliveries')).toHaveLength(15)
  })

  test('to 2,500 people goes in three calls of at most 1,000', async () => {
    await world.database.pool.query(`
      with place as (select b.id, b.organisation_id from branches b where b.name = '东山支部'),
      someone as (insert into people (organisation_id, branch_id, name)
        select organisation_id, id, '党员' || n from place, generate_series(1, 2498) n returning id, organisation_id, branch_id),
      bound as (insert into identities (organisation_id, channel, external_id, display_id, person_id)
        select organisation_id, 'wecom', 'p' || row_number() over (), 'P', id from someone)
      insert into assignments (organisation_id, branch_id, person_id, role, position, starts_on)
        select organisation_id, branch_id, id, 'zone_member', 0, '2026-01-01' from someone`)
    const { body } = await world.send('POST', '/announcements', {
      text: '大会',
      audience: 'members',
      scope: '/东山街道',
    })
    expect(body.recipientCount).toBeNull()
    expect(await rows('select batch, count(*)::int from deliveries group by 1 order by 1')).toEqual([
      { batch: 0, count: 1000 },
      { batch: 1, count: 1000 },
      { batch: 2, count: 500 },
    ])
    expect(await rows('select recipient_count from announcements')).toEqual([{ recipient_count: 2500 }])
  })

  test('goes to somebody with several accounts on one of them only, and to nobody who left', async () => {
    await world.database.pool.query(`
      insert into identities (organisation_id, channel, external_id, display_id, person_id)
        select organisation_id, 'wecom', 'zjg', 'zjg', id from people where name = '周建国'`)
    await world.database.pool.query("update people set left_on = '2026-11-01' where name = '陈志强'")
    await world.send('POST', '/announcements', { text: '开会', audience: 'members', scope: '/演示' })
    expect(await rows('select channel, count(*)::int from deliveries group by 1 order by 1')).toEqual([
      { channel: 'local', count: 11 },
      { channel: 'wecom', count: 1 },
    ])
  })

  test('goes to the members of the zones that it names, and is told with them', async () => {
    const said = { text: '东山广场停水', audience: 'members', zones: ['d2'] }
    expect((await world.send('POST', '/announcements', said)).body).toMatchObject({ zones: ['D2'] })
    expect(await rows('select recipient from deliveries')).toEqual([{ recipient: 'niu' }])
    expect((await world.get('/announcements')).body.items).toMatchObject([{ zones: ['D2'], recipientCount: 1 }])
  })

  test('that was ordered in chat is listed with the branch that it is for alone', async () => {
    await inTransaction(world.database.pool, async (sql) => {
      const { rows: found } = await world.database.pool.query(
        "select branch_id as id from people where name = '周建国'",
      )
      const order = { branchId: found[0].id, whole: false, zoneCodes: [], audience: 'members', text: '开会' } as const
      const now = world.clock.now
      await keepAnnouncement(sql, { ...order, at: now }, { actor: 'test', now })
    })
    await world.send('POST', '/announcements', { text: '开会', audience: 'members' })
    const { items } = (await world.get('/announcements')).body
    expect((items as { branch?: unknown }[]).map((one) => one.branch)).toEqual([null, '幸福里社区党支部'])
  })

  test('is kept as it would be in chat: without telephones and markup', async () => {
    const { body } = await world.send('POST', '/announcements', { text: '问<b>13812345678', audience: 'residents' })
    expect(body.text).toBe('问＜b＞138****5678')
  })

  test('that is taken back goes to nobody any more, and is noted once', async () => {
    const { body } = await world.send('POST', '/announcements', { text: '开会', audience: 'members' })
    for (const _ of [1, 2]) {
      const recalled = await world.send('POST', `/announcements/${body.id}/recall`, undefined)
      expect([recalled.status, recalled.body.recalledAt]).toEqual([200, '2026-11-20T02:00:00.000Z'])
    }
    expect(await rows('select distinct state, reason from deliveries')).toEqual([
      { state: 'dropped', reason: 'recalled' },
    ])
    expect(await rows(`select subject from audit where action = 'recall_announcement'`)).toEqual([
      { subject: `announcement:${body.id}` },
    ])
  })

  test('is taken back by nobody who could not have sent it', async () => {
    const { body } = await world.send('POST', '/announcements', { text: '开会', audience: 'members' })
    const path = `/announcements/${body.id}/recall`
    expect((await world.send('POST', path, undefined, await world.token('/演示'))).status).toBe(404)
    const reader = await world.token('/', { readOnly: true })
    expect((await world.send('POST', path, undefined, reader)).status).toBe(403)
    for (const id of ['99', 'x', '9'.repeat(30)]) {
      expect((await world.send('POST', `/announcements/${id}/recall`, undefined)).status).toBe(404)
    }
    expect(await rows('select from announcements where recalled_at is not null')).toHaveLength(0)
  })

  test.each([
    [{ text: '好', audience: 'members', zones: ['D9'] }, '没有责任区“D9”，或不在这个范围内。'],
    [{ text: '好', audience: 'members', scope: '/演示', zones: ['D1'] }, '没有责任区“D1”，或不在这个范围内。'],
    [{ audience: 'members' }, '缺少“text”。'],
    [{ text: '  ', audience: 'members' }, '“text”不能为空。'],
    [{ text: '好'.repeat(601), audience: 'members' }, '“text”最多 600 个字。'],
    [{ text: '😀'.repeat(500), audience: 'members' }, '“text”太长了'],
    [{ text: '好', audience: 'everybody' }, '“audience”只能是 members、residents。'],
    [{ text: '好', audience: 'members', at: 'soon' }, '“at”要写成'],
    [{ text: '好', audience: 'members', colour: 'red' }, '没有“colour”这个内容。'],
  ])('%o is refused', async (said, detail) => {
    const { status, body } = await world.send('POST', '/announcements', said)
    expect(status).toBe(400)
    expect(body.detail.startsWith(detail), body.detail).toBe(true)
    expect(await rows('select from announcements')).toHaveLength(0)
  })

  test('for a scope that is not the token’s is as for one that does not exist', async () => {
    const token = await world.token('/演示')
    for (const scope of ['/', '/东山街道', '/无此处']) {
      expect(
        (await world.send('POST', '/announcements', { text: '好', audience: 'members', scope }, token)).status,
      ).toBe(404)
    }
  })
})
