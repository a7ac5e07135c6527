import { describe, expect, test } from 'vitest'
import { decodeKf } from '../../../src/channels/wecom/kf/decode.ts'
import { deliveryOf } from '../../../src/channels/wecom/kf/item.ts'
import { renderKf } from '../../../src/channels/wecom/kf/render.ts'
import { SAMPLE_CARD } from '../../support/sample-card.ts'

const AT = 1_763_430_000
const said = (msgtype: string, body: unknown, more: object = {}) =>
  JSON.stringify({
    msgid: 'm1',
    open_kfid: 'wkX',
    external_userid: 'wmAbC',
    send_time: AT,
    origin: 3,
    msgtype,
    [msgtype]: body,
    ...more,
  })
const happened = (event: object) =>
  said('event', { open_kfid: 'wkX', external_userid: 'wmAbC', ...event }, { origin: 4 })

describe('what an item says', () => {
  test.each([
    ['text', { content: '灯坏了' }, { type: 'text', text: '灯坏了' }],
    ['text', { content: '对', menu_id: '1' }, { type: 'text', text: '对' }],
    ['text', { content: 'a\0b' }, { type: 'text', text: 'ab' }],
    ['image', { media_id: 'M' }, { type: 'image', mediaId: 'M' }],
    ['voice', { media_id: 'M' }, { type: 'voice', mediaId: 'M', format: 'amr', transcript: null }],
    ['video', { media_id: 'M' }, { type: 'video', mediaId: 'M' }],
    ['file', { media_id: 'M' }, { type: 'file', mediaId: 'M', name: null }],
    [
      'location',
      { latitude: 23.1, longitude: 113.3, name: '3号楼', address: '幸福路' },
      { type: 'location', latitude: 23.1, longitude: 113.3, datum: 'GCJ-02', label: '3号楼' },
    ],
    [
      'link',
      { title: 't', desc: 'd', url: 'https://x.cn' },
      { type: 'link', title: 't', description: 'd', url: 'https://x.cn' },
    ],
    ['business_card', { userid: 'x' }, { type: 'unsupported', what: 'business_card' }],
  ])('%s %j', (type, body, part) => {
    const message = decodeKf(said(type, body))
    expect(message).toMatchObject({ type: 'message', from: { externalId: 'wmAbC' }, parts: [part] })
    expect(message).toMatchObject({ replyHandle: { code: 'wkX', expiresAt: new Date((AT + 48 * 3600) * 1000) } })
  })

  test.each([
    [
      { event_type: 'enter_session', scene: 'zeren', scene_param: 'zone-A3', welcome_code: 'W' },
      { event: 'resident_added', resident: 'wmAbC', state: 'zone-A3', welcomeCode: 'W' },
    ],
    [{ event_type: 'enter_session' }, { event: 'resident_added', state: null, welcomeCode: null }],
    [
      { event_type: 'session_status_change', change_type: 1 },
      { event: 'service_handed', to: 'person' },
    ],
    [
      { event_type: 'session_status_change', change_type: 3 },
      { event: 'service_handed', to: 'bot' },
    ],
    [
      { event_type: 'msg_send_fail', fail_msgid: 'f', fail_type: 4 },
      { event: 'send_failed', platformId: 'f', untilHeard: true },
    ],
    [
      { event_type: 'msg_send_fail', fail_msgid: 'f', fail_type: 10 },
      { event: 'send_failed', untilHeard: false },
    ],
    [
      { event_type: 'user_recall_msg', recall_msgid: 'r' },
      { event: 'other', name: 'user_recall_msg' },
    ],
  ])('%j', (event, meaning) => {
    expect(decodeKf(happened(event))).toMatchObject({ type: 'event', from: { externalId: 'wmAbC' }, ...meaning })
  })

  test.each([
    '',
    '7',
    '{}',
    said('text', {}),
    said('image', { media_id: '' }),
    said('text', { content: 'x' }, { external_userid: '' }),
  ])('%j is malformed', (raw) => {
    expect(() => decodeKf(raw)).toThrow(expect.objectContaining({ fault: 'malformed' }))
  })
})

describe('what is kept', () => {
  const readAt = new Date('2026-11-18T01:00:00Z')

  test('of anything that a resident wrote, whatever it looks like', () => {
    for (const item of [{}, 7, null, { msgid: 5, external_userid: ['x'] }, { msgid: 'a\0', send_time: 1e30 }]) {
      expect(deliveryOf(item, readAt)).toMatchObject({
        key: expect.stringMatching(/^item-/),
        conversation: 'sys:kf',
        sentAt: readAt,
      })
    }
  })

  test('goes first where a greeting waits', () => {
    const entered = JSON.parse(happened({ event_type: 'enter_session', welcome_code: 'W' }))
    delete entered.external_userid
    expect(deliveryOf(entered, readAt)).toMatchObject({ lane: 'fast', conversation: 'wmAbC' })
    expect(deliveryOf(JSON.parse(said('text', { content: 'x' })), readAt)).toMatchObject({ lane: 'normal', key: 'm1' })
  })
})

describe('a card', () => {
  test('is a menu whose lines say what its buttons mean', () => {
    expect(renderKf({ type: 'card', card: SAMPLE_CARD })).toMatchObject({
      msgtype: 'msgmenu',
      msgmenu: {
        head_content: expect.stringContaining('地点：3号楼'),
        list: [{ type: 'click', click: { id: '1', content: '对' } }, { click: { id: '2', content: '改' } }],
      },
    })
  })

  test('is words where nothing is to be tapped, where it is long, and where several may be ticked', () => {
    const options = [{ id: 'a', label: 'a', says: 'a' }]
    for (const other of [
      { ...SAMPLE_CARD, closedAs: '已记下' },
      { ...SAMPLE_CARD, text: '很长'.repeat(300) },
      { ...SAMPLE_CARD, choices: { question: '哪些', many: true, options } },
    ]) {
      expect(renderKf({ type: 'card', card: other }).msgtype).toBe('text')
    }
  })

  test('says nothing empty, and nothing beyond 2048 bytes', () => {
    expect(() => renderKf({ type: 'text', text: ' ' })).toThrow(expect.objectContaining({ fault: 'rejected' }))
    const { text } = renderKf({ type: 'text', text: '灯'.repeat(2000) }) as unknown as { text: { content: string } }
    expect(Buffer.byteLength(text.content)).toBeLessThanOrEqual(2048)
  })
})
