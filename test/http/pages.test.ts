import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { html } from '../../src/http/pages/html.ts'
import { newToken } from '../../src/store/secret-tokens.ts'
import { addPersonLinks } from '../../src/store/sign-in-links.ts'
import { type DigestWorld, digestWorld, WEDNESDAY } from '../support/digest-world.ts'

const MINUTE_MS = 60_000
const COOKIE = '__Host-zeren'

let world: DigestWorld
let app: FastifyInstance
let origin: string
beforeEach(async () => {
  world = await digestWorld()
  app = await buildApp(world.deps)
  origin = new URL(world.deps.config.publicUrl).origin
  await world.told({ code: 'A3-0001', zone: 'A3', text: '<img src=x onerror=alert(1)> 灯坏了' })
})
afterEach(async () => {
  await app.close()
  await world.deps.close()
})

/** A fresh link of the person, as the bot sends it. */
async function linkFor(name: string): Promise<string> {
  const { token, tokenHash } = newToken()
  const expiresAt = new Date(world.deps.now().getTime() + 15 * MINUTE_MS)
  const personId = await world.personId(name)
  await addPersonLinks(world.deps.pool, [
    { organisationId: world.deps.rootOrganisationId, personId, tokenHash, expiresAt },
  ])
  return token
}

function post(url: string, form: Record<string, string>, changes: Partial<InjectOptions> = {}) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin, ...changes.headers }
  return app.inject({ method: 'POST', url, payload: new URLSearchParams(form).toString(), ...changes, headers })
}

async function signIn(name = '陈书华', cookies: Record<string, string> = {}): Promise<string> {
  const answer = await post('/sign-in', { token: await linkFor(name) }, { cookies })
  return answer.cookies.find((c) => c.name === COOKIE)?.value ?? ''
}

const open = (session: string) => app.inject({ url: '/digest', cookies: { [COOKIE]: session } })
const csrfIn = (page: string) => /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
const wait = (ms: number) => {
  world.deps.clock.now = new Date(world.deps.now().getTime() + ms)
}

describe('a sign-in link', () => {
  test('is used up by a tap only, not by whatever looks at it ahead', async () => {
    const token = await linkFor('陈书华')
    for (let i = 0; i < 3; i++) expect((await app.inject({ url: `/sign-in/${token}` })).statusCode).toBe(200)
    expect((await post('/sign-in', { token })).statusCode).toBe(303)
    expect((await post('/sign-in', { token })).statusCode).toBe(403)
  })

  test('is over after 15 minutes, and with the person who left', async () => {
    const late = await linkFor('陈书华')
    wait(16 * MINUTE_MS)
    expect((await post('/sign-in', { token: late })).statusCode).toBe(403)
    const left = await linkFor('陈书华')
    await world.deps.pool.query(`update people set left_on = '2026-11-25' where name = '陈书华'`)
    expect((await post('/sign-in', { token: left })).statusCode).toBe(403)
  })

  test.each(['', 'x', '%00', 'a'.repeat(150)])('that nobody made opens nothing: %s', async (token) => {
    expect((await post('/sign-in', { token })).statusCode).toBe(403)
  })
})

describe('a session', () => {
  test('opens the branches of the person whose link it was, and no others', async () => {
    const page = await open(await signIn())
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('幸福支部')
    expect(page.body).toContain('A3-0001')
    const other = await open(await signIn('马向前'))
    expect(other.body).toContain('东山支部')
    expect(other.body).not.toContain('A3-0001')
    const member = await open(await signIn('王卫东'))
    expect(member.body).toContain('没有带支部')
    expect((await open(await signIn('高有为'))).body).toContain('A3-0001')
  })

  test('has another id at every sign-in, whatever the browser brought, and the one before is dead', async () => {
    const first = await signIn('陈书华', { [COOKIE]: 'chosen-by-somebody-else' })
    expect(first).not.toBe('chosen-by-somebody-else')
    expect(Buffer.from(first, 'base64url')).toHaveLength(32)
    const second = await signIn('陈书华', { [COOKIE]: first })
    expect(second).not.toBe(first)
    expect((await open(first)).statusCode).toBe(401)
    expect((await open(second)).statusCode).toBe(200)
    expect((await open('chosen-by-somebody-else')).statusCode).toBe(401)
  })

  test('ends by signing out, also for who kept the cookie', async () => {
    const session = await signIn()
    const csrf = csrfIn((await open(session)).body)
    expect((await post('/sign-out', { csrf }, { cookies: { [COOKIE]: session } })).statusCode).toBe(200)
    expect((await open(session)).statusCode).toBe(401)
  })

  test('is dead at once when the person is removed, and shows no more of a branch that they no longer lead', async () => {
    const session = await signIn()
    await world.deps.pool.query(
      `update assignments set ends_on = '2026-11-24' where person_id = (select id from people where name = '陈书华')`,
    )
    expect((await open(session)).body).not.toContain('A3-0001')
    await world.deps.pool.query(`update people set left_on = '2026-11-25' where name = '陈书华'`)
    expect((await open(session)).statusCode).toBe(401)
  })

  test('ends when nothing was done for two hours, and after twelve in any case', async () => {
    const idle = await signIn()
    wait(121 * MINUTE_MS)
    expect((await open(idle)).statusCode).toBe(401)
    const busy = await signIn()
    for (let hour = 1; hour < 12; hour++) {
      wait(60 * MINUTE_MS)
      expect((await open(busy)).statusCode).toBe(200)
    }
    wait(61 * MINUTE_MS)
    expect((await open(busy)).statusCode).toBe(401)
  })

  test('is opened by way of a page that sees whether the browser took the cookie', async () => {
    const answer = await post('/sign-in', { token: await linkFor('陈书华') })
    expect(answer.headers.location).toBe('/signed-in')
    const [cookie] = answer.cookies
    const taken = await app.inject({ url: '/signed-in', cookies: { [COOKIE]: cookie?.value ?? '' } })
    expect(taken).toMatchObject({ statusCode: 303, headers: expect.objectContaining({ location: '/digest' }) })
  })

  test.each([
    ['http://zeren.example.cn', '要改成 https 开头的地址'],
    ['https://zeren.example.cn', '允许 Cookie'],
  ])('that the browser does not keep is told plainly: %s', async (publicUrl, words) => {
    const other = await buildApp({ ...world.deps, config: { ...world.deps.config, publicUrl } })
    const answer = await other.inject({ url: '/signed-in' })
    await other.close()
    expect(answer.statusCode).toBe(403)
    expect(answer.body).toContain('没有打开')
    expect(answer.body).toContain(words)
  })

  test('is a cookie for this host alone, that no script reads and no other site sends', async () => {
    const answer = await post('/sign-in', { token: await linkFor('陈书华') })
    const cookie = String(answer.headers['set-cookie'])
    expect(cookie).toMatch(/^__Host-zeren=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
    const { rows } = await world.deps.pool.query('select token_hash from sessions')
    expect(cookie).not.toContain(rows[0].token_hash)
  })
})

describe('other sites', () => {
  const foreign: [string, Record<string, string>][] = [
    ['a form of another site', { origin: 'https://evil.cn' }],
    ['a form of a neighbour', { origin: 'http://127.0.0.1:1' }],
    ['a form of nowhere', { origin: 'null' }],
    ['a form without an origin', { origin: '' }],
  ]
  test.each(foreign)('%s changes nothing', async (_what, headers) => {
    const session = await signIn()
    const csrf = csrfIn((await open(session)).body)
    const cookies = { [COOKIE]: session }
    const token = await linkFor('陈书华')
    expect((await post('/sign-out', { csrf }, { cookies, headers })).statusCode).toBe(403)
    expect((await post('/digest/send', { csrf, code: 'A3-0001' }, { cookies, headers })).statusCode).toBe(403)
    expect((await post('/sign-in', { token }, { headers })).statusCode).toBe(403)
    expect((await open(session)).statusCode).toBe(200)
    expect(await world.outbox()).toEqual([])
    expect((await post('/sign-in', { token })).statusCode).toBe(303)
  })

  test.each(['text/plain', 'application/json', 'multipart/form-data; boundary=x'])(
    'what comes as %s is no form',
    async (type) => {
      const cookies = { [COOKIE]: await signIn() }
      const headers = { 'content-type': type }
      expect((await post('/digest/send', { code: 'A3-0001' }, { cookies, headers })).statusCode).toBe(415)
    },
  )

  test('a form without the secret of the page, or with that of another session, changes nothing', async () => {
    const session = await signIn()
    const other = csrfIn((await open(await signIn())).body)
    for (const csrf of ['', 'x', other]) {
      const cookies = { [COOKIE]: session }
      expect((await post('/digest/send', { csrf, code: 'A3-0001' }, { cookies })).statusCode).toBe(403)
      expect((await post('/sign-out', { csrf }, { cookies })).statusCode).toBe(403)
    }
    expect((await open(session)).statusCode).toBe(200)
  })

  test('looking changes nothing', async () => {
    const session = await signIn()
    for (const url of ['/sign-out', '/digest/send', '/sign-in']) {
      const answer = await app.inject({ url, cookies: { [COOKIE]: session } })
      expect(answer.statusCode).toBe(404)
    }
    expect((await open(session)).statusCode).toBe(200)
  })

  test('no page may stand in a frame, run a script, or be kept', async () => {
    for (const answer of [await open(await signIn()), await open('x'), await app.inject({ url: '/sign-in/x' })]) {
      expect(answer.headers).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'no-store' })
      const policy = String(answer.headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('script-src')
      expect(answer.body).not.toContain('<script')
    }
  })
})

describe('the page', () => {
  test("shows people's words as words", async () => {
    const { body } = await open(await signIn())
    expect(body).not.toContain('<img')
    expect(body).not.toContain('onerror=alert(1)>')
    expect(body).toContain('＜img')
  })

  test('shows the code that it says was sent only if it is one of its own', async () => {
    const cookies = { [COOKIE]: await signIn() }
    const answer = await app.inject({ url: '/digest?sent=%3Cb%3E请打12345%3C/b%3E', cookies })
    expect(answer.body).not.toContain('请打12345')
  })

  test('sends the card of a line to the own chat, once for many taps, and of no case that is not on it', async () => {
    const session = await signIn()
    const cookies = { [COOKIE]: session }
    const csrf = csrfIn((await open(session)).body)
    for (let i = 0; i < 3; i++) {
      const answer = await post('/digest/send', { csrf, code: 'A3-0001' }, { cookies })
      expect(answer.headers.location).toBe('/digest?sent=A3-0001')
    }
    const told = await world.outbox()
    expect(told.map((t) => t.recipient)).toEqual(['chen'])
    expect(told[0]?.content.card.buttons[0]).toMatchObject({ action: 'accept:A3-0001' })
    await world.told({ code: 'D1-0001', zone: 'D1' })
    expect((await post('/digest/send', { csrf, code: 'D1-0001' }, { cookies })).statusCode).toBe(403)
  })

  test('is fresh: what was decided is no longer on it', async () => {
    const session = await signIn()
    await world.deps.pool.query(`update cases set state = 'resolved', closed_at = $1`, [WEDNESDAY])
    expect((await open(session)).body).toContain('没有要您定的事')
  })
})

test('only markup of ours is markup, wherever the text stands', () => {
  const wild = `"><script>alert('1')</script>&`
  expect(html`<p title="${wild}">${wild}${null}${[html`<b>${1}</b>`]}</p>`.text).toBe(
    '<p title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;">' +
      '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;<b>1</b></p>',
  )
})
