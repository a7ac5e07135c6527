import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import jpeg from 'jpeg-js'
import { PNG } from 'pngjs'
import qrcode from 'qrcode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createQrPictures } from '../../../src/channels/wecom/qr-picture.ts'
import { codeIn } from '../../../src/channels/wecom/qr-reading.ts'

const CONTACT = 'https://work.weixin.qq.com/ca/cawcde2f8b9d'
const png = (text: string) => qrcode.toBuffer(text, { type: 'png', width: 400 })

async function asJpeg(text: string): Promise<Buffer> {
  const { width, height, data } = PNG.sync.read(await png(text))
  return jpeg.encode({ width, height, data }, 80).data
}

describe('the code in a picture', () => {
  test('is read from a PNG and from a JPEG', async () => {
    expect(codeIn(await png(CONTACT))).toBe(CONTACT)
    expect(codeIn(await asJpeg(CONTACT))).toBe(CONTACT)
  })

  test('is none in a picture without one, in no picture, and in one that is cut off', async () => {
    expect(codeIn(PNG.sync.write(new PNG({ width: 200, height: 200 })))).toBeNull()
    expect(codeIn(Buffer.from('<html>not found</html>'))).toBeNull()
    expect(codeIn((await png(CONTACT)).subarray(0, 100))).toBeNull()
    expect(codeIn(Buffer.alloc(0))).toBeNull()
  })

  test('of a picture that says it is huge is not unpacked', async () => {
    const bomb = await png(CONTACT)
    bomb.writeUInt32BE(60_000, 16)
    bomb.writeUInt32BE(60_000, 20)
    expect(codeIn(bomb)).toBeNull()
  })
})

describe('fetching it', () => {
  let server: Server
  let base = ''
  const shown = new Map<string, Buffer>()
  beforeAll(async () => {
    server = createServer((request, response) => {
      const body = shown.get(request.url ?? '')
      response.writeHead(body ? 200 : 404).end(body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => void server.close())

  test('takes pictures of WeCom alone, that lead to WeCom alone', async () => {
    shown.set('/good', await png(CONTACT))
    shown.set('/elsewhere', await png('https://work.weixin.qq.com.evil.example/ca/x'))
    shown.set('/huge', Buffer.alloc(600 * 1024))
    const pictures = createQrPictures(base, 2_000)
    expect(await pictures.read(`${base}/good`)).toBe(CONTACT)
    for (const url of [
      `${base}/elsewhere`,
      `${base}/huge`,
      `${base}/gone`,
      'http://127.0.0.1:1/x',
      'https://qpic.cn.evil.example/x',
      'file:///etc/passwd',
      '',
    ]) {
      await expect(pictures.read(url), url).rejects.toMatchObject({ fault: 'rejected' })
    }
    await pictures.close()
  })
})
