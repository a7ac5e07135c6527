import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiWorld, apiWorld } from '../http/api/world.ts'
import { DESKTOP, launchBrowser, screenshot, type TestBrowser, watchFaults } from './browser.ts'

let world: ApiWorld
let browser: TestBrowser
beforeAll(async () => {
  world = await apiWorld()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await world.close()
})

test('the description of the API opens in a browser, within its own policy', async () => {
  const address = await world.app.listen({ host: '127.0.0.1', port: 0 })
  const page = await browser.browser.newPage({ viewport: DESKTOP })
  const faults = watchFaults(page)
  await page.goto(`${address}/api/docs/`)
  await page.getByText('/api/v1/cases/{code}').waitFor()
  await screenshot(page, 'api-docs')
  expect(faults).toEqual([])
  const response = await page.request.get(`${address}/api/docs/`)
  expect(response.headers()['content-security-policy']).not.toContain('upgrade-insecure-requests')
})
