import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { MessagePart } from '../../src/channels/channel.ts'
import { decide } from '../../src/decide/decide.ts'
import type { Decision, Tell } from '../../src/decide/decision.ts'
import type { Facts } from '../../src/decide/facts.ts'
import { read } from '../../src/understanding/read.ts'
import type { Certainty } from '../../src/understanding/understanding.ts'
import { caseFacts, draftOf, factsOf, messageOf, NOW, PEOPLE, silentFacts, type Who } from './facts.ts'
import { contentFaults } from './manners.ts'
import { only, tells, wordsOf } from './told.ts'

const GROUP = 'group:cid1'
const OUTSIDER = 'outsider:$:LWCP_v1:$abc'

/** `who` writes to the bot in a group; an outsider is nobody of the roster. */
function inGroup(who: Who | 'outsider', changes: Partial<Facts> = {}) {
  const facts = factsOf(who === 'outsider' ? 'resident' : who, changes)
  const account = who === 'outsider' ? OUTSIDER : who
  const address = { channel: 'local' as const, externalId: GROUP, personId: null }
  const sender = { ...facts.sender, address, inGroup: true }
  const from = { externalId: account, displayId: account, name: null }
  /** `certainty` in place of how sure the reading really was. */
  return (what: string | MessagePart[], certainty?: Certainty): Decision[] => {
    const parts = typeof what === 'string' ? [{ type: 'text' as const, text: what }] : what
    const [text] = parts.flatMap((p) => (p.type === 'text' ? [p.text] : []))
    const role = facts.sender.person ? 'member' : 'resident'
    const reading = text === undefined ? null : read({ text, sentAt: NOW, role })
    if (reading && certainty !== undefined) reading.certainty = certainty
    const message = messageOf(parts, { from, chat: { kind: 'group', id: 'cid1' } })
    return decide({ type: 'message', message, reading }, { ...facts, sender }, NOW)
  }
}

const toGroup = (decisions: readonly Decision[]): Tell[] =>
  tells(decisions).filter((t) => t.to[0]?.externalId === GROUP)
const saidInGroup = (decisions: readonly Decision[]) =>
  toGroup(decisions)
    .map((t) => firstLines(t))
    .join('|')
const firstLines = ({ content }: Tell) => (content.type === 'text' ? content.text.split('\n回执')[0] : content.type)
const told = (decisions: readonly Decision[], account: string) =>
  tells(decisions).filter((t) => t.to[0]?.externalId === account)
const image: MessagePart = { type: 'image', mediaId: 'm1' }

const SENTENCES = readFileSync(new URL('../fixtures/understanding/dev.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean)
  // What a person shouts is passed on as it is.
  .map((line): string => JSON.parse(line).text.replace(/[!！]/g, ''))

describe.each(['zhou', 'resident', 'outsider'] as const)('whatever %s says in a group', (who) => {
  // Hundreds of messages, on a machine that may be busy.
  const timeout = 30_000
  const NAMES = Object.values(PEOPLE).map((p) => p.name)

  test('the group reads code and state, never names, places or what was said', { timeout }, () => {
    for (const text of SENTENCES) {
      const decisions = inGroup(who)(text)
      for (const tell of toGroup(decisions)) {
        expect(tell.content.type).toBe('text')
        const words = wordsOf(tell.content)
        expect(
          NAMES.filter((name) => words.includes(name)),
          text,
        ).toEqual([])
        expect(words, text).not.toMatch(/\d{7,}|号楼|单元|栋/)
        for (const { case: opened } of only(decisions, 'open_case')) {
          expect(words.includes(opened.text), text).toBe(false)
          if (opened.place) expect(words.includes(opened.place.text), text).toBe(false)
        }
      }
      expect(contentFaults(decisions), text).toEqual([])
      expect(told(decisions, OUTSIDER), text).toEqual([])
    }
  })

  test('nothing that is a matter is lost', { timeout }, () => {
    for (const text of SENTENCES) {
      const reading = read({ text, sentAt: NOW, role: who === 'zhou' ? 'member' : 'resident' })
      if (reading.understanding.intent !== 'report') continue
      const kinds = inGroup(who)(text).map((d) => d.do)
      const kept = kinds.some((k) => ['open_case', 'open_check_in', 'remember', 'wait', 'edit_case'].includes(k))
      expect(kept, text).toBe(true)
    }
  })
})

describe('a member in a group', () => {
  test('reads the code there, and gets the card alone', () => {
    const decisions = inGroup('wang')('3号楼2单元楼道灯坏了两天了')
    expect(saidInGroup(decisions)).toMatch(/^已记下 \S+，待确认。请看单聊。$/)
    expect(told(decisions, 'wang').map((t) => t.content.type)).toEqual(['card'])
  })

  test('whose words are not clear is asked alone', () => {
    const decisions = inGroup('zhou')('那边那个情况还是老样子', 'hardly')
    expect(saidInGroup(decisions)).toBe('请看单聊。')
    expect(told(decisions, 'zhou').map(firstLines)).toEqual(['我没听明白。请说一句：在哪里、什么事？'])
  })

  test.each(['谢谢', '大家早上好', '收到'])('%s is not answered', (text) => {
    expect(inGroup('zhou')(text)).toEqual([])
  })

  test('reads the number first, and the alarm goes out as ever', () => {
    const decisions = inGroup('wang')('3号楼着火了，快来人')
    expect(saidInGroup(decisions)).toMatch(/^请先拨打119/)
    expect(toGroup(decisions)[0]?.lane).toBe('emergency')
    expect(
      tells(decisions)
        .filter((t) => t.purpose === 'emergency' && t.content.type === 'text')
        .map((t) => t.to[0]?.externalId),
    ).toEqual(['zhou', 'zhao', 'li'])
  })

  test('reads it first again when the same danger is told again', () => {
    const fire = caseFacts({ category: 'fire', urgency: 'emergency', text: '3号楼着火了' })
    const conversation = { draft: draftOf([fire]), question: null, loose: [] }
    const decisions = inGroup('zhou', { conversation, referred: [fire] })('3号楼着火了，快来人')
    expect(only(decisions, 'open_case')).toEqual([])
    expect(saidInGroup(decisions)).toBe('请先拨打119，先保证人身安全。\n已记下 A3-0017。请看单聊。')
  })

  test.each([
    ['对', 'A3-0017 已确认。'],
    ['撤回', 'A3-0017 已撤回。'],
    ['改成紧急', 'A3-0017 已更正。请看单聊。'],
    ['确认 A3-0017', 'A3-0017 现在待受理。请看单聊。'],
    ['查 A3-0017', 'A3-0017 现在待确认。'],
  ])('%s about the own card → %s', (text, answer) => {
    const record = caseFacts()
    const conversation = { draft: draftOf([record]), question: null, loose: [] }
    expect(saidInGroup(inGroup('zhou', { conversation, referred: [record] })(text))).toBe(answer)
  })

  test('takes a case on and closes it openly', () => {
    const referred = [
      caseFacts({ state: 'new', reporter: { identityId: null, personId: 'wang', role: 'zone_member' } }),
    ]
    const claimed = inGroup('zhou', { referred })('认领 A3-0017')
    expect(saidInGroup(claimed)).toContain('A3-0017 由您办理')
    expect(told(claimed, 'wang')).toHaveLength(1)
  })

  test('a picture with a sentence hangs on the record, wherever the sentence stands', () => {
    const decisions = inGroup('wang')([{ type: 'text', text: '3号楼2单元楼道灯坏了两天了' }, image])
    expect(only(decisions, 'attach')).toMatchObject([{ to: { ref: 'c1' } }])
  })

  test('a picture alone is kept, and its sentence asked for once', () => {
    const decisions = inGroup('wang')([image])
    expect(only(decisions, 'attach')).toMatchObject([{ to: null }])
    expect(saidInGroup(decisions)).toBe('收到。请@我再说一句：在哪里、什么事。')
    const [{ question } = { question: null }] = only(decisions, 'remember')
    expect(question?.about).toBe('what')
    const loose = [{ id: 'a1', kind: 'image' as const, at: NOW }]
    const clock = silentFacts('wang', { conversation: { draft: null, question: question ?? null, loose } })
    expect(decide({ type: 'due', due: 'photo_alone' }, clock, NOW)).toEqual([])
    const explained = inGroup('wang', { conversation: { draft: null, question: question ?? null, loose } })
    expect(only(explained('3号楼2单元楼道灯坏了'), 'join')).toMatchObject([{ attachmentIds: ['a1'] }])
  })
})

describe('an outsider', () => {
  test('is recorded as a resident, at once, and reads where to ask on', () => {
    const decisions = inGroup('outsider')('3号楼2单元楼道灯坏了两天了')
    expect(only(decisions, 'open_case')[0]?.case).toMatchObject({
      state: 'new',
      reporterRole: 'resident',
      zoneCode: 'A3',
    })
    expect(saidInGroup(decisions)).toBe('已记下 \uE000c1\uE001，待受理。进展请问责任区党员，或扫责任区的二维码。')
    expect(told(decisions, 'zhou')).toHaveLength(1)
    expect(only(decisions, 'remember')).toEqual([])
  })

  test('reads the number at once in danger', () => {
    const decisions = inGroup('outsider')('3号楼着火了，快来人')
    expect(saidInGroup(decisions)).toMatch(/^请先拨打119/)
    expect(only(decisions, 'open_case')[0]?.case).toMatchObject({ state: 'new', urgency: 'emergency' })
    expect(told(decisions, 'zhou').map((t) => [t.purpose, t.content.type])).toEqual([
      ['emergency', 'text'],
      ['emergency', 'card'],
    ])
  })

  test.each(['认领 A3-0017', '办结 A3-0017 灯已换新', '撤回 A3-0017', '撤回', '绑定 ABCDE23456', '我的待办', '对'])(
    'orders nothing: %s',
    (text) => {
      const referred = [caseFacts({ state: 'new', reporter: { identityId: null, personId: null, role: 'resident' } })]
      const invite = { personId: 'zhou', name: '周建国', roles: ['zone_member' as const], zones: [] }
      const decisions = inGroup('outsider', { referred, invite })(text)
      expect(decisions.map((d) => d.do)).toEqual(['tell'])
      expect(saidInGroup(decisions)).toContain('有事请说在哪里、什么事')
    },
  )

  test('is never asked, also when nothing is clear, nor looked up', () => {
    const facts = { sender: { ...factsOf('resident').sender, firstContact: true } }
    const decisions = inGroup('outsider', facts)('那边那个情况还是老样子')
    expect(only(decisions, 'open_case')[0]?.case).toMatchObject({ state: 'new', category: 'other' })
    expect([...only(decisions, 'remember'), ...only(decisions, 'look_up')]).toEqual([])
  })

  test('a picture alone is kept for a person by the clock', () => {
    expect(only(inGroup('outsider')([image]), 'attach')).toMatchObject([{ to: null }])
    const facts = silentFacts('resident', {
      conversation: { draft: null, question: null, loose: [{ id: 'a1', kind: 'image', at: NOW }] },
    })
    const address = { channel: 'local' as const, externalId: OUTSIDER, personId: null }
    const due = decide({ type: 'due', due: 'photo_alone' }, { ...facts, sender: { ...facts.sender, address } }, NOW)
    expect(only(due, 'open_case')).toHaveLength(1)
    expect(only(due, 'join')).toMatchObject([{ attachmentIds: ['a1'] }])
    expect(told(due, OUTSIDER)).toEqual([])
  })

  test('whose matter is done is out of reach, which is said and stays on record', () => {
    const address = { channel: 'local' as const, externalId: OUTSIDER, personId: null }
    const referred = [
      caseFacts({
        state: 'accepted',
        reporter: { identityId: 'identity-out', personId: null, role: 'resident', address },
      }),
    ]
    const text = '办结 A3-0017 灯已换新'
    const reading = read({ text, sentAt: NOW, role: 'member' })
    const message = messageOf([{ type: 'text', text }])
    const decisions = decide({ type: 'message', message, reading }, factsOf('zhou', { referred }), NOW)
    expect(told(decisions, OUTSIDER)).toEqual([])
    expect(only(decisions, 'edit_case')).toMatchObject([{ changes: {}, reason: '上报人收不到消息，没有告知' }])
    expect(wordsOf(tells(decisions)[0]?.content ?? { type: 'text', text: '' })).toContain('请您告诉一声')
  })
})

test.each([
  ['over_quota', '没有送全'],
  ['chatRecord', '转发的聊天记录我看不了'],
  ['checkIn', '签到我看不了'],
  ['unknownMsgType', '这种消息我看不了'],
])('a message of kind %s is answered: %s', (what, words) => {
  for (const who of ['zhou', 'outsider'] as const) {
    expect(saidInGroup(inGroup(who)([{ type: 'unsupported', what }]))).toContain(words)
  }
})
