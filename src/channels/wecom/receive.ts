import { createHash } from 'node:crypto'
import type { Delivery } from '../channel.ts'
import { CallbackRefused } from '../refused.ts'
import { decryptCallback, parseAesKey, type SignedParts, signatureMatches } from '../sealed-callback.ts'
import { readEnvelope } from './envelope.ts'
import { type InnerHead, isServiceCall, readHead, readInner } from './inner.ts'
import { textOf, type XmlElement } from './xml.ts'

/** What callbacks are checked against; part of the installation's configuration. */
export interface CallbackSettings {
  corpId: string
  agentId: number
  callbackToken: string
  callbackAesKey: string
  /** Accepted beside the present ones while keys are turned. */
  previousCallback: { token: string; aesKey: string } | null
  /** Greatest |query timestamp − now| of a callback. */
  timestampWindowMs: number
}

/** The query of a callback as a web framework hands it over: nothing about it is known yet. */
export type CallbackQuery = Readonly<Record<string, unknown>>

/**
 * Check that a callback comes from our company's WeCom and is for our application, and make it ready to be kept.
 *
 * @throws CallbackRefused
 */
export function receiveWecom(settings: CallbackSettings, query: CallbackQuery, body: Buffer, now: Date): Delivery {
  const raw = openSealed(settings, signedParts(query, readEnvelope(body)), now)
  const root = readInner(raw)
  const head = readHead(root)
  if (head.toUser !== settings.corpId) {
    throw new CallbackRefused('wrong_company', 'The callback is addressed to another company')
  }
  const agent = textOf(root, 'AgentID')
  if (agent !== null && Number(agent) !== settings.agentId) {
    throw new CallbackRefused('wrong_app', 'The callback is addressed to another application')
  }
  return {
    channel: 'wecom',
    key: deliveryKey(root, raw),
    conversation: conversationOf(root, head),
    sentAt: head.sentAt,
    // Behind a call of 微信客服 there may be somebody who waits for a greeting as well.
    lane: textOf(root, 'WelcomeCode') !== null || isServiceCall(root) ? 'fast' : 'normal',
    raw,
  }
}

/**
 * The answer to WeCom's check of our address: the decrypted `echostr`, to be sent back as it stands within 1 s [D 90238].
 *
 * Only what looks like such a random string is given back. Else anybody who got hold of one signed callback could have
 * it decrypted here.
 *
 * @throws CallbackRefused
 */
export function verifyWecomUrl(settings: CallbackSettings, query: CallbackQuery, now: Date): string {
  const echo = query.echostr
  if (typeof echo !== 'string' || echo === '') throw new CallbackRefused('no_envelope', 'There is no echostr')
  // A `+` that was not percent-encoded has become a blank on the way; base64 has no blanks.
  const plain = openSealed(settings, signedParts(query, echo.replaceAll(' ', '+')), now)
  if (!/^[\w.+/=-]{1,256}$/.test(plain)) throw new CallbackRefused('malformed', 'The echostr is not a random string')
  return plain
}

function signedParts(query: CallbackQuery, encrypted: string): SignedParts {
  const { msg_signature: signature, timestamp, nonce } = query
  if (typeof signature !== 'string' || typeof timestamp !== 'string' || typeof nonce !== 'string') {
    throw new CallbackRefused('bad_signature', 'msg_signature, timestamp or nonce is missing')
  }
  return { signature, timestamp, nonce, encrypted }
}

/** Signature first, then time, then decryption. While keys are turned the previous pair is tried as well. */
function openSealed(settings: CallbackSettings, signed: SignedParts, now: Date): string {
  let failure: unknown = null
  const present = { token: settings.callbackToken, aesKey: settings.callbackAesKey }
  for (const keys of settings.previousCallback === null ? [present] : [present, settings.previousCallback]) {
    if (!signatureMatches(keys.token, signed)) continue
    checkTime(signed.timestamp, now, settings.timestampWindowMs)
    try {
      return decryptCallback(parseAesKey(keys.aesKey), signed.encrypted, settings.corpId)
    } catch (error) {
      failure = error
    }
  }
  throw failure ?? new CallbackRefused('bad_signature', 'The signature of the callback does not match')
}

function checkTime(timestamp: string, now: Date, windowMs: number): void {
  const sentMs = /^\d{1,11}$/.test(timestamp) ? Number(timestamp) * 1000 : Number.NaN
  // Written so that no number at all is stale too.
  if (!(Math.abs(sentMs - now.getTime()) <= windowMs)) {
    throw new CallbackRefused('stale', 'The callback is not from now: if there are many, check the server clock')
  }
}

/**
 * Messages have a `MsgId`, events have none.
 *
 * The documentation's advice for events, FromUserName and CreateTime, would take two residents who scan in one second
 * for one: both events come from `sys` and times have steps of a second.
 */
function deliveryKey(root: XmlElement, raw: string): string {
  const messageId = textOf(root, 'MsgId')
  if (messageId !== null && /^[\w-]{1,64}$/.test(messageId)) return messageId
  return `event-${createHash('sha256').update(raw).digest('hex')}`
}

/**
 * What must be handled in order. System events all come from `sys`; there it is what the event is about, so that a
 * resident who waits for a greeting does not queue behind another one.
 */
function conversationOf(root: XmlElement, { fromUser }: InnerHead): string {
  const sender = fromUser.toLowerCase()
  if (sender !== 'sys') return sender
  const named = ['ExternalUserID', 'UserID', 'ChatId', 'OpenKfId', 'Id'].map((name) => textOf(root, name))
  const about = named.find((id) => id !== null) ?? null
  return about === null ? 'sys' : `sys:${about.replace(/\p{C}/gu, '').slice(0, 128)}`
}
