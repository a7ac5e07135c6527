/** What people tap and say that leads nowhere: a polite answer that names what to do next, and nothing changed. */
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import type { Decision } from '../../src/decide/decision.ts'
import type { CaseFacts, Facts, PendingQuestion } from '../../src/decide/facts.ts'
import { pending } from '../../src/decide/pending.ts'
import { CASE_STATES, type CaseState, outsideStatus } from '../../src/domain/case.ts'
import { read } from '../../src/understanding/read.ts'
import { caseFacts, draftOf, factsOf, NOW, PEOPLE, said, tappedOn, type Who } from './facts.ts'
import { contentFaults } from './manners.ts'
import { tells, wordsOf } from './told.ts'

const EVERYBODY: readonly Who[] = ['zhou', 'li', 'wang', 'sun', 'helper', 'zhao', 'qian', 'resident']
const STATES = Object.keys(CASE_STATES) as CaseState[]
const CLOSED = STATES.filter((s) => outsideStatus(s) === 'closed')

const byWang = { identityId: 'identity-wang', personId: 'wang', role: 'zone_member' as const }
const caseIn = (state: CaseState, changes: Partial<CaseFacts> = {}) =>
  caseFacts({ state, reporter: byWang, ...changes })

function tapped(who: Who, action: string, facts: Partial<Facts> = {}): Decision[] {
  return decide(tappedOn(action, 'card-of-somebody'), factsOf(who, facts), NOW)
}

function spoken(who: Who, text: string, facts: Partial<Facts> = {}): Decision[] {
  return decide(
    said(text, read({ text, sentAt: NOW, role: who === 'resident' ? 'resident' : 'member' })),
    factsOf(who, facts),
    NOW,
  )
}

/** Everything but what is said and remembered. */
const changed = (decisions: readonly Decision[]) =>
  decisions.filter((d) => !['tell', 'remember', 'look_up'].includes(d.do))
const words = (decisions: readonly Decision[]) =>
  tells(decisions)
    .map((t) => wordsOf(t.content))
    .join('\n')

const OF_A_CASE = ['accept:A3-0017', 'done:A3-0017', 'good:A3-0017', 'notgood:A3-0017', 'look:A3-0017'] as const
const OF_A_DRAFT = [
  'confirm:draft-OLD:1:A3-0017',
  'change:draft-OLD:1:A3-0017',
  'withdraw:draft-OLD:1:A3-0017',
  'zone:draft-OLD:1:A3-0017:B2',
  'same:draft-OLD:1:A3-0017:A3-0009',
  'doubt:draft-OLD:1:A3-0017:category.1.fire',
] as const

describe('a tap by somebody else than the addressed', () => {
  test.each([
    ['accept:A3-0017', 'wang', 'A3-0017 由责任区党员和支部书记办理，您这里不能办。想知道进展，请说：查 A3-0017。'],
    ['done:A3-0017', 'wang', 'A3-0017 由责任区党员和支部书记办理，您这里不能办。想知道进展，请说：查 A3-0017。'],
    ['good:A3-0017', 'zhou', '由上报人或另一位同志来看，您这里不用看'],
    ['notgood:A3-0017', 'helper', '由上报人或另一位同志来看，您这里不用看'],
    ['accept:A3-0017', 'resident', '由责任区党员和支部书记办理'],
  ] as const)('%s by %s', (action, who, answer) => {
    const state = action.startsWith('accept') || action.startsWith('done') ? 'new' : 'to_verify'
    const decisions = tapped(who, action, { referred: [caseIn(state)] })
    expect(words(decisions)).toContain(answer)
    expect(changed(decisions)).toEqual([])
  })

  test.each(OF_A_DRAFT)('of a draft shows the own matters alone: %s', (action) => {
    for (const who of EVERYBODY) {
      const decisions = tapped(who, action, { referred: [caseIn('draft')] })
      expect(words(decisions)).toContain('已处理过')
      expect(words(decisions).includes('待确认'), who).toBe(who === 'wang')
      expect(changed(decisions), who).toEqual([])
    }
  })
})

describe.each([...OF_A_CASE, ...OF_A_DRAFT, 'nonsense', ''])('a tap on “%s”', (action) => {
  test('has a polite answer, whoever taps and however the case stands', () => {
    for (const state of STATES) {
      for (const who of EVERYBODY) {
        const decisions = tapped(who, action, { referred: [caseIn(state)] })
        expect(tells(decisions).length, `${who} ${state}`).toBeGreaterThan(0)
        expect(contentFaults(decisions), `${who} ${state}`).toEqual([])
      }
    }
  })

  test('of another branch changes nothing, and what is sensitive there is not known to be there', () => {
    const elsewhere = { branchId: 'branch-pingan', zoneCode: 'C1', handlerId: 'ma', reporter: NOBODY }
    for (const who of ['zhou', 'zhao'] as const) {
      for (const category of ['facility', 'family'] as const) {
        const decisions = tapped(who, action, { referred: [caseIn('new', { ...elsewhere, category })] })
        expect(changed(decisions)).toEqual([])
        if (category === 'family' && action.endsWith(':A3-0017')) expect(words(decisions)).not.toContain('待受理')
      }
    }
  })
})

const NOBODY = { identityId: null, personId: null, role: 'resident' as const }

describe('what is over', () => {
  test.each(CLOSED)('is not closed again: %s', (state) => {
    for (const decisions of [
      spoken('zhou', '办结 A3-0017 灯已换新', { referred: [caseIn(state)] }),
      tapped('zhou', 'done:A3-0017', { referred: [caseIn(state)] }),
      spoken('zhou', 'A3-0017 排到周五', { referred: [caseIn(state)] }),
    ]) {
      expect(words(decisions)).toContain('又有问题请直接说一句：在哪里、什么事。')
      expect(changed(decisions)).toEqual([])
    }
  })

  test('and what cannot be done now names what can', () => {
    const waiting = caseIn('waiting_external', { external: { body: '物业', number: null, askAgainOn: '2026-11-20' } })
    expect(words(spoken('zhou', 'A3-0017 排到周五', { referred: [waiting] }))).toContain('等物业回话')
  })
})

describe('two who decide at once', () => {
  const both = [
    ['认领 A3-0017', 'accepted', '现在已受理，由责任区党员 周建国办理，不用再办这一步'],
    ['办结 A3-0017 灯已换新', 'to_verify', '现在待验证，不用再办这一步'],
    ['A3-0017 办不了，没有配件', 'answered_unresolved', '现在已答复未解决，不能这样结束'],
    ['退回 A3-0017 不是我们区', 'returned', '现在退回改派，不能退回'],
    ['不同意延期 A3-0017', 'accepted', '没有人申请延期'],
  ] as const

  test.each(both)('the first stands, the second reads how it is: %s', (text, state, answer) => {
    const decisions = spoken('zhao', text, { referred: [caseIn(state)] })
    expect(words(decisions)).toContain(answer)
    expect(changed(decisions)).toEqual([])
  })
})

describe('an emoji alone', () => {
  const order = { name: 'return', args: { code: 'A3-0017' } } as const
  const options = [
    { id: 'A3-0017', label: '3号楼' },
    { id: 'A3-0018', label: '1号楼' },
  ]
  const asked = (about: PendingQuestion['about']): PendingQuestion => ({ ...pending(about, NOW, { options }), order })

  test.each(['which_case', 'which_person', 'reason', 'day', 'done'] as const)(
    'is asked for a few words where %s was asked, and the question waits on',
    (about) => {
      for (const text of ['😂', '🌹🌹', '。。。']) {
        const conversation = { draft: null, question: asked(about), loose: [] }
        const decisions = spoken('zhou', text, { referred: [caseIn('accepted')], conversation })
        expect(words(decisions), text).toContain('请用几个字说一句')
        expect(
          decisions.every((d) => d.do === 'tell'),
          text,
        ).toBe(true)
      }
    },
  )

  test.each(['place', 'which_zone', 'which_record', 'same_matter', 'doubt', 'what'] as const)(
    'changes nothing where %s was asked about a draft, and is told what to say',
    (about) => {
      const draft = about === 'what' ? null : draftOf([caseIn('draft')])
      const conversation = { draft, question: pending(about, NOW, { options }), loose: [] }
      const decisions = spoken('wang', '😂', { conversation })
      expect(changed(decisions)).toEqual([])
      expect(words(decisions)).toMatch(/请/)
      expect(decisions.some((d) => d.do === 'remember' && d.draft === null)).toBe(false)
    },
  )
})

describe('a day that is over', () => {
  test.each([
    'A3-0017 延期到11月1日',
    'A3-0017 转物业，11月2日再问',
    'A3-0017 排到上周五',
    'A3-0017 排到上个月5号',
    'A3-0017 排到前天',
  ])('%s', (text) => {
    const decisions = spoken('zhou', text, { referred: [caseIn('accepted')] })
    expect(words(decisions)).toMatch(/已经过去了，请说今天以后的日子/)
    expect(changed(decisions)).toEqual([])
  })
})

test.each(['A3-0017 转给', 'A3-0017 转给老马', 'A3-0017 交给小赵钱'])('a hand-over to nobody: %s', (text) => {
  const decisions = spoken('zhou', text, { referred: [caseIn('accepted')] })
  expect(words(decisions)).toMatch(/请带上姓名|请说全名/)
  expect(changed(decisions)).toEqual([])
})

test('everybody of the small community is tried', () => {
  expect(EVERYBODY).toEqual(expect.arrayContaining(Object.keys(PEOPLE)))
})
