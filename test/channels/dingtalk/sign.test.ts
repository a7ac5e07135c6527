import { describe, expect, test } from 'vitest'
import { openEvent } from '../../../src/channels/dingtalk/sealed-event.ts'
import { checkRobotSignature, checkTapSignature } from '../../../src/channels/dingtalk/sign.ts'
import { CallbackRefused, type RefusalReason } from '../../../src/channels/refused.ts'
import { openCallback, parseAesKey, signatureMatches } from '../../../src/channels/sealed-callback.ts'
import { decryptEvent, sealEvent } from '../../platforms/dingtalk/sealing.ts'

const TIME = '1577262236757'
const AT = new Date(Number(TIME))
const HOUR = 3_600_000

const reasonOf = (work: () => void): RefusalReason | 'taken' => {
  try {
    work()
    return 'taken'
  } catch (error) {
    if (error instanceof CallbackRefused) return error.reason
    throw error
  }
}

describe('the signature of a message', () => {
  const secret = 'this is a secret'
  const sign = 'DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA='
  const check = (head: { timestamp?: unknown; signature?: unknown }, now = AT) =>
    reasonOf(() => checkRobotSignature({ timestamp: TIME, signature: sign, ...head }, secret, now))

  test('is that of the documentation', () => expect(check({})).toBe('taken'))

  test.each([
    ['another time', { timestamp: '1577262236758' }],
    ['another signature', { signature: sign.replace('D', 'E') }],
    ['part of it', { signature: sign.slice(0, 20) }],
    ['none', { signature: undefined }],
    ['several', { signature: [sign, sign] }],
    ['no time', { timestamp: undefined }],
  ])('with %s is bad', (_, head) => expect(check(head)).toBe('bad_signature'))

  test.each([
    [HOUR, 'taken'],
    [-HOUR, 'taken'],
    [HOUR + 1, 'stale'],
    [-HOUR - 1, 'stale'],
  ])('%i ms apart is %s', (ms, reason) => {
    expect(check({}, new Date(AT.getTime() + ms))).toBe(reason)
  })
})

describe('the signature of a tap', () => {
  const signature = '9EQUhx+gSqHfgSF/OnOV2ifDC9m1VzjPj00L/WOZeew='
  const check = (secrets: string[], now = AT) =>
    reasonOf(() => checkTapSignature({ timestamp: TIME, signature }, secrets, now))

  test('is that of the documentation, by any of the secrets', () => {
    expect(check(['example-secret'])).toBe('taken')
    expect(check(['other', 'example-secret'])).toBe('taken')
    expect(check(['other'])).toBe('bad_signature')
    expect(check(['example-secret'], new Date(AT.getTime() + HOUR + 1))).toBe('stale')
  })
})

describe('a sealed event', () => {
  const event = { token: '123456', aesKey: '1234567890123456789012345678901234567890123' }
  const settings = { clientId: 'dingclient', event }
  const open = (keys: { token: string; aesKey: string; ownerKey: string }, plain: string, over = settings) => {
    const { signature, timestamp, nonce, encrypt } = sealEvent(keys, plain, AT)
    return openEvent(over, { msg_signature: signature, timestamp, nonce }, JSON.stringify({ encrypt }))
  }

  test('of the documentation is verified and decrypted', () => {
    const encrypted = 'YvkvaGe4hQxd3VxRmEty0dVlnCOAqwf56xwTRHDHoOURqhalbmBJQk5FNcRk42Gl5T0YQXZNwpwWSm1xAFJ5ZA=='
    const signed = { timestamp: '1614767836', nonce: 'A7Co0cJLMzIDtMMI', encrypted }
    const signature = '9a95a004dd16f5c307e849b994173f76aa26e5eb'
    expect(signatureMatches(event.token, { ...signed, signature })).toBe(true)
    expect(openCallback(parseAesKey(event.aesKey), encrypted)).toEqual({
      message: 'success',
      receiveId: 'dingsnotzck6pm5veliw',
    })
  })

  test('is answered in the same way', () => {
    const opened = open({ ...event, ownerKey: 'dingclient' }, '{"EventType":"check_url"}')
    expect(opened.isCheck).toBe(true)
    const { msg_signature, timeStamp, nonce, encrypt } = opened.success(AT)
    expect(
      signatureMatches(event.token, { signature: msg_signature, timestamp: timeStamp, nonce, encrypted: encrypt }),
    ).toBe(true)
    expect(decryptEvent({ ...event, ownerKey: '' }, encrypt)).toBe('success')
    expect(openCallback(parseAesKey(event.aesKey), encrypt).receiveId).toBe('dingclient')
  })

  test('may be sealed for the company that it names', () => {
    expect(open({ ...event, ownerKey: 'dingcorp' }, '{"EventType":"x","CorpId":"dingcorp"}').isCheck).toBe(false)
  })

  test.each<[string, () => void, RefusalReason]>([
    ['another application', () => open({ ...event, ownerKey: 'other' }, '{"CorpId":"dingcorp"}'), 'wrong_company'],
    ['nobody', () => open({ ...event, ownerKey: '' }, '{}'), 'wrong_company'],
    ['another token', () => open({ ...event, token: 'guess', ownerKey: 'dingclient' }, '{}'), 'bad_signature'],
    ['no JSON inside', () => open({ ...event, ownerKey: 'dingclient' }, 'hello'), 'malformed'],
    ['no JSON outside', () => openEvent(settings, {}, 'hello'), 'malformed'],
    ['no ciphertext', () => openEvent(settings, {}, '{}'), 'no_envelope'],
    ['no signature', () => openEvent(settings, {}, '{"encrypt":"x"}'), 'bad_signature'],
  ])('for or with %s is refused', (_, work, reason) => {
    expect(reasonOf(work)).toBe(reason)
  })

  test('is refused where no keys are set', () => {
    const none = { clientId: 'dingclient', event: null }
    expect(reasonOf(() => openEvent(none, {}, '{"encrypt":"x"}'))).toBe('bad_signature')
  })
})
