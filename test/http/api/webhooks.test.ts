import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiWorld, apiWorld } from './world.ts'

let world: ApiWorld
beforeAll(async () => {
  world = await apiWorld({ WEBHOOK_INNER_URLS: 'http://10.0.0.5:8080, https://inner.example' })
})
afterAll(() => world.close())

const URL = 'https://other.example/hook'

async function remove(id: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await world.app.inject({ method: 'DELETE', url: `/api/v1/webhooks/${id}`, headers })
  return response.statusCode
}

describe('subscribers', () => {
  test('are added, listed and removed; the secret is shown once and kept sealed', async () => {
    const token = await world.token('/东山街道')
    const added = await world.send('POST', '/webhooks', { url: URL }, token)
    expect(added).toMatchObject({ status: 201, body: { url: URL, scope: '/东山街道' } })
    const { id, secret } = added.body as unknown as { id: string; secret: string }
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const listed = (await world.get('/webhooks', token)).body
    expect(listed.items).toEqual([
      {
        ...{ id, url: URL, scope: '/东山街道', active: true, createdAt: world.clock.now.toISOString() },
        ...{ waitingCount: 0, failedCount: 0, lastSentAt: null, lastFault: null },
      },
    ])
    const { rows } = await world.database.pool.query('select * from webhooks')
    expect(JSON.stringify(rows)).not.toContain(secret.slice(8, 30))
    expect(await remove(id, token)).toBe(204)
    expect(await remove(id, token)).toBe(404)
    expect((await world.get('/webhooks', token)).body.items).toEqual([])
    const { rows: deeds } = await world.database.pool.query("select action from audit where action like '%webhook'")
    expect(deeds.map((d) => d.action)).toEqual(['add_webhook', 'remove_webhook'])
  })

  test('of others are neither seen nor removed', async () => {
    const { body } = await world.send('POST', '/webhooks', { url: URL })
    const { id } = body as unknown as { id: string }
    const narrow = await world.token('/东山街道')
    expect((await world.get('/webhooks', narrow)).body.items).toEqual([])
    expect(await remove(id, narrow)).toBe(404)
    expect(await remove(id, await world.token())).toBe(204)
  })

  test('are for administrators who may write', async () => {
    const secretary = await world.token('/', { role: 'branch_secretary' })
    expect((await world.get('/webhooks', secretary)).status).toBe(403)
    expect((await world.send('POST', '/webhooks', { url: URL }, secretary)).status).toBe(403)
    const readOnly = await world.token('/', { readOnly: true })
    expect((await world.get('/webhooks', readOnly)).status).toBe(200)
    expect((await world.send('POST', '/webhooks', { url: URL }, readOnly)).status).toBe(403)
    expect(await remove('x', readOnly)).toBe(403)
  })

  test.each([
    ['no address', 'hook'],
    ['unencrypted', 'http://other.example/hook'],
    ['another protocol', 'ftp://other.example/'],
    ['a password', 'https://a:b@other.example/'],
    ['this machine', 'https://127.0.0.1/'],
    ['this machine in hexadecimal', 'https://0x7f.1/'],
    ['the own network', 'https://10.0.0.6/'],
    ['another port of a server that is named', 'http://10.0.0.5:8081/'],
    ['the metadata of a cloud', 'https://169.254.169.254/latest'],
    ['this machine by IPv6', 'https://[::ffff:127.0.0.1]/'],
  ])('with %s are refused with a reason', async (_, url) => {
    const { status, body } = await world.send('POST', '/webhooks', { url })
    expect([status, body.detail]).toEqual([400, expect.stringMatching(/地址/)])
  })

  test('in the own network are taken where the operator named the server', async () => {
    for (const url of ['http://10.0.0.5:8080/hook', 'https://inner.example/hook']) {
      expect((await world.send('POST', '/webhooks', { url })).status).toBe(201)
    }
  })

  test('are at most twenty for an organisation', async () => {
    const token = await world.token('/东山街道/东山社区')
    const statuses: number[] = []
    for (let i = 0; i < 21; i++)
      statuses.push((await world.send('POST', '/webhooks', { url: `${URL}/${i}` }, token)).status)
    expect(statuses.filter((s) => s === 201)).toHaveLength(20)
    expect(statuses.at(-1)).toBe(400)
  })
})
