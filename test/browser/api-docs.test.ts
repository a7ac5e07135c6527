import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiWorld, apiWorld } from '../http/api/world.ts'
import { DESKTOP, launchBrowser, screenshot, type TestBrowser, watchFaults } from './browser.ts'

let world: ApiWorld
let browser: TestBrowser
let address: string
beforeAll(async () => {
  world = await apiWorld()
  address = await world.app.listen({ host: '127.0.0.1', port: 0 })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await world.close()
})

test.each(['/api/docs', '/api/docs/'])('the description of the API opens at %s, within its own policy', async (at) => {
  const page = await browser.browser.newPage({ viewport: DESKTOP })
  const faults = watchFaults(page)
  await page.goto(`${address}${at}`)
  await page.getByText('/api/v1/cases/{code}', { exact: true }).waitFor()
  await screenshot(page, 'api-docs')
  expect(faults).toEqual([])
  const response = await page.request.get(`${address}${at}`)
  expect(response.headers()['content-security-policy']).not.toContain('upgrade-insecure-requests')
})
