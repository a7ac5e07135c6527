import { expect, test } from 'vitest'
import { faultOf, startPair } from './support.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test.each([
  ['a picture', PNG, 'image/png'],
  ['a document', Buffer.from('%PDF-1.7\n'), 'application/pdf'],
  ['a voice', Buffer.from('#!AMR\n0123456789'), 'audio/amr'],
  ['something unknown', Buffer.from('只是一些字'), 'application/octet-stream'],
])('%s is what its bytes say, whatever DingTalk calls it', async (_, bytes, contentType) => {
  const { fake, channel, ledger } = await startPair()
  const code = fake.addMedia({ bytes, contentType: 'x/y', name: 'whatever' })
  expect(await channel.fetchMedia(code)).toEqual({ bytes, contentType, name: null })
  expect(ledger.total('api')).toBe(1)
})

test('a code that DingTalk does not know is refused for good', async () => {
  const { channel } = await startPair()
  expect(await faultOf(channel.fetchMedia('unknown'))).toMatchObject({ fault: 'rejected' })
})

test('a file beyond 20 MB is not taken', async () => {
  const { fake, channel } = await startPair()
  const code = fake.addMedia({ bytes: Buffer.alloc(20 * 1024 * 1024 + 1), contentType: 'x/y', name: 'big' })
  expect(await faultOf(channel.fetchMedia(code))).toMatchObject({ fault: 'rejected' })
})

test('the directory tells names, free of the month’s calls', async () => {
  const { fake, channel, ledger } = await startPair()
  fake.addUser({ userId: 'Wang-02', name: ' 王芳 ' })
  expect(await channel.lookUpName('Wang-02')).toBe('王芳')
  expect(await channel.lookUpName('nobody')).toBeNull()
  expect(await channel.lookUpName('li')).toBeNull()
  expect(ledger.total('api')).toBe(0)
})
