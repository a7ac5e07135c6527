import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { remindRectifications } from '../../src/jobs/remind-rectifications.ts'
import { tellConsequences } from '../../src/jobs/tell-consequences.ts'
import { type ReviewWorld, reviewWorld } from '../support/review-world.ts'
import { type Visitor, visitor } from '../support/visitor.ts'

const LIST = '/review/rectifications'

let world: ReviewWorld
let app: FastifyInstance
beforeEach(async () => {
  world = await reviewWorld()
  app = await buildApp(world.deps)
})
afterEach(async () => {
  await app.close()
  await world.deps.close()
})

const as = async (name: string): Promise<Visitor> => visitor(app, world.deps, await world.personId(name))
const form = async (changes: Record<string, string> = {}) => ({
  ...{ branch: world.branchId, person: await world.personId('张建国'), what: '每周到3号楼看一次' },
  ...{ reason: '三个月没有去过', due: '2026-12-10', helper: await world.personId('王卫东') },
  ...{ rechecker: await world.personId('李卫民'), ...changes },
})
/** Given by the secretary; where it lies. */
async function given(changes: Record<string, string> = {}): Promise<string> {
  const { location } = await (await as('陈书华')).post(LIST, await form(changes))
  await tellConsequences.run(world.deps, world.deps.now())
  return location.split('?')[0] ?? ''
}
const goOn = (time: string) => {
  world.deps.clock.now = new Date(`${time}+08:00`)
}

test('the secretary gives it by a form, and is shown what was given', async () => {
  const secretary = await as('陈书华')
  const list = await secretary.get(LIST)
  expect(list.body).toContain(`href="${LIST}/new?branch=${world.branchId}"`)
  const page = await secretary.get(`${LIST}/new?branch=${world.branchId}`)
  expect(page.body).toContain('张建国</option>')
  expect(page.body).not.toContain('牛爱民')
  const sent = await secretary.post(LIST, await form())
  expect(sent.status).toBe(303)
  const shown = await secretary.get(sent.location)
  expect(shown.body).toContain('已记下，很快会先告诉本人。')
  for (const words of ['每周到3号楼看一次', '三个月没有去过', '12月10日前', '李卫民'])
    expect(shown.body).toContain(words)
  expect(shown.body.length).toBeLessThan(30_000)
})

test('what is missing is asked for again, with what was written', async () => {
  const page = await (await as('陈书华')).post(LIST, await form({ due: '2026-11-01' }))
  expect(page.status).toBe(409)
  expect(page.body).toContain('日期要在今天以后、一年以内。')
  expect(page.body).toContain('三个月没有去过</textarea>')
})

describe('who may see it', () => {
  test.each([
    ['张建国', ['三个月没有去过', '做好了', '申诉']],
    ['陈书华', ['三个月没有去过', '放宽时间', '撤销这件整改']],
    ['赵普', ['三个月没有去过', '放宽时间']],
  ])('%s, with why', async (name, words) => {
    const { body } = await (await as(name)).get(await given())
    for (const word of words) expect(body).toContain(word)
  })

  test.each(['王卫东', '李卫民'])('%s, without why', async (name) => {
    const { status, body } = await (await as(name)).get(await given())
    expect([status, body.includes('三个月没有去过')]).toEqual([200, false])
  })

  test.each(['马向前', '牛爱民', '高有为'])('not %s', async (name) => {
    const one = await given()
    const reader = await as(name)
    expect((await reader.get(one)).status).toBe(404)
    expect((await reader.post(`${one}/step`, { step: 'cancel', 'reason-cancel': '不' })).status).toBe(404)
    expect((await reader.get(LIST)).body).not.toContain('3号楼')
  })

  test('nobody who is not signed in', async () => {
    expect((await app.inject({ url: await given() })).statusCode).toBe(401)
  })
})

test('no form is taken without the proof that its page sent it', async () => {
  const one = await given()
  const secretary = await as('陈书华')
  for (const [url, sent] of [
    [LIST, await form({ what: '另一件' })],
    [`${one}/step`, { step: 'cancel', 'reason-cancel': '不用了' }],
  ] as const) {
    expect((await secretary.post(url, { ...sent, csrf: 'x' })).status).toBe(403)
  }
  const { rows } = await world.deps.pool.query('select state from rectifications')
  expect(rows).toEqual([{ state: 'open' }])
})

test('is reported by the member, looked at by somebody else, and ended', async () => {
  const one = await given()
  const [member, looker] = [await as('张建国'), await as('李卫民')]
  expect((await member.post(`${one}/step`, { step: 'report', 'reason-report': ' ' })).body).toContain('请写一句话。')
  expect((await member.post(`${one}/step`, { step: 'report', 'reason-report': '去了三次' })).location).toContain(
    'done=report',
  )
  expect((await member.post(`${one}/step`, { step: 'pass', 'reason-pass': '好' })).body).toContain('不能看自己做的事')
  expect((await looker.get(one)).body).toContain('去了三次')
  expect((await looker.post(`${one}/step`, { step: 'not_yet', 'reason-pass': '地下室没有看' })).status).toBe(303)
  expect((await member.get(one)).body).toContain('地下室没有看')
  await member.post(`${one}/step`, { step: 'report', 'reason-report': '也看了' })
  await looker.post(`${one}/step`, { step: 'pass', 'reason-pass': '都看到了' })
  expect((await member.get(one)).body).toContain('已整改，')
})

describe('an appeal', () => {
  test('goes to somebody who did not give it, within a week from the day it was read', async () => {
    const one = await given()
    const member = await as('张建国')
    const { body } = await member.get(one)
    expect(body).toContain('到12月2日为止可以申诉一次')
    expect(body).toContain('赵普</option>')
    expect(body).not.toContain('陈书华</option>')
    const secretary = await world.personId('陈书华')
    const refused = await member.post(`${one}/appeal`, { text: '我请过假', to: secretary })
    expect([refused.status, refused.body.includes('请选由谁来定')]).toEqual([409, true])
    goOn('2026-12-03T09:00:00')
    const late = await (await as('张建国')).post(`${one}/appeal`, {
      text: '我请过假',
      to: await world.personId('赵普'),
    })
    expect(late.body).toContain('申诉的7天已经过了')
  })

  test('that is upheld leaves it, one that changes it ends it; decided once, and told to both', async () => {
    const one = await given()
    await (await as('张建国')).post(`${one}/appeal`, { text: '我请过假', to: await world.personId('高有为') })
    const above = await as('高有为')
    expect((await above.get(one)).body).toContain('我请过假')
    const none = await (await as('赵普')).post(`${one}/decide`, { outcome: 'changed', answer: '好' })
    expect(none.body).toContain('这个申诉由别人来定。')
    expect((await above.post(`${one}/decide`, { outcome: 'changed', answer: ' ' })).body).toContain('请写一句理由。')
    expect((await above.post(`${one}/decide`, { outcome: 'changed', answer: '请假属实' })).status).toBe(303)
    expect((await above.post(`${one}/decide`, { outcome: 'upheld', answer: '不变' })).body).toContain('已经定过了')
    await tellConsequences.run(world.deps, world.deps.now())
    const { rows } = await world.deps.pool.query(`select d.recipient, o.content ->> 'text' as text
      from outbox o join deliveries d on d.outbox_id = o.id where o.key like 'appeal/%' order by d.recipient`)
    expect(rows).toEqual([
      { recipient: 'chen', text: '张建国对整改1的申诉有结果了：改正。请假属实' },
      { recipient: 'zhang', text: '您对整改1的申诉有结果了：改正。请假属实\n这件整改不用再做了。' },
    ])
    expect((await (await as('张建国')).get(one)).body).toContain('已撤销，')
  })

  test('keeps reminders back until it is decided, and gives back the days for which the member waited', async () => {
    const one = await given()
    await (await as('张建国')).post(`${one}/appeal`, { text: '我请过假', to: await world.personId('赵普') })
    goOn('2026-12-03T09:37:00')
    expect(await remindRectifications.run(world.deps, world.deps.now())).toEqual([])
    await (await as('赵普')).post(`${one}/decide`, { outcome: 'upheld', answer: '请假前也没有去' })
    expect(await remindRectifications.run(world.deps, world.deps.now())).toEqual([])
    await tellConsequences.run(world.deps, world.deps.now())
    const { rows } = await world.deps.pool.query(
      "select content ->> 'text' as text from outbox where key like '%/decided'",
    )
    expect(rows).toEqual([{ text: '您对整改1的申诉有结果了：维持。请假前也没有去\n请12月18日前做好。' }])
    goOn('2026-12-11T09:37:00')
    expect(await remindRectifications.run(world.deps, world.deps.now())).toHaveLength(1)
  })
})

describe('what the member says to it', () => {
  test('stands beside it for who gave it and who leads, and is told to who gave it', async () => {
    const one = await given()
    const member = await as('张建国')
    expect((await member.post(`${one}/answer`, { answer: ' ' })).body).toContain('请写一句话。')
    expect((await member.post(`${one}/answer`, { answer: '上个月住院，请王卫东替的' })).location).toContain(
      'done=answer',
    )
    for (const name of ['陈书华', '赵普']) expect((await (await as(name)).get(one)).body).toContain('上个月住院')
    for (const name of ['王卫东', '李卫民']) expect((await (await as(name)).get(one)).body).not.toContain('上个月住院')
    await tellConsequences.run(world.deps, world.deps.now())
    await tellConsequences.run(world.deps, world.deps.now())
    const { rows } = await world.deps.pool.query(`select d.recipient, o.content ->> 'text' as text
      from outbox o join deliveries d on d.outbox_id = o.id where o.key like '%/answered/%'`)
    expect(rows).toEqual([
      { recipient: 'chen', text: expect.stringContaining('张建国对整改1说：上个月住院，请王卫东替的') },
    ])
  })

  test('is theirs alone to say, and stays as it is once all is over', async () => {
    const one = await given()
    expect((await (await as('陈书华')).post(`${one}/answer`, { answer: '没有意见' })).body).toContain(
      '这里由本人来说明。',
    )
    const member = await as('张建国')
    await member.post(`${one}/answer`, { answer: '电话是13812345678' })
    await (await as('陈书华')).post(`${one}/step`, { step: 'cancel', 'reason-cancel': '弄错了' })
    expect((await member.post(`${one}/answer`, { answer: '别的' })).body).toContain('不能再改说明')
    const { rows } = await world.deps.pool.query('select answer from rectifications')
    expect(rows).toEqual([{ answer: '电话是138****5678' }])
  })
})

test('the digest of who leads has their numbers, and no more', async () => {
  const one = await given()
  await given({ what: '补上十月的走访', due: '2026-11-26' })
  await (await as('张建国')).post(`${one}/step`, { step: 'report', 'reason-report': '去了三次' })
  goOn('2026-11-27T09:00:00')
  const { body } = await (await as('陈书华')).get('/digest')
  expect(body).toContain('整改：到期没做好 1，等人去看 1。说“整改”可以看。')
  expect(body).not.toContain('补上十月的走访')
})

test('words of people are shown as words', async () => {
  const one = await given({ what: '<img src=x onerror=alert(1)>' })
  expect((await (await as('张建国')).get(one)).body).toContain('&lt;img')
})
