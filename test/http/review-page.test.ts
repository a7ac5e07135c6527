/** `/review`: all that somebody has to do with in reviews, and nothing of others. */
import type { FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { newToken } from '../../src/store/secret-tokens.ts'
import { addPersonLinks } from '../../src/store/sign-in-links.ts'
import { type DigestWorld, digestWorld } from '../support/digest-world.ts'
import { addRound, ask } from '../support/review-rounds.ts'

const COOKIE = '__Host-zeren'

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

function post(url: string, form: Record<string, string>, cookies: Record<string, string> = {}) {
  const { origin } = new URL(world.deps.config.publicUrl)
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin }
  return app.inject({ method: 'POST', url, payload: new URLSearchParams(form).toString(), headers, cookies })
}

async function signIn(name: string, to = 'review') {
  const { token, tokenHash } = newToken()
  const expiresAt = new Date(world.deps.now().getTime() + 60_000)
  const personId = await world.personId(name)
  const organisationId = world.deps.rootOrganisationId
  await addPersonLinks(world.deps.pool, [{ organisationId, personId, tokenHash, expiresAt }])
  return post('/sign-in', { token, to })
}

async function pageOf(name: string): Promise<string> {
  const session = (await signIn(name)).cookies[0]?.value ?? ''
  const answer = await app.inject({ url: '/review', cookies: { [COOKIE]: session } })
  expect(answer.statusCode).toBe(200)
  return answer.body
}

const YEAR = { kind: 'year_end_evaluation', period: '2026', closesOn: '2026-12-10' } as const

test('is for whoever signed in, and says in the chat’s words how', async () => {
  const answer = await app.inject({ url: '/review' })
  expect(answer.statusCode).toBe(401)
  expect(answer.body).toContain('说“我的考核”')
})

test('is where a link made for it leads, and a link for anywhere else leads to a page of ours all the same', async () => {
  const review = await signIn('张建国')
  expect(review.headers.location).toBe('/signed-in?to=review')
  const cookies = { [COOKIE]: review.cookies[0]?.value ?? '' }
  const follow = async (to: string) =>
    (await app.inject({ url: `/signed-in?to=${encodeURIComponent(to)}`, cookies })).headers.location
  expect(await follow('review')).toBe('/review')
  for (const to of ['https://evil.cn', '//evil.cn', '/digest', '__proto__', ''])
    expect(await follow(to)).toBe('/digest')
  expect((await signIn('张建国', '//evil.cn')).headers.location).toBe('/signed-in')
})

test('a member finds what they are asked for and what they answered, and nothing about others', async () => {
  const year = await addRound(world.deps, YEAR)
  await ask(world.deps, year, '张建国', 'summary')
  await ask(world.deps, year, '王卫东', 'summary', { done: true })
  const asked = await pageOf('张建国')
  expect(asked).toContain(`href="/review/year/${year}"`)
  expect(asked).toContain('12月10日前')
  expect(asked).not.toMatch(/支部进度|王卫东/u)
  const answered = await pageOf('王卫东')
  expect(answered).toContain('现在没有要您办的')
  expect(answered.split('您办过的')[1]).toContain('2026年度年终考核')
})

test('a way to the ballots is the reader’s own', async () => {
  const vote = await addRound(world.deps, { kind: 'democratic_appraisal', period: '2026', closesOn: '2026-12-20' })
  await ask(world.deps, vote, '张建国', 'ballot')
  await ask(world.deps, vote, '王卫东', 'ballot')
  const wayIn = (page: string) => /href="(\/b\/[\w-]{64})"/u.exec(page)?.[1]
  const [own, other] = [wayIn(await pageOf('张建国')), wayIn(await pageOf('王卫东'))]
  expect(own).toBeDefined()
  expect(own).not.toBe(other)
})

test('who leads a branch finds its rounds with counts; who stands above counts, and no way to single members', async () => {
  const year = await addRound(world.deps, YEAR)
  await ask(world.deps, year, '张建国', 'summary')
  await ask(world.deps, year, '王卫东', 'summary', { done: true })
  await addRound(world.deps, { ...YEAR, branch: '东山支部' })
  const secretary = await pageOf('陈书华')
  expect(secretary).toContain('本人总结 2 份，已交 1 份')
  expect(secretary).toContain(`href="/review/year/${year}"`)
  expect(secretary).not.toContain('东山支部')
  const above = await pageOf('高有为')
  expect(above).toContain('（幸福支部）')
  expect(above).toContain('（东山支部）')
  expect(above).toContain('本人总结 2 份，已交 1 份')
  expect(above).not.toContain('/review/year/')
})

test('what was asked in a round that was cancelled, or whose day is over, is not asked for any more', async () => {
  const cancelled = await addRound(world.deps, { ...YEAR, state: 'cancelled' })
  await ask(world.deps, cancelled, '张建国', 'summary')
  const over = await addRound(world.deps, { kind: 'spot_check', period: '2026-H2', closesOn: '2026-11-24' })
  await ask(world.deps, over, '张建国', 'own_words')
  expect(await pageOf('张建国')).toContain('现在没有要您办的')
})

test('stays small for who stands above many branches', async () => {
  for (let year = 1930; year < 2000; year++) {
    await addRound(world.deps, { ...YEAR, period: String(year), branch: year % 2 === 0 ? '幸福支部' : '东山支部' })
  }
  const page = await pageOf('高有为')
  expect(page.match(/（(?:幸福|东山)支部）/gu)).toHaveLength(60)
  expect(Buffer.byteLength(page)).toBeLessThan(30_000)
})

test('signing out ends it, and says how to come back', async () => {
  const session = (await signIn('张建国')).cookies[0]?.value ?? ''
  const cookies = { [COOKIE]: session }
  const { body } = await app.inject({ url: '/review', cookies })
  const csrf = /name="csrf" value="([^"]+)"/u.exec(body)?.[1] ?? ''
  expect((await post('/sign-out', { csrf: 'x', to: 'review' }, cookies)).statusCode).toBe(403)
  expect((await post('/sign-out', { csrf, to: 'review' }, cookies)).body).toContain('说“我的考核”')
  expect((await app.inject({ url: '/review', cookies })).statusCode).toBe(401)
})
