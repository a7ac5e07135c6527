/** Reviews in the chat: a secretary who asks how they go, members who open what they are asked for. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { turnReviewRounds } from '../../src/jobs/review-rounds.ts'
import { tellReviews } from '../../src/jobs/tell-reviews.ts'
import type { Received } from '../platforms/wecom/members.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhang,
幸福支部,A4,西区,社区,4号楼,王秀英,党员,wang,
幸福支部,,,,,陈书华,书记,chen,
和平支部,B1,北区,社区,9号楼,周明,党员,zhou,
和平支部,,,,,吴敏,书记,wu,
`
/** The morning of the year-end evaluation. */
const MORNING = '2026-12-01T09:22:00+08:00'

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER, { at: '2026-12-01T08:30:00+08:00' })
  await world.deps.pool.query("update branches set created_at = '2026-12-01T00:00:00Z'")
})
afterEach(() => world.close())

/** The round as the night opens it, whatever else the organisation has. */
async function open(kind: string, at = MORNING): Promise<void> {
  const { deps } = world
  await turnReviewRounds.run(deps, new Date(at))
  await deps.pool.query("update review_rounds set state = 'cancelled', cancel_reason = '' where kind <> $1", [kind])
}

async function tell(at = MORNING): Promise<void> {
  const { deps, platform } = world
  const past = (time: Date) => {
    platform.advance(time.getTime() - deps.now().getTime())
    deps.clock.now = time
  }
  past(new Date(at))
  await tellReviews.run(deps, deps.now())
  past(new Date(deps.now().getTime() + 20 * 60_000))
  await world.settle()
}

interface Link {
  title: string
  description: string
  url: string
}
const linkIn = (received: readonly Received[]) => received.findLast(({ body }) => body.textcard)?.body.textcard as Link
const pathOf = ({ url }: Link) => new URL(url).pathname + new URL(url).search

/** Open a link as a browser does: tap, keep the cookie, follow. */
async function opened(link: Link): Promise<{ path: string; page: string }> {
  const { deps } = world
  const app = await buildApp(deps)
  const { origin } = new URL(deps.config.publicUrl)
  const asked = await app.inject({ url: pathOf(link) })
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(asked.body)?.[1] ?? ''
  const signed = await app.inject({
    ...{ method: 'POST', url: '/sign-in' },
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
    payload: new URLSearchParams({ token: field('token'), to: field('to') }).toString(),
  })
  const cookies = Object.fromEntries(signed.cookies.map(({ name, value }) => [name, value]))
  const seen = await app.inject({ url: String(signed.headers.location), cookies })
  const path = String(seen.headers.location)
  const { body } = await app.inject({ url: path, cookies })
  await app.close()
  return { path, page: body }
}

test('a request is one card, and one tap on it opens the page of what is asked', async () => {
  await open('year_end_evaluation')
  await tell()
  expect(world.newOn('zhang').map(wordsOf)).toEqual([expect.stringContaining('2026年度年终考核')])
  const link = linkIn(await world.taps('zhang', '打开'))
  expect(link.description).toContain('2026年度年终考核：看一看、改一改自己的总结')
  const { path, page } = await opened(link)
  expect(path).toBe('/review')
  expect(page).toContain('张建国')
  expect(page).toMatch(/href="\/review\/year\/[\da-f-]{36}"/u)
})

test('the same words as a card to many are one call to the platform', async () => {
  await open('year_end_evaluation')
  await tell()
  const sent = ['zhang', 'wang', 'zhou'].map((account) => world.platform.inboxOf(account).at(-1)?.msgId)
  expect(new Set(sent).size).toBe(1)
})

test('who leads reads counts, days left and no names; others read of themselves alone', async () => {
  await open('year_end_evaluation')
  await world.deps.pool.query(
    `update review_requests set state = 'done', done_at = now()
      where kind = 'summary' and person_id = (select id from people where name = '王秀英')`,
  )
  const told = linkIn(await world.says('chen', '考核进度'))
  expect(told.description).toContain(
    '2026年度年终考核（幸福支部）：还有 24 天，12月25日截止。本人总结 2 份，已交 1 份。',
  )
  expect(told.description).not.toMatch(/张建国|王秀英|和平支部/u)
  expect(linkIn(await world.says('zhang', '考核进度')).description).toContain('要您办的：')
  expect(linkIn(await world.says('wang', '我的考核')).description).toContain('都办好了')
})

test('whoever is asked for nothing is told so, and gets no link', async () => {
  expect((await world.says('zhang', '我的考核')).map(wordsOf)[0]).toContain('现在没有要您办的')
  expect((await world.says('zhang', '民主评议')).map(wordsOf)[0]).toContain('现在没有要您投票的')
  expect((await world.says('zhang', '抽查进度')).map(wordsOf)[0]).toContain('现在没有要您办的')
})

test('a ballot is reached by a link of its voter alone, again and again, until it ends', async () => {
  await open('democratic_appraisal', '2027-01-11T00:25:00+08:00')
  await tell('2027-01-11T09:22:00+08:00')
  const tapped = linkIn(await world.taps('zhang', '去投票'))
  const said = linkIn(await world.says('zhang', '我要投票'))
  expect(said.url).toBe(tapped.url)
  expect(linkIn(await world.says('wang', '投票')).url).not.toBe(tapped.url)
  const app = await buildApp(world.deps)
  expect((await app.inject({ url: pathOf(said) })).body).toContain('民主评议投票')
  await app.close()
  await tell('2027-01-26T10:00:00+08:00')
  expect((await world.says('zhang', '投票')).map(wordsOf).at(-1)).toContain('现在没有要您投票的')
})

test('whoever has their ballots is counted, and not asked for them again', async () => {
  await open('democratic_appraisal', '2027-01-11T00:25:00+08:00')
  await tell('2027-01-11T09:22:00+08:00')
  world.newOn('zhang')
  world.newOn('wang')
  await world.deps.pool.query(
    `insert into ballot_tickets (round_id, voter_id, subject_id, blinded_hash)
     select r.id, v.id, s.id, '\\x00' from review_rounds r, people v, people s
      where r.kind = 'democratic_appraisal' and v.name = '王秀英' and s.name = '张建国' and r.branch_id = v.branch_id`,
  )
  await tell('2027-01-22T09:22:00+08:00')
  expect(world.newOn('zhang').map(wordsOf)).toEqual([expect.stringContaining('民主评议')])
  expect(world.newOn('wang')).toEqual([])
  expect(linkIn(await world.says('chen', '评议进度')).description).toContain('3 人投票，已领票 1 人')
})

async function toPutRight(name: string, number: number, what: string): Promise<void> {
  await world.deps.pool.query(
    `insert into rectifications (organisation_id, branch_id, number, person_id, what, reason, due_on)
     select organisation_id, branch_id, $2, id, $3, '抽查时看到', '2026-12-20' from people where name = $1`,
    [name, number, what],
  )
}

test('整改 tells what is to be put right, and leads to the list of it', async () => {
  await toPutRight('张建国', 1, '楼道杂物')
  const link = linkIn(await world.says('zhang', '我的整改'))
  expect(link.description).toContain('整改1：楼道杂物，12月20日前')
  expect((await opened(link)).path).toBe('/review/rectifications')
  expect(linkIn(await world.says('wang', '整改')).description).toContain('现在没有要您整改')
})

test('that it is done is said in one sentence by the member, once, and by nobody else', async () => {
  await toPutRight('张建国', 1, '楼道杂物')
  await toPutRight('张建国', 2, '公示牌')
  const report = async () =>
    (await world.deps.pool.query('select number, state, report from rectifications order by number')).rows
  const says = async (account: string, text: string) => (await world.says(account, text)).map(wordsOf).join()
  expect(await says('zhang', '整改1已完成')).toContain('请加一句做了什么')
  expect(await says('zhang', '整改完成了，清走了')).toContain('您说的是哪一件')
  expect(await says('wang', '整改1已完成：清走了')).toContain('您现在没有要整改的')
  expect((await report()).map(({ state }) => state)).toEqual(['open', 'open'])
  expect(await says('zhang', '整改1已完成：清走了，电话13812345678')).toContain('会请别人去看')
  expect(await says('zhang', '整改1已完成：又清了一遍')).toContain('正等人去看')
  const [first, second] = await report()
  expect(first).toMatchObject({ state: 'reported', report: expect.stringMatching(/^清走了/u) })
  expect(first.report).not.toContain('13812345678')
  expect(second).toMatchObject({ state: 'open' })
  const { rows } = await world.deps.pool.query("select from audit where action = 'report_rectification'")
  expect(rows).toHaveLength(1)
})
