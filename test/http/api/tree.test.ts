import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiWorld, apiWorld } from './world.ts'

let world: ApiWorld
let street: string
beforeAll(async () => {
  world = await apiWorld()
  for (const name of ['西山街道', '南山街道']) await world.send('POST', '/organisations', { under: '/', name })
  street = await world.token('/东山街道')
})
afterAll(() => world.close())

const pathsSeen = async (token?: string) => {
  const { items } = (await world.get('/organisations', token)).body
  return items.flatMap((row) => (row.branch === null ? [String(row.path)] : []))
}

describe('the tree', () => {
  test('is seen from the scope of the token down', async () => {
    expect(await pathsSeen(street)).toEqual(['/东山街道', '/东山街道/东山社区'])
    expect(await pathsSeen()).toContain('/西山街道')
  })

  test('grows, is renamed, moved and ended below the scope', async () => {
    const added = await world.send('POST', '/organisations', { under: '/东山街道', name: '新社区' }, street)
    expect(added).toMatchObject({ status: 201, body: { path: '/东山街道/新社区' } })
    const put = (body: object) => world.send('PUT', '/organisations', body, street)
    expect((await put({ scope: '/东山街道/新社区', name: '新新社区' })).body.path).toBe('/东山街道/新新社区')
    const moved = await put({ scope: '/东山街道/新新社区', under: '/东山街道/东山社区' })
    expect(moved.body.path).toBe('/东山街道/东山社区/新新社区')
    expect((await put({ scope: '/东山街道/东山社区/新新社区', ended: true })).status).toBe(200)
  })

  test.each<[string, object, number]>([
    ['adding elsewhere', { under: '/西山街道', name: '甲' }, 404],
    ['adding at the root', { under: '/', name: '甲' }, 404],
    ['a name that is a path', { under: '/东山街道', name: '../西山街道' }, 400],
  ])('%s is refused', async (_, body, status) => {
    expect((await world.send('POST', '/organisations', body, street)).status).toBe(status)
  })

  test.each<[string, object, number]>([
    ['changing what is elsewhere', { scope: '/西山街道', name: '甲' }, 404],
    ['moving into a neighbour', { scope: '/东山街道/东山社区', under: '/西山街道' }, 404],
    ['taking a neighbour over', { scope: '/西山街道', under: '/东山街道' }, 404],
    ['changing the own top', { scope: '/东山街道', name: '甲' }, 403],
    ['a circle', { scope: '/东山街道/东山社区', under: '/东山街道/东山社区' }, 400],
    ['two changes at once', { scope: '/东山街道/东山社区', name: '甲', ended: true }, 400],
  ])('%s is refused', async (_, body, status) => {
    expect((await world.send('PUT', '/organisations', body, street)).status).toBe(status)
    expect(await pathsSeen()).toEqual(expect.arrayContaining(['/东山街道/东山社区', '/西山街道']))
  })

  test('is changed by administrators only', async () => {
    const secretary = await world.token('/', { role: 'branch_secretary' })
    expect((await world.send('POST', '/organisations', { under: '/', name: '甲' }, secretary)).status).toBe(403)
  })
})

describe('an administrator of one subtree sees nothing of another', () => {
  const lists = [
    '/cases',
    '/check-ins',
    '/zones',
    '/members',
    '/outbox',
    '/announcements',
    '/webhooks',
    '/organisations',
  ]
  test.each(lists)('in GET %s', async (path) => {
    await world.open({ code: 'D1-0001', zone: 'D1', category: 'facility' }).catch(() => null)
    const south = await world.token('/南山街道')
    const { status, body } = await world.get(path, south)
    expect(status).toBe(200)
    expect(JSON.stringify(body)).not.toMatch(/东山|D1|马书记|牛党员/u)
    expect((await world.get(`${path}?scope=${encodeURIComponent('/东山街道')}`, south)).status).toBe(404)
  })

  test('in one case by its code', async () => {
    const south = await world.token('/南山街道')
    expect((await world.get('/cases/D1-0001', south)).status).toBe(404)
    expect((await world.get('/cases/D1-0001', street)).status).toBe(200)
  })
})
