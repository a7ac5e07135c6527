/** Voting on a small phone: the library in the browser, the page's own script, and what is kept when it is cut off. */
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkCode } from '../../src/ballots/signing.ts'
import { type BallotWorld, ballotWorld } from '../support/ballot-world.ts'
import { launchBrowser, phone, SMALL_PHONE, screenshot, type TestBrowser, watchFaults } from './browser.ts'

let world: BallotWorld
let chromium: TestBrowser
let base: string

beforeAll(async () => {
  world = await ballotWorld()
  await world.app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`
  chromium = await launchBrowser()
})
afterAll(async () => {
  await chromium?.close()
  await world?.close()
})

async function open(voterId: string): Promise<{ page: Page; faults: string[] }> {
  const page = await (await phone(chromium.browser, SMALL_PHONE)).newPage()
  const faults = watchFaults(page)
  await world.opens(voterId)
  await page.goto(base + world.pathOf(voterId))
  await page.getByRole('button', { name: '投出' }).waitFor()
  return { page, faults }
}

async function ballotCount(): Promise<number> {
  const { rows } = await world.deps.pool.query<{ subject_id: string; ballots_sealed: Buffer }>(
    'select subject_id, ballots_sealed from ballot_boxes',
  )
  const opened = rows.map(({ ballots_sealed }) => world.deps.seal.open('ballot-box', ballots_sealed).split('/'))
  return opened.reduce((sum, parts) => sum + Buffer.from(parts.slice(2).join('/'), 'base64').length / 33, 0)
}

test('a member votes about six others in a minute, without a cookie or a trace of where from', async () => {
  const { page, faults } = await open(world.voters[1] as string)
  const casts: IncomingHttpHeaders[] = []
  world.app.server.on('request', ({ url, headers }) => url === '/b/cast' && casts.push(headers))
  await page.context().addCookies([{ name: 'zeren-mine', value: 'somebody', url: base }])
  await screenshot(page, 'ballots-1-page')
  await screenshot(page, 'ballots-1-whole-page', { fullPage: true })
  const wide = await page.evaluate('document.documentElement.scrollWidth')
  expect(wide).toBeLessThanOrEqual(SMALL_PHONE.width)
  const { rows } = await world.deps.pool.query<{ public_key: Buffer }>('select public_key from ballot_boxes')
  expect(await page.locator('.code').innerText()).toBe(checkCode(rows.map((row) => row.public_key)))

  const people = page.getByRole('group')
  expect(await people.count()).toBe(6)
  for (let i = 0; i < 5; i++) await people.nth(i).getByLabel('优秀').check()
  await page.getByRole('button', { name: '投出' }).click()
  await page.getByText('还有1位没有选').waitFor()
  await screenshot(page, 'ballots-2-one-missing')
  await page.getByRole('button', { name: '就这样投出' }).click()
  await page.getByText('都投出去了').waitFor({ timeout: 50_000 })
  await screenshot(page, 'ballots-3-done')
  expect(await ballotCount()).toBe(6)
  expect(casts).toHaveLength(6)
  for (const headers of casts) expect([headers.cookie, headers.referer]).toEqual([undefined, undefined])
  await page.reload()
  await page.getByText('已经投过了').waitFor()
  expect(faults).toEqual([])
  await page.context().close()
})

test('a page that is closed after two ballots casts the rest when it is opened again', async () => {
  const { page } = await open(world.voters[2] as string)
  const earlier = await ballotCount()
  let sentCount = 0
  await page.route('**/b/cast', (route) => (++sentCount > 2 ? route.abort() : route.continue()))
  const people = page.getByRole('group')
  for (let i = 0; i < 6; i++) await people.nth(i).getByLabel('合格', { exact: true }).check()
  await page.getByRole('button', { name: '投出' }).click()
  await page.getByText('正在再试').waitFor({ timeout: 50_000 })
  await screenshot(page, 'ballots-4-cut-off')
  expect(await ballotCount()).toBe(earlier + 2)
  await page.unroute('**/b/cast')
  await page.reload()
  await page.getByText('都投出去了').waitFor({ timeout: 50_000 })
  expect(await ballotCount()).toBe(earlier + 6)
  await page.context().close()
})
