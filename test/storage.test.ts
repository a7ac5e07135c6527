import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Storage } from '../src/deps.ts'
import { SetupError } from '../src/errors.ts'
import { openStorage } from '../src/storage.ts'

const photo = { bytes: Buffer.from([0, 1, 2, 255]), contentType: 'image/png', name: '楼道灯.png' }
let folder: string
let bucket: Server
const objects = new Map<string, { bytes: Buffer; headers: Record<string, string> }>()

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'zeren-storage-'))
  bucket = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://bucket')
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (url.searchParams.has('list-type')) {
        const keys = [...objects.keys()].map((key) => `<Contents><Key>${key.slice('/files/'.length)}</Key></Contents>`)
        return response.end(`<ListBucketResult>${keys.join('')}<IsTruncated>false</IsTruncated></ListBucketResult>`)
      }
      if (request.method === 'PUT') {
        const name = String(request.headers['x-amz-meta-name'] ?? '')
        const headers = {
          'content-type': String(request.headers['content-type']),
          ...(name && { 'x-amz-meta-name': name }),
        }
        objects.set(url.pathname, { bytes: Buffer.concat(chunks), headers })
        return response.end()
      }
      if (request.method === 'DELETE') objects.delete(url.pathname)
      const found = objects.get(url.pathname)
      if (request.method === 'DELETE') return response.writeHead(204).end()
      if (found === undefined) return response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>')
      response.writeHead(200, found.headers).end(found.bytes)
    })
  })
  await new Promise<void>((resolve) => bucket.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  bucket.close()
})

describe.each<[string, () => Promise<Storage>]>([
  ['a local folder', () => openStorage(pathToFileURL(folder).href)],
  [
    'a bucket',
    () => openStorage(`s3://id:s%2Fecret@127.0.0.1:${(bucket.address() as AddressInfo).port}/files/branch?plain=1`),
  ],
])('%s', (_, open) => {
  test('gives back what was put, and nothing after its removal', async () => {
    const storage = await open()
    await storage.put('attachments/1', photo)
    await storage.put('attachments/2', { ...photo, name: null })
    expect(await storage.get('attachments/1')).toEqual(photo)
    expect((await storage.get('attachments/2'))?.name).toBeNull()
    expect(await storage.list()).toEqual(['attachments/1', 'attachments/2'])
    await storage.remove('attachments/1')
    expect(await storage.get('attachments/1')).toBeNull()
    expect(await storage.list()).toEqual(['attachments/2'])
  })

  test.each(['../keys/secret-key', '/etc/passwd', 'a/../../b', '.hidden', 'a//b', '', 'a\0b'])(
    'the key %j is refused',
    async (key) => {
      const storage = await open()
      await expect(storage.put(key, photo)).rejects.toThrow(/storage key/)
      await expect(storage.get(key)).rejects.toThrow(/storage key/)
    },
  )
})

test('a write that was cut leaves no file that could be taken for whole', async () => {
  const storage = await openStorage(pathToFileURL(folder).href)
  await writeFile(path.join(folder, 'blocked'), '')
  await expect(storage.put('blocked/1', photo)).rejects.toThrow()
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('an address of a bucket without its keys is refused in one line that shows no secret', async () => {
  await expect(openStorage('s3://onlyid@host/bucket')).rejects.toThrow(SetupError)
})
