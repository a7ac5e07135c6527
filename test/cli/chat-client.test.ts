import { randomUUID } from 'node:crypto'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openChatClient } from '../../src/cli/chat-client.ts'
import type { ChatLine } from '../../src/http/chat/lines.ts'
import { createChatSignIn } from '../../src/http/chat/session.ts'
import { type ChatWorld, chatWorld } from '../http/chat-world.ts'

let world: ChatWorld
let url: string
const sockets = new Set<Socket>()

beforeAll(async () => {
  world = await chatWorld({ localChat: 'signed' })
  world.app.server.on('connection', (socket) => sockets.add(socket))
  await world.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}`
  world.deps.config = { ...world.deps.config, publicUrl: url }
})
afterAll(() => world.close())

const freshLink = () => createChatSignIn(world.deps)

test('a chat behind a link asks for one, takes it once, and plays on with its session', async () => {
  await expect(openChatClient(url, null)).rejects.toThrow('请用 --link 给出登录链接')
  const link = await freshLink()
  const client = await openChatClient(url, link)
  expect(client.people.map(({ account }) => account)).toContain('wangxiulan')
  await client.post('/chat/messages', { as: 'wangxiulan', clientId: randomUUID(), text: '你好' })
  expect(world.kept.at(-1)?.conversation).toBe('wangxiulan')
  await expect(openChatClient(url, link)).rejects.toThrow('已经用过或过期')
})

test('a cut connection is made again from the last line', async () => {
  const client = await openChatClient(url, await freshLink())
  const seen: ChatLine[] = []
  const states: boolean[] = []
  const live = client.follow('zhaodeming', {
    lines: (lines) => seen.push(...lines),
    connected: (connected) => states.push(connected),
  })
  const tell = (text: string) =>
    world.channel.send({
      id: text,
      recipients: ['zhaodeming'],
      content: { type: 'text', text },
      lane: 'reply' as const,
      cardHandle: null,
      replyHandle: null,
    })
  await tell('断线之前')
  await vi.waitFor(() => expect(seen).toHaveLength(1), { timeout: 3_000 })
  for (const socket of sockets) socket.destroy()
  await vi.waitFor(() => expect(states).toEqual([true, false]), { timeout: 3_000 })
  await tell('断线之后')
  await vi.waitFor(() => expect(seen).toHaveLength(2), { timeout: 3_000 })
  live.close()
})

test('what the server refuses is said in its words, what did not arrive in ours', async () => {
  const client = await openChatClient(url, await freshLink())
  const message = { as: 'wangxiulan', clientId: randomUUID(), text: ' ' }
  await expect(client.post('/chat/messages', message)).rejects.toThrow('还没有写内容。')
  await expect(client.post('/chat/messages', { ...message, as: 'real.person' })).rejects.toThrow('不能扮演这个人')
  const { keep } = world.deps
  world.deps.keep = () => Promise.reject(new Error('the database is away'))
  await expect(client.post('/chat/messages', { ...message, text: '你好' })).rejects.toThrow('请稍后再试')
  world.deps.keep = keep
})
