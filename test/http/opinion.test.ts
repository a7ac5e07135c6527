/** The opinion box on the notice and the pages that it leads to, as anybody may send to them. */
import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { NotKeptError } from '../../src/store/inbox.ts'
import { noticeVersionOf } from '../../src/store/privacy-notice.ts'
import { applyRetention } from '../../src/store/retention.ts'
import { hashOfToken } from '../../src/store/secret-tokens.ts'
import { settingsFor } from '../../src/store/settings.ts'
import { type DigestWorld, digestWorld } from '../support/digest-world.ts'

const DAY_MS = 86_400_000
const LAMP = '3号楼2单元楼道灯不亮，电话13812345678'

let world: DigestWorld
let app: FastifyInstance
beforeEach(async () => {
  world = await digestWorld()
  app = await buildApp(world.deps)
})
afterEach(async () => {
  await app.close()
  await world.deps.close()
})

type Changes = Partial<InjectOptions>
const post = (url: string, form: Record<string, string>, changes: Changes = {}) =>
  app.inject({
    ...{ method: 'POST', url, payload: new URLSearchParams(form).toString(), ...changes },
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...changes.headers },
  })
let formCount = 0
const freshForm = () => `form-${String(++formCount).padStart(17, '0')}`
const writes = (text: string, changes: Changes = {}, once = freshForm()) => post('/z/A3/say', { once, text }, changes)
const pathOf = (answer: Awaited<ReturnType<typeof post>>) => String(answer.headers.location).replace(/\?.*/, '')
const look = (url: string, changes: Changes = {}) => app.inject({ url, ...changes })
const wait = (ms: number) => {
  world.deps.clock.now = new Date(world.deps.now().getTime() + ms)
}
async function kept() {
  const { rows } = await world.deps.pool.query(
    `select channel, conversation, payload, handled_at from inbox order by id`,
  )
  return rows.map((row) => ({ ...row, raw: JSON.parse(world.deps.seal.open('inbox', row.payload)) }))
}
/** As the worker does when it has seen to all. */
const handled = () => world.deps.pool.query('update inbox set handled_at = $1', [world.deps.now()])

describe('what is written on a notice', () => {
  test('is safe before the answer, encrypted, and leads to a page whose secret is stored nowhere', async () => {
    const answer = await writes(LAMP)
    expect(answer.statusCode).toBe(303)
    const path = pathOf(answer)
    expect(path).toMatch(/^\/r\/[\w-]{43}$/)
    const [row] = await kept()
    expect(row).toMatchObject({ channel: 'page', raw: { type: 'message', text: LAMP, about: null } })
    const token = path.slice('/r/'.length)
    const { rows } = await world.deps.pool.query('select * from page_links')
    expect(rows).toMatchObject([{ token_hash: hashOfToken(token) }])
    for (const table of ['inbox', 'identities', 'page_links', 'page_messages', 'audit']) {
      const all = JSON.stringify((await world.deps.pool.query(`select * from ${table}`)).rows)
      expect(all).not.toContain(token)
      expect(all).not.toContain('13812345678')
    }
  })

  test('comes from somebody who was shown who reads it: which text is on record', async () => {
    const { body } = await look('/z/A3')
    const { privacyNotice } = await settingsFor(world.deps.db, world.deps.rootOrganisationId)
    expect(body.indexOf(privacyNotice)).toBeGreaterThan(0)
    expect(body.indexOf(privacyNotice)).toBeLessThan(body.indexOf('<textarea'))
    await writes(LAMP)
    const { rows } = await world.deps.pool.query(
      'select notice_version, notice_shown_at from identities where channel = $1',
      ['page'],
    )
    expect(rows).toMatchObject([{ notice_version: noticeVersionOf(privacyNotice), notice_shown_at: world.deps.now() }])
  })

  test('is sent by a form of its own, which nobody else gets', async () => {
    const onceIn = async () => /name="once" value="([\w-]{22})"/.exec((await look('/z/A3')).body)?.[1]
    const forms = [await onceIn(), await onceIn()]
    expect(forms).not.toContain(undefined)
    expect(forms[0]).not.toBe(forms[1])
    expect((await look('/z/A3')).headers['cache-control']).toContain('private')
  })

  test('by an impatient thumb is kept once, and leads to one page', async () => {
    const once = freshForm()
    const answers = await Promise.all([1, 2, 3].map(() => writes(LAMP, {}, once)))
    expect(new Set(answers.map(pathOf)).size).toBe(1)
    expect(await kept()).toHaveLength(1)
  })

  test('by two people with the same words is kept twice, and each has a page of their own', async () => {
    const [one, other] = [await writes(LAMP), await writes(LAMP)]
    expect(pathOf(one)).not.toBe(pathOf(other))
    expect(await kept()).toHaveLength(2)
  })

  test('by a second person at the same screen, with its form, does not open the page of the first', async () => {
    const once = freshForm()
    expect(pathOf(await writes(LAMP, {}, once))).not.toBe(pathOf(await writes('我家漏水了', {}, once)))
  })

  test('from the same phone goes to its own page, to which the notice leads back', async () => {
    const first = await writes(LAMP)
    const cookies = Object.fromEntries(first.cookies.map((c) => [c.name, c.value]))
    expect(first.cookies).toMatchObject([{ httpOnly: true, sameSite: 'Lax', path: '/' }])
    expect(pathOf(await writes('4号楼门口垃圾没人清', { cookies }))).toBe(pathOf(first))
    expect((await look('/r', { cookies })).headers.location).toBe(pathOf(first))
    expect((await look('/r')).statusCode).toBe(404)
    await handled()
    expect((await look(pathOf(first), { cookies })).body).toContain('这部手机不要记住')
    const forgot = await post(`${pathOf(first)}/forget`, {}, { cookies })
    expect(forgot.cookies).toMatchObject([{ value: '' }])
  })

  test.each([
    ['', 400, '还没有写内容'],
    ['   \n ', 400, '还没有写内容'],
    ['啊'.repeat(1_001), 413, '写得太长了'],
  ])('is asked for anew where it cannot be kept: %#', async (text, status, words) => {
    const answer = await writes(text)
    expect(answer.statusCode).toBe(status)
    expect(answer.body).toContain(words)
    expect(answer.body).toContain(text.trim())
    expect(await kept()).toEqual([])
  })

  test('more than any person writes is refused in words', async () => {
    const answer = await writes('啊'.repeat(20_000))
    expect(answer.statusCode).toBe(413)
    expect(answer.body).toContain('请分成几次发')
  })

  test('stands in the form again when it could not be kept', async () => {
    world.deps.keep = async () => {
      throw new NotKeptError('the database is away')
    }
    app = await buildApp(world.deps)
    const answer = await writes(LAMP)
    expect(answer.statusCode).toBe(503)
    expect(answer.body).toContain(LAMP)
    expect(answer.body).toContain('请过一会儿再按')
  })

  test.each(['A9', '%00', 'a-b', '..%2f..'])('to a zone that is not there is kept nowhere: %s', async (code) => {
    expect((await post(`/z/${code}/say`, { text: LAMP })).statusCode).toBe(404)
    expect(await kept()).toEqual([])
  })

  test.each(['cross-site', 'same-site'])('by another site is kept nowhere: %s', async (site) => {
    expect((await writes(LAMP, { headers: { 'sec-fetch-site': site } })).statusCode).toBe(404)
    expect(await kept()).toEqual([])
  })

  test.each(['text/plain', 'application/json', 'multipart/form-data; boundary=x'])('as %s is no form', async (type) => {
    const answer = await writes(LAMP, { headers: { 'content-type': type } })
    expect(answer.statusCode).toBe(415)
    expect(await kept()).toEqual([])
  })

  test('may hold signs that no database keeps', async () => {
    expect((await writes('灯\0坏\ud800了')).statusCode).toBe(303)
    expect((await kept())[0].raw.text).toBe('灯坏\ufffd了')
  })
})

describe('under attack', () => {
  const sumIn = (body: string) => {
    const [, a, b] = /(\d) 加 (\d) 等于几/.exec(body) ?? []
    return String(Number(a) + Number(b))
  }

  test('a village behind one address is asked nothing, a machine a sum, which keeps what was written', async () => {
    const fromVillage = { remoteAddress: '10.0.0.1' }
    for (let i = 0; i < 30; i++) expect((await writes(`第${i}件事`, fromVillage)).statusCode).toBe(303)
    const once = freshForm()
    const asked = await writes(LAMP, fromVillage, once)
    expect(asked.statusCode).toBe(429)
    expect(asked.body).toContain(LAMP)
    expect(await kept()).toHaveLength(30)
    const wrong = await post('/z/A3/say', { once, text: LAMP, sum: '99' }, fromVillage)
    expect(wrong.statusCode).toBe(429)
    const right = await post('/z/A3/say', { once, text: LAMP, sum: sumIn(asked.body) }, fromVillage)
    expect(right.statusCode).toBe(303)
    expect((await writes('别处来的', { remoteAddress: '10.0.0.2' })).statusCode).toBe(303)
    wait(11 * 60_000)
    expect((await writes('过后再来', fromVillage)).statusCode).toBe(303)
  })

  test('who fills in what nobody sees is asked the sum too', async () => {
    const answer = await post('/z/A3/say', { once: freshForm(), text: LAMP, website: 'https://x.example' })
    expect(answer.statusCode).toBe(429)
    expect(await kept()).toEqual([])
  })

  test('beyond a message a second nobody reads on', async () => {
    const codes = []
    for (let i = 0; i < 65; i++) codes.push((await writes('')).statusCode)
    expect(codes.filter((code) => code === 429)).toHaveLength(5)
  })
})

describe("a resident's own page", () => {
  test.each(['', 'x', '%00', 'a'.repeat(43), 'a'.repeat(150), '..%2f..'])(
    'is opened by no other secret: %s',
    async (token) => {
      await writes(LAMP)
      const answer = await look(`/r/${token}`)
      expect(answer.statusCode).toBe(404)
      expect(answer.body).not.toContain('楼道灯')
      for (const form of ['say', 'tap', 'judge', 'branch', 'delete', 'keep', 'forget']) {
        expect((await post(`/r/${token}/${form}`, { text: 'x' })).statusCode).toBe(404)
      }
      expect(await kept()).toHaveLength(1)
    },
  )

  test('is over 180 days after it was opened last', async () => {
    const path = pathOf(await writes(LAMP))
    await handled()
    wait(170 * DAY_MS)
    expect((await look(path)).statusCode).toBe(200)
    wait(170 * DAY_MS)
    expect((await look(path)).statusCode).toBe(200)
    wait(181 * DAY_MS)
    expect((await look(path)).statusCode).toBe(404)
  })

  test('is kept by nobody on its way, stands in no frame and runs nothing', async () => {
    const path = pathOf(await writes('<img src=x onerror=alert(1)> 灯坏了'))
    await handled()
    const { headers, body } = await look(path)
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-frame-options': 'DENY',
    })
    expect(body).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(body).not.toMatch(/<img|<script/)
    expect(body).toContain('name="robots" content="noindex"')
  })

  test('looks again by itself while the answer is under way, and not for ever', async () => {
    const path = pathOf(await writes(LAMP))
    const waiting = await look(path)
    expect(waiting.headers.refresh).toBe('3')
    expect(waiting.body).toContain('收到了')
    wait(3 * 60_000)
    expect((await look(path)).headers.refresh).toBeUndefined()
    await handled()
    expect((await look(path)).headers.refresh).toBeUndefined()
  })

  test('taps nothing that no card on it offers', async () => {
    const path = pathOf(await writes(LAMP))
    await post(`${path}/tap`, { card: 'draft-1', action: 'bind-yes:a:b' })
    expect(await kept()).toHaveLength(1)
  })

  test('goes with what was said on it when it is over', async () => {
    const path = pathOf(await writes(LAMP))
    await world.deps.pool.query(
      `insert into page_messages (identity_id, key, content) select identity_id, '1', '{"type":"text","text":"好"}' from page_links`,
    )
    await applyRetention(world.deps.db, new Date(world.deps.now().getTime() + 179 * DAY_MS))
    expect((await look(path)).statusCode).toBe(200)
    await applyRetention(world.deps.db, new Date(world.deps.now().getTime() + 181 * DAY_MS))
    for (const table of ['page_links', 'page_messages']) {
      expect((await world.deps.pool.query(`select from ${table}`)).rowCount).toBe(0)
    }
  })

  test('forgets the words with the original', async () => {
    const path = pathOf(await writes(LAMP))
    await handled()
    await world.deps.pool.query('update inbox set payload = null')
    const { body } = await look(path)
    expect(body).toContain('（原话已按规定删除）')
    expect(body).not.toContain('楼道灯不亮，')
  })

  test('is in Traditional characters for who asks', async () => {
    const path = pathOf(await writes(LAMP))
    await handled()
    expect((await look(`${path}?lang=zh-Hant`)).body).toContain('您說的事')
  })
})

describe('what people may ask of us about their words', () => {
  test('an export holds all of it, and of nobody else', async () => {
    const path = pathOf(await writes(LAMP))
    await writes('别人家的事')
    await handled()
    const answer = await look(`${path}/export.json`)
    expect(answer.headers['content-disposition']).toContain('attachment')
    expect(answer.json().往来).toMatchObject([{ 谁: '您', 说: LAMP }])
    expect(answer.json().全部记录.tables.identities).toHaveLength(1)
    expect(answer.body).not.toContain('别人家的事')
    expect(answer.body).not.toContain(path.slice('/r/'.length))
  })

  test('a deletion is asked for by a form, waits a day, and can be taken back until then', async () => {
    const path = pathOf(await writes(LAMP))
    await handled()
    expect((await look(`${path}/delete`)).statusCode).toBe(404)
    const requests = async () => (await world.deps.pool.query('select * from privacy_requests')).rows
    expect(await requests()).toEqual([])
    await Promise.all([1, 2].map(() => post(`${path}/delete`, {})))
    const due = new Date(world.deps.now().getTime() + DAY_MS)
    expect(await requests()).toMatchObject([{ kind: 'delete', due_at: due, undone_at: null, done_at: null }])
    expect((await look(path)).body).toContain('您要求删除')
    await post(`${path}/keep`, {})
    expect(await requests()).toMatchObject([{ undone_at: world.deps.now() }])
    expect((await look(path)).body).not.toContain('您要求删除')
    await post(`${path}/delete`, {})
    wait(2 * DAY_MS)
    await post(`${path}/keep`, {})
    expect((await requests()).filter((r) => r.undone_at === null)).toHaveLength(1)
  })
})
