import { describe, expect, test } from 'vitest'
import type { Inbound, InboundMessage } from '../../../src/channels/channel.ts'
import { decodeDingtalk } from '../../../src/channels/dingtalk/decode.ts'
import { receiveEvent, receiveMessage, receiveTap } from '../../../src/channels/dingtalk/receive.ts'
import { CallbackRefused } from '../../../src/channels/refused.ts'
import { ChannelError } from '../../../src/errors.ts'

const NOW = new Date('2026-11-22T04:00:00Z')
const SAID_AT = 1_795_349_507_000

/** In a group, as in the samples of dingtalk.md §10. */
const GROUP = {
  conversationId: 'cidGRP01==',
  conversationType: '2',
  atUsers: [{ dingtalkId: '$:LWCP_v1:$bot' }],
  chatbotUserId: '$:LWCP_v1:$bot',
  isInAtList: true,
  msgId: 'msgA1==',
  senderNick: '张三',
  senderStaffId: 'U1',
  senderId: '$:LWCP_v1:$u1',
  createAt: SAID_AT,
  sessionWebhook: 'http://127.0.0.1:9/robot/sendBySession?session=aa',
  sessionWebhookExpiredTime: SAID_AT + 5_400_000,
  robotCode: 'dingapp',
}
const SINGLE = { ...GROUP, conversationType: '1', conversationId: 'cidSINGLE==' }

const received = (body: object) => receiveMessage(JSON.stringify(body), NOW)
const kept = (body: object) => {
  const [delivery] = received(body).deliveries
  if (delivery === undefined) throw new Error('nothing was kept')
  return delivery
}
const decoded = (body: object) => decodeDingtalk(kept(body).raw) as InboundMessage
const text = (content: unknown, more: object = {}) => ({ msgtype: 'text', text: { content, ...more } })

describe('a message', () => {
  test('in a group is said by one account in that group', () => {
    const body = { ...GROUP, ...text(' 电梯停了') }
    expect(kept(body)).toMatchObject({
      channel: 'dingtalk',
      key: 'msgA1==',
      conversation: 'group:cidGRP01==:U1',
      sentAt: new Date(SAID_AT),
      lane: 'normal',
    })
    expect(decoded(body)).toEqual({
      type: 'message',
      from: { externalId: 'U1', displayId: 'U1', name: '张三' },
      chat: { kind: 'group', id: 'cidGRP01==' },
      sentAt: new Date(SAID_AT),
      parts: [{ type: 'text', text: '电梯停了' }],
      quoted: null,
      replyHandle: { code: GROUP.sessionWebhook, expiresAt: new Date(SAID_AT + 5_400_000) },
    })
  })

  test('to the robot alone is a conversation of the account as written', () => {
    const body = { ...SINGLE, ...text('你好') }
    expect(kept(body).conversation).toBe('U1')
    expect(decoded(body).chat).toEqual({ kind: 'single' })
  })

  test.each([
    ['the call was taken away and left its space', GROUP, ' 电梯停了', '电梯停了'],
    ['the call was left', GROUP, '@责任区助手 电梯停了', '电梯停了'],
    ['the call was left with a narrow space', GROUP, '@责任区助手\u2005电梯停了', '电梯停了'],
    ['somebody else is called after it', GROUP, ' @李四 东门灯坏了', '@李四 东门灯坏了'],
    ['somebody is named in a chat of two', SINGLE, '@李四 明天来', '@李四 明天来'],
    ['only the robot is called', GROUP, '@责任区助手', ''],
    ['a number stands for the text', SINGLE, 12345, '12345'],
    ['nothing stands for the text', SINGLE, undefined, ''],
    ['an address is no call', GROUP, 'a@b.cn 收不到', 'a@b.cn 收不到'],
    ['NUL stands in it', SINGLE, '灯\0坏了', '灯坏了'],
  ])('where %s', (_, around, content, said) => {
    expect(decoded({ ...around, ...text(content) }).parts).toEqual([{ type: 'text', text: said }])
  })

  test.each<[string, object, InboundMessage['parts']]>([
    [
      'text with pictures',
      {
        msgtype: 'richText',
        content: {
          richText: [
            { type: 'at', text: '@责任区助手' },
            { text: '消防通道' },
            { text: '堵塞' },
            { type: 'picture', downloadCode: 'dc1', pictureDownloadCode: 'pdc1' },
            { type: 'picture', pictureDownloadCode: 'pdc2' },
            'no item',
          ],
        },
      },
      [
        { type: 'text', text: '消防通道堵塞' },
        { type: 'image', mediaId: 'dc1' },
        { type: 'image', mediaId: 'pdc2' },
      ],
    ],
    ['a picture', { msgtype: 'picture', content: { downloadCode: 'dc4' } }, [{ type: 'image', mediaId: 'dc4' }]],
    [
      'a voice with its words',
      { msgtype: 'audio', content: { duration: '4000', downloadCode: 'dc3', recognition: '东门路灯坏了' } },
      [{ type: 'voice', mediaId: 'dc3', format: null, transcript: '东门路灯坏了' }],
    ],
    [
      'a voice without words',
      { msgtype: 'audio', content: { downloadCode: 'dc3' } },
      [{ type: 'voice', mediaId: 'dc3', format: null, transcript: null }],
    ],
    [
      'a video',
      { msgtype: 'video', content: { downloadCode: 'v', videoType: 'mp4' } },
      [{ type: 'video', mediaId: 'v' }],
    ],
    [
      'a file',
      { msgtype: 'file', content: { downloadCode: 'dc5', fileName: 'a.pdf' } },
      [{ type: 'file', mediaId: 'dc5', name: 'a.pdf' }],
    ],
    ['content as a string', { msgtype: 'picture', content: '{"downloadCode":"x"}' }, [{ type: 'image', mediaId: 'x' }]],
    ['a chat record', { msgtype: 'chatRecord', content: {} }, [{ type: 'unsupported', what: 'chatRecord' }]],
    ['a kind of tomorrow', { msgtype: 'hologram' }, [{ type: 'unsupported', what: 'hologram' }]],
    ['a picture without its code', { msgtype: 'picture', content: [] }, [{ type: 'unsupported', what: 'picture' }]],
    ['no kind', {}, [{ type: 'unsupported', what: 'unknown' }]],
    ['empty text with pictures', { msgtype: 'richText', content: {} }, [{ type: 'unsupported', what: 'richText' }]],
  ])('%s', (_, content, parts) => {
    expect(decoded({ ...SINGLE, ...content }).parts).toEqual(parts)
  })

  test('over the quota has no content, says so, and is told when received', () => {
    const body = { ...SINGLE, errorCode: 20001, errorMessage: '受调用量超量影响' }
    expect(received(body).usedUp).toBe(true)
    expect(decoded(body).parts).toEqual([{ type: 'unsupported', what: 'over_quota' }])
    expect(decoded({ ...body, errorCode: '20001', msgtype: 'text' }).parts).toEqual([
      { type: 'unsupported', what: 'over_quota' },
    ])
    expect(received({ ...SINGLE, ...text('x') }).usedUp).toBe(false)
  })

  test.each([
    ['an empty account', { senderStaffId: '' }, 'outsider:$:LWCP_v1:$u1'],
    ['no account', { senderStaffId: null }, 'outsider:$:LWCP_v1:$u1'],
    ['no id at all', { senderStaffId: '', senderId: '', senderUnionId: 'un1' }, 'outsider:un1'],
    ['nothing but the chat', { senderStaffId: '', senderId: null }, 'outsider:cidSINGLE=='],
    ['an account of digits', { senderStaffId: 4711 }, '4711'],
  ])('of somebody with %s', (_, sender, account) => {
    const body = { ...SINGLE, ...text('你好'), ...sender }
    expect(kept(body).conversation).toBe(account)
    expect(decoded(body).from.externalId).toBe(account)
  })

  test('of nobody, from no chat, is refused', () => {
    expect(() => received(text('x'))).toThrow(CallbackRefused)
    expect(kept({ ...text('x'), sessionWebhook: 'http://127.0.0.1/s' }).conversation).toBe('outsider:unknown')
  })

  test('of an outsider in a group is answered in the group', () => {
    const body = { ...GROUP, ...text('你好'), senderStaffId: '', senderId: '' }
    expect(kept(body).conversation).toBe('group:cidGRP01==:outsider:unknown')
    expect(decoded(body).chat).toEqual({ kind: 'group', id: 'cidGRP01==' })
  })

  test.each([
    ['a number', SAID_AT, SAID_AT],
    ['a string', String(SAID_AT), SAID_AT],
    ['seconds', 1_795_349_507, NOW.getTime()],
    ['words', 'yesterday', NOW.getTime()],
    ['nothing', undefined, NOW.getTime()],
  ])('was sent at the time that stands there as %s, or now', (_, createAt, ms) => {
    const body = { ...SINGLE, ...text('x'), createAt }
    expect(kept(body).sentAt.getTime()).toBe(ms)
    expect(decoded(body).sentAt.getTime()).toBe(ms)
  })

  test.each([
    ['no end', { sessionWebhookExpiredTime: undefined }],
    ['no address', { sessionWebhook: 'soon' }],
    ['nothing', { sessionWebhook: undefined }],
  ])('with %s of the right to answer brings none', (_, session) => {
    expect(decoded({ ...SINGLE, ...text('x'), ...session }).replyHandle).toBeNull()
  })

  test('without an id of its own is known by its content', () => {
    const body = { ...SINGLE, ...text('x'), msgId: undefined }
    expect(kept(body).key).toMatch(/^message-[0-9a-f]{64}$/)
    expect(kept(body).key).toBe(kept(body).key)
    expect(kept({ ...body, ...text('y') }).key).not.toBe(kept(body).key)
    expect(kept({ ...body, msgId: `m\n${'x'.repeat(300)}` }).key).toMatch(/^message-/)
  })
})

describe('a quote', () => {
  const reply = (repliedMsg: object, more: object = {}) =>
    decoded({ ...GROUP, ...text(' 登记这个', { isReplyMsg: true, repliedMsg }), ...more })

  test('of a file brings the file along', () => {
    const message = reply(
      { msgId: 'msgB2==', msgType: 'file', content: { fileName: 'a.pdf', downloadCode: 'dc5' } },
      { originalMsgId: 'msgB2==' },
    )
    expect(message.parts).toEqual([
      { type: 'text', text: '登记这个' },
      { type: 'file', mediaId: 'dc5', name: 'a.pdf' },
    ])
    expect(message.quoted).toEqual({ taskId: null, platformId: null, messageKey: 'msgB2==', text: null })
  })

  test.each([
    ['picture', { downloadCode: 'p' }, { type: 'image', mediaId: 'p' }],
    ['video', { downloadCode: 'v' }, { type: 'video', mediaId: 'v' }],
    [
      'audio',
      { downloadCode: 'a', recognition: '路灯' },
      { type: 'voice', mediaId: 'a', format: null, transcript: '路灯' },
    ],
    ['richText', { richText: [{ text: '看' }, { downloadCode: 'r' }] }, { type: 'image', mediaId: 'r' }],
  ])('of a %s brings it along', (msgType, content, part) => {
    expect(reply({ msgId: 'm', msgType, content }).parts[1]).toEqual(part)
  })

  test('of a text brings its words', () => {
    expect(reply({ msgId: 'm', msgType: 'text', content: { text: ' 东门灯坏了' } }).quoted).toMatchObject({
      messageKey: 'm',
      text: '东门灯坏了',
    })
    expect(reply({ msgId: 'm', msgType: 'text', content: '东门灯坏了' }).quoted).toMatchObject({ text: '东门灯坏了' })
  })

  test('of our message is known by the id of its send, of our card by its track', () => {
    const message = reply(
      { msgId: 'm', msgType: 'interactiveCard', content: { outTrackId: 'case-42~17-0' } },
      { originalProcessQueryKey: 'pqk1' },
    )
    expect(message.quoted).toEqual({ taskId: 'case-42', platformId: 'pqk1', messageKey: 'm', text: null })
    expect(message.parts).toHaveLength(1)
  })

  test('in a text with pictures stands under its content', () => {
    const message = decoded({
      ...GROUP,
      msgtype: 'richText',
      content: {
        richText: [{ text: '这个' }],
        isReplyMsg: true,
        repliedMsg: { msgId: 'm9' },
        originalProcessQueryKey: 'q',
      },
    })
    expect(message.quoted).toMatchObject({ messageKey: 'm9', platformId: 'q' })
  })

  test('of nothing is none', () => {
    expect(reply({}).quoted).toBeNull()
    expect(decoded({ ...GROUP, ...text('x') }).quoted).toBeNull()
  })
})

describe('a tap', () => {
  const tap = (
    changes: object = {},
    content: unknown = { cardPrivateData: { actionIds: ['1'], params: { action: 'claim' } } },
  ) =>
    JSON.stringify({
      type: 'actionCallback',
      outTrackId: 'case-42~17-0',
      userId: 'u1',
      content: JSON.stringify(content),
      ...changes,
    })
  const decodedTap = (data: string) => decodeDingtalk(receiveTap(data, NOW).delivery.raw)

  test('names who tapped what on which card, and goes first', () => {
    const { delivery, trackId, taskId } = receiveTap(tap(), NOW)
    expect([trackId, taskId]).toEqual(['case-42~17-0', 'case-42'])
    expect(delivery).toMatchObject({ conversation: 'u1', lane: 'fast', sentAt: NOW })
    expect(delivery.key).toMatch(/^card-[0-9a-f]{64}$/)
    expect(decodedTap(tap())).toMatchObject({
      type: 'tap',
      from: { externalId: 'u1', displayId: 'u1', name: null },
      taskId: 'case-42',
      action: 'claim',
      selected: {},
      cardHandle: { code: 'case-42~17-0' },
    })
  })

  test.each<[string, string, string]>([
    ['the action of its parameters', tap(), 'claim'],
    ['the id of its button', tap({}, { cardPrivateData: { actionIds: ['accept'] } }), 'accept'],
    [
      'the older shape',
      tap({
        content: undefined,
        value: JSON.stringify({ cardPrivateData: { actionIds: ['x'] }, params: { action: 'old' } }),
      }),
      'old',
    ],
    ['an object in place of a string', tap({ content: { cardPrivateData: { params: { action: 'o' } } } }), 'o'],
    ['a number', tap({}, { cardPrivateData: { actionIds: [7] } }), '7'],
    ['nothing', tap({ content: 'no JSON' }), ''],
  ])('is read from %s', (_, data, action) => {
    expect(decodedTap(data)).toMatchObject({ action })
  })

  test('carries the values of a form', () => {
    const form = {
      place: '北门',
      level: { index: 1, value: '2' },
      ok: true,
      many: ['a', 'b'],
      none: null,
      deep: { x: {} },
    }
    const data = tap({}, { cardPrivateData: { actionIds: ['form'], params: { form } } })
    expect(decodedTap(data)).toMatchObject({
      action: 'form',
      selected: { place: ['北门'], level: ['2'], ok: ['true'], many: ['a', 'b'], none: [], deep: [] },
    })
  })

  test('is the same when it comes again, and another one for another person, card, button, version or minute', () => {
    const key = (data: string) => receiveTap(data, NOW).delivery.key
    const params = (p: object) => tap({}, { cardPrivateData: { actionIds: ['1'], params: p } })
    expect(key(tap())).toBe(key(tap({ spaceId: 'elsewhere' })))
    const later = new Date(NOW.getTime() + 60_000)
    expect(receiveTap(tap(), later).delivery.key).not.toBe(key(tap()))
    expect(key(params({ action: 'claim', v: '1' }))).toBe(key(params({ v: '1', action: 'claim' })))
    const keys = [tap(), tap({ userId: 'u2' }), tap({ outTrackId: 'case-43~1-0' }), params({ action: 'claim', v: '1' })]
    expect(new Set(keys.map(key)).size).toBe(4)
  })

  test.each([
    ['nobody', tap({ userId: '' })],
    ['no card', tap({ outTrackId: undefined })],
    ['nothing', '{}'],
    ['no object', '[]'],
    ['no JSON', 'hello'],
    [
      'values without a bottom',
      tap({ content: { params: 'X' } }).replace('"X"', `{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}`),
    ],
  ])('of %s is refused', (_, data) => {
    expect(() => receiveTap(data, NOW)).toThrow(CallbackRefused)
  })
})

describe('an event', () => {
  const head = (eventType: string, eventId: string | null = 'ev1') => ({ eventId, eventType, bornAt: null })
  const events = (eventType: string, data: object) =>
    receiveEvent(JSON.stringify(data), head(eventType), NOW).deliveries.map((d) => [d.key, decodeDingtalk(d.raw)])

  test.each([
    ['user_add_org', 'joined'],
    ['user_active_org', 'joined'],
    ['user_leave_org', 'left'],
    ['user_modify_org', 'changed'],
  ])('%s says that somebody has %s', (type, change) => {
    expect(events(type, { timeStamp: String(SAID_AT), userId: ['U1'] })).toEqual([
      [
        'ev1',
        {
          type: 'event',
          from: null,
          sentAt: new Date(SAID_AT),
          event: 'directory_changed',
          change,
          externalId: 'U1',
          newExternalId: null,
          name: null,
        },
      ],
    ])
  })

  test('about several people is one for each', () => {
    const several = events('user_leave_org', { timeStamp: SAID_AT, userId: ['u1', 'u2', 'u1', '', null] })
    expect(several).toMatchObject([
      ['ev1/u1', { externalId: 'u1', change: 'left' }],
      ['ev1/u2', { externalId: 'u2', change: 'left' }],
    ])
  })

  test('of a group names the group', () => {
    expect(
      events('chat_update_title', { openConversationId: 'cid1==', chatId: 'chat1', title: '3号楼' }),
    ).toMatchObject([
      [
        'ev1',
        { event: 'group_changed', chatId: 'cid1==', change: 'chat_update_title', detail: '3号楼', memberCount: null },
      ],
    ])
  })

  test.each(['check_in', 'robot_msg_read', 'of_tomorrow', ''])('"%s" is of no use and kept all the same', (type) => {
    expect(events(type, { timeStamp: SAID_AT, staffId: 'u1' })).toMatchObject([['ev1', { event: 'other', name: type }]])
  })

  test('pushed over HTTP is spelt otherwise and flat', () => {
    const data = JSON.stringify({
      EventType: 'user_add_org',
      TimeStamp: SAID_AT,
      CorpId: 'ding1',
      UserId: ['U1'],
      BizId: 'b1',
    })
    const none = { eventId: null, eventType: null, bornAt: null }
    const [delivery] = receiveEvent(data, none, NOW).deliveries
    expect(delivery?.key).toMatch(/^event-[0-9a-f]{64}$/)
    expect(decodeDingtalk(delivery?.raw ?? '')).toMatchObject({
      change: 'joined',
      externalId: 'U1',
      sentAt: new Date(SAID_AT),
    })
    const key = (changes: object) =>
      receiveEvent(JSON.stringify({ ...JSON.parse(data), ...changes }), none, NOW).deliveries[0]?.key
    expect(key({ EventTime: 1 })).toBe(key({ EventTime: 2 }))
    expect(key({ BizId: 'b2' })).not.toBe(key({}))
  })

  test('over the quota says so', () => {
    expect(receiveEvent('{"errCode":20001}', head('user_add_org'), NOW).usedUp).toBe(true)
  })
})

describe('whatever comes', () => {
  test.each(['', 'null', '[]', '7', '"text"', '{'])('a body of %s is refused, not misread', (data) => {
    expect(() => receiveMessage(data, NOW)).toThrow(CallbackRefused)
    expect(() => decodeDingtalk(data)).toThrow(ChannelError)
  })

  test('types that are none are read as absent', () => {
    const odd: unknown[] = [null, true, 7, '', 'x', [], [1], {}, { a: 1 }]
    const fields = Object.keys({ ...GROUP, ...text(''), content: {}, errorCode: 1, originalMsgId: '' })
    for (const field of fields) {
      for (const value of odd) {
        const inbound: Inbound = decoded({ ...GROUP, ...text('x'), [field]: value })
        expect(inbound.type).toBe('message')
      }
    }
  })
})
