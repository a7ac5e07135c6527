/** The least that receiving a WeCom callback takes: find the cipher text, verify, decrypt, find the inner XML. */
import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'

export interface Received {
  /** The platform's id of the message. */
  key: string
  from: string
  xml: string
}

/** @returns null when the signature is not ours */
export function receiver(token: string, aesKey: string) {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  return (query: Record<string, string | undefined>, body: string): Received | null => {
    const encrypted = between(body, '<Encrypt><![CDATA[', ']]>')
    const signed = [token, query.timestamp ?? '', query.nonce ?? '', encrypted].sort().join('')
    const expected = createHash('sha1').update(signed).digest()
    const actual = Buffer.from(query.msg_signature ?? '', 'hex')
    if (actual.length !== expected.length || !timingSafeEqual(expected, actual)) return null
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    const plain = Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()])
    const xml = plain.toString('utf8', 20, 20 + plain.readUInt32BE(16))
    return { key: between(xml, '<MsgId>', '</'), from: between(xml, '<FromUserName>', '</'), xml }
  }
}

/** The text between the marks, without a CDATA section around it. */
function between(text: string, before: string, after: string): string {
  const start = text.indexOf(before) + before.length
  const found = text.slice(start, text.indexOf(after, start))
  return found.startsWith('<![CDATA[') ? found.slice(9, -3) : found
}
