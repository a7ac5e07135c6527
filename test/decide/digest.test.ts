import { describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import { type BranchDigest, isNewsOfDay, isNewsOfWeek, NO_FIGURES, readerOf, viewFor } from '../../src/decide/digest.ts'
import { NO_RECTIFICATIONS } from '../../src/decide/rectification-counts.ts'
import { digestCard } from '../../src/decide/replies/digest.ts'
import { caseFacts, factsOf, NOW, PEOPLE, readingOf, said, tappedOn } from './facts.ts'
import { contentFaults } from './manners.ts'
import { tells, wordsOf } from './told.ts'

const digestOrder = said('摘要', readingOf({ command: { name: 'digest', args: {} } }))

describe('摘要', () => {
  test('gives whoever leads a link that is made for them, good for 15 minutes', () => {
    const decisions = decide(digestOrder, factsOf('zhao'), NOW)
    expect(decisions[0]).toEqual({
      ...{ do: 'open_sign_in', ref: 'link', personId: PEOPLE.zhao.id },
      expiresAt: new Date(NOW.getTime() + 15 * 60_000),
    })
    const [told] = tells(decisions)
    expect(told?.to).toEqual([expect.objectContaining({ personId: PEOPLE.zhao.id })])
    expect(told?.content).toMatchObject({ type: 'link', button: '打开摘要' })
  })

  test('by a tap as by words', () => {
    expect(decide(tappedOn('digest', 'digest-1'), factsOf('zhao'), NOW)[0]).toMatchObject({ do: 'open_sign_in' })
  })

  test.each(['zhou', 'resident'] as const)('is not for %s', (who) => {
    const decisions = decide(digestOrder, factsOf(who), NOW)
    expect(decisions.map((d) => d.do)).toEqual(['tell'])
    expect(contentFaults(decisions)).toEqual([])
  })

  test('asked for in a group is answered to the sender alone; a tap in a group opens nothing', () => {
    const facts = factsOf('zhao')
    const group = { channel: 'wecom' as const, externalId: 'group:1', personId: null }
    const inGroup = { ...facts, sender: { ...facts.sender, address: group, inGroup: true } }
    const links = tells(decide(digestOrder, inGroup, NOW)).filter(({ content }) => content.type === 'link')
    expect(links.flatMap(({ to }) => to.map((a) => a.personId))).toEqual([PEOPLE.zhao.id])
    expect(decide(tappedOn('digest', 'digest-1'), inGroup, NOW).map((d) => d.do)).toEqual(['tell'])
  })
})

test('a line of a digest shows its case by one tap', () => {
  const referred = [caseFacts({ code: 'A3-0017', state: 'in_progress' })]
  const [told] = tells(decide(tappedOn('look:A3-0017', 'digest-1'), factsOf('zhao', { referred }), NOW))
  expect(wordsOf(told?.content ?? { type: 'text', text: '' })).toContain('A3-0017')
})

const EMPTY: BranchDigest = {
  branch: { id: 'branch-xingfu', name: '幸福社区支部', organisationId: 'org' },
  ...{ cases: [], plainCount: 0, zonesWithoutMember: [], rootCauses: [], zoneGaps: [], touchy: [], burden: null },
  rectifications: NO_RECTIFICATIONS,
  figures: { latest: NO_FIGURES, before: NO_FIGURES },
}

describe('the card', () => {
  const record = {
    ...caseFacts({
      code: 'A3-0017',
      text: '楼道灯坏了[点我](http://evil.cn)！！',
      category: 'hardship',
      place: null,
      state: 'new',
    }),
    ...{ branchId: 'branch-xingfu', handler: null, outside: null, dueAt: null },
  }
  const digest: BranchDigest = {
    ...EMPTY,
    cases: [{ why: 'unassigned', record, touchy: false }],
    plainCount: 1,
    zonesWithoutMember: [{ code: 'B2', name: '幸福社区二区' }],
    burden: { latest: 2.04, before: 1 },
  }
  const cardFor = (person: (typeof PEOPLE)['zhao'], week: { startsOn: string; endsOn: string } | null) =>
    digestCard([viewFor(person, digest)], { taskId: 'digest-1', week, instead: false })

  test.each([null, { startsOn: '2026-11-16', endsOn: '2026-11-22' }])('has its manners: %o', (week) => {
    const card = cardFor(PEOPLE.zhao, week)
    const tell = {
      key: 'k',
      to: [],
      lane: 'digest',
      purpose: 'digest',
      about: null,
      notBefore: null,
      deadline: NOW,
    } as const
    expect(contentFaults([{ do: 'tell', tell: { ...tell, content: { type: 'card', card } } }])).toEqual([])
    expect(JSON.stringify(card)).not.toContain('evil')
  })

  test('gives the words of what is sensitive to the secretary only', () => {
    expect(cardFor(PEOPLE.zhao, null).facts[0]?.value).toContain('楼道灯坏了')
    expect(cardFor(PEOPLE.qian, null).facts[0]?.value).toBe('A3-0017 困难帮扶')
  })

  test('tells once a week how many messages the bot sent to each', () => {
    const card = cardFor(PEOPLE.zhao, { startsOn: '2026-11-16', endsOn: '2026-11-22' })
    expect(card.text).toBe('机器人给每人发了 2.0 条，前一周 1.0 条。')
  })

  test('says in whose hands a thing is, and of a week what asks for a decision first', () => {
    const inHands = {
      why: 'overdue',
      record: { ...record, category: 'facility', handler: '王秀兰' },
      touchy: false,
    } as const
    const figures = {
      latest: { ...NO_FIGURES, opened: 3, responded: 2, resolved: 1, notOurs: 1, dutiesDone: 5 },
      before: { ...NO_FIGURES, opened: 1, unresolved: 2 },
    }
    const view = viewFor(PEOPLE.zhao, { ...digest, cases: [inHands], figures })
    const card = digestCard([view], {
      ...{ taskId: 'digest-1', instead: false },
      week: { startsOn: '2026-11-16', endsOn: '2026-11-22' },
    })
    expect(card.facts.map(({ label, value }) => `${label}：${value}`)).toEqual([
      '超时未办：A3-0017 楼道灯坏了［点我］(（链接略）)，王秀兰办',
      '无人负责：B2 幸福社区二区',
      '上报：3 件，有回音 2 件（前一周 1 件）',
      '办结：已解决 1 件，不属本区 1 件（前一周 未解决 2 件）',
      '职责：做到 5 项（前一周没有）',
    ])
  })

  test('of a quiet week has no lines of nothing', () => {
    const card = digestCard([viewFor(PEOPLE.zhao, EMPTY)], {
      ...{ taskId: 'digest-1', instead: false },
      week: { startsOn: '2026-11-16', endsOn: '2026-11-22' },
    })
    expect(card.facts).toEqual([])
    expect(card.text).toBe('没有要您定的事。')
  })
})

describe('who reads it', () => {
  const address = { channel: 'local' as const, externalId: 'x', personId: null }
  const someone = (id: string, changes = {}) => ({
    ...PEOPLE.zhao,
    id,
    addresses: [address],
    absence: null,
    ...changes,
  })
  const none = () => null

  test('the secretary before the deputy, whoever can be reached', () => {
    expect(readerOf({ secretaries: [someone('a'), someone('b')], above: [] }, none)?.person.id).toBe('a')
    const silent = someone('a', { addresses: [] })
    expect(readerOf({ secretaries: [silent, someone('b')], above: [] }, none)?.person.id).toBe('b')
  })

  test('nobody where there is nobody', () => {
    expect(readerOf({ secretaries: [someone('a', { addresses: [] })], above: [] }, none)).toBeNull()
  })
})

describe('what is new', () => {
  const content = (...items: string[]) => ({ items, figures: null })

  test('of a day: a thing that was not told the last time', () => {
    expect(isNewsOfDay(content('a'), null)).toBe(true)
    expect(isNewsOfDay(content('a'), content('a', 'b'))).toBe(false)
    expect(isNewsOfDay(content('a', 'c'), content('a', 'b'))).toBe(true)
    expect(isNewsOfDay(content(), null)).toBe(false)
  })

  test('of a week: any other thing or number', () => {
    const week = (opened: number, ...items: string[]) => ({ items, figures: { ...NO_FIGURES, opened } })
    expect(isNewsOfWeek(week(0), null)).toBe(false)
    expect(isNewsOfWeek(week(1), null)).toBe(true)
    expect(isNewsOfWeek(week(1, 'a'), week(1, 'a'))).toBe(false)
    expect(isNewsOfWeek(week(1), week(1, 'a'))).toBe(true)
    expect(isNewsOfWeek(week(0), week(1, 'a'))).toBe(false)
  })
})
