import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { revokeTokens } from '../../../src/store/tokens.ts'
import { type ApiWorld, apiWorld } from './world.ts'

let world: ApiWorld
beforeAll(async () => {
  world = await apiWorld()
})
afterAll(() => world.close())

const READS = [
  '/cases',
  '/cases/X2-0001',
  '/check-ins',
  '/zones',
  '/members',
  '/organisations',
  '/outbox',
  '/announcements',
  '/settings',
  '/webhooks',
]

describe('without a good token', () => {
  test.each(READS)('GET %s is refused', async (path) => {
    for (const token of [null, 'zr_wrong', '']) {
      const { status, body } = await world.get(path, token)
      expect([status, body.title]).toEqual([401, '需要令牌'])
    }
  })
  test.each([
    ['POST', '/announcements'],
    ['POST', '/cases'],
    ['POST', '/cases/X2-0001/events'],
    ['POST', '/organisations'],
    ['POST', '/webhooks'],
    ['PUT', '/organisations'],
    ['PUT', '/settings'],
  ] as const)('%s %s is refused before the content is looked at', async (method, path) => {
    expect((await world.send(method, path, { nonsense: true }, 'zr_wrong')).status).toBe(401)
  })
  test('the answer names the scheme', async () => {
    const response = await world.app.inject({ url: '/api/v1/cases', headers: { authorization: 'Basic abc' } })
    expect(response.headers['www-authenticate']).toBe('Bearer realm="zeren"')
  })
})

describe('a token', () => {
  test('stops working when it is revoked', async () => {
    const token = await world.token()
    expect((await world.get('/zones', token)).status).toBe(200)
    const how = { which: token, actor: 'cli', now: world.clock.now }
    expect(await revokeTokens(world.deps.db, world.deps.seal, how)).toBe(1)
    world.clock.now = new Date(world.clock.now.getTime() + 2_001)
    expect((await world.get('/zones', token)).status).toBe(401)
  })

  test('stops working after 180 days', async () => {
    const later = await apiWorld()
    const token = await later.token()
    later.clock.now = new Date(later.clock.now.getTime() + 179.9 * 86_400_000)
    expect((await later.get('/zones', token)).status).toBe(200)
    later.clock.now = new Date(later.clock.now.getTime() + 0.2 * 86_400_000)
    expect((await later.get('/zones', token)).status).toBe(401)
    await later.close()
  })

  test('is kept as a hash only', async () => {
    const token = await world.token()
    const { rows } = await world.database.pool.query('select * from api_tokens')
    expect(JSON.stringify(rows)).not.toContain(token)
  })

  test('that may only read changes nothing', async () => {
    const token = await world.token('/', { readOnly: true })
    const said = { text: '停水通知', audience: 'members' }
    expect((await world.send('POST', '/announcements', said, token)).status).toBe(403)
    expect((await world.send('PUT', '/settings', { draftMinutes: 5 }, token)).status).toBe(403)
    expect((await world.get('/announcements')).body.items).toEqual([])
  })

  test('that is guessed at is shut out for a while, others are not', async () => {
    const other = await apiWorld()
    const good = await other.token()
    const statuses = new Set<number>()
    for (let i = 0; i < 70; i++) statuses.add((await other.get('/zones', `zr_guess${i}`)).status)
    expect([...statuses]).toEqual([401, 429])
    expect((await other.get('/zones', good)).status).toBe(200)
    await other.close()
  })
})

describe('settings', () => {
  test('are inherited down the tree, and the nearest one wins', async () => {
    const first = await world.get('/settings')
    expect(first.body).toMatchObject({
      scope: '/',
      settings: { draftMinutes: 10, quietFrom: '20:30', quietUntil: '08:00', weeklyCap: 3 },
      setBy: { draftMinutes: null },
    })
    expect((await world.send('PUT', '/settings', { draftMinutes: 20, weeklyCap: 5 })).status).toBe(200)
    const demo = `/settings?scope=${encodeURIComponent('/演示')}`
    const changed = await world.send('PUT', demo, { weeklyCap: 1 })
    expect(changed.body).toMatchObject({
      scope: '/演示',
      settings: { draftMinutes: 20, weeklyCap: 1 },
      setBy: { draftMinutes: '/', weeklyCap: '/演示', quietFrom: null },
    })
    expect((await world.send('PUT', demo, { weeklyCap: null })).body).toMatchObject({ settings: { weeklyCap: 5 } })
    const { rows } = await world.database.pool.query(
      "select actor like 'token:%' as token, action from audit where action = 'change_settings'",
    )
    expect(rows).toEqual(Array(3).fill({ token: true, action: 'change_settings' }))
  })

  test.each([
    [{ draftMinutes: 0 }, 'draftMinutes：最小 1'],
    [{ draftMinutes: '5' }, '“draftMinutes”的格式不对。'],
    [{ quietFrom: '25:00' }, 'quietFrom：请填 HH:MM'],
    [{ privacyNotice: '' }, 'privacyNotice：不能为空'],
    [{ theme: 'dark' }, '没有“theme”这个内容。'],
    [{}, '内容的格式不对。'],
  ])('%o is refused, and nothing changes', async (changes, detail) => {
    const before = (await world.get('/settings')).body
    const { status, body } = await world.send('PUT', '/settings', { ...changes })
    expect([status, body.detail.startsWith(detail), body.detail]).toEqual([400, true, body.detail])
    expect((await world.get('/settings')).body).toEqual(before)
  })

  test('are changed by administrators only, and in their own part of the tree', async () => {
    const secretary = await world.token('/', { role: 'branch_secretary' })
    expect((await world.send('PUT', '/settings', { draftMinutes: 5 }, secretary)).status).toBe(403)
    const below = await world.token('/演示')
    expect((await world.send('PUT', '/settings?scope=/', { draftMinutes: 5 }, below)).status).toBe(404)
  })
})

describe('the description', () => {
  test('is valid OpenAPI 3.1 and has every route', async () => {
    const document = (await world.app.inject({ url: '/api/docs/json' })).json<{ openapi: string; paths: object }>()
    expect(document.openapi).toBe('3.1.0')
    expect(await new Validator().validate(document)).toMatchObject({ valid: true })
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(routes.sort()).toEqual([
      'DELETE /api/v1/webhooks/{id}',
      'GET /api/v1/announcements',
      'GET /api/v1/cases',
      'GET /api/v1/cases/{code}',
      'GET /api/v1/check-ins',
      'GET /api/v1/members',
      'GET /api/v1/organisations',
      'GET /api/v1/outbox',
      'GET /api/v1/reviews',
      'GET /api/v1/settings',
      'GET /api/v1/webhooks',
      'GET /api/v1/zones',
      'POST /api/v1/announcements',
      'POST /api/v1/announcements/{id}/recall',
      'POST /api/v1/cases',
      'POST /api/v1/cases/{code}/events',
      'POST /api/v1/organisations',
      'POST /api/v1/webhooks',
      'PUT /api/v1/organisations',
      'PUT /api/v1/settings',
    ])
  })

  test('is open on a loopback address', async () => {
    expect((await world.app.inject({ url: '/api/docs/' })).statusCode).toBe(200)
  })

  test('needs a token elsewhere, also as the password that a browser asks for', async () => {
    const elsewhere = await apiWorld({ HOST: '0.0.0.0', PUBLIC_URL: 'https://zeren.example.org' })
    const token = await elsewhere.token()
    const statusWith = async (authorization?: string) =>
      (await elsewhere.app.inject({ url: '/api/docs/json', headers: authorization ? { authorization } : {} }))
        .statusCode
    expect(await statusWith()).toBe(401)
    expect(await statusWith(`Bearer ${token}`)).toBe(200)
    expect(await statusWith(`Basic ${Buffer.from(`any:${token}`).toString('base64')}`)).toBe(200)
    expect(await statusWith(`Basic ${Buffer.from('any:wrong').toString('base64')}`)).toBe(401)
    await elsewhere.close()
  })
})

test('a failure inside is told without its cause', async () => {
  const broken = await apiWorld()
  const token = await broken.token()
  await broken.get('/zones', token)
  await broken.database.pool.query('alter table zones rename to gone')
  const { status, body } = await broken.get('/zones', token)
  expect([status, body.detail]).toEqual([500, '程序出错了，已记入日志。'])
  await broken.close()
})
