import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DigestWorld, digestWorld } from '../support/digest-world.ts'
import { addRound, ask } from '../support/review-rounds.ts'
import { openReviewSite, type ReviewSite } from './review-site.ts'

let world: DigestWorld
let site: ReviewSite
beforeAll(async () => {
  world = await digestWorld()
  const { deps } = world
  const spot = await addRound(deps, { kind: 'spot_check', period: '2026-H2', closesOn: '2026-12-05' })
  await ask(deps, spot, '陈书华', 'checklist')
  await ask(deps, spot, '张建国', 'own_words', { done: true })
  const year = await addRound(deps, { kind: 'year_end_evaluation', period: '2026', closesOn: '2026-12-10' })
  await ask(deps, year, '张建国', 'summary')
  await ask(deps, year, '王卫东', 'summary', { done: true })
  await ask(deps, year, '陈书华', 'grading')
  await addRound(deps, { kind: 'opinion_round', period: '2026-Q4', closesOn: '2026-11-25' })
  const vote = await addRound(deps, { kind: 'democratic_appraisal', period: '2026', closesOn: '2026-12-20' })
  await ask(deps, vote, '张建国', 'ballot')
  site = await openReviewSite(world)
})
afterAll(async () => {
  await site?.close()
  await world?.deps.close()
})

test.each([
  ['陈书华', 'review-secretary'],
  ['张建国', 'review-member'],
])('the list of reviews is read and opened by thumb on a small phone: %s', async (name, picture) => {
  await site.looksRight(await site.phoneOf(name), picture)
})

test('on paper there are the words and nothing to tap', async () => {
  const page = await site.phoneOf('陈书华')
  const shown = () => page.getByRole('button').count()
  expect(await shown()).toBeGreaterThan(0)
  await page.emulateMedia({ media: 'print' })
  expect(await shown()).toBe(0)
  expect(await page.getByText('支部进度').isVisible()).toBe(true)
})
