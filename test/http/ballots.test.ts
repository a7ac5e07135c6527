/** Ballots over HTTP, as voters, cheats and people who are late send them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ballotToken } from '../../src/ballots/link.ts'
import { BALLOT_DAY, type BallotWorld, ballotWorld } from '../support/ballot-world.ts'

let world: BallotWorld
let boss: string
let zhang: string
let wang: string
let opened: { statusCode: number; body: string }[]
beforeAll(async () => {
  world = await ballotWorld()
  ;[boss, zhang, wang] = world.voters as [string, string, string]
  // The boxes are made by whoever comes first; here all do.
  opened = await Promise.all(world.voters.map((id) => world.opens(id)))
})
afterAll(() => world.close())

const look = (url: string) => world.app.inject({ url })

describe('the page', () => {
  test('lists everybody of the branch but the voter, and no guest', async () => {
    const { body, statusCode } = await look(world.pathOf(zhang))
    expect(statusCode).toBe(200)
    const names = [...body.matchAll(/<legend>(.*?)<\/legend>/g)].map(([, name]) => name)
    expect(names.sort()).toEqual(['陈书华', '王卫东', '李秀英', '赵玉兰', '孙德明', '周海燕'].sort())
  })

  test('takes its script from us alone and tells nobody from where it sends', async () => {
    const { headers, body } = await look(world.pathOf(zhang))
    expect(headers['content-security-policy']).toContain("script-src 'self'; connect-src 'self'")
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['set-cookie']).toBeUndefined()
    expect(body).not.toMatch(/<script(?![^>]*src="\/pages\/ballot\/)/)
    for (const url of [
      '/pages/ballot/ballot.js',
      '/pages/ballot/blindrsa/index.js',
      '/pages/ballot/blindrsa/sjcl/index.js',
    ]) {
      expect((await look(url)).headers['content-type']).toMatch(/javascript/)
    }
    expect((await look('/pages/ballot/blindrsa/index.d.ts')).statusCode).toBe(404)
  })

  test('makes the boxes once, however many open it at the same moment', () => {
    expect(opened.map((page) => page.statusCode)).toEqual(world.voters.map(() => 200))
    expect(new Set(opened.map(({ body }) => /data-keys="([^"]+)"/.exec(body)?.[1])).size).toBe(1)
  })

  test('is closed to links that we did not make, to guests and to those who left', async () => {
    const path = world.pathOf(zhang)
    expect((await look(`${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`)).statusCode).toBe(404)
    expect((await look('/b/cast')).statusCode).toBe(404)
    expect((await look(world.pathOf(await world.idOf('外来人')))).statusCode).toBe(403)
    expect((await look(world.pathOf(await world.idOf('牛爱民')))).statusCode).toBe(403)
    const gone = world.voters.at(-1) as string
    await world.deps.pool.query("update people set left_on = '2026-12-09' where id = $1", [gone])
    const refused = await look(world.pathOf(gone))
    await world.deps.pool.query('update people set left_on = null where id = $1', [gone])
    expect(refused.statusCode).toBe(403)
    expect(refused.body).toContain('不在这次投票的名单里')
  })

  test('does not open by a link of another installation', async () => {
    const foreign = { hash: () => '00'.repeat(32) }
    const token = ballotToken(foreign, { roundId: world.roundId, personId: zhang })
    expect((await look(`/b/${token}`)).statusCode).toBe(404)
  })
})

describe('what is written on the page', () => {
  const spoken = async (lang: string) => {
    const page = await world.app.inject({ url: world.pathOf(zhang), headers: { 'accept-language': lang } })
    const program = /src="(\/pages\/ballot\/[^"]+)"/.exec(page.body)?.[1] ?? ''
    return { body: page.body, program: (await look(program)).body }
  }

  test('is Traditional for who reads that, in what its program says too, and names stay as they are', async () => {
    const { body, program } = await spoken('zh-TW,zh;q=0.9')
    expect(body).toContain('<html lang="zh-Hant">')
    for (const words of ['民主評議投票', '優秀', '棄權', '<legend>陈书华</legend>']) expect(body).toContain(words)
    expect(program).toContain('都投出去了，謝謝您。這一頁可以關了。')
    expect((await spoken('zh-CN')).program).toContain('都投出去了，谢谢您。这一页可以关了。')
    const refused = await world.app.inject({ url: '/b/nothing', headers: { 'accept-language': 'zh-HK' } })
    expect(refused.body).toContain('這個鏈接打不開')
  })

  test('are the names of grades that the branch had when the round began, and no other is taken', async () => {
    const list = JSON.stringify({ ...world.list, choices: ['先进', '达标', '待改进'] })
    await world.deps.pool.query('update review_rounds set list = $1', [list])
    const { body } = await look(world.pathOf(zhang))
    const [field] = body.split('</fieldset>')
    expect([...(field ?? '').matchAll(/value="(\d?)"> (.*?)</g)].map(([, value, word]) => [value, word])).toEqual([
      ['0', '先进'],
      ['1', '达标'],
      ['2', '待改进'],
      ['', '弃权'],
    ])
    const signed = (await world.signed(boss, await world.prepare(boss, [zhang]))).get(zhang)
    if (!signed) throw new Error('not signed')
    expect(await world.cast(zhang, signed, 3)).toBe(400)
    expect(await world.cast(zhang, signed, 2)).toBe(204)
    await world.deps.pool.query('update review_rounds set list = $1', [JSON.stringify(world.list)])
    await world.deps.pool.query('delete from ballot_tickets where voter_id = $1', [boss])
  })
})

describe('tickets', () => {
  test('are the same again after a cut, and never others', async () => {
    const held = await world.prepare(zhang, [])
    const first = await world.tickets(zhang, held)
    const again = await world.tickets(zhang, held)
    expect(first.status).toBe(200)
    expect(again).toEqual(first)
    const other = await world.tickets(zhang, await world.prepare(zhang, []))
    expect(other.status).toBe(409)
    expect(other.body.message).toContain('另一部手机')
  })

  test('go to one of two phones that ask at the same moment, and to that one wholly', async () => {
    const phones = await Promise.all([world.prepare(wang, []), world.prepare(wang, []), world.prepare(wang, [])])
    const answers = await Promise.all(phones.map((held) => world.tickets(wang, held)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    const { rows } = await world.deps.pool.query('select 1 from ballot_tickets where voter_id = $1', [wang])
    expect(rows.length).toBe(world.voters.length - 1)
  })

  test('are not given for oneself, for strangers, for some only, or for what is no message', async () => {
    const held = await world.prepare(boss, [])
    const [some] = held.values()
    if (!some) throw new Error('nothing was prepared')
    const self = new Map([...held, [boss, some]])
    const stranger = new Map([...[...held].slice(1), [await world.idOf('牛爱民'), some] as const])
    const few = new Map([...held].slice(1))
    for (const wrong of [self, stranger, few, new Map()]) expect((await world.tickets(boss, wrong)).status).toBe(422)
    const swap = (subject: string, self: string) =>
      new Map([...held].map(([id, one]) => [id === subject ? self : id, one]))
    expect((await world.tickets(boss, swap(zhang, boss))).status).toBe(422)
    expect((await world.deps.pool.query('select 1 from ballot_tickets where voter_id = $1', [boss])).rows).toEqual([])
    await expect(
      world.deps.pool.query('insert into ballot_tickets values ($1, $2, $2, $3)', [
        world.roundId,
        boss,
        Buffer.alloc(32),
      ]),
    ).rejects.toThrow(/not_oneself/)
  })
})

describe('a ballot', () => {
  test('is counted once, though it is sent many times at once, and stays what it was', async () => {
    const voter = world.voters[3] as string
    const signed = (await world.signed(voter, await world.prepare(voter, [zhang]))).get(zhang)
    if (!signed) throw new Error('not signed')
    const before = await boxBytes(zhang)
    const sent = await Promise.all(Array.from({ length: 20 }, (_, i) => world.cast(zhang, signed, i % 4)))
    expect(new Set(sent)).toEqual(new Set([204]))
    expect((await boxBytes(zhang)) - before).toBe(33)
  })

  test('is good for the box that it was signed for, and for no other', async () => {
    const voter = world.voters[4] as string
    const signed = (await world.signed(voter, await world.prepare(voter, [zhang]))).get(zhang)
    if (!signed) throw new Error('not signed')
    expect(await world.cast(voter, signed, 0)).toBe(403)
    expect(await world.cast(wang, signed, 0)).toBe(403)
    const token = Buffer.from(signed.token, 'base64')
    token[40] = (token[40] ?? 0) ^ 1
    expect(await world.cast(zhang, { ...signed, token: token.toString('base64') }, 0)).toBe(403)
    expect(await world.cast(zhang, signed, 4)).toBe(400)
    expect(await world.cast(zhang, signed, -1)).toBe(400)
    expect(await world.cast(zhang, signed, null)).toBe(204)
  })

  test('that comes late is refused politely, and so are the page and tickets', async () => {
    const voter = world.voters[5] as string
    const held = await world.prepare(voter, [zhang])
    const signed = (await world.signed(voter, held)).get(zhang)
    if (!signed) throw new Error('not signed')
    world.deps.clock.now = new Date('2026-12-25T23:59:59+08:00')
    expect((await look(world.pathOf(voter))).statusCode).toBe(200)
    world.deps.clock.now = new Date('2026-12-26T00:00:00+08:00')
    expect(await world.cast(zhang, signed, 0)).toBe(410)
    const page = await look(world.pathOf(voter))
    expect(page.statusCode).toBe(410)
    expect(page.body).toContain('投票已经结束')
    expect((await world.tickets(voter, held)).status).toBe(410)
    world.deps.clock.now = new Date('2026-11-30T12:00:00+08:00')
    expect((await look(world.pathOf(voter))).body).toContain('还没有开始')
    world.deps.clock.now = BALLOT_DAY
    expect(await world.cast(zhang, signed, 0)).toBe(204)
  })

  test('survives the end of the process between ticket and ballot', async () => {
    const voter = world.voters[6] as string
    const held = await world.prepare(voter, [zhang])
    // Signed and stored, but the answer never came: the next process knows only what the database has.
    await world.tickets(voter, held)
    await world.restart()
    const signed = await world.signed(voter, held)
    for (const [subject, one] of signed) expect(await world.cast(subject, one, 1)).toBe(204)
  })
})

async function boxBytes(subjectId: string): Promise<number> {
  const { rows } = await world.deps.pool.query<{ ballots_sealed: Buffer }>(
    'select ballots_sealed from ballot_boxes where round_id = $1 and subject_id = $2',
    [world.roundId, subjectId],
  )
  const plain = world.deps.seal.open('ballot-box', rows[0]?.ballots_sealed ?? Buffer.alloc(0))
  return Buffer.from(plain.split('/').slice(2).join('/'), 'base64').length
}
