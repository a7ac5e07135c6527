/** What is to be put right and what is commended, on a small phone. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { AxeResults } from 'axe-core'
import type { FastifyInstance } from 'fastify'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { parseConfig } from '../../src/config.ts'
import { newToken } from '../../src/store/secret-tokens.ts'
import { addPersonLinks } from '../../src/store/sign-in-links.ts'
import { freePort } from '../support/product.ts'
import { type ReviewWorld, reviewWorld } from '../support/review-world.ts'
import { launchBrowser, SMALL_PHONE, screenshot, type TestBrowser, watchFaults } from './browser.ts'

let world: ReviewWorld
let app: FastifyInstance
let opened: TestBrowser
let url: string

beforeAll(async () => {
  world = await reviewWorld()
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  world.deps.config = parseConfig({ DATA_DIR: '/nowhere', PORT: String(port), PUBLIC_URL: url })
  app = await buildApp(world.deps)
  await app.listen({ port, host: '127.0.0.1' })
  expect((app.server.address() as AddressInfo).port).toBe(port)
  opened = await launchBrowser()
})
afterAll(async () => {
  await opened?.close()
  await app?.close()
  await world?.deps.close()
})

/** A phone on which the person is signed in. */
async function phoneOf(name: string): Promise<{ page: Page; faults: string[] }> {
  const { token, tokenHash } = newToken()
  const expiresAt = new Date(world.deps.now().getTime() + 60_000)
  const personId = await world.personId(name)
  await addPersonLinks(world.deps.pool, [
    { organisationId: world.deps.rootOrganisationId, personId, tokenHash, expiresAt },
  ])
  // The page's own rules would keep the checker out.
  const context = await opened.browser.newContext({ viewport: SMALL_PHONE, locale: 'zh-CN', bypassCSP: true })
  const page = await context.newPage()
  const faults = watchFaults(page)
  await page.goto(`${url}/sign-in/${token}`)
  await page.getByRole('button').click()
  await page.waitForLoadState()
  return { page, faults }
}

/** That it fits, can be tapped, and reads aloud. */
async function look(page: Page, name: string): Promise<void> {
  await screenshot(page, name, { fullPage: true })
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(SMALL_PHONE.width)
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, { runOnly: ${JSON.stringify(tags)} })`)
  expect(violations.map((v) => `${name} ${v.id}: ${v.nodes.map((node) => node.html).join(' ')}`)).toEqual([])
  for (const control of await page.locator('button:visible, select:visible, input:visible, summary:visible').all()) {
    expect((await control.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  }
}

test('a secretary gives what is to be put right, the member reports it, somebody else looks', async () => {
  const { page: secretary, faults } = await phoneOf('陈书华')
  await secretary.goto(`${url}/review/rectifications`)
  await look(secretary, 'rectifications-secretary')
  await secretary.getByRole('link', { name: '幸福支部' }).click()
  await secretary.getByLabel('请谁', { exact: true }).selectOption('张建国')
  await secretary.getByLabel('要做什么').fill('每周到3号楼看一次')
  await secretary.getByLabel('为什么').fill('三个月没有去过')
  await secretary.getByLabel('最晚哪天做好').fill('2026-12-10')
  await secretary.getByLabel('做好以后请谁复查').selectOption('李卫民')
  await look(secretary, 'rectification-give')
  await secretary.getByRole('button', { name: '发出整改' }).click()
  await secretary.getByRole('status').waitFor()
  await secretary.getByText('放宽时间', { exact: true }).first().click()
  await look(secretary, 'rectification-secretary')
  const one = secretary.url().split('?')[0] ?? ''
  const { page: member } = await phoneOf('张建国')
  await member.goto(one)
  await member.getByText('不同意，要申诉').click()
  await member.getByText('有话要说明').click()
  await look(member, 'rectification-member')
  await member.getByLabel('做了什么，一句话就行').fill('去了三次')
  await member.getByRole('button', { name: '做好了' }).click()
  await member.getByText('已记下，会请人去看。').waitFor()
  const { page: looker } = await phoneOf('李卫民')
  await looker.goto(`${url}/review/rectifications`)
  await looker.getByRole('link', { name: /整改1/ }).click()
  await look(looker, 'rectification-recheck')
  await looker.getByLabel('看到了什么').fill('都看到了')
  await looker.getByRole('button', { name: '做好了，结束' }).click()
  await looker.getByText('已记为整改好').waitFor()
  expect(faults).toEqual([])
})

test('a member is commended, prints it, and decides what the notice says', async () => {
  const { page: secretary, faults } = await phoneOf('陈书华')
  await secretary.goto(`${url}/review/commendations/new?branch=${world.branchId}`)
  await secretary.getByLabel('表彰谁').selectOption('张建国')
  await secretary.getByLabel('做了什么，为什么表彰').fill('大雪天给5号楼的老人送了三次药')
  await look(secretary, 'commendation-give')
  await secretary.getByRole('button', { name: '表彰' }).click()
  const { page: member } = await phoneOf('张建国')
  await member.goto(`${url}/review/commendations`)
  await look(member, 'commendations-member')
  await member.getByRole('link', { name: /大雪天/ }).click()
  await look(member, 'commendation-member')
  await member.getByRole('button', { name: '同意公开' }).click()
  await member.getByText('随时可以收回').first().waitFor()
  await member.getByRole('link', { name: '打印' }).click()
  await look(member, 'commendation-print')
  await member.goto(`${url}/z/A3`)
  await screenshot(member, 'commendation-notice', { fullPage: true })
  expect(await member.textContent('main')).toContain('大雪天给5号楼的老人送了三次药')
  expect(faults).toEqual([])
})
