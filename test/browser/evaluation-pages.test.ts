import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { parseConfig } from '../../src/config.ts'
import { newToken } from '../../src/store/secret-tokens.ts'
import { addPersonLinks } from '../../src/store/sign-in-links.ts'
import { type EvaluationWorld, evaluationWorld } from '../support/evaluation-world.ts'
import { freePort } from '../support/product.ts'
import { launchBrowser, phone, SMALL_PHONE, screenshot, type TestBrowser, watchFaults } from './browser.ts'

let world: EvaluationWorld
let opened: TestBrowser
let url: string
let close: () => Promise<void>
beforeAll(async () => {
  world = await evaluationWorld()
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  world.deps.config = parseConfig({ DATA_DIR: '/nowhere', PORT: String(port), PUBLIC_URL: url })
  const app = await buildApp(world.deps)
  await app.listen({ port, host: '127.0.0.1' })
  opened = await launchBrowser()
  close = async () => {
    await opened.close()
    await app.close()
    await world.deps.close()
  }
})
afterAll(() => close?.())

/** A small phone on which the person is signed in. */
async function phoneOf(name: string): Promise<Page> {
  const { token, tokenHash } = newToken()
  const expiresAt = new Date(world.deps.now().getTime() + 60_000)
  const [personId, organisationId] = [await world.personId(name), world.deps.rootOrganisationId]
  await addPersonLinks(world.deps.pool, [{ organisationId, personId, tokenHash, expiresAt }])
  const page = await (await phone(opened.browser, SMALL_PHONE)).newPage()
  await page.goto(`${url}/sign-in/${token}?to=review`)
  await page.getByRole('button').tap()
  await page.waitForURL(`${url}/review`)
  return page
}

/** Read and tapped by anybody on a small phone. The checker is a script: it looks at a copy, which the policy lets through. */
async function looksRight(page: Page, name: string): Promise<void> {
  await screenshot(page, name, { fullPage: true })
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(SMALL_PHONE.width)
  for (const button of await page.getByRole('button').all()) {
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  }
  const copy = await (await opened.browser.newContext({ viewport: SMALL_PHONE, bypassCSP: true })).newPage()
  const style = await readFile(new URL('../../src/http/pages/static/page.css', import.meta.url), 'utf8')
  await copy.setContent((await page.content()).replace(/<link[^>]*>/, `<style>${style}</style>`))
  await copy.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const { violations } = await copy.evaluate<AxeResults>(`axe.run(document, { runOnly: ${JSON.stringify(tags)} })`)
  expect(violations.map((v) => `${v.impact} ${v.id}: ${v.nodes.map((node) => node.html).join(' ')}`)).toEqual([])
  await copy.context().close()
}

test('a member corrects the year, a secretary grades it, and the member appeals, all by thumb', async () => {
  const way = `${url}/review/year/${world.roundId}`
  const zhang = await phoneOf('张建国')
  const faults = watchFaults(zhang)
  await zhang.getByRole('link', { name: /总结/ }).tap()
  await zhang.waitForURL(way)
  await looksRight(zhang, 'evaluation-own')
  await zhang.getByRole('link', { name: '办理后已解决 2 件' }).tap()
  await looksRight(zhang, 'evaluation-evidence')
  await zhang.getByRole('link', { name: '回上一页' }).tap()
  await zhang.getByRole('textbox').fill('今年修好了3号楼的灯，走访了三十户。王奶奶家的事还在办。')
  await zhang.getByRole('button', { name: '交上去' }).tap()
  await zhang.getByRole('status').waitFor()
  await looksRight(zhang, 'evaluation-handed-in')

  await world.turn('2026-12-26T00:25')
  const chen = await phoneOf('陈书华')
  await chen.goto(`${way}/all`)
  await looksRight(chen, 'evaluation-list')
  await chen.getByRole('link', { name: /张建国/ }).tap()
  await looksRight(chen, 'evaluation-grading')
  await chen.getByLabel('优秀').check()
  await chen.getByRole('textbox').fill('3号楼的灯坏了三次，每次当天就修好。')
  await chen.getByRole('button', { name: '评定' }).tap()
  await chen.getByRole('status').waitFor()

  await world.turn('2026-12-28T09:12')
  const again = await phoneOf('张建国')
  await again.goto(way)
  await again.getByText('不同意，我要申诉').tap()
  await looksRight(again, 'evaluation-shown')
  await again.getByLabel('哪里不对').fill('漏了我调解的三次')
  await again.getByRole('button', { name: '提出申诉' }).tap()
  await again.getByRole('status').waitFor()

  const zhao = await phoneOf('赵普')
  await zhao.goto(`${way}/of/${await world.personId('张建国')}`)
  await looksRight(zhao, 'evaluation-decision')
  await zhao.getByLabel('维持').check()
  await zhao.getByLabel('答复').fill('调解的三次已经算在走访里。')
  await zhao.getByRole('button', { name: '答复' }).tap()
  await zhao.getByRole('status').waitFor()
  expect(await world.stages()).toMatchObject({ 张建国: 'final' })
  expect(faults).toEqual([])
})
