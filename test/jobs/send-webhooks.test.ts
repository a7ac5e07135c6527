import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createWebhookSender, newWebhookSecret, signedHeaders } from '../../src/channels/webhook.ts'
import { sendWebhooks } from '../../src/jobs/send-webhooks.ts'
import { findScope } from '../../src/store/organisations.ts'
import { addWebhook, listWebhooks } from '../../src/store/webhooks.ts'
import { type WecomWorld, wecomWorld } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,备用,企业微信账号,上级组织
幸福支部,A3,东区,社区,3号楼,张建国,党员,,zhangjianguo,幸福街道
幸福支部,B2,西区,社区,5号楼,王秀英,党员,,wangxiuying,
幸福支部,,,,,陈书华,书记,,chenshuhua,
`
const SECOND_MS = 1_000
const DAY_MS = 86_400 * SECOND_MS

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER, { at: '2026-11-18T10:00:00+08:00' })
})
afterEach(() => world.close())

interface Heard {
  headers: IncomingHttpHeaders
  body: string
  told: { type: string; timestamp: string; data: Record<string, unknown> }
}

/** A program that subscribes, on a server in our own network; `answer` says how it takes what it hears. */
async function subscriber(answer: (response: ServerResponse, heard: Heard) => void = (r) => void r.end(), scope = '/') {
  const heard: Heard[] = []
  const take: RequestListener = (request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      const one = { headers: request.headers, body, told: JSON.parse(body) as Heard['told'] }
      heard.push(one)
      answer(response, one)
    })
  }
  const server = createServer(take).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.closeAllConnections())
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const origin = `http://127.0.0.1:${address.port}`
  const secret = newWebhookSecret()
  const id = await subscribe(`${origin}/hook`, { secret, scope })
  return { id, origin, secret, heard }
}

async function subscribe(url: string, { secret = newWebhookSecret(), scope = '/' } = {}): Promise<string> {
  const { db, seal, now } = world.deps
  const found = await findScope(db, scope)
  if (!found) throw new Error(scope)
  return addWebhook(db, seal, { webhook: { scope: found, url, secret }, actor: 'test', now: now() })
}

async function tell(...innerUrls: string[]): Promise<void> {
  const sender = createWebhookSender({ innerUrls, now: world.deps.now, timeoutMs: 300 })
  await sendWebhooks(world.deps, sender)
  await sender.close()
}

const passes = (ms: number) => {
  world.deps.clock.now = new Date(world.deps.now().getTime() + ms)
}

/** A matter told, taken on and closed. */
async function wholeMatter(): Promise<void> {
  await world.says('wangxiuying', '3号楼2单元刘大爷家门口的灯坏了,电话13812345678')
  await world.says('wangxiuying', '对')
  await world.says('zhangjianguo', '认领 A3-0001')
  await world.says('zhangjianguo', '办结 A3-0001 灯泡已经换新的了')
}

async function deliveries(): Promise<{ state: string; attempts: number; reason: string | null }[]> {
  return (await world.deps.pool.query('select state, attempts, reason from webhook_deliveries order by id')).rows
}

test('the signature is that of the specification', () => {
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' }
  const at = new Date(1_614_265_330_000)
  expect(signedHeaders('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', message, at)).toMatchObject({
    'webhook-id': message.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

describe('a subscriber', () => {
  test('hears of every change of state in its order, signed with its own secret', async () => {
    const one = await subscriber()
    await wholeMatter()
    await tell(one.origin)
    const told = one.heard.map((h) => [h.told.type, h.told.data.from, h.told.data.to])
    expect(told).toEqual([
      ['case.confirm', 'draft', 'new'],
      ['case.accept', 'new', 'accepted'],
      ['case.close', 'accepted', 'to_verify'],
    ])
    for (const { headers, body } of one.heard) {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
      const key = Buffer.from(one.secret.slice('whsec_'.length), 'base64')
      expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
      expect(Number(headers['webhook-timestamp'])).toBe(Math.floor(world.deps.now().getTime() / 1000))
    }
    expect(new Set(one.heard.map((h) => h.headers['webhook-id'])).size).toBe(3)
  })

  test('hears codes and states, and no word, place or person', async () => {
    const one = await subscriber()
    await wholeMatter()
    await tell(one.origin)
    const [first] = one.heard
    expect(first?.told.data).toEqual({
      ...{ code: 'A3-0001', organisation: '/幸福街道', branch: '幸福支部', zone: 'A3', kind: 'incident' },
      ...{ category: 'facility', urgency: 'normal', event: 'confirm', from: 'draft', to: 'new', status: 'open' },
      url: `${world.deps.config.publicUrl}/api/v1/cases/A3-0001`,
    })
    const all = one.heard.map((h) => h.body).join('\n')
    for (const word of ['刘大爷', '灯', '138', '张建国', '单元']) expect(all).not.toContain(word)
  })

  test('hears nothing of a draft, also of one that was taken back', async () => {
    const one = await subscriber()
    await world.says('wangxiuying', '3号楼2单元楼道灯坏了')
    await world.says('wangxiuying', '撤回')
    await tell(one.origin)
    expect(one.heard).toEqual([])
    expect(await deliveries()).toEqual([])
  })

  test('hears of its own part of the tree only', async () => {
    await world.deps.pool.query("insert into organisations (name, path) values ('别处', '/幸福街')")
    const own = await subscriber(undefined, '/幸福街道')
    const other = await subscriber(undefined, '/幸福街')
    await wholeMatter()
    await tell(own.origin, other.origin)
    expect([own.heard.length, other.heard.length]).toEqual([3, 0])
  })

  test('hears each change once, whoever sends it', async () => {
    const one = await subscriber()
    await wholeMatter()
    await Promise.all([tell(one.origin), tell(one.origin), tell(one.origin)])
    await tell(one.origin)
    expect(one.heard).toHaveLength(3)
  })
})

describe('a subscriber that fails', () => {
  test('with 500 is asked again under the same id, later and later, and not for the rest meanwhile', async () => {
    let broken = true
    const one = await subscriber((response) => void response.writeHead(broken ? 500 : 204).end())
    await wholeMatter()
    await tell(one.origin)
    expect(one.heard).toHaveLength(1)
    expect((await deliveries())[0]).toEqual({ state: 'waiting', attempts: 1, reason: 'http 500' })
    broken = false
    await tell(one.origin)
    // The others go on; the first waits for its pause.
    expect(one.heard.map((h) => h.told.type)).toEqual(['case.confirm', 'case.accept', 'case.close'])
    passes(6.5 * SECOND_MS)
    await tell(one.origin)
    expect(one.heard[3]?.headers['webhook-id']).toBe(one.heard[0]?.headers['webhook-id'])
    expect((await deliveries()).map((d) => d.state)).toEqual(['sent', 'sent', 'sent'])
  })

  test('for days is given up after ten tries, and that is seen', async () => {
    const one = await subscriber((response) => void response.writeHead(503).end())
    await world.says('wangxiuying', '3号楼2单元楼道灯坏了')
    await world.says('wangxiuying', '对')
    for (let i = 0; i < 12; i++) {
      await tell(one.origin)
      passes(1.3 * DAY_MS)
    }
    expect(one.heard).toHaveLength(10)
    expect(await deliveries()).toEqual([{ state: 'failed', attempts: 10, reason: 'http 503' }])
    const scope = await findScope(world.deps.db, '/')
    const [row] = scope ? await listWebhooks(world.deps.db, scope) : []
    expect(row).toMatchObject({ failedCount: 1, waitingCount: 0, lastFault: 'http 503', active: true })
  })

  test('by not answering costs one time limit, and keeps nobody else waiting for more', async () => {
    const silent = await subscriber(() => {})
    const good = await subscriber()
    await wholeMatter()
    const began = performance.now()
    await tell(silent.origin, good.origin)
    expect(performance.now() - began).toBeLessThan(2_000)
    expect([silent.heard.length, good.heard.length]).toEqual([1, 3])
  })

  test('by answering in drops is cut off', async () => {
    const one = await subscriber((response) => {
      response.writeHead(200)
      const drops = setInterval(() => response.write('.'), 50)
      response.on('close', () => clearInterval(drops))
    })
    await wholeMatter()
    const began = performance.now()
    await tell(one.origin)
    expect(performance.now() - began).toBeLessThan(3_000)
  })

  test('by leading elsewhere is not followed', async () => {
    const other = await subscriber()
    const one = await subscriber((response) => void response.writeHead(307, { location: `${other.origin}/hook` }).end())
    await world.deps.pool.query('update webhooks set active = false where id = $1', [other.id])
    await wholeMatter()
    await tell(one.origin, other.origin)
    expect(other.heard).toEqual([])
    expect((await deliveries())[0]).toMatchObject({ state: 'waiting', reason: 'http 307' })
  })

  test('says when to come again, and is listened to', async () => {
    const one = await subscriber((response) => void response.writeHead(429, { 'retry-after': '600' }).end())
    await world.says('wangxiuying', '3号楼2单元楼道灯坏了')
    await world.says('wangxiuying', '对')
    await tell(one.origin)
    passes(500 * SECOND_MS)
    await tell(one.origin)
    expect(one.heard).toHaveLength(1)
    passes(101 * SECOND_MS)
    await tell(one.origin)
    expect(one.heard).toHaveLength(2)
  })

  test('by being gone is told nothing more', async () => {
    const one = await subscriber((response) => void response.writeHead(410).end())
    await wholeMatter()
    await tell(one.origin)
    await world.says('chenshuhua', '没好 A3-0001')
    await tell(one.origin)
    expect(one.heard).toHaveLength(1)
    expect(new Set((await deliveries()).map((d) => d.state))).toEqual(new Set(['failed']))
  })
})

test('an address in our own network is not asked, whatever its name', async () => {
  const inner = await subscriber()
  const port = new URL(inner.origin).port
  for (const url of [`https://127.0.0.1:${port}/`, `http://localhost:${port}/`, `https://[::1]:${port}/`]) {
    await subscribe(url)
  }
  await wholeMatter()
  await tell()
  expect(inner.heard).toEqual([])
  const { rows } = await world.deps.pool.query(
    'select distinct reason from webhook_deliveries where attempts > 0 order by reason',
  )
  expect(rows).toEqual([{ reason: 'rejected' }])
})
