/** Orders that cannot be carried out: a polite clear answer, and nothing changed. */
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import type { Decision } from '../../src/decide/decision.ts'
import type { CaseFacts, Facts } from '../../src/decide/facts.ts'
import { CASE_STATES, type CaseState, outsideStatus } from '../../src/domain/case.ts'
import { read } from '../../src/understanding/read.ts'
import { caseFacts, factsOf, NOW, said, tappedOn, type Who } from './facts.ts'
import { contentFaults } from './manners.ts'
import { only, tells, wordsOf } from './told.ts'

const ORDERS = [
  '认领 A3-0017',
  '已到场 A3-0017',
  'A3-0017 灯已换新',
  '办结 A3-0017',
  'A3-0017 转12345',
  'A3-0017 12345单号 20261118001',
  'A3-0017 物业还没回',
  'A3-0017 物业回了：下周来',
  'A3-0017 排到周五',
  '退回 A3-0017 不是我们区',
  'A3-0017 转给李敏',
  'A3-0017 不属本区，归水务局',
  'A3-0017 办不了，没有配件',
  'A3-0017 和 A3-0012 重复',
  'A3-0017 延期到12月30日',
  '同意延期 A3-0017 到12月30日',
  '不同意延期 A3-0017',
  '问 A3-0017 上报人：几楼',
]
const STATES = Object.keys(CASE_STATES) as CaseState[]
const CHANGES: readonly Decision['do'][] = ['move_case', 'note_case', 'assign_case', 'edit_case', 'link_case', 'follow']

function order(who: Who, text: string, facts: Partial<Facts>): Decision[] {
  const reading = read({ text, sentAt: NOW, role: who === 'resident' ? 'resident' : 'member' })
  return decide(said(text, reading), factsOf(who, facts), NOW)
}

const changed = (decisions: readonly Decision[]) => decisions.filter((d) => CHANGES.includes(d.do))
const words = (decisions: readonly Decision[]) =>
  tells(decisions)
    .map((t) => wordsOf(t.content))
    .join('\n')
const byWang = { identityId: 'identity-wang', personId: 'wang', role: 'zone_member' as const }
const caseIn = (state: CaseState, changes: Partial<CaseFacts> = {}) =>
  caseFacts({ state, reporter: byWang, ...changes })

describe.each(ORDERS)('%s', (text) => {
  test.each(STATES)('of a case that is %s has a polite answer', (state) => {
    for (const who of ['zhou', 'zhao', 'li', 'wang', 'sun', 'helper', 'qian', 'resident'] as const) {
      const decisions = order(who, text, { referred: [caseIn(state)] })
      expect(tells(decisions).length, who).toBeGreaterThan(0)
      expect(contentFaults(decisions), who).toEqual([])
    }
  })

  test('of a case that is over changes nothing', () => {
    for (const state of STATES.filter((s) => outsideStatus(s) === 'closed')) {
      expect(changed(order('zhou', text, { referred: [caseIn(state)] })), state).toEqual([])
    }
  })

  const elsewhere = { branchId: 'branch-pingan', zoneCode: 'C1', handlerId: 'ma' }

  test('of a case of another branch is for others to carry out', () => {
    const decisions = order('zhou', text, { referred: [caseIn('accepted', elsewhere)] })
    expect(words(decisions)).toMatch(/A3-0017 .*您这里不能/)
    expect(changed(decisions)).toEqual([])
  })

  test('of none, or of what is sensitive in another branch, does not tell that there is one', () => {
    for (const referred of [[caseIn('accepted', { ...elsewhere, category: 'family' })], []]) {
      const decisions = order('zhou', text, { referred })
      expect(words(decisions)).toContain('没有查到 A3-0017')
      expect(changed(decisions)).toEqual([])
    }
  })

  test('by whoever may only see the case changes nothing', () => {
    for (const who of ['wang', 'resident'] as const) {
      expect(changed(order(who, text, { referred: [caseIn('accepted')] }))).toEqual([])
    }
  })
})

test.each(['昨天', '本周一', '11月17日', '2026-01-05'])('a day that is over is not planned for: %s', (day) => {
  const decisions = order('zhou', `A3-0017 排到${day}`, { referred: [caseIn('accepted')] })
  expect(words(decisions)).toContain('已经过去了')
  expect(changed(decisions)).toEqual([])
})

test.each(['👍', '😀😀', '。。。'])('%s to the question what was done asks for a few words and waits on', (text) => {
  const record = caseIn('accepted')
  const [asked] = only(order('zhou', '办结 A3-0017', { referred: [record] }), 'remember')
  const conversation = { draft: null, question: asked?.question ?? null, loose: [] }
  const decisions = order('zhou', text, { referred: [record], conversation })
  expect(words(decisions)).toContain('请用几个字说一句')
  expect(decisions.every((d) => d.do === 'tell')).toBe(true)
})

describe('a tap on an extension', () => {
  const asked = caseIn('accepted', { extension: 'asked' })

  test.each(['zhou', 'li', 'wang', 'resident', 'helper'] as const)('by %s decides nothing', (who) => {
    for (const action of ['grant:2026-11-30:A3-0017', 'refuse:A3-0017']) {
      const decisions = decide(tappedOn(action), factsOf(who, { referred: [asked] }), NOW)
      expect(tells(decisions)).toHaveLength(1)
      expect(changed(decisions)).toEqual([])
    }
  })

  test('after the case is over shows how it stands', () => {
    const over = caseIn('resolved', { extension: 'asked' })
    const decisions = decide(tappedOn('grant:2026-11-30:A3-0017'), factsOf('zhao', { referred: [over] }), NOW)
    expect(changed(decisions)).toEqual([])
    expect(contentFaults(decisions)).toEqual([])
  })
})

test('what names a person is not handed to them', () => {
  const record = caseIn('accepted', { text: '李敏家门口堆了纸箱', handlerId: 'zhou' })
  const decisions = order('zhou', 'A3-0017 转给李敏', { referred: [record] })
  expect(words(decisions)).toContain('A3-0017 不能转给李敏')
  expect(changed(decisions)).toEqual([])
})

test('a reporter without an account cannot be asked; the clocks go on', () => {
  const record = caseIn('accepted', { reporter: { identityId: null, personId: null, role: 'resident', address: null } })
  const decisions = order('zhou', '问 A3-0017 上报人：几楼', { referred: [record] })
  expect(words(decisions)).toContain('收不到我的消息')
  expect(changed(decisions)).toEqual([])
})

test('of what is sensitive no text is made ready to be sent outside', () => {
  const record = caseIn('accepted', { category: 'family', text: '3号楼夫妻吵架动手' })
  const decisions = order('zhou', 'A3-0017 转派出所', { referred: [record] })
  expect(words(decisions)).toContain('不转原话')
  expect(words(decisions)).not.toContain('反映一件事')
})
