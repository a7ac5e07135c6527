import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { newToken } from '../../src/store/secret-tokens.ts'
import { addPersonLinks } from '../../src/store/sign-in-links.ts'
import { type EvaluationWorld, evaluationWorld } from '../support/evaluation-world.ts'

const COOKIE = '__Host-zeren'
const KILOBYTE = 1_000

let world: EvaluationWorld
let app: FastifyInstance
let way: string
beforeEach(async () => {
  world = await evaluationWorld()
  app = await buildApp(world.deps)
  way = `/review/year/${world.roundId}`
})
afterEach(async () => {
  await app.close()
  await world.deps.close()
})

function post(url: string, form: Record<string, string>, cookies: Record<string, string> = {}) {
  const origin = new URL(world.deps.config.publicUrl).origin
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin }
  return app.inject({ method: 'POST', url, payload: new URLSearchParams(form).toString(), headers, cookies })
}

interface Reader {
  reads(url: string): Promise<{ status: number; text: string; body: string }>
  sends(url: string, form: Record<string, string>): Promise<LightMyRequestResponse>
}

async function signedIn(name: string): Promise<Reader> {
  const { token, tokenHash } = newToken()
  const expiresAt = new Date(world.deps.now().getTime() + 60_000)
  const [personId, organisationId] = [await world.personId(name), world.deps.rootOrganisationId]
  await addPersonLinks(world.deps.pool, [{ organisationId, personId, tokenHash, expiresAt }])
  const answer = await post('/sign-in', { token })
  const cookies = { [COOKIE]: answer.cookies.find((c) => c.name === COOKIE)?.value ?? '' }
  const get = (url: string) => app.inject({ url, cookies })
  return {
    async reads(url) {
      const { statusCode: status, body } = await get(url)
      expect(body.length).toBeLessThan(30 * KILOBYTE)
      return { status, body, text: body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ') }
    },
    async sends(url, form) {
      const csrf = /name="csrf" value="([^"]+)"/.exec((await get('/review')).body)?.[1] ?? ''
      return post(url, { csrf, ...form }, cookies)
    },
  }
}

const of = async (name: string) => `${way}/of/${await world.personId(name)}`
const good = { grade: '优秀', words: '楼道的灯都修好了' }

/** As far as the member has read the grade that the secretary gave. */
async function shown(): Promise<void> {
  await world.turn('2026-12-26T00:25')
  expect((await (await signedIn('陈书华')).sends(`${await of('张建国')}/grade`, good)).statusCode).toBe(303)
  await world.turn('2026-12-28T09:12')
}

describe('a member', () => {
  test('reads what the records say, corrects the draft, and hands it in once', async () => {
    const zhang = await signedIn('张建国')
    const { text, body } = await zhang.reads(way)
    expect(text).toContain('办理后已解决 2 件')
    expect(text).toContain('这一年负责 1 个责任区，120 户，共 335 天。')
    expect(text).toContain('等别人答复或处理用了约 6 个工作日，不算在办理时间里。')
    expect(body).toContain('2026年度，我发现上报1件；')
    const kept = await zhang.sends(`${way}/summary`, { text: '<b>今年</b>跑了三十户', do: 'keep' })
    expect(kept.headers.location).toBe(`${way}?done=kept`)
    expect((await zhang.reads(`${way}?done=kept`)).body).toContain('&lt;b&gt;今年&lt;/b&gt;跑了三十户</textarea>')
    const handedIn = await zhang.sends(`${way}/summary`, { text: '今年跑了三十户', do: 'hand-in' })
    expect(handedIn.statusCode).toBe(303)
    const again = await zhang.sends(`${way}/summary`, { text: '另一段话', do: 'hand-in' })
    expect(again.statusCode).toBe(422)
    expect((await zhang.reads(way)).text).toContain('今年跑了三十户')
  })

  test('is told politely that it is too late, or that nothing was written', async () => {
    const zhang = await signedIn('张建国')
    expect((await zhang.sends(`${way}/summary`, { text: ' ', do: 'hand-in' })).body).toContain('还没有写字，请写几句。')
    world.deps.clock.now = new Date('2026-12-26T00:01:00+08:00')
    const late = await (await signedIn('张建国')).sends(`${way}/summary`, { text: '今年', do: 'hand-in' })
    expect(late.statusCode).toBe(422)
    expect(late.body).toContain('已经截止，不能再改了。谢谢您。')
  })

  test('opens the records behind every number, and nobody else does before it is handed in', async () => {
    const zhang = await signedIn('张建国')
    const links = [...(await zhang.reads(way)).body.matchAll(/href="(\/review\/evidence\/[^"]+)"/g)].map(
      (m) => m[1] ?? '',
    )
    expect(links).toHaveLength(7)
    for (const link of links) expect((await zhang.reads(link)).status).toBe(200)
    expect((await zhang.reads(links[1] ?? '')).text).toContain('A3-0001 楼道灯坏了 4月3日，已解决')
    const [chen, wang] = [await signedIn('陈书华'), await signedIn('王卫东')]
    for (const reader of [chen, wang]) expect((await reader.reads(links[1] ?? '')).status).toBe(404)
    await world.turn('2026-12-26T00:25')
    expect((await (await signedIn('陈书华')).reads(links[1] ?? '')).text).toContain('A3-0001')
    expect((await (await signedIn('王卫东')).reads(links[1] ?? '')).status).toBe(404)
    expect((await (await signedIn('高有为')).reads(links[1] ?? '')).status).toBe(404)
  })

  test('sees the grade before everybody but who gave it, agrees, and it stands', async () => {
    await world.turn('2026-12-26T00:25')
    await (await signedIn('陈书华')).sends(`${await of('张建国')}/grade`, good)
    expect((await (await signedIn('张建国')).reads(way)).text).not.toContain('楼道的灯都修好了')
    const deputy = (await (await signedIn('赵普')).reads(await of('张建国'))).text
    expect(deputy).toContain('已经评定，等本人先看。')
    expect(deputy).not.toContain('楼道的灯都修好了')
    await world.turn('2026-12-28T09:12')
    const zhang = await signedIn('张建国')
    expect((await zhang.reads(way)).text).toContain('优秀 （陈书华评定） 理由：楼道的灯都修好了')
    expect((await (await signedIn('赵普')).reads(await of('张建国'))).text).toContain('楼道的灯都修好了')
    expect((await zhang.sends(`${way}/agree`, {})).statusCode).toBe(303)
    expect(await world.stages()).toMatchObject({ 张建国: 'final', 王卫东: 'summarised' })
  })

  test('appeals to somebody who did not grade, who alone decides, and reads the answer beside the first grade', async () => {
    await shown()
    const zhang = await signedIn('张建国')
    const { body } = await zhang.reads(way)
    const names = [...body.matchAll(/type="radio" name="to"[^>]*> ([^<]+)</g)].map((m) => m[1])
    expect(names).toEqual(['赵普（副书记）', '高有为（上级组织）'])
    const [chenId, zhaoId] = [await world.personId('陈书华'), await world.personId('赵普')]
    const text = '漏了我调解的三次'
    expect((await zhang.sends(`${way}/appeal`, { to: chenId, text })).body).toContain('请在名单里选一个人来定。')
    expect((await zhang.sends(`${way}/appeal`, { to: zhaoId, text })).statusCode).toBe(303)
    expect((await zhang.sends(`${way}/appeal`, { to: zhaoId, text })).body).toContain('您已经申诉过了')
    const listed = (await zhang.reads('/review')).text
    expect(listed).toContain('您的评定 2026年度年终考核（幸福支部） 申诉中')
    await world.turn('2026-12-28T14:12')
    const decision = { grade: '合格', words: '按三次调解算' }
    const chen = await signedIn('陈书华')
    expect((await chen.sends(`${await of('张建国')}/decide`, decision)).body).toContain('这件事不由您来办。')
    const zhao = await signedIn('赵普')
    expect((await zhao.reads('/review')).body).toContain(
      `请您来定的申诉</h2>\n<ul class="ways">\n<li><a href="${await of('张建国')}">`,
    )
    const same = await zhao.sends(`${await of('张建国')}/decide`, { ...decision, grade: '优秀' })
    expect(same.body).toContain('请选“维持”')
    expect((await zhao.sends(`${await of('张建国')}/decide`, decision)).statusCode).toBe(303)
    const after = (await (await signedIn('张建国')).reads(way)).text
    expect(after).toContain('合格 （赵普评定） 理由：按三次调解算')
    expect(after).toContain('改正：按三次调解算（原来由陈书华评为“优秀”，理由：楼道的灯都修好了）')
    await world.turn('2026-12-29T09:12')
    const told = (await world.outbox()).filter(({ key }) => key.startsWith('evaluation/'))
    expect(told.map(({ recipient }) => recipient)).toEqual(['zhang', 'zhao', 'zhang'])
  })

  test('can appeal no more after a week', async () => {
    await shown()
    world.deps.clock.now = new Date('2027-01-05T08:00:00+08:00')
    const late = await (await signedIn('张建国')).sends(`${way}/appeal`, {
      to: await world.personId('赵普'),
      text: '不对',
    })
    expect(late.body).toContain('申诉的 7 天已经过了。')
  })
})

describe('whoever leads the branch', () => {
  test('sees who is how far in the order of zones, without a grade beside another', async () => {
    await shown()
    const { text } = await (await signedIn('陈书华')).reads(way)
    expect(text.indexOf('A3 张建国')).toBeLessThan(text.indexOf('A4 王卫东'))
    expect(text).toContain('待评定 1 人，本人已看，可申诉 1 人。')
    expect(text).not.toContain('优秀')
  })

  test('reads nothing of a draft, and grades nothing before the close', async () => {
    const chen = await signedIn('陈书华')
    const { text } = await chen.reads(await of('张建国'))
    expect(text).toContain('本人还在核对总结，交上来以后再看。')
    expect(text).not.toContain('办理后已解决')
    expect((await chen.sends(`${await of('张建国')}/grade`, good)).statusCode).toBe(422)
  })

  test('is asked for a reason and keeps what was written', async () => {
    await world.turn('2026-12-26T00:25')
    const answer = await (await signedIn('陈书华')).sends(`${await of('张建国')}/grade`, { grade: '合格', words: '' })
    expect(answer.statusCode).toBe(422)
    expect(answer.body).toContain('请写明理由。')
    expect(answer.body).toContain('value="合格" required checked')
  })

  test('is the only one: no page opens to other members, other branches, or those above', async () => {
    await world.turn('2026-12-26T00:25')
    for (const name of ['李卫民', '马向前', '牛爱民', '高有为']) {
      const reader = await signedIn(name)
      for (const url of [way, `${way}/all`, await of('张建国')]) expect((await reader.reads(url)).status).toBe(404)
    }
    const wang = await signedIn('王卫东')
    for (const url of [`${way}/all`, await of('张建国')]) expect((await wang.reads(url)).text).not.toContain('张建国')
    expect((await app.inject({ url: way })).statusCode).toBe(401)
  })

  test('finds nothing behind addresses that nobody gave out, and cannot be made to send a form from elsewhere', async () => {
    const chen = await signedIn('陈书华')
    const none = '00000000-0000-0000-0000-000000000000'
    for (const url of [
      '/review/year/x',
      `/review/year/${none}`,
      `${way}/of/x`,
      `${way}/of/${none}`,
      '/review/evidence/x/told',
    ]) {
      expect((await chen.reads(url)).status).toBe(404)
    }
    expect((await chen.sends(`${way}/agree`, { csrf: 'x' })).statusCode).toBe(403)
  })
})

describe('a member whom no message reaches', () => {
  beforeEach(async () => {
    await world.deps.pool.query(
      "delete from identities where person_id in (select id from people where name = '张建国')",
    )
    await shown()
  })

  test('stands on the list of who leads the branch, who shows the grade and says so', async () => {
    const chen = await signedIn('陈书华')
    expect((await chen.reads('/review')).text).toContain(
      '年终考核还没办的 2026年度年终考核（幸福支部） 要当面给本人看评定 1 人。',
    )
    expect((await chen.reads(`${way}/all`)).text).toContain('待评定 1 人，等当面给本人看 1 人。')
    const { text, body } = await chen.reads(await of('张建国'))
    expect(text).toContain('优秀 （陈书华评定） 理由：楼道的灯都修好了 请当面给本人看')
    expect(text).toContain('请再找找。1月2日起还找不到，可以在这里写明原因后结束。')
    expect(body).not.toContain('就此结束')
    const done = await chen.sends(`${await of('张建国')}/hand-over`, {})
    expect(done.headers.location).toBe(`${await of('张建国')}?done=handed-over`)
    expect((await chen.reads(`${await of('张建国')}?done=handed-over`)).text).toContain(
      '从今天起，本人有 7 天可以申诉。',
    )
    expect((await chen.reads('/review')).text).not.toContain('要当面给本人看评定')
    expect((await chen.sends(`${await of('张建国')}/hand-over`, {})).statusCode).toBe(422)
  })

  test('opens it by one tap where they come to the page, and reads nothing of it before', async () => {
    const zhang = await signedIn('张建国')
    const before = await zhang.reads(way)
    expect(before.body).toContain('打开评定')
    expect(before.text).not.toContain('楼道的灯都修好了')
    expect((await zhang.sends(`${way}/open`, {})).headers.location).toBe(`${way}?done=opened`)
    const { text } = await zhang.reads(way)
    expect(text).toContain('优秀 （陈书华评定） 理由：楼道的灯都修好了')
    expect(text).toContain('到1月4日为止可以申诉')
  })

  test('is left only with a reason, which stands beside the grade', async () => {
    world.deps.clock.now = new Date('2027-01-04T09:00:00+08:00')
    const chen = await signedIn('陈书华')
    const conclude = `${await of('张建国')}/conclude`
    const refused = await chen.sends(conclude, { words: '' })
    expect(refused.statusCode).toBe(422)
    expect(refused.body).toContain('请写明理由。')
    expect((await chen.sends(conclude, { words: '出国了' })).statusCode).toBe(303)
    expect((await chen.reads(await of('张建国'))).text).toContain(
      '理由：楼道的灯都修好了（没有给本人看过就结束，原因：出国了）',
    )
  })
})

test('grades that are late are listed for who leads the branch, and as a count without a way for who stands above', async () => {
  await world.turn('2026-12-26T00:25')
  const inTime = (await (await signedIn('陈书华')).reads('/review')).text
  expect(inTime).not.toContain('过期没有评定')
  world.deps.clock.now = new Date('2027-01-04T09:00:00+08:00')
  const late = '过期没有评定 2 人。'
  const own = await (await signedIn('陈书华')).reads('/review')
  expect(own.text).toContain(late)
  expect(own.body).toContain(`<a href="${way}/all">2026年度年终考核（幸福支部）</a>`)
  const above = await (await signedIn('高有为')).reads('/review')
  expect(above.text).toContain(`2026年度年终考核（幸福支部） ${late}`)
  expect(above.body).not.toContain(way)
  expect(above.text).not.toMatch(/张建国|王卫东/u)
  expect((await (await signedIn('王卫东')).reads('/review')).text).not.toContain('过期')
})

describe('what others say', () => {
  test('is told apart, each with its number of answers, and too few are no number', async () => {
    const { pool } = world.deps
    const questions = [
      {
        text: '您满意吗？',
        answers: [
          { text: '满意', sense: 'good' },
          { text: '不满意', sense: 'bad' },
        ],
      },
    ]
    const insert = async (kind: string, period: string) => {
      const { rows } = await pool.query<{ id: string }>(
        `insert into review_rounds (organisation_id, branch_id, kind, period, state, opens_on, closes_on, list, list_hash)
         select organisation_id, id, $2, $3, 'closed', '2026-03-10', '2026-03-25', $4, 'x' from branches where id = $1 returning id`,
        [world.branchId, kind, period, JSON.stringify({ questions })],
      )
      return rows[0]?.id ?? ''
    }
    const [q1, q2, before, appraisal] = [
      await insert('opinion_round', '2026-Q1'),
      await insert('opinion_round', '2026-Q2'),
      await insert('democratic_appraisal', '2025'),
      await insert('democratic_appraisal', '2026'),
    ]
    const result = `insert into opinion_results (round_id, zone_id, answer_count, counts)
      select $1, id, $2, $3 from zones where code = 'A3'`
    await pool.query(result, [q1, 12, JSON.stringify([[9, 3]])])
    await pool.query(result, [q2, 3, null])
    const vote = (roundId: string, counts: number[]) =>
      pool.query(
        `insert into ballot_results (round_id, subject_id, eligible_count, ballot_count, counts)
         select $1, id, 9, 8, $2 from people where name = '张建国'`,
        [roundId, JSON.stringify(counts)],
      )
    await vote(before, [0, 0, 0, 8, 0])
    const none = (await (await signedIn('张建国')).reads(way)).text
    expect(none).toContain('2026年度还没有民主评议的结果。')
    expect(none).not.toContain('2025年度')
    await vote(appraisal, [5, 2, 0, 0, 1])
    const { text } = await (await signedIn('张建国')).reads(way)
    expect(text).toContain('2026年第一季度群众意见，A3 12 人回答。 您满意吗？ 满意 9，不满意 3')
    expect(text).toContain('2026年第二季度群众意见，A3 样本不足（不到 5 人回答），不列结果。')
    expect(text).toContain('2026年度民主评议 8 人投票。 优秀 5，合格 2，基本合格 0，不合格 0，弃权 1')
  })
})
