/** Envelopes that WeCom would never send, in nineteen classes, as somebody who listened or guesses would make them. */
import { randomBytes } from 'node:crypto'
import type { FakeWecom } from '../platforms/wecom/fake-wecom.ts'
import { messageXml } from '../platforms/wecom/inbound.ts'
import { type CallbackKeys, type SealOptions, sealCallback } from '../platforms/wecom/sealing.ts'

export interface Envelope {
  /** `?msg_signature=…` */
  query: string
  body: Buffer
}

/** One good callback, taken apart. */
interface Captured {
  query: URLSearchParams
  body: string
  encrypted: string
}

type Class = (forge: Forge) => Envelope

interface Forge {
  platform: FakeWecom
  captured: Captured
  /** Between 0 (included) and 1. */
  next: () => number
}

/** Nineteen ways to be wrong. */
export const CLASSES: Readonly<Record<string, Class>> = {
  'ciphertext changed': (f) => withCiphertext(f, changed(f)),
  'ciphertext cut': (f) => withCiphertext(f, f.captured.encrypted.slice(0, at(f, f.captured.encrypted.length))),
  'ciphertext prolonged': (f) =>
    withCiphertext(f, f.captured.encrypted + randomBytes(1 + at(f, 40)).toString('base64')),
  'another ciphertext': (f) => withCiphertext(f, randomBytes(16 * at(f, 40)).toString('base64')),
  'guessed signature': (f) => withQuery(f, 'msg_signature', randomBytes(20).toString('hex')),
  'signature of any shape': (f) => withQuery(f, 'msg_signature', randomBytes(at(f, 60)).toString('latin1')),
  'another time': (f) => withQuery(f, 'timestamp', String(Number(f.captured.query.get('timestamp')) + 1 + at(f, 200))),
  'another nonce': (f) => withQuery(f, 'nonce', randomBytes(at(f, 20)).toString('base64')),
  'parameter missing or doubled': withoutParameter,
  'another token': (f) => sealed(f, { keys: { token: randomBytes(9).toString('base64url') } }),
  'another AES key': (f) => sealed(f, { keys: { aesKey: randomBytes(32).toString('base64').slice(0, 43) } }),
  'another receiver': (f) => sealed(f, { seal: { receiveId: `ww${randomBytes(8).toString('hex')}` } }),
  'another company inside': (f) => sealed(f, { to: { corpId: `ww${randomBytes(8).toString('hex')}` } }),
  'another application inside': (f) => sealed(f, { to: { agentId: at(f, 999) } }),
  'stale or from the future': (f) => sealed(f, { seal: { at: farAway(f) } }),
  'unsigned plaintext': (f) => ({ query: `?${f.captured.query}`, body: Buffer.from(hello(f)) }),
  'broken inside, well sealed': (f) => sealed(f, { plain: hello(f).slice(0, at(f, hello(f).length - 1)) }),
  'body mutated': withMutatedBody,
  'random bytes': (f) => ({ query: `?${f.captured.query}`, body: randomBytes(at(f, 2_000)) }),
}

/** Makes envelopes, one class after the other. `next` is seeded, the bytes of keys and noise are not. */
export function createForge(platform: FakeWecom, next: () => number): (index: number) => Envelope {
  const classes = Object.values(CLASSES)
  let captured = capture(platform)
  return (index) => {
    // A listener would use what is fresh: an old one would be refused for its age alone.
    if (index % 1_000 === 0) captured = capture(platform)
    const make = classes[index % classes.length]
    if (!make) throw new Error('there are no classes')
    return make({ platform, captured, next })
  }
}

function capture(platform: FakeWecom): Captured {
  const { query, body } = genuine(platform, { from: 'member1', msgId: `9${Date.now()}` })
  const text = body.toString()
  return {
    query: new URLSearchParams(query),
    body: text,
    encrypted: /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(text)?.[1] ?? '',
  }
}

/** What WeCom itself would send. */
export function genuine(
  platform: FakeWecom,
  { from, msgId, text = '3号楼灯坏了' }: { from: string; msgId: string; text?: string },
): Envelope {
  const at = platform.now()
  const { query, body } = sealCallback(platform, messageXml(platform, { from, text, at, msgId }), {
    at,
    agentId: platform.agentId,
  })
  return { query, body: Buffer.from(body) }
}

function hello({ platform }: Forge, to: Partial<{ corpId: string; agentId: number }> = {}): string {
  return messageXml({ ...platform, ...to }, { from: 'forger', text: '3号楼灯坏了', at: platform.now(), msgId: '1' })
}

function sealed(
  forge: Forge,
  how: {
    keys?: Partial<CallbackKeys>
    seal?: Partial<SealOptions>
    to?: Partial<{ corpId: string; agentId: number }>
    plain?: string
  },
): Envelope {
  const { platform } = forge
  const plain = how.plain ?? hello(forge, how.to)
  const { query, body } = sealCallback({ ...platform, ...how.keys }, plain, { at: platform.now(), ...how.seal })
  return { query, body: Buffer.from(body) }
}

function withCiphertext({ platform, captured }: Forge, encrypted: string): Envelope {
  const body = `<xml><ToUserName>${platform.corpId}</ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`
  return { query: `?${captured.query}`, body: Buffer.from(body) }
}

function withQuery({ captured }: Forge, name: string, value: string): Envelope {
  const query = new URLSearchParams(captured.query)
  query.set(name, value)
  return { query: `?${query}`, body: Buffer.from(captured.body) }
}

function withoutParameter(forge: Forge): Envelope {
  const { captured } = forge
  const query = new URLSearchParams(captured.query)
  const name = ['msg_signature', 'timestamp', 'nonce'][at(forge, 3)] ?? 'nonce'
  if (forge.next() < 0.5) query.delete(name)
  else query.append(name, captured.query.get(name) ?? '')
  return { query: `?${query}`, body: Buffer.from(captured.body) }
}

/** One character of the ciphertext is another. */
function changed(forge: Forge): string {
  const { encrypted } = forge.captured
  const where = at(forge, encrypted.length)
  const other = encrypted[where] === 'A' ? 'B' : 'A'
  return encrypted.slice(0, where) + other + encrypted.slice(where + 1)
}

function farAway(forge: Forge): Date {
  const awayMs = (301 + at(forge, 10_000_000)) * 1_000
  const nowMs = forge.platform.now().getTime()
  return new Date(forge.next() < 0.8 ? nowMs - awayMs : nowMs + awayMs)
}

function withMutatedBody(forge: Forge): Envelope {
  const { captured } = forge
  const body = mutated(forge, Buffer.from(captured.body))
  // Around the ciphertext nothing is signed: what says the same, be it in two sections, may well be taken for what it is.
  const said = body.toString().replace(/<!\[CDATA\[|\]\]>/g, '')
  const spoilt = said.includes(captured.encrypted) ? body.subarray(0, body.length / 2) : body
  return { query: `?${captured.query}`, body: spoilt }
}

/** As fuzzers do: bits turned, pieces taken away, doubled or replaced by what breaks parsers. */
function mutated(forge: Forge, bytes: Buffer): Buffer {
  let result = Buffer.from(bytes)
  for (let i = 0; i <= at(forge, 4); i++) {
    const where = at(forge, result.length)
    const piece = MEAN[at(forge, MEAN.length)] ?? ''
    switch (at(forge, 4)) {
      case 0:
        result[where] = (result[where] ?? 0) ^ (1 << at(forge, 8))
        break
      case 1:
        result = Buffer.concat([result.subarray(0, where), result.subarray(where + 1 + at(forge, 40))])
        break
      case 2:
        result = Buffer.concat([result.subarray(0, where), Buffer.from(piece), result.subarray(where)])
        break
      default:
        result = Buffer.concat([result.subarray(0, where), result.subarray(at(forge, result.length))])
    }
  }
  return result
}

const MEAN = [
  '<',
  ']]>',
  '<![CDATA[',
  '<!DOCTYPE x [<!ENTITY a "b">]>',
  '&a;',
  '&#0;',
  '\0',
  '{"',
  '<xml>',
  '\uFEFF',
  '</xml>',
]

function at({ next }: Forge, below: number): number {
  return Math.floor(next() * below)
}
