/** What a second reading may do to an open card, and what it may not. */
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import type { Decision } from '../../src/decide/decision.ts'
import type { CaseFacts, Facts } from '../../src/decide/facts.ts'
import type { Suggestion } from '../../src/understanding/second-reader/suggest.ts'
import { at, caseFacts, checkIn, checkInFacts, draftOf, incident, NOW, silentFacts } from '../decide/facts.ts'

const TEXT = '3号楼2单元楼道灯坏了两天了，东门那边有人打起来了'

type Changes = Extract<Suggestion, { do: 'change' }>['change']
const change = (changes: Changes, index = 0): Suggestion => ({ do: 'change', kind: 'incident', index, change: changes })

function readAgain(
  suggestions: Suggestion[],
  {
    cases = [caseFacts()],
    facts = {},
    version = 1,
  }: { cases?: CaseFacts[]; facts?: Partial<Facts>; version?: number } = {},
): Decision[] {
  const draft = { ...draftOf(cases), version }
  const conversation = { draft, question: null, loose: [], ...facts.conversation }
  const kinds = cases.map(() => 'incident' as const)
  return decide(
    { type: 'second_reading', taskId: 'draft-OPENED', text: TEXT, kinds, suggestions },
    silentFacts('zhou', { ...facts, conversation }),
    NOW,
  )
}

const done = (decisions: Decision[]) => decisions.map((d) => d.do)
const edited = (decisions: Decision[]) => decisions.flatMap((d) => (d.do === 'edit_case' ? [d.changes] : []))
const texts = (decisions: Decision[]) =>
  JSON.stringify(decisions.flatMap((d) => (d.do === 'tell' ? [d.tell.content] : [])))

test('a change is made, and shown once, as the next version of the card', () => {
  const decisions = readAgain([change({ category: 'fire', urgency: 'urgent' })])
  expect(done(decisions)).toEqual(['edit_case', 'remember', 'tell'])
  expect(edited(decisions)).toEqual([{ category: 'fire', urgency: 'urgent' }])
  expect(decisions.find((d) => d.do === 'remember')).toMatchObject({ draft: { taskId: 'draft-OPENED', version: 2 } })
  expect(texts(decisions)).toContain('我又看了一遍，改了类别、紧急度。不对请直接说。')
})

test('nothing suggested, nothing said', () => {
  expect(readAgain([])).toEqual([])
  expect(readAgain([change({ category: 'facility' })])).toEqual([])
  expect(readAgain([change({ category: 'fire' }, 7)])).toEqual([])
})

describe('a card that is no longer untouched is left alone', () => {
  const suggestions = [change({ category: 'fire' })]
  test.each<[string, Parameters<typeof readAgain>[1]]>([
    ['corrected', { version: 2 }],
    ['taken up', { cases: [caseFacts({ state: 'accepted' })] }],
    ['kept', { cases: [caseFacts({ state: 'new' })] }],
    ['answered', { facts: { conversation: { draft: null, question: null, loose: [] } } }],
    [
      'asking for the zone',
      {
        facts: {
          conversation: {
            draft: draftOf([caseFacts()]),
            question: { about: 'which_zone', askedAt: NOW, options: [], text: null },
            loose: [],
          },
        },
      },
    ],
  ])('%s', (_, given) => {
    expect(readAgain(suggestions, given)).toEqual([])
  })

  test('made of another message', () => {
    const happening = {
      type: 'second_reading',
      taskId: 'draft-OTHER',
      text: TEXT,
      kinds: ['incident'],
      suggestions,
    } as const
    const conversation = { draft: draftOf([caseFacts()]), question: null, loose: [] }
    expect(decide(happening, silentFacts('zhou', { conversation }), NOW)).toEqual([])
  })
})

describe('urgency', () => {
  test('is never lowered, whatever is suggested', () => {
    const cases = [caseFacts({ urgency: 'urgent' })]
    expect(readAgain([change({ urgency: 'normal' })], { cases })).toEqual([])
    expect(edited(readAgain([change({ urgency: 'normal', category: 'fire' })], { cases }))).toEqual([
      { category: 'fire' },
    ])
  })

  test('that rises to an emergency is alerted at once, and the sender reads whom to call', () => {
    const decisions = readAgain([change({ urgency: 'emergency' })], {
      cases: [caseFacts({ handlerId: 'wang', zoneCode: 'B2' })],
    })
    const tells = decisions.flatMap((d) => (d.do === 'tell' ? [d.tell] : []))
    expect(tells.filter((t) => t.lane === 'emergency').map((t) => t.key)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^emergency\//)]),
    )
    expect(texts(decisions)).toContain('请先拨打119')
  })
})

describe('a matter that was overlooked', () => {
  const from = TEXT.indexOf('东门')
  const fight = incident({ category: 'security', urgency: 'emergency', place: at('东门'), source: [from, TEXT.length] })

  test('is opened in its own words, as a draft of the same card', () => {
    const decisions = readAgain([{ do: 'add', record: { ...fight, urgency: 'normal' } }])
    const opened = decisions.find((d) => d.do === 'open_case')
    expect(opened).toMatchObject({ case: { state: 'draft', text: TEXT.slice(from), zoneCode: 'B2' } })
    expect(decisions.find((d) => d.do === 'remember')).toMatchObject({
      draft: { records: [{ caseId: 'case-A3-0017' }, { ref: 'a1' }] },
    })
    expect(texts(decisions)).toContain('补记了 1 条')
  })

  test('is alerted where life is at stake', () => {
    expect(texts(readAgain([{ do: 'add', record: fight }]))).toContain('请先拨打110')
  })

  test('whose words must not be kept takes the original along', () => {
    const grievance = incident({ category: 'grievance', source: [0, TEXT.length] })
    expect(done(readAgain([{ do: 'add', record: grievance }]))).toContain('forget_original')
    expect(done(readAgain([change({ category: 'grievance' })]))).toContain('forget_original')
  })
})

test('nothing is confirmed, closed, withdrawn, assigned or bound', () => {
  const suggestions: Suggestion[] = [
    change({
      category: 'integrity',
      urgency: 'emergency',
      place: at('东门'),
      occurredAt: { date: '2026-11-17', time: null },
    }),
    { do: 'add', record: incident({ category: 'fire', urgency: 'emergency' }) },
    { do: 'add', record: checkIn({ activity: 'talk' }) },
  ]
  const allowed = ['edit_case', 'edit_check_in', 'open_case', 'open_check_in', 'remember', 'tell', 'forget_original']
  expect(done(readAgain(suggestions)).filter((what) => !allowed.includes(what))).toEqual([])
})

test('a check-in is corrected like a matter', () => {
  const conversation = { draft: draftOf([], [checkInFacts({ activity: 'other' })]), question: null, loose: [] }
  const decisions = decide(
    {
      type: 'second_reading',
      taskId: 'draft-OPENED',
      text: '今天去老刘那坐了坐',
      kinds: ['checkin'],
      suggestions: [{ do: 'change', kind: 'checkin', index: 0, change: { activity: 'visit', place: at('老刘家') } }],
    },
    silentFacts('zhou', { conversation }),
    NOW,
  )
  expect(decisions.find((d) => d.do === 'edit_check_in')).toMatchObject({
    changes: { activity: 'visit', place: { text: '老刘家' } },
  })
  expect(texts(decisions)).toContain('改了工作、位置')
})
