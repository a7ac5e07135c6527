import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createChatSignIn } from '../../src/http/chat/session.ts'
import { transcriptOf } from '../../src/store/local-chat.ts'
import { type ChatWorld, chatWorld } from './chat-world.ts'

const HOST = { host: '127.0.0.1:3000' }
let world: ChatWorld
beforeAll(async () => {
  world = await chatWorld()
})
afterAll(() => world.close())

function post(url: string, payload: object, headers: Record<string, string> = HOST) {
  return world.app.inject({ method: 'POST', url, headers, payload })
}

const say = (as: string, text: string, clientId = randomUUID()) => post('/chat/messages', { as, clientId, text })

async function linesOf(account: string) {
  const lines = await transcriptOf(world.database.pool, account, { cursor: null, limit: 100 })
  return lines.map(({ direction, content }) => ({ direction, content }))
}

describe('what a person does', () => {
  test('a text is kept as a delivery of the local channel and shown in the own transcript', async () => {
    const clientId = randomUUID()
    const answer = await say('WangXiulan', '3号楼2单元楼道灯坏了两天了\0', clientId)
    expect(answer.statusCode).toBe(200)
    const delivery = world.kept.at(-1)
    expect(delivery).toMatchObject({ channel: 'local', conversation: 'wangxiulan', lane: 'normal' })
    expect(delivery?.key).toBe(`wangxiulan/${clientId}`)
    expect(world.channel.decode(delivery?.raw ?? '')).toMatchObject({
      type: 'message',
      from: { externalId: 'wangxiulan', name: '王秀兰' },
      parts: [{ type: 'text', text: '3号楼2单元楼道灯坏了两天了' }],
    })
    expect(await linesOf('wangxiulan')).toContainEqual({
      direction: 'in',
      content: { type: 'text', text: '3号楼2单元楼道灯坏了两天了' },
    })
  })

  test('the same message sent five times at once is one delivery and one line', async () => {
    const before = (await linesOf('zhaodeming')).length
    const clientId = randomUUID()
    const answers = await Promise.all(Array.from({ length: 5 }, () => say('zhaodeming', '巡查了一遍', clientId)))
    expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200, 200, 200, 200])
    expect(answers.filter((answer) => answer.json().fresh)).toHaveLength(1)
    expect(world.kept.filter(({ key }) => key.endsWith(clientId))).toHaveLength(1)
    expect(await linesOf('zhaodeming')).toHaveLength(before + 1)
  })

  test('a place goes with its datum', async () => {
    const location = { latitude: 30.2741, longitude: 120.1551, datum: 'GCJ-02', label: '东门' }
    expect((await post('/chat/messages', { as: 'wangxiulan', clientId: randomUUID(), location })).statusCode).toBe(200)
    const decoded = world.channel.decode(world.kept.at(-1)?.raw ?? '')
    expect(decoded).toMatchObject({ parts: [{ type: 'location', ...location }] })
  })

  test('a tap is taken for a button that this person was shown, and for no other', async () => {
    const card = {
      taskId: 'task-1',
      title: '请看对不对',
      subtitle: null,
      facts: [],
      text: null,
      buttons: [{ label: '对', action: 'confirm', says: '对', style: 'primary' as const }],
      choices: { question: '哪个区', many: false, options: [{ id: 'X1', label: '一区', says: '一区' }] },
      url: null,
      closedAs: null,
    }
    const content = { type: 'card', card } as const
    await world.channel.send({
      id: 'send-1',
      recipients: ['wangxiulan'],
      content,
      lane: 'reply' as const,
      cardHandle: null,
      replyHandle: null,
    })
    const tap = {
      as: 'wangxiulan',
      clientId: randomUUID(),
      taskId: 'task-1',
      action: 'confirm',
      selected: { 哪个区: ['X1'] },
    }
    expect((await post('/chat/taps', tap)).statusCode).toBe(200)
    expect(world.channel.decode(world.kept.at(-1)?.raw ?? '')).toMatchObject({
      type: 'tap',
      taskId: 'task-1',
      action: 'confirm',
      selected: { 哪个区: ['X1'] },
    })
    expect((await linesOf('wangxiulan')).at(-1)?.content).toMatchObject({ type: 'tap', label: '对：一区' })

    for (const wrong of [
      { ...tap, action: 'delete' },
      { ...tap, as: 'zhaodeming' },
      { ...tap, taskId: 'task-2' },
    ]) {
      expect((await post('/chat/taps', { ...wrong, clientId: randomUUID() })).statusCode).toBe(404)
    }
  })

  test('a scan goes on the fast lane, with the zone as state and its member', async () => {
    const clientId = randomUUID()
    expect((await post('/chat/scans', { as: 'jumin-wangdama', clientId, zone: 'x2' })).statusCode).toBe(200)
    expect(world.kept.at(-1)).toMatchObject({ lane: 'fast', conversation: 'jumin-wangdama' })
    expect(world.channel.decode(world.kept.at(-1)?.raw ?? '')).toMatchObject({
      event: 'resident_added',
      resident: 'jumin-wangdama',
      member: 'wangxiulan',
      state: 'zone-X2',
      welcomeCode: clientId,
    })
    expect((await post('/chat/scans', { as: 'jumin-wangdama', clientId, zone: 'Z9' })).statusCode).toBe(404)
  })

  test.each([
    ['nothing written', { text: ' \n ' }, 400],
    ['a text of more than 64 KB', { text: '灯'.repeat(22_000) }, 413],
    ['a place off the earth', { location: { latitude: 91, longitude: 0 } }, 400],
    ['an id that is none', { text: '灯坏了', clientId: '1' }, 400],
    ['an account outside the demo', { text: '灯坏了', as: 'real.person' }, 403],
    ['an account that does not exist', { text: '灯坏了', as: 'nobody' }, 403],
  ])('refuses %s and keeps nothing', async (_what, changes, status) => {
    const before = world.kept.length
    const answer = await post('/chat/messages', { as: 'wangxiulan', clientId: randomUUID(), ...changes })
    expect(answer.statusCode).toBe(status)
    expect(answer.json().message).toBeTypeOf('string')
    expect(world.kept).toHaveLength(before)
  })

  test('what could not be kept is not shown as said, and may be sent again', async () => {
    const { keep } = world.deps
    const clientId = randomUUID()
    world.deps.keep = () => Promise.reject(new Error('the database is away'))
    const failed = await say('wangxiulan', '先丢后补', clientId)
    world.deps.keep = keep
    expect(failed.statusCode).toBeGreaterThanOrEqual(500)
    const mine = { direction: 'in', content: { type: 'text', text: '先丢后补' } }
    expect(await linesOf('wangxiulan')).not.toContainEqual(mine)
    expect((await say('wangxiulan', '先丢后补', clientId)).statusCode).toBe(200)
    expect(await linesOf('wangxiulan')).toContainEqual(mine)
  })
})

describe('the page', () => {
  test('is served with a policy that runs only its own files', async () => {
    const page = await world.app.inject({ url: '/chat', headers: HOST })
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-security-policy']).toContain("script-src 'self'")
    expect(page.headers['content-security-policy']).not.toContain('unsafe')
    expect(page.body).not.toMatch(/<script>|<style>| style="| on[a-z]+="/)
    const own = [...page.body.matchAll(/(?:src|href)="(\/chat\/static\/[^"]+)"/g)].map(([, url]) => url ?? '')
    expect(own.length).toBeGreaterThan(2)
    for (const url of own) expect((await world.app.inject({ url, headers: HOST })).statusCode).toBe(200)
  })

  test('lists the people of the demo and nobody else', async () => {
    const { people, zones } = (await world.app.inject({ url: '/chat/people', headers: HOST })).json()
    expect(people).toHaveLength(18)
    expect(people).toContainEqual({
      account: 'wangxiulan',
      name: '王秀兰',
      group: 'member',
      roles: ['zone_member'],
      branch: '幸福里社区党支部',
      zones: [{ code: 'X2', name: '红砖楼责任区' }],
      demo: true,
    })
    expect(people).toContainEqual(expect.objectContaining({ account: 'zhoujianguo', group: 'secretary' }))
    expect(people).toContainEqual(
      expect.objectContaining({ account: 'jumin-wangdama', name: '王大妈', group: 'resident' }),
    )
    expect(people).not.toContainEqual(expect.objectContaining({ account: 'real.person' }))
    expect(zones).toContainEqual({ code: 'X2', name: '红砖楼责任区', demo: true })
  })
})

describe('who may come in', () => {
  test.each<[string, Record<string, string>, number]>([
    ['a page of ours', { ...HOST, origin: 'http://127.0.0.1:3000' }, 200],
    ['a program without an origin', HOST, 200],
    ['localhost by name', { host: 'localhost:3000', origin: 'http://localhost:3000' }, 200],
    ['a name bound to this machine by somebody else', { host: 'evil.example:3000' }, 403],
    ['a foreign page', { ...HOST, origin: 'https://evil.example' }, 403],
    ['a page on another port', { ...HOST, origin: 'http://127.0.0.1:5173' }, 403],
    ['a sandboxed page', { ...HOST, origin: 'null' }, 403],
    ['a name that only looks like this machine', { host: '127.0.0.1.evil.example' }, 403],
    ['a host that is none', { host: 'a b' }, 403],
  ])('%s', async (_what, headers, status) => {
    const body = { as: 'wangxiulan', clientId: randomUUID(), text: '你好' }
    expect((await post('/chat/messages', body, headers)).statusCode).toBe(status)
  })

  test('a foreign page may link to the chat but not embed or read it', async () => {
    const from = (mode: string, dest: string) => ({
      ...HOST,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': mode,
      'sec-fetch-dest': dest,
    })
    const status = async (url: string, headers: Record<string, string>) =>
      (await world.app.inject({ url, headers })).statusCode
    expect(await status('/chat', from('navigate', 'document'))).toBe(200)
    expect(await status('/chat', from('navigate', 'iframe'))).toBe(403)
    expect(await status('/chat/people', from('no-cors', 'script'))).toBe(403)
  })

  test('is off when it is off', async () => {
    const off = await chatWorld({ localChat: 'off' })
    expect((await off.app.inject({ url: '/chat', headers: HOST })).statusCode).toBe(404)
    expect(await createChatSignIn(off.deps)).toBeNull()
    await off.close()
  })
})

describe('behind a sign-in link', () => {
  let signed: ChatWorld
  const PUBLIC = { host: 'zeren.example' }
  beforeAll(async () => {
    signed = await chatWorld({ localChat: 'signed', publicUrl: 'https://zeren.example' })
  })
  afterAll(() => signed.close())
  const get = (url: string, cookie?: string) =>
    signed.app.inject({ url, headers: { ...PUBLIC, ...(cookie && { cookie }) } })
  const cookieOf = (header: unknown) => String(header).split(';')[0] ?? ''

  test('nothing is shown without a session', async () => {
    expect((await get('/chat')).statusCode).toBe(401)
    expect((await get('/chat/people')).statusCode).toBe(401)
    expect((await get('/chat/live?as=wangxiulan')).statusCode).toBe(401)
    expect((await get('/chat/people', `zeren_chat=${Date.now() + 1e9}.a.b`)).statusCode).toBe(401)
  })

  test('a link opens a session once, in a cookie that no script and no foreign page can use', async () => {
    const link = await createChatSignIn(signed.deps)
    expect(link).toMatch(/^https:\/\/zeren\.example\/chat\/sign-in\//)
    const path = new URL(link ?? '').pathname
    expect((await signed.app.inject({ method: 'HEAD', url: path, headers: PUBLIC })).statusCode).toBe(404)
    const entered = await get(path)
    expect(entered.statusCode).toBe(303)
    const cookie = String(entered.headers['set-cookie'])
    for (const flag of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/chat', 'Max-Age=43200']) {
      expect(cookie).toContain(flag)
    }
    expect((await get('/chat', cookieOf(cookie))).statusCode).toBe(200)
    expect((await get('/chat/people', `${cookieOf(cookie)}0`)).statusCode).toBe(401)
    expect((await get(path)).statusCode).toBe(403)
  })

  test('a link is good for 15 minutes, a session for 12 hours', async () => {
    const { now } = signed.deps
    const later = (minutes: number) => () => new Date(now().getTime() + minutes * 60_000)
    const link = async () => new URL((await createChatSignIn(signed.deps)) ?? '').pathname
    const old = await link()
    const fresh = await link()
    signed.deps.now = later(14)
    const cookie = cookieOf((await get(fresh)).headers['set-cookie'])
    signed.deps.now = later(16)
    expect((await get(old)).statusCode).toBe(403)
    signed.deps.now = later(14 + 12 * 60 - 1)
    expect((await get('/chat', cookie)).statusCode).toBe(200)
    signed.deps.now = later(14 + 12 * 60 + 1)
    expect((await get('/chat', cookie)).statusCode).toBe(401)
    signed.deps.now = now
  })

  test('guessing links is slowed down', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => get(`/chat/sign-in/guess-${i}`)))
    expect(answers.filter(({ statusCode }) => statusCode === 429).length).toBeGreaterThan(15)
  })
})
