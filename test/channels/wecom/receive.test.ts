import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type CallbackSettings, receiveWecom, verifyWecomUrl } from '../../../src/channels/wecom/receive.ts'
import { eventXml, messageXml } from '../../platforms/wecom/inbound.ts'
import { type SealOptions, sealCallback, sealEcho } from '../../platforms/wecom/sealing.ts'

const NOW = new Date('2026-03-02T08:00:00Z')
const COMPANY = {
  corpId: 'wwcorp0001',
  agentId: 1000002,
  token: 'tokenOne',
  aesKey: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
}
const PREVIOUS = { token: 'tokenZero', aesKey: '6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt' }
const SETTINGS: CallbackSettings = {
  corpId: COMPANY.corpId,
  agentId: COMPANY.agentId,
  callbackToken: COMPANY.token,
  callbackAesKey: COMPANY.aesKey,
  previousCallback: null,
  timestampWindowMs: 300_000,
}
const HELLO = messageXml(COMPANY, { from: 'ZhangSan', text: '3号楼灯坏了', at: NOW, msgId: '7300000000000000001' })

interface Trial {
  plain?: string
  seal?: Partial<SealOptions>
  keys?: { corpId: string; token: string; aesKey: string }
  settings?: Partial<CallbackSettings>
  query?: Record<string, unknown>
  now?: Date
}

function receive({ plain = HELLO, seal, keys = COMPANY, settings, query, now = NOW }: Trial = {}) {
  const sealed = sealCallback(keys, plain, { at: NOW, agentId: COMPANY.agentId, ...seal })
  const asked = { ...Object.fromEntries(new URLSearchParams(sealed.query)), ...query }
  return receiveWecom({ ...SETTINGS, ...settings }, asked, Buffer.from(sealed.body), now)
}

const refusing = (reason: string) => expect.objectContaining({ reason })
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000)

describe('a callback that is taken', () => {
  test('is kept under its MsgId, by its sender in lower case', () => {
    expect(receive()).toEqual({
      channel: 'wecom',
      key: '7300000000000000001',
      conversation: 'zhangsan',
      sentAt: NOW,
      lane: 'normal',
      raw: HELLO,
    })
  })

  test('from 微信客服 names no sender, waits behind nobody, and is handled at once', () => {
    const call = (account: string, token: string) =>
      `<xml><ToUserName>${COMPANY.corpId}</ToUserName><CreateTime>1772438400</CreateTime><MsgType>event</MsgType><Event>kf_msg_or_event</Event><Token>${token}</Token><OpenKfId>${account}</OpenKfId></xml>`
    const first = receive({ plain: call('wkAbC', 't1') })
    expect(first).toMatchObject({ conversation: 'sys:wkAbC', lane: 'fast', key: expect.stringMatching(/^event-/) })
    expect(receive({ plain: call('wkAbC', 't2') }).key).not.toBe(first.key)
  })

  test('may come in a JSON envelope', () => {
    expect(receive({ seal: { envelope: 'json' } }).key).toBe('7300000000000000001')
  })

  test('may be JSON inside, and a MsgId that a number cannot hold is not garbled into a key', () => {
    const json = (msgId: string) =>
      `{"ToUserName":"${COMPANY.corpId}","FromUserName":"a","CreateTime":1772438400,"MsgType":"text","Content":"x","MsgId":${msgId},"AgentID":1000002}`
    expect(receive({ plain: json('"7300000000000000001"') }).key).toBe('7300000000000000001')
    expect(receive({ plain: json('42') }).key).toBe('42')
    const keys = ['7300000000000000001', '7300000000000000002'].map((id) => receive({ plain: json(id) }).key)
    expect(new Set(keys).size).toBe(2)
    expect(keys[0]).toMatch(/^event-/)
  })

  test('keeps a `+` and every other character of what was sent', () => {
    const plain = messageXml(COMPANY, { from: 'a', text: '1+1=2 🚨\n第二行 &lt;', at: NOW, msgId: '2' })
    expect(receive({ plain }).raw).toBe(plain)
  })

  test('is found again under the same key however it was sealed', () => {
    expect(receive({ seal: { at: later(60), nonce: 'other' } }).key).toBe(receive().key)
  })

  test('may have been signed up to five minutes ago or ahead', () => {
    expect(receive({ now: later(300) }).key).toBeTruthy()
    expect(receive({ now: later(-300) }).key).toBeTruthy()
  })
})

describe('events', () => {
  const event = (fields: Record<string, string>, from = 'sys') =>
    eventXml(COMPANY, { from, event: 'change_external_contact', fields, at: NOW })

  test('are kept under the hash of what they say', () => {
    const plain = event({ ChangeType: 'add_external_contact', ExternalUserID: 'wmA' })
    expect(receive({ plain }).key).toBe(`event-${createHash('sha256').update(plain).digest('hex')}`)
  })

  test('two of one second and one sender have two keys', () => {
    const keys = ['wmA', 'wmB'].map(
      (id) => receive({ plain: event({ ChangeType: 'add_external_contact', ExternalUserID: id }) }).key,
    )
    expect(new Set(keys).size).toBe(2)
  })

  test('of the system are in order for each resident, and residents do not wait for each other', () => {
    const conversation = (id: string, change: string) =>
      receive({ plain: event({ ChangeType: change, ExternalUserID: id }) }).conversation
    expect(conversation('wmA', 'add_external_contact')).toBe(conversation('wmA', 'del_follow_user'))
    expect(conversation('wmA', 'add_external_contact')).not.toBe(conversation('wmB', 'add_external_contact'))
  })

  test('with a welcome code go on the fast lane, others do not', () => {
    expect(receive({ plain: event({ ExternalUserID: 'wmA', WelcomeCode: 'W1' }) }).lane).toBe('fast')
    expect(receive({ plain: event({ ExternalUserID: 'wmA', WelcomeCode: '' }) }).lane).toBe('normal')
    expect(receive({ plain: event({ ExternalUserID: 'wmA' }) }).lane).toBe('normal')
  })
})

describe('a callback that is not taken', () => {
  const of = (fields: string) => `<xml>${fields}<MsgId>1</MsgId></xml>`
  const head = `<ToUserName>${COMPANY.corpId}</ToUserName><FromUserName>a</FromUserName><MsgType>text</MsgType>`

  test.each<[string, Trial, string]>([
    ['another token', { keys: { ...COMPANY, token: 'guess' } }, 'bad_signature'],
    ['no signature', { query: { msg_signature: undefined } }, 'bad_signature'],
    ['an empty signature', { query: { msg_signature: '' } }, 'bad_signature'],
    ['two signatures', { query: { msg_signature: ['a', 'b'] } }, 'bad_signature'],
    ['another timestamp', { query: { timestamp: '1772438401' } }, 'bad_signature'],
    ['another nonce', { query: { nonce: 'x' } }, 'bad_signature'],
    ['too old', { now: later(301) }, 'stale'],
    ['from the future', { now: later(-301) }, 'stale'],
    ['another AES key', { keys: { ...COMPANY, aesKey: PREVIOUS.aesKey } }, 'undecryptable'],
    ['another receiver', { seal: { receiveId: 'wwother' } }, 'wrong_company'],
    ['no receiver', { seal: { receiveId: '' } }, 'wrong_company'],
    ['another company inside', { plain: HELLO.replace(COMPANY.corpId, 'wwother') }, 'wrong_company'],
    ['another application inside', { plain: HELLO.replace('1000002', '1000003') }, 'wrong_app'],
    ['no XML inside', { plain: 'hello' }, 'malformed'],
    ['no time', { plain: of(head) }, 'malformed'],
    ['a time that is none', { plain: of(`${head}<CreateTime>soon</CreateTime>`) }, 'malformed'],
    ['no sender', { plain: of(head.replace(/<From.*?<\/FromUserName>/, '')) }, 'malformed'],
    ['a document type inside', { plain: `<!DOCTYPE xml>${HELLO}` }, 'malformed'],
  ])('%s', (_, trial, reason) => {
    expect(() => receive(trial)).toThrow(refusing(reason))
  })

  test('a forged one is not found stale: only a signed one tells that our clock is wrong', () => {
    expect(() => receive({ now: later(9_999), keys: { ...COMPANY, token: 'guess' } })).toThrow(
      refusing('bad_signature'),
    )
  })

  test('what stands outside the ciphertext is not believed', () => {
    const sealed = sealCallback(COMPANY, HELLO, { at: NOW, agentId: 7 })
    const body = sealed.body.replace(COMPANY.corpId, 'wwother')
    const query = Object.fromEntries(new URLSearchParams(sealed.query))
    expect(receiveWecom(SETTINGS, query, Buffer.from(body), NOW).conversation).toBe('zhangsan')
  })
})

describe('while keys are turned', () => {
  const turning = { previousCallback: PREVIOUS }

  test.each([
    ['both new', COMPANY],
    ['both old', { ...COMPANY, ...PREVIOUS }],
  ])('%s are taken', (_, keys) => {
    expect(receive({ keys, settings: turning }).key).toBe('7300000000000000001')
  })

  test('the token may stay while the AES key changes', () => {
    const keys = { ...COMPANY, aesKey: PREVIOUS.aesKey }
    const settings = { previousCallback: { token: COMPANY.token, aesKey: PREVIOUS.aesKey } }
    expect(receive({ keys, settings }).key).toBe('7300000000000000001')
  })

  test('others are refused as ever', () => {
    expect(() => receive({ keys: { ...COMPANY, token: 'guess' }, settings: turning })).toThrow(
      refusing('bad_signature'),
    )
    expect(() => receive({ keys: { ...COMPANY, ...PREVIOUS } })).toThrow(refusing('bad_signature'))
  })
})

describe('the check of our address', () => {
  const verify = (query: string, now = NOW) =>
    verifyWecomUrl(SETTINGS, Object.fromEntries(new URLSearchParams(query)), now)

  test('gives back exactly what was sent', () => {
    expect(verify(sealEcho(COMPANY, '1616140317555161061', NOW))).toBe('1616140317555161061')
  })

  test('works where a `+` was not percent-encoded', () => {
    for (let i = 0; i < 50; i++) {
      const query = sealEcho(COMPANY, `${i}`.padEnd(60, '7'), NOW)
      expect(verify(query.replaceAll('%2B', '+'))).toBe(`${i}`.padEnd(60, '7'))
    }
  })

  test.each(
    (
      JSON.parse(readFileSync('test/fixtures/wecom/vectors.json', 'utf8')) as { vectors: Record<string, string>[] }
    ).vectors.filter((v) => v.kind === 'url_verify'),
  )('answers $id', (v) => {
    const settings = {
      ...SETTINGS,
      corpId: v.receiveid ?? '',
      callbackToken: v.token ?? '',
      callbackAesKey: v.encodingAESKey ?? '',
    }
    const query = { msg_signature: v.msg_signature, timestamp: v.timestamp, nonce: v.nonce, echostr: v.encrypt }
    expect(verifyWecomUrl(settings, query, new Date(Number(v.timestamp) * 1000))).toBe(v.plaintext)
  })

  test('decrypts no captured callback for whoever has one', () => {
    const sealed = sealCallback(COMPANY, HELLO, { at: NOW })
    const encrypted = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(sealed.body)?.[1] ?? ''
    expect(() => verify(`${sealed.query}&echostr=${encodeURIComponent(encrypted)}`)).toThrow(refusing('malformed'))
  })

  test.each([
    ['a wrong signature', sealEcho({ ...COMPANY, token: 'guess' }, '1', NOW), 'bad_signature'],
    ['no echostr', '?msg_signature=a&timestamp=1&nonce=1', 'no_envelope'],
    ['an old one', sealEcho(COMPANY, '1', later(-400)), 'stale'],
  ])('refuses %s', (_, query, reason) => {
    expect(() => verify(query)).toThrow(refusing(reason))
  })
})
