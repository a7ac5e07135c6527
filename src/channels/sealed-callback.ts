/**
 * Signature and encryption of callbacks, which WeCom and DingTalk share: wecom.md §1.3 and §1.4 [TP WXBizMsgCrypt,
 * D 90968], dingtalk.md §2.3 [EV 0003].
 *
 * Signature and encryption come from @wecom/crypto. Its `decrypt` cannot be held to our checks, since it strips the padding by
 * the last byte alone and returns garbage for a wrong key, an inconsistent padding or a false length without saying
 * so; hence decryption stands on node:crypto. Nobody's own cryptography is involved in either.
 */
import { createDecipheriv, timingSafeEqual } from 'node:crypto'
import { encrypt, getSignature } from '@wecom/crypto'
import { ChannelError } from '../errors.ts'
import { CallbackRefused } from './refused.ts'

export interface SignedParts {
  signature: string
  timestamp: string
  nonce: string
  encrypted: string
}

const PADDING_BLOCK = 32
/** 16 random bytes, then the length of the message in 4. */
const HEADER_LENGTH = 20

/** Whether someone who knows the token signed this ciphertext. Takes the same time wherever the two differ. */
export function signatureMatches(token: string, { signature, timestamp, nonce, encrypted }: SignedParts): boolean {
  const expected = Buffer.from(getSignature(token, timestamp, nonce, encrypted), 'latin1')
  const actual = Buffer.from(signature, 'latin1')
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}

/**
 * The 32 bytes of an EncodingAESKey.
 *
 * Only the length is checked, not that the base64 is canonical: WeCom's own published keys are not.
 *
 * @throws ChannelError `misconfigured`
 */
export function parseAesKey(encodingAesKey: string): Buffer {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  if (!/^[A-Za-z0-9+/]{43}$/.test(encodingAesKey) || key.length !== 32) {
    throw new ChannelError('misconfigured', 'The EncodingAESKey is not 43 letters and digits')
  }
  return key
}

/**
 * Decrypt `random(16) ‖ length(4, big endian) ‖ message ‖ receiveId`, padded PKCS#7 to blocks of 32.
 *
 * @throws CallbackRefused `undecryptable`, or `wrong_company` where it was meant for another receiver
 */
export function decryptCallback(key: Buffer, encrypted: string, receiveId: string): string {
  const opened = openCallback(key, encrypted)
  if (opened.receiveId !== receiveId) throw wrongReceiver()
  return opened.message
}

/** The same where more than one receiver will do: the caller looks at `receiveId`. @throws CallbackRefused `undecryptable` */
export function openCallback(key: Buffer, encrypted: string): { message: string; receiveId: string } {
  const ciphertext = Buffer.from(encrypted, 'base64')
  if (ciphertext.length === 0 || ciphertext.length % 16 !== 0) throw undecryptable('is not made of whole blocks')
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  // Without padding of its own all plaintext comes from `update`; `final` only checks that the blocks were whole.
  const plain = decipher.update(ciphertext)
  decipher.final()

  const end = plain.length - paddingLength(plain)
  if (end < HEADER_LENGTH) throw undecryptable('is too short')
  const messageEnd = HEADER_LENGTH + plain.readUInt32BE(16)
  if (messageEnd > end) throw undecryptable('is shorter than it says')
  return {
    message: plain.toString('utf8', HEADER_LENGTH, messageEnd),
    receiveId: plain.toString('utf8', messageEnd, end),
  }
}

export function wrongReceiver(): CallbackRefused {
  return new CallbackRefused('wrong_company', 'The callback is meant for another receiver')
}

/** An answer in the same form, where a platform wants it sealed. `encodingAesKey`: 43 letters and digits. */
export function sealAnswer(
  { token, encodingAesKey, receiveId }: { token: string; encodingAesKey: string; receiveId: string },
  message: string,
  { timestamp, nonce }: Pick<SignedParts, 'timestamp' | 'nonce'>,
): SignedParts {
  const encrypted = encrypt(encodingAesKey, message, receiveId)
  return { signature: getSignature(token, timestamp, nonce, encrypted), timestamp, nonce, encrypted }
}

function paddingLength(plain: Buffer): number {
  const length = plain[plain.length - 1] ?? 0
  if (length < 1 || length > PADDING_BLOCK || length > plain.length) throw undecryptable('has a wrong padding')
  for (let i = plain.length - length; i < plain.length; i++) {
    if (plain[i] !== length) throw undecryptable('has a wrong padding')
  }
  return length
}

function undecryptable(what: string): CallbackRefused {
  return new CallbackRefused('undecryptable', `The decrypted callback ${what}`)
}
