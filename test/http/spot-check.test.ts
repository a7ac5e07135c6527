import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readRecord } from '../../src/cli/review.ts'
import { verifyRecord } from '../../src/domain/review/verify.ts'
import { turnReviewRounds } from '../../src/jobs/review-rounds.ts'
import { applyRetention } from '../../src/store/retention.ts'
import { JPEG_PICTURE, jpeg, MARK } from '../faults/hostile-files.ts'
import { type SpotCheckWorld, spotCheckWorld, type Visitor } from '../support/spot-check-world.ts'

let world: SpotCheckWorld
let secretary: Visitor
beforeEach(async () => {
  world = await spotCheckWorld()
  secretary = await world.signIn('陈书华')
})
afterEach(() => world.close())

const rows = async <T>(text: string) => (await world.deps.pool.query(text)).rows as T[]
const round = () => `/review/spot/${world.roundId}`
const zonePath = (code: string) => `${round()}/${code}`
const at = (time: string) => {
  world.deps.clock.now = new Date(`${time}:00+08:00`)
}
/** A session lasts two hours; days later people sign in anew. */
const days = async (time: string) => {
  at(time)
  secretary = await world.signIn('陈书华')
}
/** From now on. */
const answersFor = async (name: string, code: string) =>
  world.deps.pool.query(
    `insert into assignments (organisation_id, branch_id, person_id, zone_id, role, position, starts_on)
     select organisation_id, branch_id, $1, id, 'zone_member', 9, '2026-01-01' from zones where code = $2`,
    [await world.personId(name), code],
  )
const verified = async () => {
  const { body } = await world.app.inject({ url: `/reviews/${world.roundId}/record.json` })
  return verifyRecord(readRecord(body))
}

describe('the published record', () => {
  test('has the list and its hash from the first day, and neither phrases nor zones', async () => {
    const page = await world.app.inject({ url: `/reviews/${world.roundId}` })
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain(world.listHash)
    expect(page.body).toContain('还没有抽签')
    expect(page.body).not.toContain('陈书华')
    const record = await world.app.inject({ url: `/reviews/${world.roundId}/record.json` })
    expect(record.statusCode).toBe(404)
    const list = await world.app.inject({ url: `/reviews/${world.roundId}/list.json` })
    expect(createHash('sha256').update(list.rawPayload).digest('hex')).toBe(world.listHash)
  })

  test('is drawn again by anybody from the file, replacements and all', async () => {
    const [first = '', second = ''] = await world.draw()
    expect(await verified()).toEqual([])
    await secretary.submit(zonePath(first), 'replace', { reason: '整片拆迁，没有人住' })
    await secretary.submit(zonePath(second), 'replace', { reason: '封路修管' })
    expect(await verified()).toEqual([])
    const { body } = await world.app.inject({ url: `/reviews/${world.roundId}` })
    expect(body).toContain('春风又绿江南岸')
    expect(body).toContain('整片拆迁')
    expect(body).not.toContain('陈书华')
  })

  test.each(['/reviews/x', '/reviews/00000000-0000-0000-0000-000000000000'])(
    'is nothing where there is none: %s',
    async (url) => {
      for (const way of ['', '/record.json', '/list.json']) {
        expect((await world.app.inject({ url: url + way })).statusCode).toBe(404)
      }
    },
  )
})

describe('the checklist', () => {
  test('is filled in by the records, corrected, kept, and closed once', async () => {
    const [code = ''] = await world.draw()
    const page = await secretary.open(zonePath(code))
    expect(page.statusCode).toBe(200)
    const duties = [...page.body.matchAll(/name="(tick-[\da-f-]{36})" value="unseen" checked/g)].map(([, name]) => name)
    expect(duties.length).toBeGreaterThan(5)
    const [duty = ''] = duties as string[]
    const kept = await secretary.submit(zonePath(code), 'check', { act: 'keep', [duty]: 'done', words: '楼道干净' })
    expect(kept.headers.location).toBe(`${zonePath(code)}?done=kept`)
    const again = (await secretary.open(zonePath(code))).body
    expect(again).toContain(`name="${duty}" value="done" checked`)
    expect(again).toContain('楼道干净')
    const closing = { act: 'close', [duty]: 'not_done', words: '电话 13812345678 没人接' }
    const closed = await secretary.submit(zonePath(code), 'check', closing)
    expect(closed.headers.location).toContain('done=closed')
    const after = (await secretary.open(zonePath(code))).body
    expect(after).toContain('138****5678')
    expect(after).not.toContain('检查完了</button>')
    // By an impatient thumb: as it was.
    const csrf = { act: 'close', [duty]: 'done' }
    const late = await (await world.signIn('赵普')).submit(zonePath(code), 'check', csrf)
    expect(late.statusCode).toBe(409)
    expect(late.body).toContain('已经检查完了')
    const requests = await rows<{ state: string }>("select state from review_requests where kind = 'checklist'")
    expect(requests.filter(({ state }) => state === 'done')).toHaveLength(1)
  })

  test('two officers close at the same moment: one of them did it, the other is told', async () => {
    const [code = ''] = await world.draw()
    const deputy = await world.signIn('赵普')
    const close = (who: Visitor) => who.submit(zonePath(code), 'check', { act: 'close', words: '看过了' })
    const answers = await Promise.all([close(secretary), close(deputy)])
    expect(answers.map((one) => one.statusCode).sort()).toEqual([303, 409])
    expect(await rows("select from review_requests where kind = 'checklist' and state = 'done'")).toHaveLength(1)
    expect(await rows("select from outbox where key like 'review/result/%'")).toHaveLength(1)
  })

  test('is not for members, for other branches, nor for whoever answers for the zone', async () => {
    const [code = ''] = await world.draw()
    await answersFor('赵普', code)
    for (const name of [world.memberOf(code), '赵普']) {
      const answer = await (await world.signIn(name)).submit(zonePath(code), 'check', { act: 'close' })
      expect(answer.statusCode).toBe(409)
      expect(answer.body).toContain('不该由您来填')
    }
    for (const name of ['马向前', '牛爱民']) {
      const foreign = await world.signIn(name)
      expect((await foreign.open(round())).statusCode).toBe(404)
      expect((await foreign.open(zonePath(code))).statusCode).toBe(404)
    }
    expect(await rows("select from review_requests where kind = 'checklist' and state = 'done'")).toEqual([])
  })

  test('is refused after the last day, before the draw, and without the secret of the page', async () => {
    expect((await secretary.open(round())).body).toContain('还没有抽签')
    const [code = ''] = await world.draw()
    const forged = await secretary.submit(zonePath(code), 'check', { act: 'close', csrf: 'x' })
    expect(forged.statusCode).toBe(403)
    await days('2026-06-21T00:05')
    const late = await secretary.submit(zonePath(code), 'check', { act: 'close' })
    expect(late.statusCode).toBe(409)
    expect(late.body).toContain('已经截止')
    expect((await secretary.open(zonePath(code))).body).not.toContain('检查完了</button>')
    await turnReviewRounds.run(world.deps, world.deps.now())
    expect(await rows("select from review_requests where kind = 'checklist' and state = 'open'")).toEqual([])
  })
})

describe('a zone that cannot be looked at', () => {
  test('gives way to the next of the draw, with its reason, and what was asked about it lapses', async () => {
    const [code = ''] = await world.draw()
    expect((await secretary.submit(zonePath(code), 'replace', { reason: ' ' })).body).toContain('还没有写内容')
    const answer = await secretary.submit(zonePath(code), 'replace', { reason: '整片拆迁' })
    expect(answer.headers.location).toContain('done=replaced')
    const [, , third = ''] = await world.sampled()
    expect(third).not.toBe('')
    const asked = await rows<{ state: string; code: string }>(
      "select q.state, z.code from review_requests q join zones z on z.id = q.zone_id where q.kind = 'own_words'",
    )
    expect(asked.find((one) => one.code === code)?.state).toBe('lapsed')
    expect(asked.find((one) => one.code === third)?.state).toBe('open')
    const again = await secretary.submit(zonePath(code), 'replace', { reason: '再换一次' })
    expect(again.statusCode).toBe(409)
    expect(again.body).toContain('已经换下来了')
    expect((await secretary.submit(zonePath(code), 'check', { act: 'close' })).statusCode).toBe(409)
    expect(await rows("select from audit where action = 'replace_zone'")).toHaveLength(1)
  })

  test('is left out in the end where no other is left, and the record still fits', async () => {
    await world.draw()
    for (const reason of ['一', '二', '三', '四', '五', '六']) {
      const [code = ''] = await rows<{ code: string }>(
        'select z.code from sampled_zones s join zones z on z.id = s.zone_id where s.reason is null order by s.position limit 1',
      ).then((found) => found.map((one) => one.code))
      await secretary.submit(zonePath(code), 'replace', { reason: `没法查${reason}` })
    }
    expect(await verified()).toEqual([])
    expect(await rows('select from sampled_zones where replaced_by_id is null and reason is not null')).toHaveLength(2)
    expect((await world.app.inject({ url: `/reviews/${world.roundId}` })).body).toContain('没有可换的')
  })

  test('two that are left at the same moment are replaced by two', async () => {
    const [first = '', second = ''] = await world.draw()
    const deputy = await world.signIn('赵普')
    await Promise.all([
      secretary.submit(zonePath(first), 'replace', { reason: '封路' }),
      deputy.submit(zonePath(second), 'replace', { reason: '拆迁' }),
    ])
    expect(new Set(await world.sampled()).size).toBe(4)
    expect(await verified()).toEqual([])
  })
})

describe('a list that changed after it was frozen', () => {
  test('zones that end and members that leave change neither list nor draw nor record', async () => {
    const ended = world.list.zones.map(({ code }) => code).slice(0, 5)
    await world.deps.pool.query("update zones set ended_on = '2026-06-01' where code = any($1)", [ended])
    await world.deps.pool.query("update people set left_on = '2026-06-01' where name = $1", [world.memberOf('A6')])
    const codes = await world.draw()
    expect(await verified()).toEqual([])
    for (const code of codes) {
      expect((await secretary.open(zonePath(code))).statusCode).toBe(200)
      expect((await secretary.submit(zonePath(code), 'check', { act: 'close' })).statusCode).toBe(303)
    }
    expect(
      await rows(`select from review_requests q join people p on p.id = q.person_id where p.left_on is not null`),
    ).toEqual([])
  })
})

test('from a list that was tampered with no zone comes in, and the record says that it does not fit', async () => {
  const [code = ''] = await world.draw()
  await world.deps.pool.query("update review_rounds set list = jsonb_set(list, '{zones,0,caseCount}', '99')")
  const answer = await secretary.submit(zonePath(code), 'replace', { reason: '封路' })
  expect(answer.statusCode).toBe(409)
  expect(answer.body).toContain('名单和第一天公布的不一样')
  expect((await verified()).map(({ what }) => what)).toContain('list')
})

describe('own words', () => {
  test('are said by whoever answers for the zone, masked, may be said anew, and nobody else reads them before', async () => {
    const [code = ''] = await world.draw()
    const member = await world.signIn(world.memberOf(code))
    expect((await member.open(round())).body).toContain(code)
    const said = await member.submit(zonePath(code), 'own-words', { words: '每周走一遍，有事打 13812345678' })
    expect(said.headers.location).toContain('done=words')
    await member.submit(zonePath(code), 'own-words', { words: '每周走两遍，有事打 13812345678' })
    expect((await secretary.open(zonePath(code))).body).toContain('每周走两遍，有事打 138****5678')
    const other = await world.signIn('李卫民')
    expect((await other.open(zonePath(code))).statusCode).toBe(404)
    const foreign = await secretary.submit(zonePath(code), 'own-words', { words: '替他说' })
    expect(foreign.statusCode).toBe(409)
    await days('2026-06-21T09:00')
    const late = await (await world.signIn(world.memberOf(code))).submit(zonePath(code), 'own-words', { words: '晚了' })
    expect(late.body).toContain('已经截止')
  })
})

describe('a finding', () => {
  test('becomes a case of the zone, once however often it is sent', async () => {
    const [code = ''] = await world.draw()
    const form = { act: 'finding', text: '1号楼楼道灯不亮，找 13812345678', follow: 'case' }
    for (let i = 0; i < 2; i++) {
      expect((await secretary.submit(zonePath(code), 'check', form)).headers.location).toContain('done=case')
    }
    const cases = await rows<{ code: string; text: string; zone: string; name: string }>(
      `select c.code, c.text, z.code as zone, p.name from cases c join zones z on z.id = c.zone_id
         join people p on p.id = c.reporter_person_id`,
    )
    expect(cases).toMatchObject([{ zone: code, name: '陈书华', text: '1号楼楼道灯不亮，找 138****5678' }])
    expect(await rows('select from review_findings')).toHaveLength(1)
    expect((await secretary.open(zonePath(code))).body).toContain(`事件 ${cases[0]?.code}`)
  })

  test('becomes a rectification of a member by a day, or nothing at all', async () => {
    const [code = ''] = await world.draw()
    const person = await world.personId(world.memberOf(code))
    const form = { act: 'finding', text: '公示牌上的电话不对', follow: 'rectification', person, dueOn: '2026-07-01' }
    const past = await secretary.submit(zonePath(code), 'check', { ...form, dueOn: '2026-05-01' })
    expect(past.statusCode).toBe(409)
    expect(past.body).toContain('整改的日子')
    expect(past.body).toContain('公示牌上的电话不对')
    expect(await rows('select from review_findings')).toEqual([])
    await secretary.submit(zonePath(code), 'check', form)
    expect(
      await rows(`select k.what, k.due_on::text as due, z.code from rectifications k join zones z on z.id = k.zone_id
                    join review_findings f on f.rectification_id = k.id`),
    ).toEqual([{ what: '公示牌上的电话不对', due: '2026-07-01', code }])
    expect((await secretary.open(zonePath(code))).body).toContain('整改 1')
  })

  test('that stands in the form is not lost, whichever button was tapped, nor are the ticks beside it', async () => {
    const [code = ''] = await world.draw()
    const [, duty = ''] = /name="(tick-[\da-f-]{36})"/.exec((await secretary.open(zonePath(code))).body) ?? []
    await secretary.submit(zonePath(code), 'check', { act: 'finding', [duty]: 'not_done', text: '宣传栏该换了' })
    expect((await secretary.open(zonePath(code))).body).toContain(`name="${duty}" value="not_done" checked`)
    await secretary.submit(zonePath(code), 'check', { act: 'close', [duty]: 'done', text: '路灯有一盏不亮' })
    expect(await rows('select text from review_findings order by created_at, text')).toHaveLength(2)
    const { body } = await secretary.open(zonePath(code))
    for (const words of ['检查结果', '宣传栏该换了', '路灯有一盏不亮']) expect(body).toContain(words)
  })

  test('may be put down alone; what is never recorded is not', async () => {
    const [code = ''] = await world.draw()
    await secretary.submit(zonePath(code), 'check', { act: 'finding', text: '宣传栏该换了', follow: 'none' })
    expect(await rows('select text from review_findings')).toEqual([{ text: '宣传栏该换了' }])
    const never = await secretary.submit(zonePath(code), 'check', {
      act: 'finding',
      text: '3号楼老李家超生了一个',
      follow: 'none',
    })
    expect(never.statusCode).toBe(409)
    expect(await rows('select from review_findings')).toHaveLength(1)
  })
})

describe('a photo of a finding', () => {
  const FORM = { act: 'finding', text: '二单元楼道堆了纸箱' }
  const PHOTO = jpeg({ orientation: 6 })
  const kept = () =>
    rows<{ storage_key: string; case_id: string | null }>('select storage_key, case_id from attachments')
  const photoIn = (body: string) => /<img class="seen" src="([^"]+)"/.exec(body)?.[1] ?? ''

  test('stands with it on the page of the zone, without what the camera wrote about place and owner', async () => {
    const [code = ''] = await world.draw()
    const sent = await secretary.upload(zonePath(code), 'check', FORM, PHOTO)
    expect(sent.headers.location).toContain('done=finding')
    const page = await secretary.open(zonePath(code))
    expect(page.headers['content-security-policy']).toContain("img-src 'self'")
    const shown = await secretary.open(photoIn(page.body))
    expect([shown.statusCode, shown.headers['content-type']]).toEqual([200, 'image/jpeg'])
    expect(shown.rawPayload.includes(MARK)).toBe(false)
    expect(shown.rawPayload.includes(JPEG_PICTURE)).toBe(true)
  })

  test('is for nobody else before the result is theirs to read, and not for a stranger', async () => {
    const [code = ''] = await world.draw()
    await secretary.upload(zonePath(code), 'check', FORM, PHOTO)
    const url = photoIn((await secretary.open(zonePath(code))).body)
    expect((await (await world.signIn(world.memberOf(code))).open(url)).statusCode).toBe(200)
    expect((await (await world.signIn('李卫民')).open(url)).statusCode).toBe(404)
    expect((await (await world.signIn('马向前')).open(url)).statusCode).toBe(404)
    expect((await world.app.inject({ url })).statusCode).toBe(401)
  })

  test('is kept once however often it is sent, hangs on the case that is opened, and comes later to what had none', async () => {
    const [code = '', other = ''] = await world.draw()
    const form = { ...FORM, follow: 'case' }
    for (let i = 0; i < 2; i++) await secretary.upload(zonePath(code), 'check', form, PHOTO)
    const [photo, ...more] = await kept()
    expect(more).toEqual([])
    expect(await rows('select id from cases')).toEqual([{ id: photo?.case_id }])
    expect(await world.deps.storage.list()).toEqual([photo?.storage_key])
    await secretary.submit(zonePath(other), 'check', FORM)
    await secretary.upload(zonePath(other), 'check', FORM, PHOTO)
    expect(photoIn((await secretary.open(zonePath(other))).body)).not.toBe('')
    expect(await rows('select from review_findings')).toHaveLength(2)
  })

  test.each([
    ['no photo', FORM, Buffer.from('<svg onload=alert(1)>'), '只能发 jpg、png、webp 照片'],
    ['too large', FORM, Buffer.concat([PHOTO, Buffer.alloc(10 * 1_024 * 1_024)]), '照片太大'],
    ['without words', { act: 'keep' }, PHOTO, '还没有写内容，请写一句再点。照片请再选一次。'],
  ])('is refused in plain words, and nothing of it stays: %s', async (_, form, photo, words) => {
    const [code = ''] = await world.draw()
    const answer = await secretary.upload(zonePath(code), 'check', form, photo)
    expect([answer.statusCode, answer.body]).toEqual([409, expect.stringContaining(words)])
    expect(await kept()).toEqual([])
    expect(await world.deps.storage.list()).toEqual([])
  })

  test('without the secret of the page is not taken', async () => {
    const [code = ''] = await world.draw()
    const answer = await secretary.upload(zonePath(code), 'check', { ...FORM, csrf: 'x' }, PHOTO)
    expect(answer.statusCode).toBe(403)
    expect(await kept()).toEqual([])
  })

  test('goes after two years, as photos from chats do, and the finding stays', async () => {
    const [code = ''] = await world.draw()
    await secretary.upload(zonePath(code), 'check', FORM, PHOTO)
    await applyRetention(world.deps.db, new Date('2028-07-01T00:00:00Z'), (key) => world.deps.storage.remove(key))
    expect(await world.deps.storage.list()).toEqual([])
    expect(await rows('select attachment_id from review_findings')).toEqual([{ attachment_id: null }])
  })
})

describe('the result', () => {
  test('is told to the member first; the branch reads it once that is done', async () => {
    const [code = ''] = await world.draw()
    const member = await world.signIn(world.memberOf(code))
    const other = await world.signIn('李卫民')
    const person = await world.personId(world.memberOf(code))
    const found = { text: '公示牌旧了', follow: 'rectification', person, dueOn: '2026-07-01' }
    await secretary.submit(zonePath(code), 'check', { act: 'close', words: '样样都好', ...found })
    expect((await member.open(zonePath(code))).body).toContain('整改 1')
    expect((await member.open(zonePath(code))).body).toContain('样样都好')
    expect((await other.open(zonePath(code))).statusCode).toBe(404)
    const told = await rows<{ name: string; text: string }>(
      `select p.name, o.content ->> 'text' as text from outbox o join deliveries d on d.outbox_id = o.id
         join people p on p.id = d.person_id where o.key like 'review/result/%'`,
    )
    expect(told).toMatchObject([{ name: world.memberOf(code) }])
    expect(told[0]?.text).toContain('结果先给您看')
    await world.deps.pool.query("update deliveries set state = 'sent', sent_at = now()")
    const page = (await other.open(zonePath(code))).body
    expect(page).toContain('样样都好')
    expect(page).toContain('公示牌旧了')
    expect(page).not.toContain('整改 1')
    expect((await other.open(round())).body).toContain(code)
  })

  test('at night waits for the morning', async () => {
    const [code = ''] = await world.draw()
    await days('2026-06-01T21:00')
    await secretary.submit(zonePath(code), 'check', { act: 'close' })
    expect(
      await rows(
        "select due_at from deliveries d join outbox o on o.id = d.outbox_id where o.key like 'review/result/%'",
      ),
    ).toEqual([{ due_at: new Date('2026-06-02T08:00:00+08:00') }])
  })
})
