import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiWorld, apiWorld } from './world.ts'

let world: ApiWorld
beforeAll(async () => {
  world = await apiWorld()
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 1, minute))
  await world.open({ code: 'X2-0001', createdAt: at(1), state: 'draft' })
  await world.open({ code: 'X2-0002', createdAt: at(2), category: 'environment', urgency: 'urgent' })
  await world.open({ code: 'X1-0001', createdAt: at(3), channel: 'wecom', kind: 'enquiry' })
  await world.open({ code: 'D1-0001', createdAt: at(4), category: 'hardship', text: '刘大爷一个人在家没饭吃' })
  await world.open({ code: 'D1-0002', createdAt: new Date('2026-11-18T16:00:00Z'), state: 'resolved' })
  await world.checkIn({ zone: 'X2', createdAt: at(1) })
  await world.checkIn({ zone: 'D1', createdAt: at(2), activity: 'talk', text: '和老王谈了家里的事' })
})
afterAll(() => world.close())

async function codes(query: string, token?: string): Promise<string[]> {
  const { status, body } = await world.get(`/cases${query}`, token)
  expect(status).toBe(200)
  return body.items.map((item) => String(item.code))
}

describe('cases', () => {
  test('are listed with all that the contract names, the newest first, drafts too', async () => {
    const { body } = await world.get('/cases')
    expect(body.items.map((c) => c.code)).toEqual(['D1-0001', 'X1-0001', 'X2-0002', 'X2-0001', 'D1-0002'])
    expect(body.nextCursor).toBeNull()
    expect(body.items[3]).toEqual({
      code: 'X2-0001',
      zone: 'X2',
      branch: '幸福里社区党支部',
      kind: 'incident',
      category: 'facility',
      urgency: 'normal',
      state: 'draft',
      status: null,
      place: { text: '3号楼2单元401室刘大爷家', building: '3', unit: '2', floor: null, room: '401' },
      occurredAt: { date: '2026-11-18', time: null },
      text: '3号楼2单元楼道灯坏了两天了',
      channel: 'local',
      reportedBy: { role: 'zone_member', personId: null },
      handledBy: null,
      createdAt: '2026-11-20T01:01:00.000Z',
      updatedAt: '2026-11-20T02:00:00.000Z',
      ...{ external: null, scheduledOn: null, extension: 'none', escalation: 0, duplicateOf: null },
      ...{ respondedAt: null, reopenedAt: null, verified: null, satisfied: null },
      closedAt: null,
      clocks: {
        accept: { dueAt: null, pausedAt: null, doneAt: null },
        resolve: { dueAt: null, pausedAt: null, doneAt: null },
        verify: { dueAt: null, pausedAt: null, doneAt: null },
      },
      attachments: [],
      history: [
        {
          at: '2026-11-20T02:00:00.000Z',
          by: { role: 'zone_member', personId: null },
          event: 'open',
          from: null,
          to: 'draft',
          reason: '刘大爷说的',
        },
      ],
    })
  })

  test('of a sensitive category are counted, never read', async () => {
    const { body } = await world.get('/cases/D1-0001')
    expect(body).toMatchObject({
      code: 'D1-0001',
      category: 'hardship',
      text: null,
      place: { text: '3号楼', building: '3', unit: null, room: null },
      reportedBy: { personId: null },
      history: [{ reason: null }],
    })
    expect(JSON.stringify(body)).not.toContain('刘大爷')
  })

  test.each([
    ['?state=draft', ['X2-0001']],
    ['?state=draft,resolved', ['X2-0001', 'D1-0002']],
    ['?state=draft&state=resolved', ['X2-0001', 'D1-0002']],
    ['?zone=x2', ['X2-0002', 'X2-0001']],
    ['?zone=X1,D1&kind=incident', ['D1-0001', 'D1-0002']],
    ['?category=environment', ['X2-0002']],
    ['?urgency=urgent', ['X2-0002']],
    ['?channel=wecom', ['X1-0001']],
    ['?kind=enquiry', ['X1-0001']],
    ['?zone=nowhere', []],
    ['?from=2026-11-20T01:03:00Z', ['D1-0001', 'X1-0001']],
    ['?from=2026-11-20T09:03:00+08:00', ['D1-0001', 'X1-0001']],
    ['?to=2026-11-20T01:02:00Z', ['X2-0001', 'D1-0002']],
    // 2026-11-18T16:00Z is midnight of the 19th where the installation is.
    ['?from=2026-11-19&to=2026-11-19', ['D1-0002']],
    ['?to=2026-11-18', []],
    [`?scope=${encodeURIComponent('/演示')}`, ['X1-0001', 'X2-0002', 'X2-0001']],
    [`?scope=${encodeURIComponent('东山街道')}`, ['D1-0001', 'D1-0002']],
  ])('are filtered by %s', async (query, expected) => {
    expect(await codes(query)).toEqual(expected)
  })

  test('are paged without a double or a gap, also when many came in the same instant', async () => {
    const same = await apiWorld()
    for (let i = 0; i < 25; i++) await same.open({ code: `X${(i % 6) + 1}-${String(i + 1).padStart(4, '0')}` })
    const seen: unknown[] = []
    let cursor: string | null = null
    let pages = 0
    do {
      const { body } = await same.get(`/cases?limit=4${cursor === null ? '' : `&cursor=${cursor}`}`)
      seen.push(...body.items.map((c) => c.code))
      cursor = body.nextCursor
      pages++
    } while (cursor !== null)
    expect([pages, seen.length, new Set(seen).size]).toEqual([7, 25, 25])
    await same.close()
  })

  test.each(['X2-0001', 'x2-1', 'ｘ２－０００１', 'X2-01'])(
    'are found by code as anybody types it: %s',
    async (code) => {
      expect((await world.get(`/cases/${encodeURIComponent(code)}`)).body.code).toBe('X2-0001')
    },
  )
})

describe('what a token may see', () => {
  test('ends at its part of the tree; beyond, everything is as if it did not exist', async () => {
    const token = await world.token('/演示')
    expect(await codes('', token)).toEqual(['X1-0001', 'X2-0002', 'X2-0001'])
    const foreign = await world.get('/cases/D1-0001', token)
    const missing = await world.get('/cases/D1-9999', token)
    const nonsense = await world.get('/cases/nonsense', token)
    expect(foreign.status).toBe(404)
    expect(foreign.body).toEqual(missing.body)
    expect(foreign.body).toEqual(nonsense.body)
    const scopes = [await world.get('/cases?scope=/', token), await world.get('/cases?scope=/%E6%97%A0', token)]
    expect(scopes.map((s) => s.status)).toEqual([404, 404])
    expect(scopes[0]?.body).toEqual(scopes[1]?.body)
    for (const list of ['check-ins', 'zones', 'members', 'outbox', 'announcements']) {
      const { body } = await world.get(`/${list}?limit=200`, token)
      expect(JSON.stringify(body)).not.toMatch(/D1|D2|东山|牛党员/)
    }
    expect((await world.get('/cases?zone=D1', token)).body.items).toEqual([])
  })

  test('a name that only begins like another is not below it', async () => {
    const { rows } = await world.database.pool.query<{ id: string }>(
      "select id from organisations where path = '/演示'",
    )
    await world.database.pool.query("insert into organisations (name, path) values ('演示二', '/演示二')")
    expect(rows).toHaveLength(1)
    const token = await world.token('/演示')
    expect((await world.get(`/cases?scope=${encodeURIComponent('/演示二')}`, token)).status).toBe(404)
  })
})

describe('the other lists', () => {
  test('check-ins tell of a talk only that it took place', async () => {
    const { body } = await world.get('/check-ins')
    expect(body.items).toMatchObject([
      { zone: 'D1', activity: 'talk', text: null },
      { zone: 'X2', activity: 'patrol', text: '巡查了一圈', state: 'kept', channel: 'local' },
    ])
    expect((await world.get('/check-ins?activity=talk')).body.items).toHaveLength(1)
    expect((await world.get('/check-ins?zone=X2')).body.items).toHaveLength(1)
  })

  test('zones come by code with areas and members, page by page', async () => {
    const first = (await world.get('/zones?limit=5')).body
    expect(first.items.map((z) => z.code)).toEqual(['D1', 'D2', 'X1', 'X10', 'X2'])
    expect(first.items[4]).toMatchObject({
      name: '红砖楼责任区',
      kind: 'community',
      branch: '幸福里社区党支部',
      organisation: '/演示',
      areas: [{ text: '3号楼', building: '3' }, { text: '红砖楼', building: '3' }, {}, {}, {}],
      members: [
        { name: '王秀兰', role: 'zone_member', backup: false },
        { name: '孙国华', role: 'zone_member', backup: true },
      ],
    })
    const second = (await world.get(`/zones?limit=20&cursor=${first.nextCursor}`)).body
    expect(second.items).toHaveLength(7)
    expect((await world.get('/zones?kind=hospital')).body.items.map((z) => z.code)).toEqual(['X10', 'X9'])
  })

  test('members come without phones and accounts', async () => {
    const { body } = await world.get('/members?limit=200')
    expect(body.items).toHaveLength(15)
    const text = JSON.stringify(body)
    // An id may hold any three digits: what is looked for stands in a whole value.
    expect(text).not.toMatch(/"1[3-9]\d{9}"|"138|8000"|"ma"|"niu"|phone/i)
    expect(body.items.find((m) => m.name === '周建国')).toMatchObject({
      assignments: [
        { role: 'branch_secretary', zone: null },
        { role: 'zone_member', zone: 'X6' },
      ],
      channels: ['local'],
    })
    expect((await world.get('/members?role=branch_secretary')).body.items).toHaveLength(4)
    expect((await world.get('/members?zone=X2')).body.items).toHaveLength(2)
    const first = (await world.get('/members?limit=10')).body
    expect((await world.get(`/members?limit=10&cursor=${first.nextCursor}`)).body.items).toHaveLength(5)
  })
})

describe('a request that is wrong', () => {
  test.each([
    ['/cases?colour=red', '没有“colour”这个参数。'],
    ['/cases?limit=0', '“limit”不能小于 1。'],
    ['/cases?limit=201', '“limit”不能大于 200。'],
    ['/cases?limit=many', '“limit”的格式不对。'],
    ['/cases?state=lost', '“state”只能是 draft、new'],
    ['/cases?cursor=abc', '“cursor”不对'],
    ['/cases?from=yesterday', '“from”要写成'],
    ['/cases?from=2026-02-31', '“from”要写成'],
    ['/cases?from=2026-11-20T09:03:00', '“from”要写成'],
    ['/zones?state=draft', '没有“state”这个参数。'],
  ])('%s is told so', async (path, detail) => {
    const { status, body } = await world.get(path)
    expect(status).toBe(400)
    expect(body).toMatchObject({ type: 'about:blank', title: '请求不正确', status: 400 })
    expect(body.detail.startsWith(detail), body.detail).toBe(true)
  })

  test('a cursor of one list is not good for another', async () => {
    const { nextCursor } = (await world.get('/zones?limit=1')).body
    for (const list of ['cases', 'outbox', 'members', 'announcements']) {
      expect((await world.get(`/${list}?cursor=${nextCursor}`)).status).toBe(400)
    }
  })

  test('an address that does not exist is a problem too', async () => {
    const response = await world.app.inject({ url: '/api/v1/nothing' })
    expect([response.statusCode, response.headers['content-type']]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ])
  })
})
