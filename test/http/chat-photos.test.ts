import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withoutMetadata } from '../../src/documents/photo.ts'
import { transcriptOf } from '../../src/store/local-chat.ts'
import { jpeg, MARK, webp } from '../faults/hostile-files.ts'
import { type ChatWorld, chatWorld } from './chat-world.ts'

const HOST = { host: '127.0.0.1:3000' }
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const JPEG = jpeg()
/** As it is kept: announcing nothing that it does not hold. */
const WEBP = withoutMetadata(webp())
const MB = 1_024 * 1_024

let world: ChatWorld
beforeAll(async () => {
  world = await chatWorld()
})
afterAll(() => world.close())

async function upload(bytes: Buffer, changes: { as?: string; clientId?: string; fileName?: string } = {}) {
  const { as = 'wangxiulan', clientId = randomUUID(), fileName = 'photo.jpg' } = changes
  const form = new FormData()
  form.append('as', as)
  form.append('clientId', clientId)
  form.append('photo', new Blob([Uint8Array.from(bytes)]), fileName)
  const request = new Request('http://127.0.0.1:3000/chat/photos', { method: 'POST', body: form })
  const headers = { ...HOST, 'content-type': request.headers.get('content-type') ?? '' }
  const payload = Buffer.from(await request.arrayBuffer())
  return world.app.inject({ method: 'POST', url: '/chat/photos', headers, payload })
}

test.each([
  ['png', PNG, 'image/png'],
  ['jpg', JPEG, 'image/jpeg'],
  ['webp', WEBP, 'image/webp'],
])('a %s is kept, shown, and fetched by the channel like any medium', async (_kind, bytes, contentType) => {
  expect((await upload(bytes)).statusCode).toBe(200)
  const message = world.channel.decode(world.kept.at(-1)?.raw ?? '')
  const [part] = message.type === 'message' ? message.parts : []
  if (part?.type !== 'image') throw new Error('no photo was kept')
  expect(await world.channel.fetchMedia(part.mediaId)).toMatchObject({ bytes, contentType })

  const line = (await transcriptOf(world.database.pool, 'wangxiulan', { cursor: null, limit: 50 })).at(-1)
  const shown = await world.app.inject({ url: `/chat/files/wangxiulan/${line?.id}`, headers: HOST })
  expect(shown.headers['content-type']).toBe(contentType)
  expect(shown.headers['x-content-type-options']).toBe('nosniff')
  expect(shown.headers['content-disposition']).toMatch(/^attachment/)
  expect(shown.rawPayload).toEqual(bytes)
})

test('a photo is kept without the place where it was taken', async () => {
  expect((await upload(jpeg({ orientation: 6 }))).statusCode).toBe(200)
  const message = world.channel.decode(world.kept.at(-1)?.raw ?? '')
  const [part] = message.type === 'message' ? message.parts : []
  if (part?.type !== 'image') throw new Error('no photo was kept')
  expect((await world.channel.fetchMedia(part.mediaId)).bytes.includes(MARK)).toBe(false)
})

test('the same photo sent twice under one id is one message', async () => {
  const before = world.kept.length
  const clientId = randomUUID()
  const answers = [await upload(PNG, { clientId }), await upload(PNG, { clientId })]
  expect(answers.map((answer) => answer.json().fresh)).toEqual([true, false])
  expect(world.kept).toHaveLength(before + 1)
})

test.each<[string, Buffer, { as?: string; clientId?: string }, number]>([
  ['a page that calls itself a photo', Buffer.from('<html><script>alert(1)</script></html>'), {}, 415],
  ['an svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), {}, 415],
  ['nothing', Buffer.alloc(0), {}, 415],
  ['more than 10 MB', Buffer.concat([JPEG, Buffer.alloc(10 * MB)]), {}, 413],
  ['a photo of somebody outside the demo', PNG, { as: 'real.person' }, 403],
  ['a photo without a proper id', PNG, { clientId: '../../etc' }, 400],
])('refuses %s', async (_what, bytes, changes, status) => {
  const before = world.kept.length
  expect((await upload(bytes, changes)).statusCode).toBe(status)
  expect(world.kept).toHaveLength(before)
})

test('takes a photo of just under 10 MB', async () => {
  expect((await upload(Buffer.concat([JPEG, Buffer.alloc(10 * MB - JPEG.length)]))).statusCode).toBe(200)
})

test('gives out files only by a line of a demo person that shows them', async () => {
  expect((await upload(PNG)).statusCode).toBe(200)
  const line = (await transcriptOf(world.database.pool, 'wangxiulan', { cursor: null, limit: 50 })).at(-1)
  for (const path of [`zhaodeming/${line?.id}`, `real.person/${line?.id}`, 'wangxiulan/0', 'wangxiulan/x', '..%2f/1']) {
    expect((await world.app.inject({ url: `/chat/files/${path}`, headers: HOST })).statusCode).toBe(404)
  }
})
