import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Content, Media } from '../../../src/channels/channel.ts'
import { createWecomChannel } from '../../../src/channels/wecom/channel.ts'
import { faultOf, outbound, startPair } from './support.ts'

const photo = (size = 1000): Media => ({ bytes: randomBytes(size), contentType: 'image/png', name: '灯.png' })
const image: Content = { type: 'image', storageKey: 'photos/1' }
const file: Content = { type: 'file', storageKey: 'lists/1', name: '清单.xlsx' }

describe('downloading', () => {
  test('brings the bytes, the kind and the name', async () => {
    const { fake, channel } = await startPair()
    const sent = { bytes: randomBytes(100_000), contentType: 'image/jpeg', name: '楼道 灯.jpg' }
    expect(await channel.fetchMedia(fake.addMedia(sent))).toEqual(sent)
  })

  test('takes a file that is JSON for what it is', async () => {
    const { fake, channel } = await startPair()
    const sent = { bytes: Buffer.from('{"errcode":40007}'), contentType: 'application/json', name: 'data.json' }
    expect(await channel.fetchMedia(fake.addMedia(sent))).toEqual(sent)
  })

  test.each(['../../etc/passwd', '..\\..\\boot.ini', '/etc/passwd', 'a\u202Egpj.exe'])(
    'takes no folder from the name %s',
    async (name) => {
      const { fake, channel } = await startPair()
      const media = await channel.fetchMedia(fake.addMedia({ bytes: randomBytes(10), contentType: 'text/csv', name }))
      expect(media.name).not.toMatch(/[\\/\u202E]/)
    },
  )

  test('tells of what is gone', async () => {
    const { fake, channel } = await startPair()
    const mediaId = fake.addMedia({ bytes: randomBytes(10), contentType: 'audio/amr', name: 'a.amr' })
    fake.advance(4 * 24 * 3_600_000)
    expect(await faultOf(channel.fetchMedia(mediaId))).toMatchObject({ fault: 'rejected', code: 40007 })
  })

  test('stops at 20 MB', async () => {
    const { fake, channel } = await startPair()
    const mediaId = fake.addMedia({ bytes: Buffer.alloc(21 * 1024 * 1024), contentType: 'video/mp4', name: 'a.mp4' })
    expect(await faultOf(channel.fetchMedia(mediaId))).toMatchObject({ fault: 'rejected', code: null })
  })

  test('follows no redirect', async () => {
    const visited: string[] = []
    const server = createServer((request, response) => {
      visited.push(new URL(request.url ?? '/', 'http://x').pathname)
      const answer = JSON.stringify({ errcode: 0, errmsg: 'ok', access_token: 't', expires_in: 7200 })
      if (request.url?.includes('gettoken')) response.writeHead(200, { 'content-type': 'application/json' }).end(answer)
      else response.writeHead(302, { location: '/elsewhere' }).end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { fake } = await startPair()
    const channel = createWecomChannel(
      { ...fake.config(), apiBase: `http://127.0.0.1:${port}/proxy/` },
      { now: fake.now },
    )
    onTestFinished(async () => {
      await channel.close()
      server.close()
    })
    expect(await faultOf(channel.fetchMedia('M1'))).toMatchObject({ fault: 'misconfigured' })
    expect(visited).toEqual(['/proxy/cgi-bin/gettoken', '/proxy/cgi-bin/media/get'])
  })
})

describe('sending files', () => {
  test.each([
    ['image', image, 'photos/1', photo()],
    ['file', file, 'lists/1', { bytes: randomBytes(50), contentType: 'application/vnd.ms-excel', name: null }],
  ] as const)('%s', async (msgtype, content, key, media) => {
    const { fake, channel } = await startPair({ files: { [key]: media } })
    await channel.send(outbound(content))
    expect(fake.inboxOf('zhangsan')).toMatchObject([{ msgtype }])
  })

  test('a file is uploaded once, so that a resend is equal byte for byte', async () => {
    const { fake, channel } = await startPair({ files: { 'photos/1': photo() } })
    const message = outbound(image)
    fake.faults.add({ api: 'message/send', times: 1, effect: { reset: 'after' } })
    await faultOf(channel.send(message))
    await channel.send(message)
    expect(fake.inboxOf('zhangsan')).toHaveLength(1)
    expect(fake.counters.calls['media/upload']).toBe(1)
  })

  test('a file is uploaded again when WeCom has let go of it', async () => {
    const { fake, channel } = await startPair({ files: { 'photos/1': photo() } })
    await channel.send(outbound(image))
    fake.faults.add({ api: 'message/send', times: 1, effect: { errcode: 40007 } })
    await channel.send(outbound(image, { recipients: ['lisi'] }))
    expect(fake.inboxOf('lisi')).toHaveLength(1)
    fake.advance(3 * 24 * 3_600_000)
    await channel.send(outbound(image, { recipients: ['wangwu'] }))
    expect(fake.counters.calls['media/upload']).toBe(3)
  })

  test('a failed upload is tried again by the next send', async () => {
    const { fake, channel } = await startPair({ files: { 'photos/1': photo() } })
    fake.faults.add({ api: 'media/upload', times: 1, effect: { reset: 'after' } })
    expect(await faultOf(channel.send(outbound(image)))).toMatchObject({ fault: 'unreachable' })
    await channel.send(outbound(image))
    expect(fake.inboxOf('zhangsan')).toHaveLength(1)
  })

  test.each([
    ['is not there', undefined],
    ['is empty', photo(3)],
    ['is too large', photo(10 * 1024 * 1024 + 1)],
    ['is no picture', { ...photo(), contentType: 'image/svg+xml' }],
  ])('a picture that %s is refused', async (_, media) => {
    const { fake, channel } = await startPair({ files: media ? { 'photos/1': media } : {} })
    expect(await faultOf(channel.send(outbound(image)))).toMatchObject({ fault: 'rejected' })
    expect(fake.counters.calls['media/upload']).toBeUndefined()
  })
})
