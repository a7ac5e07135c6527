import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket } from 'undici'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { ChatLine } from '../../src/http/chat/lines.ts'
import { type ChatWorld, chatWorld } from './chat-world.ts'

let world: ChatWorld
let address: string
const open: WebSocket[] = []
beforeAll(async () => {
  world = await chatWorld()
  await world.app.listen({ host: '127.0.0.1', port: 0 })
  address = `127.0.0.1:${(world.app.server.address() as AddressInfo).port}`
})
afterEach(() => {
  for (const socket of open.splice(0)) socket.close()
})
afterAll(() => world.close())

/** A window that keeps what it gets, as the browser's does. */
function openWindow(account: string, after?: string) {
  const query = new URLSearchParams({ as: account, ...(after !== undefined && { after }) })
  const socket = new WebSocket(`ws://${address}/chat/live?${query}`)
  open.push(socket)
  const seen = { lines: [] as ChatLine[], cursor: undefined as string | undefined }
  socket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(String(data))
    if (!frame.lines) return
    seen.lines.push(...frame.lines)
    seen.cursor = frame.cursor
  })
  return { socket, seen }
}

let number = 0
async function tell(account: string, count = 1): Promise<string[]> {
  const texts = Array.from({ length: count }, () => `第${++number}条`)
  await Promise.all(
    texts.map((text) =>
      world.channel.send({
        id: `s-${text}`,
        recipients: [account],
        content: { type: 'text', text },
        lane: 'reply' as const,
        cardHandle: null,
        replyHandle: null,
      }),
    ),
  )
  return texts
}

const textsOf = (lines: ChatLine[]) => lines.map(({ content }) => (content.type === 'text' ? content.text : '')).sort()

test('an empty chat is told to be empty, and lines come as they are written', async () => {
  const { seen } = openWindow('zhaodeming')
  await vi.waitFor(() => expect(seen.cursor).toBe('0'))
  const told = await tell('zhaodeming')
  await vi.waitFor(() => expect(textsOf(seen.lines)).toEqual(told), { timeout: 2_000 })
})

test('two windows of one person show the same, a window of another person nothing of it', async () => {
  const [first, second, other] = [openWindow('wangxiulan'), openWindow('WangXiulan'), openWindow('zhoujianguo')]
  await vi.waitFor(() => expect([first, second, other].every(({ seen }) => seen.cursor !== undefined)).toBe(true))
  await tell('wangxiulan', 5)
  await vi.waitFor(() => expect(first.seen.lines).toHaveLength(5), { timeout: 2_000 })
  await vi.waitFor(() => expect(second.seen.lines).toEqual(first.seen.lines), { timeout: 2_000 })
  expect(other.seen.lines).toEqual([])
})

test('a window that was away gets what it missed, each line once, also when many write at once', async () => {
  const first = openWindow('zhoujianguo')
  await vi.waitFor(() => expect(first.seen.cursor).toBeDefined())
  const before = await tell('zhoujianguo', 30)
  await vi.waitFor(() => expect(first.seen.lines.length).toBeGreaterThan(5), { timeout: 2_000 })
  first.socket.close()
  const lines = [...first.seen.lines]
  const away = await tell('zhoujianguo', 450)

  const again = openWindow('zhoujianguo', first.seen.cursor)
  const meanwhile = await tell('zhoujianguo', 20)
  await vi.waitFor(() => expect(lines.length + again.seen.lines.length).toBe(500), { timeout: 5_000 })
  expect(textsOf([...lines, ...again.seen.lines])).toEqual([...before, ...away, ...meanwhile].sort())
})

test('lines come again after the listening connection was cut', async () => {
  const { seen } = openWindow('jumin-wangdama')
  await vi.waitFor(() => expect(seen.cursor).toBeDefined())
  await vi.waitFor(async () => {
    const { rowCount } = await world.database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query ilike 'listen %' and pid <> pg_backend_pid()`,
    )
    expect(rowCount).toBe(1)
  })
  const told = await tell('jumin-wangdama', 3)
  await vi.waitFor(() => expect(textsOf(seen.lines)).toEqual([...told].sort()), { timeout: 5_000 })
})

test.each<[string, string, Record<string, string>, number]>([
  ['a window of the demo', '/chat/live?as=wangxiulan', {}, 101],
  ['somebody outside the demo', '/chat/live?as=real.person', {}, 403],
  ['nobody', '/chat/live', {}, 403],
  ['a foreign page', '/chat/live?as=wangxiulan', { origin: 'https://evil.example' }, 403],
  ['a foreign name', '/chat/live?as=wangxiulan', { host: 'evil.example' }, 403],
  ['another path', '/chat', {}, 404],
])('an upgrade for %s (%s) is answered, and its socket does not stay', async (_who, path, headers, status) => {
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
  const key = { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }
  const request = get(`http://${address}${path}`, { headers: { ...upgrade, ...key, ...headers } })
  const answered = await new Promise<IncomingMessage>((resolve, reject) => {
    request.on('upgrade', resolve).on('response', resolve).on('error', reject)
  })
  expect(answered.statusCode).toBe(status)
  if (status === 101) answered.socket.destroy()
  await vi.waitFor(() => expect(answered.socket.destroyed).toBe(true))
})
