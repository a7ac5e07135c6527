import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ApiWorld, apiWorld } from './world.ts'

let world: ApiWorld
let secretary: string
beforeAll(async () => {
  world = await apiWorld()
  secretary = await world.token('/', { role: 'branch_secretary' })
})
afterAll(() => world.close())
beforeEach(() => {
  world.rung.length = 0
})

interface Told {
  code: string
  state: string
  handledBy: string | null
  text: string | null
  history: { event: string; from: string | null; to: string; by: { role: string; personId: string | null } }[]
}
interface Sent {
  status: number
  body: Told & { detail: string }
}

async function post(path: string, body: unknown, { token = secretary, key = '' } = {}): Promise<Sent> {
  const headers = { authorization: `Bearer ${token}`, ...(key && { 'idempotency-key': key }) }
  const response = await world.app.inject({ method: 'POST', url: `/api/v1${path}`, headers, payload: body as object })
  return { status: response.statusCode, body: response.json() }
}

const tell = (text: string, told: object = {}, how = {}) => post('/cases', { text, ...told }, how)
const order = (code: string, event: string, told: object = {}, how = {}) =>
  post(`/cases/${code}/events`, { event, ...told }, how)

/** The code of a fresh matter of zone D1, taken up. */
async function opened(text = '3号楼2单元楼道灯坏了'): Promise<string> {
  return (await tell(text, { zone: 'D1' })).body.code
}

async function outbox(code: string): Promise<{ purpose: string; recipient: string }[]> {
  const { rows } = await world.database.pool.query(
    `select o.purpose, d.recipient from outbox o join deliveries d on d.outbox_id = o.id join cases c on c.id = o.case_id
      where c.code = $1 order by o.id`,
    [code],
  )
  return rows
}

describe('POST /cases', () => {
  test('puts down neither births against rules nor beliefs, and says why', async () => {
    for (const text of ['3号楼李某超生二胎没交罚款', '3号楼有户人家信教']) {
      const { status, body } = await tell(text, { zone: 'D1' })
      expect(status).toBe(400)
      expect(body.detail).toContain('不记录')
    }
    const { status } = await order(await opened(), 'close', { reason: '灯换好了，这家人信教，不用再去' })
    expect(status).toBe(400)
    const { rows } = await world.database.pool.query("select text from cases where text ~ '超生|信教'")
    expect(rows).toEqual([])
  })

  test('opens a case that is taken up at once, with its clocks, and tells those who answer for it', async () => {
    const { status, body } = await tell('3号楼2单元楼道灯坏了,电话13812345678', { zone: 'd1' })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      ...{ zone: 'D1', branch: '东山支部', state: 'new', status: 'open', category: 'facility', urgency: 'normal' },
      ...{ channel: 'api', reportedBy: { role: 'branch_secretary', personId: null } },
      ...{ text: '3号楼2单元楼道灯坏了,电话138****5678', place: { building: '3', unit: '2' } },
      clocks: { accept: { dueAt: expect.any(String), doneAt: null } },
    })
    expect(body.history.map((h) => [h.event, h.to, h.by])).toEqual([
      ['open', 'new', { role: 'branch_secretary', personId: null }],
    ])
    expect((await outbox(body.code)).map((o) => [o.purpose, o.recipient])).toEqual([['assignment', 'ma']])
    expect(world.rung.length).toBeGreaterThan(0)
  })

  test('places it by its words where no zone is named, and with the leader where they do not tell', async () => {
    const token = await world.token('/东山街道/东山社区', { role: 'branch_secretary' })
    expect((await tell('东山广场的垃圾桶满了', {}, { token })).body).toMatchObject({
      zone: 'D2',
      category: 'environment',
    })
    expect((await tell('有人反映路灯太暗', {}, { token })).body).toMatchObject({ zone: null, branch: '东山支部' })
  })

  test('takes what is told apart before what the words say, and a resident for its reporter', async () => {
    const told = { zone: 'D1', category: 'environment', urgency: 'urgent', byResident: true }
    expect((await tell('3号楼楼道灯坏了', told)).body).toMatchObject({
      ...{ category: 'environment', urgency: 'urgent', reportedBy: { role: 'resident', personId: null } },
    })
  })

  test('makes one case of one request, the gravest of what it tells', async () => {
    const { body } = await tell('3号楼楼道灯坏了。另外5号楼着火了', { zone: 'D1' })
    expect(body).toMatchObject({ urgency: 'emergency', text: '3号楼楼道灯坏了。另外5号楼着火了' })
    expect(new Set((await outbox(body.code)).map((o) => o.purpose))).toEqual(new Set(['emergency']))
  })

  test('withholds what is sensitive in its answer', async () => {
    const { body } = await tell('3号楼401两口子打架', { zone: 'D1', category: 'dispute' })
    expect(body).toMatchObject({ category: 'dispute', text: null })
  })

  test('keeps no characters that stand for codes', async () => {
    const { body } = await tell('3号楼\uE000c1\uE001灯坏了', { zone: 'D1' })
    expect(body.text).toBe('3号楼c1灯坏了')
  })

  test('refuses zones of others, empty words, and tokens that may only read', async () => {
    const narrow = await world.token('/东山街道', { role: 'branch_secretary' })
    const readOnly = await world.token('/', { role: 'branch_secretary', readOnly: true })
    expect((await tell('灯坏了', { zone: 'X2' }, { token: narrow })).status).toBe(400)
    expect((await tell('灯坏了', { zone: 'NO' })).body.detail).toContain('NO')
    expect((await tell('  ')).status).toBe(400)
    expect((await tell('灯坏了', { nonsense: 1 })).status).toBe(400)
    expect((await tell('灯坏了', { zone: 'D1' }, { token: readOnly })).status).toBe(403)
  })

  test('is audited under the token', async () => {
    const { body } = await tell('3号楼2单元楼道灯坏了', { zone: 'D1' })
    const { rows } = await world.database.pool.query(
      "select distinct a.actor from audit a join cases c on a.subject = 'case:' || c.id where c.code = $1",
      [body.code],
    )
    expect(rows).toEqual([{ actor: expect.stringMatching(/^token:[0-9a-f-]{36}$/) }])
  })
})

describe('POST /cases/:code/events', () => {
  test('takes a case through its life, under the role and nobody’s name', async () => {
    const code = await opened()
    expect((await order(code, 'accept')).body).toMatchObject({ state: 'accepted' })
    expect((await order(code, 'schedule', { on: '2026-11-24' })).body).toMatchObject({
      ...{ state: 'scheduled', scheduledOn: '2026-11-24' },
    })
    expect((await order(code, 'refer', { body: '供电局', number: 'GD-1', on: '2026-11-25' })).body).toMatchObject({
      ...{ state: 'waiting_external', external: { body: '供电局', number: 'GD-1', askAgainOn: '2026-11-25' } },
    })
    expect((await order(code, 'back', { reason: '明天来换' })).body).toMatchObject({ state: 'in_progress' })
    const closed = await order(code, 'close', { reason: '灯泡已经换成新的' })
    expect(closed.body).toMatchObject({ state: 'to_verify' })
    const good = await order(code, 'good')
    expect(good.body).toMatchObject({ state: 'resolved', status: 'closed', verified: true, satisfied: null })
    expect(new Set(good.body.history.map((h) => JSON.stringify(h.by)))).toEqual(
      new Set(['{"role":"branch_secretary","personId":null}']),
    )
    const { rows } = await world.database.pool.query('select handler_id from cases where code = $1', [code])
    expect(rows[0]?.handler_id).not.toBeNull()
  })

  test('notes nowhere that its reporter cannot be told: the program hears of every step', async () => {
    const code = await opened()
    await order(code, 'accept')
    const { body } = await order(code, 'close', { reason: '灯已换新' })
    expect(body.history.map((h) => h.event)).toEqual(['open', 'accept', 'close'])
  })

  test('leaves it with its handler, who is told that somebody else closed it', async () => {
    const code = await opened()
    const before = (await world.get(`/cases/${code}`)).body as unknown as Told
    const { body } = await order(code, 'close', { reason: '灯泡已经换成新的' })
    expect(body.handledBy).toBe(before.handledBy)
    const told = await outbox(code)
    expect(told.at(-1)?.recipient).toBe('ma')
    expect(told.length).toBeGreaterThan(1)
  })

  test('ends it otherwise, with a reason, or as told before', async () => {
    const [first, second] = [await opened(), await opened()]
    expect((await order(second, 'close_as', { to: 'duplicate', duplicateOf: first })).body).toMatchObject({
      ...{ state: 'duplicate', duplicateOf: first },
    })
    expect((await order(first, 'close_as', { to: 'not_ours', reason: '归水务局' })).body).toMatchObject({
      ...{ state: 'not_ours' },
    })
  })

  test.each([
    ['what was done', 'close', {}],
    ['a day', 'schedule', {}],
    ['a day that there is', 'schedule', { on: '2026-13-45' }],
    ['whom it goes to', 'refer', {}],
    ['a reason', 'return', {}],
    ['how it ends', 'close_as', { reason: '办不了' }],
    ['which one it repeats', 'close_as', { to: 'duplicate' }],
    ['an event that there is', 'confirm', {}],
  ])('asks for %s', async (_, event, told) => {
    const code = await opened()
    const { status, body } = await order(code, event, told)
    expect([status, body.detail]).toEqual([400, expect.stringMatching(/\p{Script=Han}/u)])
    expect(body.detail).not.toContain('回执')
  })

  test('refuses what the case is not ready for, in the words of the chat, and changes nothing', async () => {
    const code = await opened()
    for (const [event, told] of [
      ['good', {}],
      ['not_good', {}],
      ['back', { reason: '修好了' }],
      ['answer', { reason: '2单元' }],
      ['grant', { on: '2026-12-01' }],
      ['schedule', { on: '2026-11-01' }],
      ['ask', { reason: '几单元' }],
    ] as const) {
      const { status, body } = await order(code, event, told)
      expect([event, status, body.detail]).toEqual([event, 409, expect.stringMatching(/\p{Script=Han}/u)])
    }
    expect(((await world.get(`/cases/${code}`)).body as unknown as Told).history).toHaveLength(1)
  })

  test('answers what a case waits for by that event alone', async () => {
    const code = await opened()
    await order(code, 'refer', { body: '物业' })
    expect((await order(code, 'answer', { reason: '2单元' })).status).toBe(409)
    expect((await order(code, 'back', { reason: '下周来' })).status).toBe(200)
  })

  test('is for secretaries: who administers reports, and does not handle', async () => {
    const code = await opened()
    const administrator = await world.token('/')
    expect((await order(code, 'accept', {}, { token: administrator })).status).toBe(403)
    const deputy = await world.token('/东山街道', { role: 'deputy_secretary' })
    expect((await order(code, 'accept', {}, { token: deputy })).body).toMatchObject({ state: 'accepted' })
    const readOnly = await world.token('/', { role: 'branch_secretary', readOnly: true })
    expect((await order(code, 'start', {}, { token: readOnly })).status).toBe(403)
  })

  test('of another part of the tree is as if it were not there', async () => {
    const narrow = await world.token('/东山街道', { role: 'branch_secretary' })
    await world.open({ code: 'X2-0901' })
    expect((await order('X2-0901', 'accept', {}, { token: narrow })).status).toBe(404)
    expect((await order('D1-9999', 'accept')).status).toBe(404)
    expect((await order('nonsense', 'accept')).status).toBe(404)
  })

  test('leaves what is sensitive, speaks of the secretary, or is a draft to people', async () => {
    const quarrel = (await tell('3号楼两家吵架', { zone: 'D1', category: 'dispute' })).body.code
    expect((await order(quarrel, 'accept')).status).toBe(403)
    const accusing = (await tell('马书记占了3号楼的车位', { zone: 'D1', category: 'traffic' })).body.code
    expect((await order(accusing, 'accept')).status).toBe(403)
    await world.open({ code: 'D1-0801', state: 'draft' })
    expect((await order('D1-0801', 'accept')).status).toBe(409)
  })

  test('of two at once the first decision stands', async () => {
    const code = await opened()
    const both = await Promise.all([
      order(code, 'close_as', { to: 'not_ours', reason: '归水务局' }),
      order(code, 'close_as', { to: 'answered_unresolved', reason: '没有配件' }),
    ])
    expect(both.map((b) => b.status).sort()).toEqual([200, 409])
  })
})

describe('the same request again', () => {
  test('under its key is done once, also at the same time, and answered the same way', async () => {
    const how = { key: 'order-12345-0001' }
    const answers = await Promise.all(Array.from({ length: 12 }, () => tell('5号楼井盖没了', { zone: 'D1' }, how)))
    expect(new Set(answers.map((a) => `${a.status} ${a.body.code}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(201)
    const code = answers[0]?.body.code ?? ''
    const steps = await Promise.all([1, 2, 3].map(() => order(code, 'accept', {}, { key: 'accept-1' })))
    expect(steps.map((s) => [s.status, s.body.state])).toEqual(Array(3).fill([200, 'accepted']))
    expect(steps[2]?.body.history.filter((h) => h.event === 'accept')).toHaveLength(1)
  })

  test('under a key of another request, or of another token, is not taken for it', async () => {
    const how = { key: 'k1' }
    const first = await tell('5号楼井盖没了', { zone: 'D1' }, how)
    expect((await tell('6号楼井盖没了', { zone: 'D1' }, how)).status).toBe(422)
    const token = await world.token('/', { role: 'branch_secretary' })
    const other = await tell('5号楼井盖没了', { zone: 'D1' }, { ...how, token })
    expect(other.body.code).not.toBe(first.body.code)
  })

  test('that failed before may be tried again', async () => {
    const how = { key: 'k2' }
    const code = await opened()
    expect((await order(code, 'good', {}, how)).status).toBe(409)
    await order(code, 'close', { reason: '灯泡已经换成新的' })
    expect((await order(code, 'good', {}, how)).status).toBe(200)
  })

  test('under a key that is none is refused', async () => {
    expect((await tell('灯坏了', { zone: 'D1' }, { key: 'x'.repeat(201) })).status).toBe(400)
  })
})
