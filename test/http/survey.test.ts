/** What residents are asked about a zone, as phones, cheats and people who are late answer it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { voiceOfAccount } from '../../src/store/opinion-voices.ts'
import { changeSettings } from '../../src/store/settings.ts'
import { type SurveyWorld, surveyWorld } from '../support/survey-world.ts'

let world: SurveyWorld
beforeEach(async () => {
  world = await surveyWorld()
  await world.night('2026-11-10')
})
afterEach(() => world.close())

const SURVEY = '/z/A3/survey'
const roundId = async (branch = '幸福支部') =>
  (
    await world.rows<{ id: string }>(
      'select r.id from review_rounds r join branches b on b.id = r.branch_id where b.name = $1 order by r.opens_on desc',
      branch,
    )
  )[0]?.id ?? ''
const kept = () =>
  world.rows<{ code: string; choices: number[] }>(
    'select z.code, a.choices from opinion_answers a join zones z on z.id = a.zone_id where 0 <= any(a.choices) order by z.code, a.choices',
  )

describe('the notice', () => {
  test('has one line that leads to the questions as long as they are asked', async () => {
    const line = `<a href="${SURVEY}?lang=zh-Hans">说说这一片怎么样</a>`
    expect((await world.phone().look('/z/A3')).body).toContain(line)
    expect((await world.phone().look('/z/A3')).body).toContain('到11月25日为止')
    world.at('2026-11-26T09:00:00')
    expect((await world.phone().look('/z/A3')).body).not.toContain('survey')
  })
})

describe('the page of questions', () => {
  test('asks three things by taps, without names, without scripts, in 30 kB', async () => {
    const { body, headers, statusCode } = await world.phone().look(SURVEY)
    expect(statusCode).toBe(200)
    expect([...body.matchAll(/<legend>(.*?)<\/legend>/g)].map(([, text]) => text)).toEqual([
      '您知道这一片由哪位党员负责吗？',
      '您说过的事，有人管吗？',
      '这一片最近的情况，您满意吗？',
    ])
    expect(body).not.toMatch(/<script|checked|张/)
    expect(body).toContain('不记名')
    expect(headers['cache-control']).toBe('no-store')
    expect(Buffer.byteLength(body)).toBeLessThan(30_000)
  })

  test('is in Traditional characters for who asks', async () => {
    const { body } = await world.phone().look(`${SURVEY}?lang=zh-Hant`)
    expect(body).toContain('這一片最近的情況，您滿意嗎？')
    expect(body).toContain(`action="${SURVEY}?lang=zh-Hant"`)
  })

  test.each(['A9', '%00', 'a-b', '..%2f..'])('is not there for a zone that is not: %s', async (code) => {
    expect((await world.phone().look(`/z/${code}/survey`)).statusCode).toBe(404)
  })

  test('asks what the branch asks, and goes on asking that when the branch changes its mind', async () => {
    const { rootOrganisationId: organisationId, db, now } = world.deps
    const opinionQuestions = [
      {
        text: '楼道干净吗？',
        answers: [
          { text: '干净', sense: 'good' },
          { text: '不干净', sense: 'bad' },
        ],
      },
    ]
    const scope = { organisationId, path: '/' }
    await changeSettings(db, scope, { changes: { opinionQuestions }, actor: 'test', now: now() })
    expect((await world.phone().look(SURVEY)).body).toContain('您满意吗')
    await world.night('2026-11-26')
    await world.night('2026-12-01')
    const { body } = await world.phone().look(SURVEY)
    expect(body).toContain('楼道干净吗？')
    expect(body).not.toContain('您满意吗')
  })
})

describe('a voice', () => {
  test('is kept once for a phone, and changed by answering again', async () => {
    const phone = world.phone()
    const first = await phone.answers([0, 1, 2])
    expect(first.statusCode).toBe(303)
    expect((await phone.look(String(first.headers.location))).body).toContain('记下了，谢谢您')
    expect(await kept()).toEqual([{ code: 'A3', choices: [0, 1, 2] }])
    expect((await phone.answers([1, -1, 0])).statusCode).toBe(303)
    expect(await kept()).toEqual([{ code: 'A3', choices: [1, -1, 0] }])
  })

  test('counts for each zone by itself, and each phone has its own', async () => {
    const [one, other] = [world.phone(), world.phone()]
    await one.answers([0, 0, 0])
    await one.answers([0, 0, 1], '/z/A4/survey')
    await other.answers([1, 1, 1])
    expect(await kept()).toEqual([
      { code: 'A3', choices: [0, 0, 0] },
      { code: 'A3', choices: [1, 1, 1] },
      { code: 'A4', choices: [0, 0, 1] },
    ])
  })

  test('is one, however many forms of a phone arrive at the same moment', async () => {
    const phone = world.phone()
    await phone.look(SURVEY)
    const sent = await Promise.all(Array.from({ length: 12 }, (_, i) => phone.answers([0, 0, i % 3])))
    expect(sent.map(({ statusCode }) => statusCode)).toEqual(Array(12).fill(303))
    expect(await kept()).toHaveLength(1)
  })

  test('of a link is the same on two phones, and takes the place of what the phone said before', async () => {
    const voice = voiceOfAccount(world.deps.seal, await roundId(), 'kf:aunt')
    const [one, other] = [world.phone(), world.phone()]
    await one.answers([0, 0, 0])
    await one.answers([1, 1, 1], `${SURVEY}/${voice}`)
    expect(await kept()).toEqual([{ code: 'A3', choices: [1, 1, 1] }])
    await other.answers([0, 1, 2], `${SURVEY}/${voice}`)
    expect(await kept()).toEqual([{ code: 'A3', choices: [0, 1, 2] }])
    // The phone stays who it was by the link, when it comes by the notice.
    await one.answers([1, 2, 1])
    expect(await kept()).toEqual([{ code: 'A3', choices: [1, 2, 1] }])
  })

  test('is one where a phone answers by its link and by the notice at the same moment', async () => {
    const voice = voiceOfAccount(world.deps.seal, await roundId(), 'kf:aunt')
    const phone = world.phone()
    await phone.look(SURVEY)
    await Promise.all([
      ...Array.from({ length: 5 }, () => phone.answers([0, 0, 0], `${SURVEY}/${voice}`)),
      ...Array.from({ length: 5 }, () => phone.answers([1, 1, 1])),
    ])
    expect(await kept()).toHaveLength(1)
  })

  test('that was given up for a link does not speak again from a form that was open before', async () => {
    const voice = voiceOfAccount(world.deps.seal, await roundId(), 'kf:aunt')
    const phone = world.phone()
    await phone.look(SURVEY)
    const before = { ...phone.cookies }
    await phone.answers([0, 0, 0], `${SURVEY}/${voice}`)
    Object.assign(phone.cookies, before)
    const again = await phone.answers([1, 1, 1])
    expect(again.statusCode).toBe(409)
    expect(again.body).toContain('您已经在别处答过了')
    expect(await kept()).toEqual([{ code: 'A3', choices: [0, 0, 0] }])
  })

  test('is that of the resident’s own page where the phone has one, and the page does not show that it was used', async () => {
    const phone = world.phone()
    await phone.answers([0, 0, 0])
    const written = await world.app.inject({
      ...{ method: 'POST', url: '/z/A3/say', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      payload: new URLSearchParams({ text: '楼道灯不亮' }).toString(),
    })
    for (const { name, value } of written.cookies) phone.cookies[name] = value
    const before = await world.rows('select xmin, l.* from page_links l')
    world.at('2026-11-14T10:00:00')
    await phone.answers([1, 1, 1])
    expect(await kept()).toEqual([{ code: 'A3', choices: [1, 1, 1] }])
    expect(await world.rows('select xmin, l.* from page_links l')).toEqual(before)
    const other = world.phone()
    Object.assign(other.cookies, Object.fromEntries(written.cookies.map(({ name, value }) => [name, value])))
    await other.answers([0, 1, 2])
    expect(await kept()).toEqual([{ code: 'A3', choices: [0, 1, 2] }])
  })

  test('is not made up: a cookie or a link that we did not give is nobody’s', async () => {
    const phone = world.phone()
    const foreign = voiceOfAccount({ hash: () => '00'.repeat(32) }, await roundId(), 'x')
    expect((await phone.look(`${SURVEY}/${foreign}`)).statusCode).toBe(410)
    expect((await phone.answers([0, 0, 0], `${SURVEY}/${foreign}`)).statusCode).toBe(410)
    const elsewhere = voiceOfAccount(world.deps.seal, await roundId('东山支部'), 'x')
    expect((await phone.answers([0, 0, 0], `${SURVEY}/${elsewhere}`)).statusCode).toBe(410)
    expect(await kept()).toEqual([])
  })

  test('is not taken from a phone that keeps no cookies: it would be another with each form', async () => {
    const phone = world.phone()
    const form = { round: await roundId(), q0: '0' }
    const answer = await world.app.inject({
      ...{ method: 'POST', url: SURVEY, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      payload: new URLSearchParams(form).toString(),
    })
    expect(answer.statusCode).toBe(400)
    expect(answer.body).toContain('没有记下')
    expect(answer.body).toContain('value="0" checked')
    expect(await kept()).toEqual([])
    expect((await phone.answers([0])).statusCode).toBe(303)
  })

  test.each([
    ['nothing', []],
    ['an answer that is not there', [9]],
  ])('has to say something: %s', async (_, taps) => {
    const answer = await world.phone().answers(taps)
    expect(answer.statusCode).toBe(400)
    expect(answer.body).toContain('role="alert"')
    expect(await kept()).toEqual([])
  })
})

describe('is refused', () => {
  test('the day after the last one, whether or not the round was closed yet', async () => {
    const phone = world.phone()
    const form = { round: await roundId() }
    await phone.look(SURVEY)
    world.at('2026-11-26T00:01:00')
    const late = await phone.answers([0, 0, 0], SURVEY, form)
    expect(late.statusCode).toBe(410)
    expect(late.body).toContain('这次已经截止，没有记下')
    expect(await kept()).toEqual([])
  })

  test('a form of a round that ended while the next one asks', async () => {
    const phone = world.phone()
    const form = { round: await roundId() }
    await world.night('2026-11-26')
    await world.night('2026-12-01')
    const late = await phone.answers([0, 0, 0], SURVEY, form)
    expect(late.statusCode).toBe(410)
    expect(await kept()).toEqual([])
    expect((await phone.answers([0, 0, 0])).statusCode).toBe(303)
  })

  test('what another site sends', async () => {
    const answer = await world.app.inject({
      ...{ method: 'POST', url: SURVEY, payload: 'q0=0' },
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' },
    })
    expect(answer.statusCode).toBe(404)
  })

  test('a zone that was not there when the round began, and one that has ended since', async () => {
    await world.world.import(`支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhang
幸福支部,A4,西区,社区,5号楼,王卫东,党员,wang
幸福支部,A5,新区,社区,8号楼,王卫东,党员,wang
幸福支部,,,,,陈书华,书记,chen`)
    expect((await world.phone().look('/z/A5/survey')).statusCode).toBe(404)
    await world.deps.pool.query("update zones set ended_on = '2026-11-10' where code = 'A4'")
    expect((await world.phone().look('/z/A4/survey')).statusCode).toBe(404)
  })

  test('in a spot check a zone that was not drawn, or was drawn and left out', async () => {
    await world.deps.pool.query("update review_rounds set kind = 'spot_check', period = '2026-H2'")
    expect((await world.phone().look(SURVEY)).statusCode).toBe(404)
    await world.deps.pool.query(
      "insert into sampled_zones (round_id, zone_id, position, chance) select $1, id, 1, 0.5 from zones where code = 'A3'",
      [await roundId()],
    )
    expect((await world.phone().look(SURVEY)).statusCode).toBe(200)
    expect((await world.phone().look('/z/A4/survey')).statusCode).toBe(404)
    await world.deps.pool.query("update sampled_zones set reason = '拆迁', replaced_at = now()")
    expect((await world.phone().look(SURVEY)).statusCode).toBe(404)
  })
})

test('of two rounds at once residents are asked in the one that ends first, and then in the other', async () => {
  await world.deps.pool.query(
    `insert into review_rounds (organisation_id, branch_id, kind, period, state, opens_on, closes_on, list, list_hash)
     select organisation_id, branch_id, 'year_end_evaluation', '2026', 'open', opens_on, '2026-11-28', list, list_hash
       from review_rounds where id = $1`,
    [await roundId()],
  )
  const round = async () => /name="round" value="([^"]+)"/.exec((await world.phone().look(SURVEY)).body)?.[1]
  const first = await round()
  world.at('2026-11-26T10:00:00')
  const second = await round()
  expect([first, second]).toHaveLength(2)
  expect(first).not.toBe(second)
})

test('beyond what people send from one place in ten minutes, a small sum is asked, and what was tapped stays', async () => {
  const answer = async () => world.phone('10.9.9.9').answers([0, 1, 2])
  for (let i = 0; i < 60; i++) expect((await answer()).statusCode).toBe(303)
  const phone = world.phone('10.9.9.9')
  const asked = await phone.answers([0, 1, 2])
  expect(asked.statusCode).toBe(429)
  expect(asked.body).toContain('value="2" checked')
  const [, a, b] = /(\d) 加 (\d) 等于几/.exec(asked.body) ?? []
  const once = /name="once" value="([^"]+)"/.exec(asked.body)?.[1] ?? ''
  expect((await phone.answers([0, 1, 2], SURVEY, { once, sum: String(Number(a) + Number(b)) })).statusCode).toBe(303)
  expect(await kept()).toHaveLength(61)
})
