/** The walk that a new user takes: start the product, open the chat, report something, and see it arrive. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { build, dataFolder, type Product, startProduct } from '../support/product.ts'
import { DESKTOP, launchBrowser, phone, screenshot, type TestBrowser, watchFaults } from './browser.ts'

let folder: Awaited<ReturnType<typeof dataFolder>>
let product: Product
let chromium: TestBrowser

beforeAll(async () => {
  await build()
  folder = await dataFolder()
  product = await startProduct({ DATA_DIR: folder.dir })
  chromium = await launchBrowser()
})
afterAll(async () => {
  await chromium?.close()
  await product?.stop()
  await folder?.remove()
})

test('a member reports a broken light in one sentence, taps 对, and the secretary sees the case', async () => {
  const member = await (await phone(chromium.browser)).newPage()
  const desk = await (await chromium.browser.newContext({ viewport: DESKTOP })).newPage()
  const faults = [watchFaults(member), watchFaults(desk)]
  await member.goto(`${product.url}/chat`)
  await screenshot(member, 'walk-1-people')
  await member.getByRole('link', { name: '王秀兰' }).click()
  await desk.goto(`${product.url}/chat#as=zhoujianguo,liguifang`)
  const secretary = desk.getByRole('region', { name: '周建国的聊天' })
  await secretary.getByRole('log').waitFor()

  await member.getByRole('textbox', { name: '写消息' }).fill('3号楼2单元楼道灯坏了两天了')
  await member.keyboard.press('Enter')
  const card = member.getByRole('article').filter({ hasText: 'X2-0001' })
  await card.waitFor()
  await screenshot(member, 'walk-2-card')
  for (const words of ['公共设施', '3号楼2单元']) await expect.poll(() => card.innerText()).toContain(words)
  expect(await member.getByRole('article').count()).toBe(1)

  await card.getByRole('button', { name: '对', exact: true }).click()
  await expect.poll(() => card.getByRole('button').count()).toBe(0)
  await secretary.getByText('X2-0001').first().waitFor()
  await screenshot(member, 'walk-3-confirmed')
  await screenshot(desk, 'walk-4-secretary')
  expect(await member.getByRole('article').count()).toBe(1)
  expect(faults.flat()).toEqual([])
})

test('a resident scans a zone, is welcomed, and sends a photo with a sentence', async () => {
  const page = await (await phone(chromium.browser)).newPage()
  await page.goto(`${product.url}/chat#as=jumin-laoli`)
  await page.getByRole('button', { name: '扫码' }).click()
  await page.getByRole('button', { name: 'X5 广场责任区' }).click()
  const told = page.locator('.told')
  await expect.poll(() => told.count(), { timeout: 20_000 }).toBeGreaterThan(0)
  await page
    .getByLabel('发照片')
    .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: await page.screenshot() })
  await page.getByRole('textbox', { name: '写消息' }).fill('小广场的地砖松了，容易绊倒人')
  await page.getByRole('button', { name: '发送' }).click()
  await page.getByText('X5-0001').first().waitFor()
  await screenshot(page, 'walk-5-resident')
})
