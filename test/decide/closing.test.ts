/** Closing in chat: with one sentence, in bare words, by quoting, with a photo; and what is asked where words are missing. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { MessagePart } from '../../src/channels/channel.ts'
import { saysWhatWasDone } from '../../src/decide/closing-words.ts'
import { decide } from '../../src/decide/decide.ts'
import type { Decision } from '../../src/decide/decision.ts'
import type { CaseFacts, Facts } from '../../src/decide/facts.ts'
import { read } from '../../src/understanding/read.ts'
import { caseFacts, factsOf, messageOf, NOW, type Who } from './facts.ts'
import { only, tells, wordsOf } from './told.ts'
import { World } from './world.ts'

describe('in a story', () => {
  let world: World
  const says = (who: Who, text: string): string[] => {
    const reading = read({ text, sentAt: world.now, role: who === 'resident' ? 'resident' : 'member' })
    return world.happens(who, { type: 'message', message: messageOf([{ type: 'text', text }]), reading })
  }
  const reported = (text: string) => {
    says('wang', text)
    says('wang', '对')
  }

  beforeEach(() => {
    world = new World()
    reported('3号楼2单元楼道灯坏了两天了')
  })

  test('都办好了 closes the only one in hand; what was done may be added, and is passed on', () => {
    const [answer, ...news] = says('zhou', '都办好了')
    expect(answer).toContain('想让上报人更明白，可以再回一句做了什么，不回也行。')
    expect(news.join()).toContain('wang: 您反映的事办好了')
    expect(world.case('A3-0001').state).toBe('to_verify')
    expect(says('zhou', '换了新灯泡')).toEqual([
      'zhou: 好的，已补在 A3-0001，不用再报。',
      'wang: 您反映的 A3-0001（3号楼2单元楼道灯坏了两天了），办理情况补充：换了新灯泡',
    ])
  })

  test('修好了 says enough of a lamp: nothing more is suggested', () => {
    expect(says('zhou', '修好了')[0]).not.toContain('可以再回一句')
    expect(world.case('A3-0001').state).toBe('to_verify')
  })

  test.each(['都办好了，换了新灯泡', '办好了,灯泡换过了', '修好了。线路也查了'])('%s closes with its words', (text) => {
    says('zhou', text)
    expect(world.case('A3-0001').state).toBe('to_verify')
    expect(world.checkIns).toEqual([])
  })

  test('what follows a suggestion and is something else is no answer to it', () => {
    says('zhou', '都办好了')
    expect(says('zhou', '谢谢')[0]).not.toContain('已补在')
    expect(says('zhou', '5号楼电梯坏了，一直停在三楼')[0]).toContain('这件事我这样记')
  })

  describe('with two in hand', () => {
    beforeEach(() => reported('1号楼门口的垃圾没人清'))

    test.each([
      ['第二个', 'A3-0002'],
      ['A3-0002', 'A3-0002'],
      ['a3-1', 'A3-0001'],
      ['1号楼门口', 'A3-0002'],
      ['1', 'A3-0001'],
    ])('都办好了 is asked about once: %s', (answer, code) => {
      const asked = says('zhou', '都办好了')
      expect(asked).toHaveLength(1)
      expect(asked[0]).toMatch(/您说的是哪一件？.*\n1\. A3-0001（.*\n2\. A3-0002（/)
      says('zhou', answer)
      expect(world.cases.filter((c) => c.state !== 'new').map((c) => c.code)).toEqual([code])
    })

    test('what was done tells which one', () => {
      says('zhou', '垃圾清运完毕')
      expect(world.case('A3-0001').state).toBe('new')
      expect(world.case('A3-0002').state).not.toBe('new')
    })

    test('the question is dropped by 都不是 or 算了, and nothing is closed', () => {
      says('zhou', '都办好了')
      expect(says('zhou', '算了')).toEqual(['zhou: 好的，刚才那句不记。'])
      says('zhou', 'A3-0002')
      expect(world.cases.map((c) => c.state)).toEqual(['new', 'new'])
    })

    test('another order meanwhile is carried out', () => {
      says('zhou', '都办好了')
      expect(says('zhou', '我的待办')[0]).toContain('您有 2 件待办')
    })
  })

  test('办结 without a sentence asks what was done; the next words close it', () => {
    expect(says('zhou', '办结 A3-0001')).toEqual(['zhou: A3-0001 请加一句做了什么，直接回就行，例如：灯已换新。'])
    expect(says('zhou', '👌')).toEqual(['zhou: 请用几个字说一句，光有表情我看不明白。'])
    expect(world.case('A3-0001').state).toBe('new')
    says('zhou', '灯泡换了')
    expect(world.case('A3-0001').state).toBe('to_verify')
  })

  test('the first to close it closes it', () => {
    says('zhou', 'A3-0001 灯已换新')
    expect(says('zhao', '办结 A3-0001 灯已换新')).toEqual(['zhao: A3-0001 现在待验证，不用再办这一步。'])
  })

  test('nobody else closes it in bare words', () => {
    says('resident', '都办好了')
    says('sun', '都办好了')
    expect(world.case('A3-0001').state).toBe('new')
  })

  test.each(['3号楼2单元的灯修好了', '3号楼的路灯换好了'])('%s closes what was told of that place', (text) => {
    says('zhou', text)
    expect(world.cases.map((c) => [c.code, c.state])).toEqual([['A3-0001', 'to_verify']])
  })

  test('what is told of another place is a report of its own', () => {
    says('zhou', '2号楼1单元的门禁修好了')
    expect(world.case('A3-0001').state).toBe('new')
  })
})

const lamp = caseFacts({
  state: 'accepted',
  reporter: { identityId: 'identity-wang', personId: 'wang', role: 'zone_member' },
})

function spoken(record: CaseFacts, changes: Partial<Facts>, ...parts: (string | MessagePart)[]): Decision[] {
  const all = parts.map((p): MessagePart => (typeof p === 'string' ? { type: 'text', text: p } : p))
  const text = parts.find((p) => typeof p === 'string') ?? ''
  const facts = factsOf('zhou', { referred: [record], todo: [record], ...changes })
  return decide(
    { type: 'message', message: messageOf(all), reading: read({ text, sentAt: NOW, role: 'member' }) },
    facts,
    NOW,
  )
}
const image: MessagePart = { type: 'image', mediaId: 'm1' }
const reasons = (decisions: readonly Decision[]) => only(decisions, 'move_case').map((d) => `${d.event}: ${d.reason}`)

test.each(['灯已换新', '换了新灯泡', '修好了，换了新灯泡', '办好了，灯泡是新的'])(
  'a quoted card and %s close it',
  (text) => {
    expect(reasons(spoken(lamp, { quotedCodes: ['A3-0017'] }, text))[0]).toMatch(/^close: ./)
  },
)

test.each([['A3-0017 灯已换新'], ['办结 A3-0017 灯已换新'], ['灯已换新']])(
  'a photo that comes with %s shows what was done, and so does one sent just before',
  (text) => {
    const conversation = { draft: null, question: null, loose: [{ id: 'photo-1', kind: 'image' as const, at: NOW }] }
    const decisions = spoken(lamp, { conversation }, text, image)
    const after = { to: { caseId: lamp.id }, phase: 'after' }
    expect(only(decisions, 'attach')).toMatchObject([after])
    expect(only(decisions, 'join')).toEqual([{ do: 'join', attachmentIds: ['photo-1'], ...after }])
  },
)

test('where nobody else has to look, it is resolved at once', () => {
  const noise = caseFacts({ state: 'accepted', category: 'nuisance', text: '楼上半夜拖凳子' })
  const [closed] = only(spoken(noise, {}, '办结 A3-0017 上门劝过了'), 'move_case')
  expect(closed).toMatchObject({ event: 'close', to: 'resolved' })
})

test('a number or a plate in the sentence is masked', () => {
  expect(reasons(spoken(lamp, {}, '办结 A3-0017 电工13812345678来换了灯'))[0]).not.toContain('13812345678')
})

describe('closing words that say what was done', () => {
  test.each([
    ['灯已换新', '3号楼楼道灯坏了', true],
    ['换了灯泡', '3号楼楼道灯坏了', true],
    ['修好了', '3号楼楼道灯坏了', true],
    ['上门劝过了，答应不吵', '楼上半夜拖凳子', true],
    ['已联系物业', '电梯停了', true],
    ['都办好了', '3号楼楼道灯坏了', false],
    ['已处理', '3号楼楼道灯坏了', false],
    ['没问题了', '3号楼楼道灯坏了', false],
    ['垃圾已清运', '3号楼楼道灯坏了', false],
  ])('%s of %s: %s', (done, report, enough) => {
    expect(saysWhatWasDone(done, report)).toBe(enough)
  })
})

test('in a group nobody reads what the sender has in hand: which case is meant is asked of the sender alone', () => {
  const other = caseFacts({ code: 'A3-0018', state: 'accepted', text: '1号楼门口的垃圾没人清' })
  const { sender } = factsOf('zhou')
  const group = { ...sender, address: { ...sender.address, externalId: 'group' }, inGroup: true }
  for (const decision of tells(spoken(lamp, { sender: group, todo: [lamp, other] }, '都办好了'))) {
    const toAll = decision.to.some((a) => a.externalId === 'group')
    expect(wordsOf(decision.content).includes('楼道灯')).toBe(!toAll)
  }
})

test('nothing is suggested in a group, where all read along', () => {
  const facts = factsOf('zhou')
  const decisions = spoken(lamp, { sender: { ...facts.sender, inGroup: true } }, '办结 A3-0017 已处理')
  expect(
    tells(decisions)
      .map((t) => wordsOf(t.content))
      .join(),
  ).not.toContain('可以再回一句')
})
