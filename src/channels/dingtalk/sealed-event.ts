/** Events pushed over HTTP: sealed as WeCom seals its callbacks (dingtalk.md §2.3) [EV 0003, 0004]. */
import { randomBytes } from 'node:crypto'
import type { DingtalkConfig } from '../../config.ts'
import { CallbackRefused } from '../refused.ts'
import { openCallback, parseAesKey, sealAnswer, signatureMatches, wrongReceiver } from '../sealed-callback.ts'
import { readEvent } from './body.ts'
import { readData } from './raw.ts'

/** An event that DingTalk sealed for us. */
export interface OpenedEvent {
  /** JSON text. */
  data: string
  /** DingTalk only wants to know whether we can read and answer. */
  isCheck: boolean
  /** The answer that ends its tries. */
  success: (now: Date) => SealedAnswer
}

export interface SealedAnswer {
  msg_signature: string
  timeStamp: string
  nonce: string
  encrypt: string
}

type Settings = Pick<DingtalkConfig, 'clientId' | 'event'>

/**
 * Opens an event. Its age is not looked at: the seconds or milliseconds of `timestamp` are not documented, and what
 * comes again is known by its key.
 *
 * @throws CallbackRefused
 */
export function openEvent(settings: Settings, query: Readonly<Record<string, unknown>>, body: string): OpenedEvent {
  const { event, clientId } = settings
  if (event === null) throw new CallbackRefused('bad_signature', 'No token and key for events are set')
  const { timestamp, nonce } = query
  const signature = query.msg_signature ?? query.signature
  const { encrypt } = readData(body)
  if (typeof encrypt !== 'string') throw new CallbackRefused('no_envelope', 'The event is not encrypted')
  if (typeof signature !== 'string' || typeof timestamp !== 'string' || typeof nonce !== 'string') {
    throw new CallbackRefused('bad_signature', 'msg_signature, timestamp or nonce is missing')
  }
  if (!signatureMatches(event.token, { signature, timestamp, nonce, encrypted: encrypt })) {
    throw new CallbackRefused('bad_signature', 'The signature of the event does not match')
  }
  const { message, receiveId } = openCallback(parseAesKey(event.aesKey), encrypt)
  const { corpId, eventType } = readEvent(readData(message))
  // Sealed for the application, or for its company where the subscription was made by a call.
  if (receiveId !== clientId && (corpId === null || receiveId !== corpId)) throw wrongReceiver()
  return {
    data: message,
    isCheck: eventType === 'check_url',
    success: (now) => seal({ token: event.token, encodingAesKey: event.aesKey, receiveId }, now),
  }
}

function seal(keys: { token: string; encodingAesKey: string; receiveId: string }, now: Date): SealedAnswer {
  const { signature, timestamp, nonce, encrypted } = sealAnswer(keys, 'success', {
    timestamp: String(now.getTime()),
    nonce: randomBytes(8).toString('hex'),
  })
  return { msg_signature: signature, timeStamp: timestamp, nonce, encrypt: encrypted }
}
