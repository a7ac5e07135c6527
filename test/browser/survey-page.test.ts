/** A resident of seventy who came by the notice: three taps and one to send them; and the secretary who reads what came of it. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseConfig } from '../../src/config.ts'
import { turnReviewRounds } from '../../src/jobs/review-rounds.ts'
import { newToken } from '../../src/store/secret-tokens.ts'
import { addPersonLinks } from '../../src/store/sign-in-links.ts'
import { type PageWorld, pageWorld } from '../support/page-world.ts'
import { freePort } from '../support/product.ts'
import { launchBrowser, SMALL_PHONE, screenshot, type TestBrowser, watchFaults } from './browser.ts'

let world: PageWorld
let opened: TestBrowser
let url: string
beforeAll(async () => {
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  world = await pageWorld(parseConfig({ DATA_DIR: '/nowhere', PORT: String(port), PUBLIC_URL: url }))
  await world.deps.pool.query("update branches set created_at = '2026-01-01T00:00:00Z'")
  await world.deps.pool.query("update zones set household_count = 120 where code = 'A3'")
  await turnReviewRounds.run(world.deps, new Date('2026-11-10T00:25:00+08:00'))
  await world.app.listen({ port, host: '127.0.0.1' })
  opened = await launchBrowser()
})
afterAll(async () => {
  await opened?.close()
  await world?.close()
})

/** What is wrong for those who read with a screen reader, a keyboard or weak eyes, by the rules of WCAG 2.2 A and AA. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, { runOnly: ${JSON.stringify(tags)} })`)
  return violations.map((v) => `${v.impact} ${v.id}: ${v.nodes.map((node) => node.html).join(' ')}`)
}

const width = (page: Page) => page.evaluate('document.documentElement.scrollWidth')

/** Taps through the questions as they stand on the screen. */
async function answer(page: Page, taps: readonly string[]): Promise<void> {
  for (const [place, tap] of taps.entries()) {
    await page.locator('fieldset').nth(place).getByText(tap, { exact: true }).click()
  }
  await page.getByRole('button', { name: '交上' }).click()
  await page.waitForURL(/done/)
}

test('without scripts, on a small phone: finds the line on the notice, taps, and changes an answer', async () => {
  const context = await opened.browser.newContext({ viewport: SMALL_PHONE, locale: 'zh-CN', javaScriptEnabled: false })
  const page = await context.newPage()
  const faults = watchFaults(page)
  await page.goto(`${url}/z/A3`)
  await screenshot(page, 'survey-1-notice', { fullPage: true })
  await page.getByRole('link', { name: '说说这一片怎么样' }).click()
  await screenshot(page, 'survey-2-questions', { fullPage: true })
  await answer(page, ['知道', '有人管', '满意'])
  await screenshot(page, 'survey-3-done')
  expect(await page.textContent('main')).toContain('记下了，谢谢您')
  await page.getByRole('link', { name: '改一改' }).click()
  await answer(page, ['知道', '有时管', '一般'])
  expect((await world.deps.pool.query('select choices from opinion_answers')).rows).toEqual([{ choices: [0, 1, 1] }])
  expect(faults).toEqual([])
  await context.close()
})

test('the questions can be read and tapped by everybody, and fit a small phone', async () => {
  // The checker is a script, which the page's own policy refuses.
  const context = await opened.browser.newContext({ viewport: SMALL_PHONE, locale: 'zh-CN', bypassCSP: true })
  const page = await context.newPage()
  await page.goto(`${url}/z/A3`)
  expect(await findings(page)).toEqual([])
  await page.goto(`${url}/z/A3/survey`)
  expect(await findings(page)).toEqual([])
  expect(await width(page)).toBe(SMALL_PHONE.width)
  for (const control of await page.locator('fieldset label, button, main a').all()) {
    expect((await control.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  }
  await page.getByRole('button', { name: '交上' }).click()
  await page.waitForSelector('[role=alert]')
  expect(await findings(page)).toEqual([])
  await screenshot(page, 'survey-4-nothing-tapped')
  await page.goto(`${url}/z/A9/survey`)
  expect(await findings(page)).toEqual([])
  await context.close()
})

test('the secretary has words for the group while it goes on, and reads the result afterwards', async () => {
  const context = await opened.browser.newContext({ viewport: SMALL_PHONE, locale: 'zh-CN', bypassCSP: true })
  const page = await context.newPage()
  const { pool } = world.deps
  const { rows } = await pool.query("select id, organisation_id from people where name = '陈书华'")
  const { token, tokenHash } = newToken()
  const expiresAt = new Date(world.deps.now().getTime() + 60_000)
  await addPersonLinks(pool, [{ organisationId: rows[0].organisation_id, personId: rows[0].id, tokenHash, expiresAt }])
  await page.goto(`${url}/sign-in/${token}`)
  await page.locator('button.primary').click()
  const { rows: rounds } = await pool.query("select id from review_rounds where kind = 'opinion_round'")
  await page.goto(`${url}/review/opinions/${rounds[0].id}`)
  expect(await findings(page)).toEqual([])
  await screenshot(page, 'survey-5-group-words', { fullPage: true })
  for (let i = 0; i < 6; i++) {
    const other = await opened.browser.newContext()
    const phone = await other.newPage()
    await phone.goto(`${url}/z/A3/survey`)
    await answer(phone, ['知道', i < 4 ? '有人管' : '没说过', i < 5 ? '满意' : '不满意'])
    await other.close()
  }
  await turnReviewRounds.run(world.deps, new Date('2026-11-26T00:25:00+08:00'))
  await page.reload()
  expect(await page.textContent('main')).toContain('约120户，7人回答。')
  expect(await findings(page)).toEqual([])
  expect(await width(page)).toBe(SMALL_PHONE.width)
  await screenshot(page, 'survey-6-results', { fullPage: true })
  await context.close()
})
