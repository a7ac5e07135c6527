/** The fake WeCom through the eyes of clients that others wrote: what they take for WeCom is near enough to it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decrypt, getSignature } from '@wecom/crypto'
import { CacheInterface, FormData, ServerRequest, Work } from 'node-easywechat'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type FakeWecom, startFakeWecom } from './wecom/fake-wecom.ts'
import type { FakeWecomOptions } from './wecom/world.ts'

/** Else it keeps tokens in files of the machine, and takes those of another test's platform for its own. */
class MemoryCache extends CacheInterface {
  readonly #values = new Map<string, unknown>()

  override async get(key: string): Promise<unknown> {
    return this.#values.get(key) ?? null
  }

  override async has(key: string): Promise<boolean> {
    return this.#values.has(key)
  }

  override async set(key: string, data?: unknown): Promise<boolean> {
    this.#values.set(key, data)
    return true
  }

  override async delete(key: string): Promise<boolean> {
    return this.#values.delete(key)
  }
}

async function start(options: FakeWecomOptions = {}): Promise<{ fake: FakeWecom; work: () => Work }> {
  const fake = await startFakeWecom(options)
  onTestFinished(() => fake.close())
  const cache = new MemoryCache()
  const work = () => {
    const app = new Work({
      corp_id: fake.corpId,
      secret: fake.secret,
      token: fake.token,
      aes_key: fake.aesKey,
      http: { baseURL: `${fake.url}/` },
    })
    app.setCache(cache)
    return app
  }
  return { fake, work }
}

/** An address of the product, behind which stands what a test puts there. */
async function listen(answer: (url: string, method: string, body: string) => Promise<string>): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      answer(request.url ?? '/', request.method ?? 'GET', Buffer.concat(chunks).toString('utf8')).then(
        (body) => response.writeHead(200).end(body),
        () => response.writeHead(401).end(),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/wecom`
}

describe('@wecom/crypto', () => {
  test('verifies and opens what the fake brings', async () => {
    const { fake } = await start()
    const opened: { message: string; id: string }[] = []
    fake.connect(
      await listen(async (url, _, body) => {
        const query = new URL(url, 'http://x').searchParams
        const encrypted = query.get('echostr') ?? /<Encrypt><!\[CDATA\[(.+?)\]\]>/.exec(body)?.[1] ?? ''
        const [timestamp, nonce] = [query.get('timestamp') ?? '', query.get('nonce') ?? '']
        expect(getSignature(fake.token, timestamp, nonce, encrypted)).toBe(query.get('msg_signature'))
        opened.push(decrypt(fake.aesKey, encrypted))
        return opened.at(-1)?.message ?? ''
      }),
    )
    expect(await fake.verifyUrl()).toMatchObject({ passed: true })
    expect(await fake.send({ from: 'zhangsan', text: '3号楼灯坏了' })).toMatchObject({ delivered: true, attempts: 1 })
    expect(opened.at(-1)).toMatchObject({ id: fake.corpId, message: expect.stringContaining('3号楼灯坏了') })
  })
})

describe('node-easywechat', () => {
  test('answers the check of an address, and hands messages to their listeners', async () => {
    const { fake, work } = await start()
    const heard: Record<string, unknown>[] = []
    fake.connect(
      await listen(async (url, method, body) => {
        const app = work().setRequest(new ServerRequest(method, url, { 'content-type': 'text/xml' }, body))
        const server = app.getServer()
        server.with(async (message, next) => {
          heard.push({ ...message, text: message.Content, from: message.FromUserName })
          return next?.(message)
        })
        return String((await server.serve()).getBody())
      }),
    )
    expect(await fake.verifyUrl()).toMatchObject({ passed: true })
    expect(await fake.send({ from: 'zhangsan', text: '灯坏了' })).toMatchObject({ delivered: true })
    expect(heard).toMatchObject([{ from: 'zhangsan', text: '灯坏了' }])
  })

  test('gets a token and sends a message', async () => {
    const { fake, work } = await start({ visible: ['zhangsan'] })
    const response = await work()
      .getClient()
      .postJson('cgi-bin/message/send', {
        touser: 'ZhangSan|gone',
        msgtype: 'text',
        agentid: fake.agentId,
        text: { content: '收到' },
      })
    expect(response.toObject()).toMatchObject({ errcode: 0, invaliduser: 'gone' })
    expect(fake.inboxOf('zhangsan')).toMatchObject([{ text: '收到' }])
  })

  test('uploads a picture and downloads one', async () => {
    const { fake, work } = await start()
    const client = work().getClient()
    const form = new FormData()
    form.append('media', Buffer.from('\x89PNG\r\n\x1a\n'), { filename: 'a.png', contentType: 'image/png' })
    const uploaded = await client.request('POST', 'cgi-bin/media/upload', { params: { type: 'image' }, data: form })
    expect(uploaded.toObject()).toMatchObject({ errcode: 0, type: 'image', created_at: expect.any(String) })

    const media_id = fake.addMedia({ bytes: Buffer.from('jpeg'), contentType: 'image/jpeg', name: 'b.jpg' })
    const downloaded = await client.get('cgi-bin/media/get', { params: { media_id }, responseType: 'arraybuffer' })
    expect(String(downloaded.getContent())).toBe('jpeg')
  })
})
