/** The page of the local chat in a real browser; what the other side says is written into the transcript. */
import type { AddressInfo, Socket } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Card, Content } from '../../src/channels/channel.ts'
import { type ChatWorld, chatWorld, loadOwnRoster } from '../http/chat-world.ts'
import {
  DESKTOP,
  launchBrowser,
  PHONE,
  phone,
  SMALL_PHONE,
  screenshot,
  type TestBrowser,
  watchFaults,
} from './browser.ts'

let world: ChatWorld
let chromium: TestBrowser
let base: string
const sockets = new Set<Socket>()
const pages: { page: Page; faults: string[] }[] = []

beforeAll(async () => {
  world = await chatWorld()
  await world.app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`
  world.app.server.on('connection', (socket) => sockets.add(socket))
  chromium = await launchBrowser()
})
afterEach(async () => {
  for (const { page } of pages.splice(0)) await page.context().close()
})
afterAll(async () => {
  await chromium.close()
  await world.close()
})

async function open(hash = '', viewport = PHONE): Promise<{ page: Page; faults: string[] }> {
  const context =
    viewport === DESKTOP ? await chromium.browser.newContext({ viewport }) : await phone(chromium.browser, viewport)
  const page = await context.newPage()
  const opened = { page, faults: watchFaults(page) }
  pages.push(opened)
  await page.goto(`${base}/chat${hash}`)
  return opened
}

let sendCount = 0
function tell(account: string, content: Content) {
  return world.channel.send({
    id: `send-${++sendCount}`,
    recipients: [account],
    content,
    lane: 'reply' as const,
    cardHandle: null,
    replyHandle: null,
  })
}

function card(changes: Partial<Card>): Card {
  return {
    taskId: 'task',
    title: '请看看记得对不对',
    subtitle: 'X2-0001 · 待确认',
    facts: [
      { label: '类别', value: '公共设施' },
      { label: '位置', value: '3号楼2单元楼道' },
    ],
    text: null,
    buttons: [
      { label: '对', action: 'confirm', says: '对', style: 'primary' },
      { label: '撤回', action: 'withdraw', says: '撤回', style: 'danger' },
    ],
    choices: null,
    url: null,
    closedAs: null,
    ...changes,
  }
}

const logOf = (page: Page) => page.getByRole('log')
const lastKept = () => world.channel.decode(world.kept.at(-1)?.raw ?? '')

async function say(page: Page, text: string) {
  await page.getByRole('textbox', { name: '写消息' }).fill(text)
  await page.getByRole('button', { name: '发送' }).click()
}

describe('a phone', () => {
  test('chooses a person, writes with Enter, answers a card, and sees it closed', async () => {
    const { page, faults } = await open()
    await page.getByRole('link', { name: '王秀兰' }).click()
    await page.getByRole('textbox', { name: '写消息' }).fill('3号楼2单元楼道灯坏了两天了')
    await page.keyboard.press('Enter')
    await logOf(page).getByText('3号楼2单元楼道灯坏了两天了').waitFor()
    await expect.poll(lastKept).toMatchObject({ type: 'message', from: { externalId: 'wangxiulan' } })

    await tell('wangxiulan', { type: 'card', card: card({}) })
    await page.getByRole('button', { name: '对', exact: true }).click()
    await expect.poll(lastKept).toMatchObject({ type: 'tap', taskId: 'task', action: 'confirm' })
    await tell('wangxiulan', { type: 'card_update', card: card({ subtitle: 'X2-0001 · 待受理', closedAs: '已确认' }) })
    await logOf(page).getByText('已确认').waitFor()
    expect(await page.getByRole('article').count()).toBe(1)
    expect(await page.getByRole('article').getByRole('button').count()).toBe(0)

    await page.reload()
    await logOf(page).getByText('已确认').waitFor()
    expect(await page.getByRole('article').count()).toBe(1)
    expect(await logOf(page).getByText('3号楼2单元楼道灯坏了两天了').count()).toBe(1)
    expect(faults).toEqual([])
  })

  test('ticks an option of a question', async () => {
    const { page } = await open('#as=chenzhiqiang')
    const options = [
      { id: 'X1', label: 'X1 南院责任区', says: 'X1 南院责任区' },
      { id: 'X2', label: 'X2 红砖楼责任区', says: 'X2 红砖楼责任区' },
    ]
    const choices = { question: '是哪个责任区', many: false, options }
    await tell('chenzhiqiang', { type: 'card', card: card({ taskId: 'which', buttons: [], choices }) })
    await page.getByRole('group', { name: '是哪个责任区' }).getByText('X2 红砖楼责任区').click()
    await page.getByRole('button', { name: '提交' }).click()
    await expect.poll(lastKept).toMatchObject({ action: 'submit', selected: { 是哪个责任区: ['X2'] } })
    await logOf(page).getByText('您按了“提交：X2 红砖楼责任区”').waitFor()
  })

  test('sends a photo and a place, and a resident scans a zone', async () => {
    const { page, faults } = await open('#as=jumin-xiaozhang', SMALL_PHONE)
    await page.getByRole('button', { name: '扫码' }).click()
    await page.getByRole('button', { name: 'X4 高层责任区' }).click()
    await expect.poll(lastKept).toMatchObject({ event: 'resident_added', state: 'zone-X4', member: 'liuhongmei' })

    await page.getByRole('button', { name: '位置' }).click()
    await page.getByRole('button', { name: '卫生服务站' }).click()
    await expect.poll(lastKept).toMatchObject({ parts: [{ type: 'location', label: '卫生服务站', datum: 'GCJ-02' }] })
    await page.getByRole('button', { name: '位置' }).click()
    await page.getByRole('textbox', { name: '纬度' }).fill('91')
    await page.getByRole('textbox', { name: '经度' }).fill('120.1')
    await page.getByRole('button', { name: '发这个位置' }).click()
    await page.getByText('纬度在 -90 到 90 之间').waitFor()
    await page.getByRole('textbox', { name: '纬度' }).fill('30.2')
    await page.getByRole('button', { name: '发这个位置' }).click()
    await expect.poll(lastKept).toMatchObject({ parts: [{ latitude: 30.2, longitude: 120.1, datum: 'WGS-84' }] })

    const photo = { name: '灯.png', mimeType: 'image/png', buffer: await page.screenshot() }
    await page.getByLabel('发照片').setInputFiles(photo)
    await expect.poll(lastKept).toMatchObject({ parts: [{ type: 'image' }] })
    const shown = page.getByRole('img', { name: '照片' })
    await expect.poll(() => shown.getAttribute('src')).toMatch(/^\/chat\/files\//)
    await expect.poll(() => shown.evaluate((image) => 'naturalWidth' in image && image.naturalWidth)).toBeGreaterThan(0)
    expect(faults).toEqual([])
  })

  test('uses where it is when the browser may tell', async () => {
    const { page } = await open('#as=liuhongmei')
    await page.context().grantPermissions(['geolocation'], { origin: base })
    await page.context().setGeolocation({ latitude: 31.2, longitude: 121.5 })
    await page.getByRole('button', { name: '位置' }).click()
    await page.getByRole('button', { name: '发我现在的位置' }).click()
    await expect.poll(lastKept).toMatchObject({ parts: [{ latitude: 31.2, longitude: 121.5, datum: 'WGS-84' }] })
  })

  test.each([PHONE, SMALL_PHONE])(
    'has nothing wider than $width px and no target too small to touch',
    async (viewport) => {
      for (const hash of ['', '#as=jumin-laoli']) {
        const { page } = await open(hash, viewport)
        await tell('jumin-laoli', {
          type: 'card',
          card: card({ taskId: `t${viewport.width}`, title: '长'.repeat(60) }),
        })
        await tell('jumin-laoli', { type: 'text', text: `https://example.cn/${'a'.repeat(120)}` })
        await page
          .getByRole(hash ? 'textbox' : 'link')
          .first()
          .waitFor()
        if (hash) await logOf(page).getByText('example.cn').last().waitFor()
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width)
        expect(
          await page.evaluate(
            `[...document.querySelectorAll('.log *')].every((one) => one.getBoundingClientRect().right <= innerWidth)`,
          ),
        ).toBe(true)
        for (const target of await page.locator('button:visible, a.person:visible, .tool:visible').all()) {
          const box = await target.boundingBox()
          expect(box?.height, await target.innerText()).toBeGreaterThanOrEqual(44)
          expect(await target.getAttribute('aria-label').then(async (name) => name ?? target.innerText())).not.toBe('')
        }
      }
    },
  )
})

describe('nothing is lost', () => {
  test('what was written without a network stays, says so, survives a reload, and is sent once', async () => {
    const { page } = await open('#as=zhaodeming')
    await logOf(page).waitFor()
    await page.route('**/chat/messages', (route) => route.abort())
    await say(page, '东门的路灯不亮')
    await page.getByRole('alert').getByText('没发出去').waitFor()
    await page.getByRole('button', { name: '重发' }).click()
    await page.getByRole('button', { name: '重发' }).waitFor()
    await screenshot(page, 'chat-not-sent')

    await page.reload()
    await page.getByRole('button', { name: '重发' }).waitFor()
    const before = world.kept.length
    await page.unroute('**/chat/messages')
    await page.getByRole('button', { name: '重发' }).click()
    await expect.poll(() => page.getByRole('button', { name: '重发' }).count()).toBe(0)
    await expect.poll(() => world.kept.slice(before)).toHaveLength(1)
    expect(await logOf(page).getByText('东门的路灯不亮').count()).toBe(1)
    await page.reload()
    await logOf(page).getByText('东门的路灯不亮').waitFor()
    expect(world.kept.slice(before)).toHaveLength(1)
  })

  test('an answer that was lost on its way back does not double the message', async () => {
    const { page } = await open('#as=sunguohua')
    await logOf(page).waitFor()
    await page.route('**/chat/messages', async (route) => {
      await route.fetch()
      await route.abort()
    })
    // Opening an empty window is kept as well, some time.
    const messages = () => world.kept.filter(({ raw }) => raw.includes('健身角的器材松了'))
    await say(page, '健身角的器材松了')
    await expect.poll(messages).toHaveLength(1)
    // What is under way there is let finish: it aborts the request itself.
    await page.unrouteAll({ behavior: 'wait' })
    const again = page.getByRole('button', { name: '重发' })
    if (await again.count()) await again.click()
    await page.reload()
    await logOf(page).getByText('健身角的器材松了').waitFor()
    expect(messages()).toHaveLength(1)
    expect(await logOf(page).getByText('健身角的器材松了').count()).toBe(1)
  })

  test('a draft that was not sent is still there after a reload', async () => {
    const { page } = await open('#as=luodan')
    await page.getByRole('textbox', { name: '写消息' }).fill('还没写完')
    await page.reload()
    await expect.poll(() => page.getByRole('textbox', { name: '写消息' }).inputValue()).toBe('还没写完')
  })

  test('a window that lost its connection says so and catches up', async () => {
    const { page } = await open('#as=huangwei')
    await logOf(page).waitFor()
    await tell('huangwei', { type: 'text', text: '断线之前' })
    await logOf(page).getByText('断线之前').waitFor()
    for (const socket of sockets) socket.destroy()
    await page.getByRole('status').getByText('正在重新连接').waitFor()
    await tell('huangwei', { type: 'text', text: '断线之后' })
    await logOf(page).getByText('断线之后').waitFor()
    await expect.poll(() => page.getByRole('status').isVisible()).toBe(false)
  })
})

test('nothing that people write is run or becomes part of the page', async () => {
  const { page, faults } = await open('#as=hemin')
  const hostile = [
    '<img src=x onerror="window.broken=1">',
    '<script>window.broken=1</script>',
    '[点我](javascript:window.broken=1)',
    '**<b onclick=alert(1)>粗</b>**',
    '<font color="warning"><svg onload=window.broken=1></font>',
    '"><iframe srcdoc="<script>parent.broken=1</script>">',
  ]
  for (const text of hostile) {
    await tell('hemin', { type: 'text', text })
    await tell('hemin', { type: 'markdown', markdown: text })
    await tell('hemin', { type: 'link', title: text, text, url: 'javascript:window.broken=1', button: text })
    await tell('hemin', {
      type: 'card',
      card: card({
        taskId: `h${text.length}`,
        title: text,
        facts: [{ label: text, value: text }],
        url: 'javascript:1',
      }),
    })
  }
  await expect.poll(() => page.getByRole('article').count()).toBe(hostile.length)
  expect(await page.evaluate('window.broken')).toBeUndefined()
  expect(await page.locator('.log :is(script, iframe, svg, b, font)').count()).toBe(0)
  expect(await page.locator('.log a[href^="javascript"]').count()).toBe(0)
  expect(faults).toEqual([])
})

test('a desk shows several people side by side, each live, and another window can be added', async () => {
  const { page, faults } = await open('#as=wuxiaoyan,liguifang', DESKTOP)
  const pane = (name: string) => page.getByRole('region', { name })
  await tell('wuxiaoyan', { type: 'text', text: '给吴晓燕的' })
  await tell('liguifang', { type: 'text', text: '给李桂芳的' })
  await pane('吴晓燕的聊天').getByText('给吴晓燕的').waitFor()
  await pane('李桂芳的聊天').getByText('给李桂芳的').waitFor()
  expect(await pane('李桂芳的聊天').getByText('给吴晓燕的').count()).toBe(0)

  await page.getByRole('button', { name: '再开一个窗口' }).click()
  await screenshot(page, 'chat-desk')
  await pane('选人').getByRole('link', { name: '王大妈' }).click()
  await pane('王大妈的聊天').waitFor()
  await pane('吴晓燕的聊天').getByRole('button', { name: '关闭' }).click()
  await expect.poll(() => page.getByRole('log').count()).toBe(2)
  expect(new URL(page.url()).hash).toBe('#as=liguifang,jumin-wangdama')
  expect(faults).toEqual([])
})

test('the own roster stands in the list before the demo, also when it is imported while the page is open', async () => {
  const { page, faults } = await open('', SMALL_PHONE)
  await page.getByText('他们都是虚构的').waitFor()
  await loadOwnRoster(world)
  await page.getByRole('link', { name: '王大妈' }).click()
  await page.getByRole('button', { name: '换人' }).click()
  await page.getByText('只有用这台电脑的人能打开这里').waitFor()
  const headings = await page.getByRole('heading', { level: 2 }).allInnerTexts()
  expect(headings).toEqual(['成员', '书记', '居民', '演示·成员', '演示·书记', '演示·居民'])
  await screenshot(page, 'chat-own-people')

  await page.getByRole('link', { name: '新来的人' }).click()
  await page.getByRole('button', { name: '扫码' }).click()
  expect(await page.locator('.scan-sheet .choices-list button').allInnerTexts()).toEqual(['D1 东片', 'D2 西片'])
  await page.getByRole('button', { name: 'D1 东片' }).click()
  await expect.poll(lastKept).toMatchObject({ event: 'resident_added', state: 'zone-D1' })
  expect(faults).toEqual([])
})
