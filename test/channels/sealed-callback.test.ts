import { readFileSync } from 'node:fs'
import { encrypt } from '@wecom/crypto'
import { describe, expect, test } from 'vitest'
import { CallbackRefused } from '../../src/channels/refused.ts'
import { decryptCallback, parseAesKey, signatureMatches } from '../../src/channels/sealed-callback.ts'
import { ChannelError } from '../../src/errors.ts'

interface Vector {
  id: string
  token: string
  encodingAESKey: string
  receiveid: string
  timestamp: string
  nonce: string
  msg_signature: string
  encrypt: string
  plaintext: string
  random16_hex: string
}
const VECTORS = JSON.parse(readFileSync('test/fixtures/wecom/vectors.json', 'utf8')) as {
  vectors: Vector[]
  negative: Vector[]
  invalid_encoding_aes_keys: { cases: { key: string; expect: string }[] }
}

const signedParts = (v: Vector) => ({
  signature: v.msg_signature,
  timestamp: v.timestamp,
  nonce: v.nonce,
  encrypted: v.encrypt,
})
const open = (v: Vector) => decryptCallback(parseAesKey(v.encodingAESKey), v.encrypt, v.receiveid)

describe('published and generated vectors', () => {
  test.each(VECTORS.vectors)('$id is verified and decrypted', (v) => {
    expect(signatureMatches(v.token, signedParts(v))).toBe(true)
    expect(open(v)).toBe(v.plaintext)
  })

  test.each(VECTORS.vectors)('$id, encrypted by the library, gives the same ciphertext', (v) => {
    expect(encrypt(v.encodingAESKey, v.plaintext, v.receiveid, Buffer.from(v.random16_hex, 'hex'))).toBe(v.encrypt)
  })

  test.each(VECTORS.negative)('$id is refused', (v) => {
    const taken = () => {
      if (!signatureMatches(v.token, signedParts(v))) throw new CallbackRefused('bad_signature', 'wrong')
      return open(v)
    }
    expect(taken).toThrow(CallbackRefused)
  })

  test.each(VECTORS.vectors)('$id for another company is refused', (v) => {
    const foreign = () => decryptCallback(parseAesKey(v.encodingAESKey), v.encrypt, `${v.receiveid}x`)
    expect(foreign).toThrow(expect.objectContaining({ reason: 'wrong_company', fault: 'unverified' }))
  })

  test.each(VECTORS.invalid_encoding_aes_keys.cases)('the key "$key" is refused: $expect', ({ key }) => {
    expect(() => parseAesKey(key)).toThrow(ChannelError)
  })
})

describe('decryption', () => {
  const keyText = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
  const key = parseAesKey(keyText)

  test('another key opens nothing', () => {
    const other = parseAesKey(`B${keyText.slice(1)}`)
    for (let i = 0; i < 200; i++) {
      const sealed = encrypt(keyText, `message ${i}`, 'corp')
      expect(() => decryptCallback(other, sealed, 'corp')).toThrow(CallbackRefused)
    }
  })

  test('every length of message is read back whole', () => {
    for (let length = 0; length < 80; length++) {
      const message = '灯'.repeat(length)
      expect(decryptCallback(key, encrypt(keyText, message, 'corp'), 'corp')).toBe(message)
    }
  })

  test('an over-long length in the header is refused', () => {
    // A message that claims the whole buffer: what follows it would be read as the receiver.
    const sealed = encrypt(keyText, 'hello', 'corp')
    const bytes = Buffer.from(sealed, 'base64')
    // In CBC a flipped bit of one block flips the same bit of the next one's plaintext: here the length.
    bytes[0] = (bytes[0] ?? 0) ^ 0x80
    expect(() => decryptCallback(key, bytes.toString('base64'), 'corp')).toThrow(CallbackRefused)
  })
})

describe('the signature', () => {
  const v = VECTORS.vectors[0]
  if (v === undefined) throw new Error('there are no vectors')

  test.each(['', 'a', v.msg_signature.slice(1), `${v.msg_signature}0`, v.msg_signature.toUpperCase(), '签'.repeat(40)])(
    '"%s" does not match',
    (signature) => {
      expect(signatureMatches(v.token, { ...signedParts(v), signature })).toBe(false)
    },
  )

  test('is compared in constant time', () => {
    const source = readFileSync('src/channels/sealed-callback.ts', 'utf8')
    expect(source).toMatch(/timingSafeEqual\(actual, expected\)/)
    expect(source).not.toMatch(/signature\s*(===|!==|==|!=)|expected\s*(===|!==) /)

    const flip = (at: number) =>
      v.msg_signature.slice(0, at) + (v.msg_signature[at] === '0' ? '1' : '0') + v.msg_signature.slice(at + 1)
    const wrongAt = (at: number) => ({ ...signedParts(v), signature: flip(at) })
    const [first, last] = [wrongAt(0), wrongAt(39)]
    const early: number[] = []
    const late: number[] = []
    // Interleaved, so that whatever else the machine does hits both alike.
    for (let i = 0; i < 20_000; i++) {
      early.push(nanoseconds(() => signatureMatches(v.token, first)))
      late.push(nanoseconds(() => signatureMatches(v.token, last)))
    }
    const noise = Math.abs(median(early.slice(0, 10_000)) - median(early.slice(10_000)))
    const difference = Math.abs(median(early) - median(late))
    expect(difference).toBeLessThanOrEqual(Math.max(median(early) * 0.02, noise, 100))
  })
})

function nanoseconds(work: () => unknown): number {
  const startedAt = process.hrtime.bigint()
  work()
  return Number(process.hrtime.bigint() - startedAt)
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[list.length >> 1] ?? 0
}
