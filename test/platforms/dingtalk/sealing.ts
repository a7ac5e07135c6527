/** DingTalk's signatures and the cryptography of its event callbacks, written from the documentation (dingtalk.md §2, §4.6). */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'

/** Signature of a robot message over HTTP: `base64(HMAC_SHA256(secret, timestamp + "\n" + secret))` [KB 0699]. */
export function robotSign(secret: string, timestamp: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
}

/** Signature of a card callback over HTTP: over the timestamp alone [KB 0777]. */
export function cardSign(apiSecret: string, timestamp: string): string {
  return createHmac('sha256', apiSecret).update(timestamp).digest('base64')
}

export interface EventKeys {
  token: string
  aesKey: string
  /** The client id for subscriptions made in the console, else the corp id [EV 0003]. */
  ownerKey: string
}

export interface SealedEvent {
  signature: string
  timestamp: string
  nonce: string
  encrypt: string
}

/** [EV 0003, 0004] */
export function sealEvent(keys: EventKeys, plain: string, at: Date): SealedEvent {
  const timestamp = String(at.getTime())
  const nonce = randomBytes(8).toString('hex')
  const encrypt = encryptEvent(keys, plain)
  return { signature: eventSign(keys.token, [timestamp, nonce, encrypt]), timestamp, nonce, encrypt }
}

export function eventSign(token: string, parts: readonly string[]): string {
  return createHash('sha1')
    .update([token, ...parts].sort().join(''))
    .digest('hex')
}

/** AES-256-CBC, padded to blocks of 32: random(16), length, message, owner key. */
export function encryptEvent({ aesKey, ownerKey }: EventKeys, plain: string, random = randomBytes(16)): string {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  const message = Buffer.from(plain)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(message.length)
  const body = Buffer.concat([random, length, message, Buffer.from(ownerKey)])
  const pad = 32 - (body.length % 32)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(body), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString('base64')
}

export function decryptEvent({ aesKey }: EventKeys, encrypted: string): string {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const body = Buffer.concat([decipher.update(Buffer.from(encrypted, 'base64')), decipher.final()])
  return body.toString('utf8', 20, 20 + body.readUInt32BE(16))
}
