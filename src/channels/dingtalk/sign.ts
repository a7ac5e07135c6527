/** Signatures of what DingTalk sends over HTTP. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { CallbackRefused } from '../refused.ts'

/** Of robot messages [KB 0699]; taps are held to the same. */
const WINDOW_MS = 3_600_000

export interface SignedHead {
  /** Milliseconds since 1970, as it was signed. */
  timestamp: unknown
  signature: unknown
}

/** A robot message: base64 of HMAC-SHA256 by the secret over `timestamp`, a line break and the secret [KB 0699]. */
export function checkRobotSignature(head: SignedHead, secret: string, now: Date): void {
  check(head, (timestamp) => [hmac(secret, `${timestamp}\n${secret}`)], now)
}

/** A tap: the same over `timestamp` alone, by one of the secrets [KB 0777]. */
export function checkTapSignature(head: SignedHead, secrets: readonly string[], now: Date): void {
  check(head, (timestamp) => secrets.map((secret) => hmac(secret, timestamp)), now)
}

/** Signature first, then time. @throws CallbackRefused `bad_signature`, `stale` */
function check({ timestamp, signature }: SignedHead, expected: (timestamp: string) => Buffer[], now: Date): void {
  if (typeof timestamp !== 'string' || typeof signature !== 'string') throw badSignature('is missing')
  const actual = Buffer.from(signature, 'base64')
  const fits = expected(timestamp).map((one) => one.length === actual.length && timingSafeEqual(one, actual))
  if (!fits.includes(true)) throw badSignature('does not match')
  const sentMs = /^\d{1,14}$/.test(timestamp) ? Number(timestamp) : Number.NaN
  // Written so that no number at all is stale too.
  if (!(Math.abs(sentMs - now.getTime()) <= WINDOW_MS)) {
    throw new CallbackRefused('stale', 'The callback is not from now: if there are many, check the server clock')
  }
}

function hmac(secret: string, message: string): Buffer {
  return createHmac('sha256', secret).update(message).digest()
}

function badSignature(what: string): CallbackRefused {
  return new CallbackRefused('bad_signature', `The signature of the callback ${what}`)
}
