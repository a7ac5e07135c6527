import { describe, expect, test } from 'vitest'
import type { Outbound } from '../../../src/channels/channel.ts'
import { cardCallbackSecret } from '../../../src/channels/dingtalk/card-callback-secret.ts'
import { EFFECTS, type FaultEffect } from '../../platforms/dingtalk/faults.ts'
import { card, faultOf, GROUP, outbound, sessionOf, startPair, text } from './support.ts'

const TEMPLATE = { cardTemplateId: 'tpl-1.schema' }
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const group = { recipients: [`group:${GROUP}`] }

describe('an answer', () => {
  test('goes by the session that the message brought, without a call of the API', async () => {
    const { fake, channel, ledger } = await startPair()
    const replyHandle = await sessionOf(fake, 'Zhang-01')
    expect(await channel.send(outbound(text(), { replyHandle }))).toEqual({
      platformId: null,
      refused: [],
      cardHandle: null,
    })
    expect(fake.inboxOf('Zhang-01')).toMatchObject([{ via: 'session', kind: 'text', text: '收到，编号 A3-0017' }])
    expect([ledger.total('api'), ledger.total('webhook')]).toEqual([0, 1])
  })

  test.each([
    [{ type: 'markdown', markdown: '#### 待办\n- 一件' }, 'markdown'],
    [{ type: 'link', title: '看板', text: '点开看', url: 'https://example.cn/a', button: '打开' }, 'actionCard'],
    [{ type: 'welcome', code: 'x', text: '欢迎', url: null }, 'text'],
    [{ type: 'card', card: card() }, 'markdown'],
  ] as [Outbound['content'], string][])('as %j goes there as %s', async (content, kind) => {
    const { fake, channel } = await startPair()
    await channel.send(outbound(content, { replyHandle: await sessionOf(fake, 'Zhang-01') }))
    expect(fake.inboxOf('Zhang-01')).toMatchObject([{ via: 'session', kind }])
  })

  test('whose session has ended goes by a call, to the person and to the group', async () => {
    const { fake, channel } = await startPair()
    const single = await sessionOf(fake, 'Zhang-01')
    const shared = await sessionOf(fake, 'li', GROUP)
    fake.endSessions()
    const { platformId } = await channel.send(outbound(text(), { replyHandle: single }))
    expect(platformId).toMatch(/./)
    expect(fake.inboxOf('Zhang-01')).toMatchObject([{ via: 'batchSend', messageId: platformId }])
    await channel.send(outbound(text(), { ...group, replyHandle: shared }))
    expect(fake.groupInboxOf(GROUP)).toMatchObject([{ via: 'group' }])
  })

  test('to an address that is none of DingTalk goes by a call instead', async () => {
    const { fake, channel } = await startPair()
    await channel.send(outbound(text(), { replyHandle: 'http://169.254.169.254/latest/meta-data' }))
    expect(fake.inboxOf('Zhang-01')).toMatchObject([{ via: 'batchSend' }])
  })

  test('that was lost on the way is not said a second time', async () => {
    const { fake, channel } = await startPair()
    const replyHandle = await sessionOf(fake, 'Zhang-01')
    fake.faults.add({ api: 'sendBySession', effect: { reset: 'after' } })
    expect(await faultOf(channel.send(outbound(text(), { replyHandle })))).toMatchObject({ fault: 'ambiguous' })
    expect(fake.inboxOf('Zhang-01')).toHaveLength(1)
  })

  test('goes by a call when the messages of the month are used up', async () => {
    const { fake, channel, alarms } = await startPair()
    const replyHandle = await sessionOf(fake, 'Zhang-01')
    fake.faults.add({ api: 'sendBySession', effect: { errcode: 90020 } })
    await channel.send(outbound(text(), { replyHandle }))
    expect(fake.inboxOf('Zhang-01')).toMatchObject([{ via: 'batchSend' }])
    expect(alarms).toContain('quota_used_up')
  })

  test('reaches somebody outside the organisation by session only', async () => {
    const { fake, channel } = await startPair()
    const outsider = { recipients: ['outsider:$:LWCP_v1:$x'] }
    const replyHandle = await sessionOf(fake, 'li', GROUP)
    expect((await channel.send(outbound(text(), { ...outsider, replyHandle }))).refused).toEqual([])
    expect((await channel.send(outbound(text(), outsider))).refused).toMatchObject(
      [outsider.recipients].map(([recipient]) => ({ recipient })),
    )
    expect(fake.counters.personsAsked).toBe(0)
  })
})

describe('people', () => {
  test('up to twenty are told in one call, and each by its own result', async () => {
    const { fake, channel } = await startPair()
    fake.throttle(['wang'], 60_000)
    const result = await channel.send(outbound(text(), { recipients: ['Zhang-01', 'nobody', 'wang', '@ALL', 'li'] }))
    expect(result.refused.map((r) => r.recipient).sort()).toEqual(['@ALL', 'nobody'])
    expect(result.deferred).toEqual([{ recipient: 'wang', reason: 'flow control', retryAfterMs: 60_000 }])
    expect(fake.inboxOf('Zhang-01')[0]?.messageId).toBe(result.platformId)
    expect([fake.countOf('li'), fake.countOf('wang'), fake.counters.api]).toEqual([1, 0, 1])
  })

  test('are called exactly as they are written', async () => {
    const { channel } = await startPair()
    expect((await channel.send(outbound(text(), { recipients: ['zhang-01'] }))).refused).toHaveLength(1)
  })

  test('more than twenty are refused without a call', async () => {
    const { fake, channel } = await startPair()
    const recipients = Array.from({ length: 21 }, (_, i) => `u${i}`)
    expect(await faultOf(channel.send(outbound(text(), { recipients })))).toMatchObject({ fault: 'rejected' })
    expect(fake.calls).toEqual([])
  })
})

test('pictures and files are uploaded once and shown', async () => {
  const { fake, channel } = await startPair({
    files: {
      'a.png': { bytes: PNG, contentType: 'image/png', name: null },
      'b.pdf': { bytes: Buffer.from('%PDF-1.7 值班表'), contentType: 'application/pdf', name: '值班表.pdf' },
    },
  })
  for (let i = 0; i < 2; i++) await channel.send(outbound({ type: 'image', storageKey: 'a.png' }))
  await channel.send(outbound({ type: 'file', storageKey: 'b.pdf', name: '值班表.pdf' }))
  const [image, , file] = fake.inboxOf('Zhang-01')
  expect(fake.uploaded(String(image?.content.photoURL))).toMatchObject({ bytes: PNG, contentType: 'image/png' })
  expect(file).toMatchObject({ kind: 'file', content: { fileName: '值班表.pdf', fileType: 'pdf' } })
  expect(fake.uploaded(String(file?.content.mediaId))?.bytes.toString()).toBe('%PDF-1.7 值班表')
  expect(fake.calls.filter((call) => call.path.endsWith('upload'))).toHaveLength(2)
  expect(await faultOf(channel.send(outbound({ type: 'image', storageKey: 'gone' })))).toMatchObject({
    fault: 'rejected',
  })
})

describe('a card', () => {
  test('for one person stands by its template, and changes for as long as it lives', async () => {
    const { fake, channel } = await startPair(TEMPLATE)
    const { cardHandle, refused } = await channel.send(outbound({ type: 'card', card: card() }, { id: '7-0' }))
    expect(refused).toEqual([])
    expect(cardHandle?.code).toBe('draft-1~7-0')
    expect(fake.inboxOf('Zhang-01')).toMatchObject([
      {
        kind: 'card',
        content: { title: '登记：路灯不亮', button1Label: '确认', button1Action: 'confirm:draft-1:1:A3-0017' },
      },
    ])
    const changed = card({ closedAs: '已确认' })
    await channel.send(outbound({ type: 'card_update', card: changed }, { cardHandle: cardHandle?.code ?? null }))
    expect(fake.inboxOf('Zhang-01')).toMatchObject([{ content: { closedAs: '已确认', button1Label: '' } }])
    expect([...fake.cards.values()]).toMatchObject([{ callbackType: 'STREAM', updates: 1 }])
  })

  test('for several people changes for the one who tapped alone', async () => {
    const { fake, channel } = await startPair(TEMPLATE)
    const both = { recipients: ['Zhang-01', 'li'] }
    const { cardHandle } = await channel.send(outbound({ type: 'card', card: card() }, both))
    const cardUpdate = outbound(
      { type: 'card_update', card: card({ closedAs: '您已确认' }) },
      {
        recipients: ['li'],
        cardHandle: cardHandle?.code ?? null,
      },
    )
    await channel.send(cardUpdate)
    expect(fake.inboxOf('li')).toMatchObject([{ content: { closedAs: '您已确认' } }])
    expect(fake.inboxOf('Zhang-01')).toMatchObject([{ content: { closedAs: '' } }])
  })

  test('in a group stands there once', async () => {
    const { fake, channel } = await startPair(TEMPLATE)
    const { cardHandle } = await channel.send(outbound({ type: 'card', card: card() }, group))
    await channel.send(
      outbound(
        { type: 'card_update', card: card({ closedAs: '已接收' }) },
        { ...group, cardHandle: cardHandle?.code ?? null },
      ),
    )
    expect(fake.groupInboxOf(GROUP)).toMatchObject([{ kind: 'card', content: { closedAs: '已接收' } }])
  })

  test('that is delivered to some only names the others', async () => {
    const { fake, channel } = await startPair(TEMPLATE)
    const result = await channel.send(outbound({ type: 'card', card: card() }, { recipients: ['Zhang-01', 'nobody'] }))
    expect(result.refused).toMatchObject([{ recipient: 'nobody', reason: expect.stringContaining('user not exist') }])
    expect(fake.countOf('Zhang-01')).toBe(1)
    fake.faults.add({ api: 'createAndDeliver', effect: { deliverFailure: '被限流' } })
    const failed = await channel.send(outbound({ type: 'card', card: card() }))
    expect(failed).toMatchObject({ refused: [{ recipient: 'Zhang-01' }], cardHandle: null })
  })

  test('whose first try was answered into the void has gone out', async () => {
    const { fake, channel } = await startPair(TEMPLATE)
    const message = outbound({ type: 'card', card: card() })
    fake.faults.add({ api: 'createAndDeliver', times: 1, effect: { reset: 'after' } })
    expect(await faultOf(channel.send(message))).toMatchObject({ fault: 'ambiguous' })
    expect((await channel.send(message)).refused).toEqual([])
    expect(fake.countOf('Zhang-01')).toBe(1)
  })

  test.each<[string, FaultEffect]>([
    ['does not exist', EFFECTS.templateMissing],
    ['is not published', { status: 400, code: 'param.templateUnpublished' }],
    ['was stopped', { status: 400, code: 'template.stopped' }],
    ['is not named', { status: 400, code: 'param.cardTemplateIdEmpty' }],
    ['may not be used', EFFECTS.scopeMissing],
  ])('whose template %s goes in words at once, and is alarmed', async (_, effect) => {
    const { fake, channel, alarms } = await startPair(TEMPLATE)
    fake.faults.add({ api: 'createAndDeliver', effect })
    const { refused, cardHandle } = await channel.send(outbound({ type: 'card', card: card() }))
    expect([refused, cardHandle]).toEqual([[], null])
    expect(fake.inboxOf('Zhang-01')).toMatchObject([{ kind: 'markdown', via: 'batchSend' }])
    expect(alarms).toContain('sends_failed')
  })

  test('that the platform no longer knows is shown anew', async () => {
    const { fake, channel } = await startPair(TEMPLATE)
    await channel.send(
      outbound({ type: 'card_update', card: card({ closedAs: '已确认' }) }, { cardHandle: 'draft-1~gone' }),
    )
    expect(fake.inboxOf('Zhang-01')).toMatchObject([{ kind: 'markdown', text: expect.stringContaining('已确认') }])
  })

  test('that is to change in place only is shown to nobody a second time', async () => {
    const { fake, channel } = await startPair(TEMPLATE)
    const { refused } = await channel.send(
      outbound({ type: 'card_update', card: card(), inPlace: true }, { cardHandle: 'draft-1~gone' }),
    )
    expect(refused).toMatchObject([{ reason: 'the card can no longer be changed' }])
    expect(fake.inboxOf('Zhang-01')).toEqual([])
  })

  test('in HTTP mode names where taps go, which is registered once', async () => {
    const { fake, channel } = await startPair({ ...TEMPLATE, config: { mode: 'http' } })
    fake.faults.add({ api: 'callbacks/register', times: 1, effect: EFFECTS.unavailable })
    expect(await faultOf(channel.send(outbound({ type: 'card', card: card() })))).toMatchObject({
      fault: 'unreachable',
    })
    for (let i = 0; i < 3; i++) await channel.send(outbound({ type: 'card', card: card() }))
    expect(fake.calls.filter((call) => call.path.endsWith('register'))).toHaveLength(2)
    expect([...fake.cards.values()][0]).toMatchObject({
      callbackType: 'HTTP',
      callbackRouteKey: `zeren-${fake.clientId}`,
    })
    expect(cardCallbackSecret(fake.config())).toMatch(/^[0-9a-f]{64}$/)
    expect(cardCallbackSecret(fake.config())).not.toContain(fake.clientSecret)
  })

  test('to somebody outside the organisation is answered in words', async () => {
    const { fake, channel } = await startPair(TEMPLATE)
    const replyHandle = await sessionOf(fake, 'li')
    await channel.send(outbound({ type: 'card', card: card() }, { recipients: ['outsider:x'], replyHandle }))
    expect(fake.inboxOf('li')).toMatchObject([{ kind: 'markdown', via: 'session' }])
  })
})

describe('the month', () => {
  test('that DingTalk calls used up stops bulk for all, while answers are still tried', async () => {
    const { fake, channel, alarms } = await startPair()
    fake.faults.add({ api: 'batchSend', times: 1, effect: EFFECTS.quotaUsedUp })
    const error = await faultOf(channel.send(outbound(text(), { lane: 'digest' })))
    const daysLeft = (error.retryAfterMs ?? 0) / 86_400_000
    expect(error.fault).toBe('rate_limited')
    expect(daysLeft).toBeLessThanOrEqual(31)
    expect(new Date(fake.now().getTime() + (error.retryAfterMs ?? 0) + 8 * 3_600_000).toISOString()).toMatch(
      /-01T00:00:00/,
    )
    expect(alarms).toContain('quota_used_up')
    const asked = fake.calls.length
    expect(await faultOf(channel.send(outbound(text(), { lane: 'reminder' })))).toMatchObject({ code: 90020 })
    expect(fake.calls).toHaveLength(asked)
    await channel.send(outbound(text(), { lane: 'reply' }))
    await channel.send(outbound(text(), { lane: 'emergency' }))
    expect(fake.countOf('Zhang-01')).toBe(2)
  })

  test('stops the lanes one by one, and emergencies never', async () => {
    const { fake, channel, alarms } = await startPair({
      config: { monthlyApiCalls: 100 },
      callsPerSecond: Number.POSITIVE_INFINITY,
    })
    const calls = async (lane: Outbound['lane']) => {
      let made = 0
      for (; made < 101; made++) {
        const error = await channel.send(outbound(text(), { lane })).then(
          () => null,
          (thrown: unknown) => thrown,
        )
        if (error !== null) break
      }
      return made
    }
    expect(await calls('digest')).toBe(80)
    expect(alarms).toEqual(new Set(['quota_near']))
    expect(await calls('reminder')).toBe(10)
    expect(await calls('reply')).toBe(8)
    expect(alarms).toEqual(new Set(['quota_used_up']))
    expect(await calls('emergency')).toBe(101)
    fake.advance(32 * 86_400_000)
    await channel.send(outbound(text(), { lane: 'digest' }))
    expect(alarms).toEqual(new Set())
  })
})
