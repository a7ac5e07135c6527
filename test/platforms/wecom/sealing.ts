/**
 * WeCom's side of the callback cryptography, with @wecom/crypto for all of it, and the XML that WeCom writes.
 *
 * For the fake platform and for load generators, which prepare thousands of callbacks beforehand.
 */
import { randomBytes } from 'node:crypto'
import { encrypt, getSignature } from '@wecom/crypto'

export interface CallbackKeys {
  corpId: string
  token: string
  aesKey: string
}

export interface SealedCallback {
  /** `?msg_signature=…&timestamp=…&nonce=…`, to be put behind the callback address. */
  query: string
  body: string
}

export interface SealOptions {
  at: Date
  nonce?: string
  envelope?: 'xml' | 'json'
  /** Instead of the company's: aibots have an empty one, forgeries another one. */
  receiveId?: string
  agentId?: number | null
}

/** Encrypt and sign a callback as WeCom does (wecom.md §1.2–1.4). */
export function sealCallback(keys: CallbackKeys, plain: string, options: SealOptions): SealedCallback {
  const {
    at,
    nonce = randomBytes(8).toString('hex'),
    envelope = 'xml',
    receiveId = keys.corpId,
    agentId = null,
  } = options
  const encrypted = encrypt(keys.aesKey, plain, receiveId)
  return {
    query: signedQuery(keys.token, { at, nonce, encrypted }),
    body: envelopeOf(envelope, { keys, encrypted, agentId }),
  }
}

/** The query of WeCom's check of an address (§1.1). */
export function sealEcho(keys: CallbackKeys, echo: string, at: Date): string {
  const encrypted = encrypt(keys.aesKey, echo, keys.corpId)
  const nonce = randomBytes(8).toString('hex')
  return `${signedQuery(keys.token, { at, nonce, encrypted })}&echostr=${encodeURIComponent(encrypted)}`
}

function signedQuery(token: string, { at, nonce, encrypted }: { at: Date; nonce: string; encrypted: string }): string {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signature = getSignature(token, timestamp, nonce, encrypted)
  return `?msg_signature=${signature}&timestamp=${timestamp}&nonce=${encodeURIComponent(nonce)}`
}

function envelopeOf(
  kind: 'xml' | 'json',
  { keys, encrypted, agentId }: { keys: CallbackKeys; encrypted: string; agentId: number | null },
): string {
  if (kind === 'json')
    return JSON.stringify({ tousername: keys.corpId, encrypt: encrypted, agentid: String(agentId ?? '') })
  return (
    `<xml><ToUserName><![CDATA[${keys.corpId}]]></ToUserName>` +
    `<Encrypt><![CDATA[${encrypted}]]></Encrypt><AgentID><![CDATA[${agentId ?? ''}]]></AgentID></xml>`
  )
}

/** Numbers stand bare, strings in CDATA; an array repeats its element. */
type XmlValue = string | number | XmlFields | readonly XmlValue[] | undefined
export interface XmlFields {
  readonly [name: string]: XmlValue
}

export function writeXml(fields: XmlFields): string {
  return `<xml>${writeFields(fields)}</xml>`
}

function writeFields(fields: XmlFields): string {
  return Object.entries(fields)
    .map(([name, value]) => writeElement(name, value))
    .join('')
}

function writeElement(name: string, value: XmlValue): string {
  if (value === undefined) return ''
  if (isList(value)) return value.map((item) => writeElement(name, item)).join('')
  if (typeof value === 'object') return `<${name}>${writeFields(value)}</${name}>`
  if (typeof value === 'number') return `<${name}>${value}</${name}>`
  // A CDATA section cannot hold its own end, so it is spread over two.
  return `<${name}><![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`
}

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value)
}
