import { describe, expect, test } from 'vitest'
import { decodeWecom } from '../../../src/channels/wecom/decode.ts'
import { eventXml, type MemberMessage, messageXml, tapXml } from '../../platforms/wecom/inbound.ts'
import { writeXml, type XmlFields } from '../../platforms/wecom/sealing.ts'

const AT = new Date('2026-03-02T08:00:00Z')
const COMPANY = { corpId: 'wwcorp0001', agentId: 1000002 }
const FROM = { externalId: 'zhangsan', displayId: 'ZhangSan', name: null }

type Kind = MemberMessage extends infer M ? (M extends MemberMessage ? Omit<M, 'from' | 'at' | 'msgId'> : never) : never

function decodeMessage(kind: Kind) {
  const message = { ...kind, from: 'ZhangSan', at: AT, msgId: '7300000000000000001' } as MemberMessage & {
    at: Date
    msgId: string
  }
  return decodeWecom(messageXml(COMPANY, message))
}

function decodeEvent(event: string, fields: XmlFields = {}, from = 'ZhangSan') {
  return decodeWecom(eventXml(COMPANY, { from, event, fields, at: AT }))
}

describe('messages', () => {
  test.each<[string, Kind, object]>([
    ['text', { text: '3号楼灯坏了\n两天了' }, { type: 'text', text: '3号楼灯坏了\n两天了' }],
    ['text with blanks at its ends', { text: '  好 ' }, { type: 'text', text: '  好 ' }],
    ['text with markup', { text: '<b>&amp;]]></b>' }, { type: 'text', text: '<b>&amp;]]></b>' }],
    ['empty text', { text: '' }, { type: 'text', text: '' }],
    ['image', { image: 'M1' }, { type: 'image', mediaId: 'M1' }],
    ['voice', { voice: 'M2' }, { type: 'voice', mediaId: 'M2', format: 'amr', transcript: null }],
    [
      'voice with words',
      { voice: 'M2', recognition: '灯坏了' },
      { type: 'voice', mediaId: 'M2', format: 'amr', transcript: '灯坏了' },
    ],
    ['video', { video: 'M3' }, { type: 'video', mediaId: 'M3' }],
    ['file', { file: 'M4', name: '清单.xlsx' }, { type: 'file', mediaId: 'M4', name: '清单.xlsx' }],
    [
      'location',
      { location: { latitude: 39.9, longitude: 116.4, label: '幸福里3号楼' } },
      { type: 'location', latitude: 39.9, longitude: 116.4, datum: 'GCJ-02', label: '幸福里3号楼' },
    ],
    [
      'link',
      { link: { title: '公告', description: '停水', url: 'https://example.org/1' } },
      { type: 'link', title: '公告', description: '停水', url: 'https://example.org/1' },
    ],
    ['an unknown kind', { msgType: 'hologram', fields: { MediaId: 'M5' } }, { type: 'unsupported', what: 'hologram' }],
    ['an unknown kind without anything', { msgType: 'sphsocial' }, { type: 'unsupported', what: 'sphsocial' }],
    ['an image without its id', { msgType: 'image' }, { type: 'unsupported', what: 'image' }],
    [
      'a place that is none',
      { msgType: 'location', fields: { Location_X: 'a', Location_Y: '' } },
      { type: 'unsupported', what: 'location' },
    ],
  ])('%s', (_, kind, part) => {
    expect(decodeMessage(kind)).toEqual({
      type: 'message',
      from: FROM,
      chat: { kind: 'single' },
      sentAt: AT,
      parts: [part],
      quoted: null,
      replyHandle: null,
    })
  })

  test('an over-long text is cut on a character', () => {
    const decoded = decodeMessage({ text: '灯🚨'.repeat(60_000) })
    const [part] = decoded.type === 'message' ? decoded.parts : []
    const words = part?.type === 'text' ? part.text : ''
    expect(Buffer.byteLength(words)).toBeLessThanOrEqual(64 * 1024)
    expect(words).toMatch(/^(灯🚨)+灯?…$/u)
  })

  test('a NUL, which no database text can hold, is left out', () => {
    expect(decodeMessage({ text: 'a\0b' })).toMatchObject({ parts: [{ text: 'ab' }] })
  })

  test('the order of elements does not matter', () => {
    const xml = writeXml({
      MsgId: '1',
      Content: '好',
      MsgType: 'text',
      CreateTime: AT.getTime() / 1000,
      FromUserName: 'ZhangSan',
      ToUserName: COMPANY.corpId,
    })
    expect(decodeWecom(xml)).toMatchObject({ from: FROM, parts: [{ text: '好' }] })
  })
})

describe('taps', () => {
  const tap = {
    from: 'ZhangSan',
    taskId: 'case-1-v1',
    key: 'claim:1',
    at: AT,
    cardType: 'vote_interaction',
    responseCode: 'RC1',
  }
  const cardHandle = { code: 'RC1', expiresAt: new Date(AT.getTime() + 72 * 3_600_000) }

  test.each(['OptionIds', 'OpitonIds'] as const)('bring the ticked options, spelt %s', (spelling) => {
    const selected = { 预计到达: ['5'], 情况: ['a', 'b'] }
    expect(decodeWecom(tapXml(COMPANY, { ...tap, selected, spelling }))).toEqual({
      type: 'tap',
      from: FROM,
      sentAt: AT,
      taskId: 'case-1-v1',
      action: 'claim:1',
      selected,
      cardHandle,
    })
  })

  test.each([
    ['of a button', {}],
    ['in the menu of a card', { menu: true }],
  ])('%s', (_, more) => {
    expect(decodeWecom(tapXml(COMPANY, { ...tap, ...more }))).toMatchObject({
      type: 'tap',
      action: 'claim:1',
      selected: {},
      cardHandle,
    })
  })

  test('of a card that was sent anew name the card it stands for', () => {
    expect(decodeWecom(tapXml(COMPANY, { ...tap, taskId: 'case-1-v1@0123456789abcdef' }))).toMatchObject({
      taskId: 'case-1-v1',
    })
  })

  test('without a response code bring no right to change the card', () => {
    expect(decodeEvent('template_card_event', { TaskId: 't', EventKey: 'k' })).toMatchObject({
      type: 'tap',
      cardHandle: null,
    })
  })
})

describe('events of the application', () => {
  test.each<[string, XmlFields, object]>([
    ['enter_agent', {}, { event: 'entered' }],
    ['subscribe', {}, { event: 'subscribed' }],
    ['unsubscribe', {}, { event: 'unsubscribed' }],
    ['click', { EventKey: 'my_tasks' }, { event: 'menu', key: 'my_tasks' }],
    ['CLICK', { EventKey: 'my_tasks' }, { event: 'menu', key: 'my_tasks' }],
    [
      'LOCATION',
      { Latitude: 39.9, Longitude: 116.4, Precision: 10 },
      { event: 'located', latitude: 39.9, longitude: 116.4 },
    ],
    ['LOCATION', { Latitude: 'x' }, { event: 'other', name: 'location' }],
    [
      'location_select',
      { EventKey: 'here', SendLocationInfo: { Location_X: 39.9, Location_Y: 116.4, Label: '3号楼' } },
      { event: 'located', latitude: 39.9, longitude: 116.4 },
    ],
    [
      'scancode_push',
      { EventKey: 'scan', ScanCodeInfo: { ScanType: 'qrcode', ScanResult: 'zone-A3' } },
      { event: 'scanned', key: 'scan', result: 'zone-A3' },
    ],
    [
      'scancode_waitmsg',
      { EventKey: 'scan', ScanCodeInfo: { ScanType: 'qrcode', ScanResult: 'x' } },
      { event: 'scanned', key: 'scan', result: 'x' },
    ],
    ['inactive_alert', { EffectTime: 1 }, { event: 'app_alert', name: 'inactive_alert' }],
    ['close_inactive_agent', {}, { event: 'app_alert', name: 'close_inactive_agent' }],
    ['reopen_inactive_agent', {}, { event: 'app_alert', name: 'reopen_inactive_agent' }],
    ['low_active_alert', { EffectTime: 1 }, { event: 'app_alert', name: 'low_active_alert' }],
    ['low_active', {}, { event: 'app_alert', name: 'low_active' }],
    ['active_restored', {}, { event: 'app_alert', name: 'active_restored' }],
    ...[
      ...['view', 'view_miniprogram', 'pic_sysphoto', 'pic_photo_or_album', 'pic_weixin', 'batch_job_result'],
      ...['switch_workbench_mode', 'share_agent_change', 'share_chain_change', 'open_approval_change'],
      ...['taskcard_click', 'change_external_tag', 'something_new'],
    ].map((name): [string, XmlFields, object] => [name, { EventKey: 'k' }, { event: 'other', name }]),
  ])('%s', (name, fields, meaning) => {
    expect(decodeEvent(name, fields)).toEqual({ type: 'event', from: FROM, sentAt: AT, ...meaning })
  })
})

describe('changes of the directory, of residents and of groups come from nobody', () => {
  test.each<[string, XmlFields, object]>([
    [
      'change_contact',
      { ChangeType: 'create_user', UserID: 'LiSi', Name: '李四', Department: '1,2' },
      { event: 'directory_changed', change: 'joined', externalId: 'lisi', newExternalId: null, name: '李四' },
    ],
    [
      'change_contact',
      { ChangeType: 'update_user', UserID: 'LiSi', NewUserID: 'LiSi2' },
      { event: 'directory_changed', change: 'changed', externalId: 'lisi', newExternalId: 'lisi2', name: null },
    ],
    [
      'change_contact',
      { ChangeType: 'delete_user', UserID: 'LiSi' },
      { event: 'directory_changed', change: 'left', externalId: 'lisi', newExternalId: null, name: null },
    ],
    ...['create_party', 'update_party', 'delete_party', 'update_tag', 'constructor'].map(
      (change): [string, XmlFields, object] => [
        'change_contact',
        { ChangeType: change, Id: '2' },
        { event: 'directory_changed', change: 'other', externalId: null, newExternalId: null, name: null },
      ],
    ),
    ...['add_external_contact', 'add_half_external_contact'].map((change): [string, XmlFields, object] => [
      'change_external_contact',
      { ChangeType: change, UserID: 'LiSi', ExternalUserID: 'wmA_b', State: 'zone-A3', WelcomeCode: 'W1' },
      { event: 'resident_added', member: 'lisi', resident: 'wmA_b', state: 'zone-A3', welcomeCode: 'W1' },
    ]),
    [
      'change_external_contact',
      { ChangeType: 'add_external_contact', UserID: 'LiSi', ExternalUserID: 'wmA' },
      { event: 'resident_added', member: 'lisi', resident: 'wmA', state: null, welcomeCode: null },
    ],
    ...['del_external_contact', 'del_follow_user'].map((change): [string, XmlFields, object] => [
      'change_external_contact',
      { ChangeType: change, UserID: 'LiSi', ExternalUserID: 'wmA' },
      { event: 'resident_removed', member: 'lisi', resident: 'wmA' },
    ]),
    ...['edit_external_contact', 'transfer_fail'].map((change): [string, XmlFields, object] => [
      'change_external_contact',
      { ChangeType: change, UserID: 'LiSi', ExternalUserID: 'wmA', FailReason: 'customer_refused' },
      { event: 'other', name: change },
    ]),
    [
      'change_external_chat',
      { ChatId: 'wr1', ChangeType: 'create' },
      { event: 'group_changed', chatId: 'wr1', change: 'create', detail: null, memberCount: null },
    ],
    [
      'change_external_chat',
      { ChatId: 'wr1', ChangeType: 'dismiss' },
      { event: 'group_changed', chatId: 'wr1', change: 'dismiss', detail: null, memberCount: null },
    ],
    // The list of members who came or went has two forms: elements, and one text with commas.
    ...[{ Item: ['wmA', 'wmB'] }, 'wmA,wmB'].map((list): [string, XmlFields, object] => [
      'change_external_chat',
      {
        ChatId: 'wr1',
        ChangeType: 'update',
        UpdateDetail: 'add_member',
        JoinScene: 3,
        MemChangeCnt: 2,
        MemChangeList: list,
      },
      { event: 'group_changed', chatId: 'wr1', change: 'update', detail: 'add_member', memberCount: 2 },
    ]),
  ])('%s %j', (name, fields, meaning) => {
    expect(decodeEvent(name, fields, 'sys')).toEqual({ type: 'event', from: null, sentAt: AT, ...meaning })
  })
})
