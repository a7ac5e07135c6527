/** A resident of seventy at the notice: one sentence, one button, and back again to the answer. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseConfig } from '../../src/config.ts'
import { addMissingDuties } from '../../src/store/duties.ts'
import { type PageWorld, pageWorld } from '../support/page-world.ts'
import { freePort } from '../support/product.ts'
import { DESKTOP, launchBrowser, SMALL_PHONE, screenshot, type TestBrowser, watchFaults } from './browser.ts'

let world: PageWorld
let opened: TestBrowser
let url: string
let settling: NodeJS.Timeout
beforeAll(async () => {
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  world = await pageWorld(parseConfig({ DATA_DIR: '/nowhere', PORT: String(port), PUBLIC_URL: url }))
  await addMissingDuties(world.deps.db, '2026-11-18')
  await world.app.listen({ port, host: '127.0.0.1' })
  opened = await launchBrowser()
  settling = setInterval(() => void world.settle(), 100)
})
afterAll(async () => {
  clearInterval(settling)
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

async function open(viewport: { width: number; height: number }, changes: { bypassCSP?: boolean } = {}) {
  const context = await opened.browser.newContext({ viewport, locale: 'zh-CN', ...changes })
  const page = await context.newPage()
  return { context, page, faults: watchFaults(page) }
}

async function write(page: Page, text: string): Promise<void> {
  await page.goto(`${url}/z/A3`)
  await page.getByLabel('在哪里、什么事').fill(text)
  await page.getByRole('button', { name: '发出' }).click()
  await page.waitForURL(/\/r\//)
}

const width = (page: Page) => page.evaluate('document.documentElement.scrollWidth')

test('without scripts, on a small phone: writes, reads who gets it, comes back by the notice to the answer', async () => {
  const context = await opened.browser.newContext({ viewport: SMALL_PHONE, locale: 'zh-CN', javaScriptEnabled: false })
  const page = await context.newPage()
  const faults = watchFaults(page)
  await page.goto(`${url}/z/A3`)
  await screenshot(page, 'opinion-1-notice')
  await page.getByLabel('在哪里、什么事').scrollIntoViewIfNeeded()
  await screenshot(page, 'opinion-2-form')
  await write(page, '3号楼2单元楼道灯坏了两天了')
  await screenshot(page, 'opinion-3-understood')
  // What was understood, who gets it and the button to say so are seen without a touch.
  for (const seen of [
    page.getByText('责任区党员', { exact: true }),
    page.getByRole('button', { name: '对', exact: true }),
  ]) {
    const box = await seen.first().boundingBox()
    expect((box?.y ?? 9_999) + (box?.height ?? 0)).toBeLessThanOrEqual(SMALL_PHONE.height)
  }
  expect(await page.textContent('main')).toContain('转给')
  await page.getByRole('button', { name: '对', exact: true }).click()
  await page.waitForURL(/\/r\//)
  await screenshot(page, 'opinion-4-confirmed')
  expect(await page.textContent('main')).toContain('由责任区党员办理')
  await world.says('zhangjianguo', '回复 A3-0001 明天上午来看，您在家吗')
  await page.goto(`${url}/z/A3`)
  await page.getByRole('link', { name: '看我说过的事' }).click()
  await page.waitForURL(/\/r\//)
  expect(await page.textContent('main')).toContain('明天上午来看')
  await screenshot(page, 'opinion-5-answered')
  await page.getByLabel('就这件事，给办理的人写一句').fill('在家，十点以后')
  await page.getByRole('button', { name: '写给办理的人' }).click()
  await page.waitForURL(/\/r\//)
  await screenshot(page, 'opinion-6-answered-back')
  await world.says('zhangjianguo', '办结 A3-0001 灯已换新')
  await page.reload()
  await screenshot(page, 'opinion-7-ended')
  await page.getByRole('button', { name: '好', exact: true }).last().click()
  await page.waitForURL(/\/r\//)
  await screenshot(page, 'opinion-8-judged')
  await page.locator('.rights summary').click()
  await page.locator('.rights').scrollIntoViewIfNeeded()
  await screenshot(page, 'opinion-9-rights')
  expect(faults).toEqual([])
  await context.close()
})

describe.each([
  ['phone', SMALL_PHONE],
  ['desk', DESKTOP],
] as const)('on a %s', (name, viewport) => {
  test('the form, the page and a refused form can be read by everybody, and fit', async () => {
    // The checker is a script, which the page's own policy refuses.
    const { context, page } = await open(viewport, { bypassCSP: true })
    await page.goto(`${url}/z/A3`)
    expect(await findings(page)).toEqual([])
    await write(page, '4号楼门口垃圾没人清')
    await page.locator('.rights summary').click()
    expect(await findings(page)).toEqual([])
    expect(await width(page)).toBe(viewport.width)
    await screenshot(page, `own-page-${name}`)
    for (const control of await page.locator('button, main a, summary').all()) {
      expect((await control.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    }
    await page.goto(`${url}/z/A3`)
    await page.evaluate(`document.querySelector('textarea').removeAttribute('required')`)
    await page.getByRole('button', { name: '发出' }).click()
    await page.waitForSelector('[role=alert]')
    expect(await findings(page)).toEqual([])
    await screenshot(page, `opinion-refused-${name}`)
    await context.close()
  })

  test('runs nothing that somebody wrote', async () => {
    const { context, page, faults } = await open(viewport)
    const payloads = [
      '<script>window.ran=1</script>',
      '<img src=x onerror=window.ran=1>',
      '</textarea><script>window.ran=1</script>',
      '"><svg onload=window.ran=1>',
      '</title><script>window.ran=1</script>',
      '\u202e<b onmouseover=window.ran=1>',
    ]
    await write(page, `3号楼的灯坏了 ${payloads.join(' ')}`)
    expect(await page.evaluate('window.ran')).toBeUndefined()
    expect(await page.locator('img, script, svg, iframe, style, base, [onload]').count()).toBe(0)
    expect(await width(page)).toBe(viewport.width)
    expect(faults).toEqual([])
    await context.close()
  })
})
