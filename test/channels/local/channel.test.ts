import { describe, expect, test } from 'vitest'
import type { Content, Media } from '../../../src/channels/channel.ts'
import { createLocalChannel } from '../../../src/channels/local/channel.ts'
import type { TranscriptEntry } from '../../../src/channels/local/transcript.ts'
import { ChannelError } from '../../../src/errors.ts'

function localChannel() {
  const written: TranscriptEntry[] = []
  const photo: Media = { bytes: Buffer.from('photo'), contentType: 'image/jpeg', name: null }
  const files = new Map([
    ['local-chat/photo.jpg', photo],
    ['attachments/other.jpg', photo],
  ])
  const channel = createLocalChannel({
    transcript: {
      write: async (entries) => void written.push(...entries),
      takeBack: async (key) => void written.splice(0, written.length, ...written.filter((line) => line.key !== key)),
    },
    storage: { get: async (key) => files.get(key) ?? null },
  })
  return { channel, written, photo }
}

const said = { account: 'Wang.Fang', name: '王芳', sentAt: '2026-06-01T00:30:00.000Z' }
const from = { externalId: 'wang.fang', displayId: 'Wang.Fang', name: '王芳' }
const sentAt = new Date(said.sentAt)

describe('decode', () => {
  const { channel } = localChannel()

  test.each([
    [
      'a text',
      { ...said, type: 'message', parts: [{ type: 'text', text: '灯坏了' }] },
      {
        type: 'message',
        from,
        chat: { kind: 'single' },
        sentAt,
        parts: [{ type: 'text', text: '灯坏了' }],
        quoted: null,
        replyHandle: null,
      },
    ],
    [
      'a photo',
      { ...said, type: 'message', parts: [{ type: 'image', mediaId: 'local-chat/photo.jpg' }] },
      { type: 'message', parts: [{ type: 'image', mediaId: 'local-chat/photo.jpg' }] },
    ],
    [
      'a place',
      {
        ...said,
        type: 'message',
        parts: [{ type: 'location', latitude: 30.2, longitude: 120.1, datum: 'WGS-84', label: null }],
      },
      { parts: [{ type: 'location', latitude: 30.2, longitude: 120.1, datum: 'WGS-84', label: null }] },
    ],
    [
      'a tap',
      { ...said, type: 'tap', taskId: 't1', action: 'confirm', selected: { 哪个区: ['X1'] } },
      {
        type: 'tap',
        from,
        sentAt,
        taskId: 't1',
        action: 'confirm',
        selected: { 哪个区: ['X1'] },
        cardHandle: null,
      },
    ],
    ['the first look at the chat', { ...said, type: 'entered' }, { type: 'event', event: 'entered', from, sentAt }],
    [
      'a resident who scans the code of a zone',
      { ...said, type: 'scan', member: 'li.ming', state: 'zone-X1', welcomeCode: 'w1' },
      {
        type: 'event',
        event: 'resident_added',
        member: 'li.ming',
        resident: 'wang.fang',
        state: 'zone-X1',
        welcomeCode: 'w1',
      },
    ],
  ])('reads %s', (_what, raw, expected) => {
    expect(channel.decode(JSON.stringify(raw))).toMatchObject(expected)
  })

  test.each([
    ['no JSON', 'hello'],
    ['an unknown act', JSON.stringify({ ...said, type: 'dance' })],
    ['no sender', JSON.stringify({ type: 'entered', sentAt: said.sentAt, name: null })],
    ['a message of nothing', JSON.stringify({ ...said, type: 'message', parts: [] })],
    [
      'a medium of somebody else',
      JSON.stringify({ ...said, type: 'message', parts: [{ type: 'image', mediaId: 'attachments/other.jpg' }] }),
    ],
  ])('calls %s malformed', (_what, raw) => {
    expect(() => channel.decode(raw)).toThrow(expect.objectContaining({ fault: 'malformed' }))
  })
})

describe('send', () => {
  const card = {
    taskId: 't1',
    title: '请看对不对',
    subtitle: null,
    facts: [],
    text: null,
    buttons: [],
    choices: null,
    url: null,
    closedAs: null,
  }
  const contents: Content[] = [
    { type: 'text', text: '已收到' },
    { type: 'markdown', markdown: '**已收到**' },
    { type: 'link', title: '公示', text: '请看', url: 'https://example.cn', button: '打开' },
    { type: 'card', card },
    { type: 'card_update', card },
    { type: 'image', storageKey: 'posters/x1.png' },
    { type: 'file', storageKey: 'exports/a.xlsx', name: '台账.xlsx' },
    { type: 'welcome', code: 'w1', text: '您好', url: null },
  ]

  test.each(contents.map((content) => [content.type, content] as const))('writes a %s down', async (_type, content) => {
    const { channel, written } = localChannel()
    const result = await channel.send({
      id: 'send-1',
      recipients: ['Wang.Fang'],
      content,
      lane: 'reply' as const,
      cardHandle: null,
      replyHandle: null,
    })
    expect(result).toEqual({
      platformId: 'send-1',
      refused: [],
      cardHandle: null,
    })
    expect(written).toEqual([{ account: 'wang.fang', key: 'send-1', direction: 'out', content }])
  })

  test('reaches a thousand people in one call, each once, and refuses more', async () => {
    const { channel, written } = localChannel()
    const content: Content = { type: 'text', text: '通知' }
    const people = Array.from({ length: 1_000 }, (_, i) => `person-${i}`)
    await channel.send({
      id: 's',
      recipients: people.with(1, 'PERSON-0'),
      content,
      lane: 'reply' as const,
      cardHandle: null,
      replyHandle: null,
    })
    expect(written).toHaveLength(999)
    const tooMany = channel.send({
      id: 's',
      recipients: [...people, 'one-more'],
      content,
      lane: 'reply' as const,
      cardHandle: null,
      replyHandle: null,
    })
    await expect(tooMany).rejects.toMatchObject({ fault: 'rejected' })
  })
})

describe('media', () => {
  test('gives back a photo that was uploaded to the chat, and nothing else of the storage', async () => {
    const { channel, photo } = localChannel()
    await expect(channel.fetchMedia('local-chat/photo.jpg')).resolves.toEqual(photo)
    await expect(channel.fetchMedia('local-chat/gone.jpg')).rejects.toBeInstanceOf(ChannelError)
    await expect(channel.fetchMedia('attachments/other.jpg')).rejects.toBeInstanceOf(ChannelError)
  })

  test('knows no directory of names', async () => {
    await expect(localChannel().channel.lookUpName('wang.fang')).resolves.toBeNull()
  })
})

test('what was told is taken back from everybody who was told it', async () => {
  const { channel, written } = localChannel()
  const told = (id: string) => ({
    ...{ id, recipients: ['wang', 'li'], content: { type: 'text', text: id } as const, lane: 'digest' as const },
    ...{ cardHandle: null, replyHandle: null },
  })
  await channel.send(told('7/0'))
  await channel.send(told('8/0'))
  await channel.recall?.('7/0')
  expect(written.map((line) => line.key)).toEqual(['8/0', '8/0'])
})
