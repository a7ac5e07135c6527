import { describe, expect, test } from 'vitest'
import type { MessagePart } from '../../src/channels/channel.ts'
import { decide } from '../../src/decide/decide.ts'
import type { Decision } from '../../src/decide/decision.ts'
import type { CaseFacts, Facts } from '../../src/decide/facts.ts'
import { read } from '../../src/understanding/read.ts'
import { caseFacts, draftOf, factsOf, messageOf, NOW, type Who } from './facts.ts'
import { only, tells, wordsOf } from './told.ts'

const byWang = { identityId: 'identity-wang', personId: 'wang', role: 'zone_member' as const }
const lamp = caseFacts({ state: 'new', reporter: byWang })
const image: MessagePart = { type: 'image', mediaId: 'm1' }

/** `who` quotes what is about `record` and writes. */
function quoting(who: Who, record: CaseFacts, changes: Partial<Facts> = {}) {
  const facts = factsOf(who, { referred: [record], quotedCodes: [record.code], ...changes })
  return (...parts: (string | MessagePart)[]): Decision[] => {
    const all = parts.map((p): MessagePart => (typeof p === 'string' ? { type: 'text', text: p } : p))
    const text = parts.find((p) => typeof p === 'string') ?? null
    const reading =
      text === null ? null : read({ text, sentAt: NOW, role: facts.sender.person ? 'member' : 'resident' })
    return decide({ type: 'message', message: messageOf(all), reading }, facts, NOW)
  }
}

const answer = (decisions: readonly Decision[]) =>
  wordsOf(tells(decisions).find((t) => t.key.startsWith('reply/'))?.content ?? { type: 'text', text: '' })
const events = (decisions: readonly Decision[]) => only(decisions, 'move_case').map((d) => `${d.event} ${d.caseId}`)

describe('a reply to a card with an order concerns its case', () => {
  test.each([
    ['zhou', '接单', ['accept case-A3-0017']],
    ['zhou', '已到场', ['accept case-A3-0017', 'start case-A3-0017']],
    ['zhou', '完成，灯泡换了新的', ['close case-A3-0017']],
    ['zhou', '办好了，灯泡换了新的', ['close case-A3-0017']],
    ['wang', '撤回', ['withdraw case-A3-0017']],
  ] as const)('%s: %s', (who, text, expected) => {
    expect(events(quoting(who, lamp)(text))).toEqual(expected)
  })

  test('a correction is made there, though another card is open', () => {
    const other = caseFacts({ code: 'A3-0099', reporter: byWang })
    const conversation = { draft: draftOf([other]), question: null, loose: [] }
    const decisions = quoting('wang', lamp, { conversation })('改成5栋')
    expect(only(decisions, 'edit_case').map((d) => d.caseId)).toEqual(['case-A3-0017'])
  })

  test.each(['对', '撤回'])('%s is not said of the open card when another one is quoted', (text) => {
    const other = caseFacts({ code: 'A3-0099', reporter: byWang })
    const conversation = { draft: draftOf([other]), question: null, loose: [] }
    expect(events(quoting('wang', lamp, { conversation })(text)).filter((e) => e.endsWith('A3-0099'))).toEqual([])
  })

  test('对 of the open card, quoted, confirms it', () => {
    const draft = caseFacts({ reporter: byWang })
    const conversation = { draft: draftOf([draft]), question: null, loose: [] }
    expect(events(quoting('wang', draft, { conversation })('对'))).toEqual(['confirm case-A3-0017'])
  })

  test('closing needs one sentence there too', () => {
    expect(answer(quoting('zhou', lamp)('完成'))).toContain('请加一句做了什么')
  })
})

describe('other replies', () => {
  test.each(['怎么样了', '修好了吗', '进度'])('%s looks it up', (text) => {
    expect(answer(quoting('zhou', lamp)(text))).toContain('事件 A3-0017')
  })

  test('a new matter is a new case', () => {
    const decisions = quoting('wang', lamp)('5号楼电梯坏了，一直停在三楼')
    expect(only(decisions, 'open_case').map((d) => d.case.zoneCode)).toEqual(['B2'])
  })

  test('danger comes first', () => {
    expect(answer(quoting('wang', lamp)('3号楼着火了，快来人'))).toContain('请先拨打119')
  })

  test('a photo alone, or with an order, hangs on it', () => {
    expect(only(quoting('wang', lamp)(image), 'attach')).toMatchObject([{ to: { caseId: 'case-A3-0017' } }])
    const done = quoting('zhou', lamp)('完成，灯泡换了新的', image)
    expect(only(done, 'attach')).toMatchObject([{ to: { caseId: 'case-A3-0017' } }])
  })

  test('a card of several cases does not say which', () => {
    const quotedCodes = ['A3-0017', 'A3-0018']
    expect(answer(quoting('zhou', lamp, { quotedCodes })('接单'))).toContain('请带上编号')
  })
})

describe('what the sender may not see', () => {
  const secret = caseFacts({ state: 'new', category: 'hardship', reporter: byWang, handlerId: 'zhao' })

  test.each(['接单', '完成，灯泡换了新的', '怎么样了', '对', '撤回', '改成5栋'])('%s: is not known', (text) => {
    const decisions = quoting('resident', secret)(text)
    expect(answer(decisions)).toContain('没有查到 A3-0017')
    expect(decisions.filter((d) => d.do !== 'tell')).toEqual([])
  })

  test('a photo to it is kept, and hangs on nothing', () => {
    const decisions = quoting('resident', secret)(image)
    expect(only(decisions, 'attach')).toMatchObject([{ to: null }])
    expect(answer(decisions)).toContain('没有查到 A3-0017')
  })
})
