import { describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import { requestsCard } from '../../src/decide/replies/review-card.ts'
import { countsOf, progressText, timeLeft } from '../../src/decide/replies/review-progress.ts'
import type { RequestWorded } from '../../src/decide/replies/reviews.ts'
import {
  type CommendationFacts,
  NO_REVIEWS as NONE,
  type RectificationFacts,
  type RoundFacts,
} from '../../src/decide/review-facts.ts'
import { SIGN_IN_TARGETS, signInTarget } from '../../src/decide/sign-in.ts'
import type { Command, CommandName } from '../../src/understanding/understanding.ts'
import { factsOf, NOW, PEOPLE, readingOf, said, tappedOn } from './facts.ts'
import { contentFaults } from './manners.ts'
import { tells, wordsOf } from './told.ts'

const TODAY = '2026-12-20'

function round(parts: Partial<RoundFacts> = {}): RoundFacts {
  return {
    ...{ id: 'round', kind: 'year_end_evaluation', period: '2026', state: 'open', closesOn: '2026-12-25' },
    ...{ branchId: 'branch-xingfu', branchName: '幸福支部', asked: [], zoneCount: 0, answeredZoneCount: 0, ...parts },
  }
}

const ordered = (name: CommandName) => said('…', readingOf({ command: { name, args: {} } }))
const ballot = {
  ...{ roundId: 'round', branchName: '幸福支部', period: '2026', closesOn: '2027-01-25', token: 'secret' },
}
const GROUP = { channel: 'wecom' as const, externalId: 'group:1', personId: null }

describe('what is for one person', () => {
  const request = {
    ...{ roundId: 'round', kind: 'summary' as const, round: 'year_end_evaluation' as const, period: '2026' },
    ...{ branchName: '幸福支部', dueOn: '2026-12-25', openCount: 1, doneCount: 0 },
  }

  test('is opened by a link made for them', () => {
    const facts = factsOf('zhou', { reviews: { ...NONE, requests: [request] } })
    const decisions = decide(ordered('my_review'), facts, NOW)
    expect(decisions[0]).toMatchObject({ do: 'open_sign_in', personId: PEOPLE.zhou.id })
    expect(tells(decisions)[0]?.content).toMatchObject({
      type: 'link',
      url: expect.stringMatching(/\/sign-in\/.+\?to=review$/u),
    })
    expect(contentFaults(decisions)).toEqual([])
  })

  test.each(['review', 'rectifications', 'ballot'])('is not opened by a tap in a group: %s', (what) => {
    const facts = factsOf('zhou', { reviews: { ...NONE, requests: [request], ballots: [ballot] } })
    const inGroup = { ...facts, sender: { ...facts.sender, address: GROUP, inGroup: true } }
    const decisions = decide(tappedOn(`open:${what}`, 'review-1'), inGroup, NOW)
    expect(decisions.map((d) => d.do)).toEqual(['tell'])
    expect(JSON.stringify(decisions)).not.toContain('secret')
  })

  test.each(['review_progress', 'my_review', 'appraisal', 'rectifications', 'rectified'] as const)(
    'is told to nobody outside the roster: %s',
    (name) => {
      const decisions = decide(ordered(name), factsOf('resident'), NOW)
      expect(decisions.map((d) => d.do)).toEqual(['tell'])
      expect(contentFaults(decisions)).toEqual([])
    },
  )

  test('is a link for each branch that they vote in', () => {
    const ballots = [ballot, { ...ballot, roundId: 'other', branchName: '和平支部', token: 'other' }]
    const told = tells(decide(ordered('appraisal'), factsOf('zhou', { reviews: { ...NONE, ballots } }), NOW))
    expect(told.map(({ content }) => (content.type === 'link' ? new URL(content.url).pathname : ''))).toEqual([
      '/b/secret',
      '/b/other',
    ])
    expect(new Set(told.map(({ key }) => key)).size).toBe(2)
  })
})

describe('整改1已完成', () => {
  const toDo = (parts: Partial<RectificationFacts> = {}): RectificationFacts => ({
    ...{ id: 'r1', number: 1, what: '楼道杂物', dueOn: '2026-12-25', state: 'open', as: 'member', person: '周建国' },
    ...parts,
  })
  const reported = (args: Command['args'], rectifications: RectificationFacts[], address?: typeof GROUP) => {
    const facts = factsOf('zhou', { reviews: { ...NONE, rectifications } })
    const order = said('…', readingOf({ command: { name: 'rectified', args } }))
    return decide(order, { ...facts, sender: { ...facts.sender, ...(address ? { address, inGroup: true } : {}) } }, NOW)
  }
  const done = { number: '1', text: '清走了' }

  test('is put down for the one that is meant', () => {
    const [report] = reported(done, [toDo(), toDo({ id: 'r2', number: 2 })])
    expect(report).toMatchObject({
      do: 'report_rectification',
      rectificationId: 'r1',
      by: PEOPLE.zhou.id,
      words: '清走了',
    })
    expect(reported({ text: '清走了' }, [toDo(), toDo({ id: 'r2', number: 2, state: 'reported' })])[0]).toMatchObject({
      rectificationId: 'r1',
    })
  })

  test.each<[string, Command['args'], RectificationFacts[]]>([
    ['nothing is to be put right', done, []],
    ['it is for the sender to look at', done, [toDo({ as: 'rechecker' })]],
    ['it was said before', done, [toDo({ state: 'reported' })]],
    ['the number is none of theirs', { number: '7', text: '清走了' }, [toDo()]],
    ['it is not told what was done', { number: '1' }, [toDo()]],
    ['it may be one of several', { text: '清走了' }, [toDo(), toDo({ id: 'r2', number: 2 })]],
    ['two branches have one of that number', done, [toDo(), toDo({ id: 'r2' })]],
  ])('changes nothing where %s', (_, args, rectifications) => {
    const decisions = reported(args, rectifications)
    expect(decisions.map((d) => d.do)).not.toContain('report_rectification')
    expect(contentFaults(decisions)).toEqual([])
  })

  test('said in a group is answered to the sender alone', () => {
    const decisions = reported(done, [toDo()], GROUP)
    expect(decisions.map((d) => d.do)).toContain('report_rectification')
    const words = tells(decisions).map(({ to, content }) => [to[0]?.externalId, wordsOf(content)])
    expect(words.filter(([to]) => to === GROUP.externalId).join()).not.toContain('整改')
    expect(words.filter(([to]) => to !== GROUP.externalId).join()).toContain('整改1')
  })
})

test('links lead nowhere but to a page of ours', () => {
  expect(signInTarget('review')).toBe('review')
  for (const name of [undefined, '', '//evil.cn', 'https://evil.cn', '__proto__', 'constructor']) {
    expect(signInTarget(name)).toBe('digest')
  }
  for (const { path } of Object.values(SIGN_IN_TARGETS)) expect(path).toMatch(/^\/[a-z/]+$/u)
})

describe('how a round goes', () => {
  test.each([
    [{}, '还有 5 天，12月25日截止'],
    [{ closesOn: TODAY }, '今天截止'],
    [{ closesOn: '2026-12-19' }, '已截止'],
    [{ state: 'closed' }, '已截止'],
    [{ state: 'final', closesOn: '2026-12-01' }, '已完成'],
    [{ state: 'cancelled' }, '已取消'],
    [{ state: 'awaiting_seed' }, '等两人各说一句话抽签，还有 5 天，12月25日截止'],
  ] as const)('%o: %s', (parts, words) => {
    expect(timeLeft(round(parts), TODAY)).toBe(words)
  })

  test('is told in counts, of residents only by zones with five answers', () => {
    const opinions = (answeredZoneCount: number) => countsOf(round({ kind: 'opinion_round', answeredZoneCount }))
    expect(opinions(0)).toEqual(['群众回答满 5 人的责任区还没有'])
    expect(opinions(2)).toEqual(['群众回答满 5 人的责任区 2 个'])
    const checked = round({ kind: 'spot_check', asked: [{ kind: 'checklist', askedCount: 3, doneCount: 2 }] })
    expect(countsOf(checked)).toEqual(['检查 3 个责任区，已完成 2 个'])
  })

  test('is short in the chat, however many branches there are', () => {
    const rounds = Array.from({ length: 60 }, (_, i) => round({ id: `r${i}`, branchName: `第${i}支部` }))
    expect(progressText(rounds, TODAY).split('\n')).toHaveLength(5)
    expect(progressText(rounds, TODAY)).toContain('还有 56 项')
  })
})

describe('the card of requests', () => {
  const asked = (kind: RequestWorded['kind'], parts: Partial<RequestWorded> = {}): RequestWorded => ({
    ...{ kind, round: 'spot_check', period: '2026-H1', dueOn: '2026-06-20', ...parts },
  })

  test('is none where there is nothing to open', () => {
    expect(requestsCard([asked('phrase')], 'review-1')).toBeNull()
    expect(requestsCard([], 'review-1')).toBeNull()
  })

  test('tells several things once each, with a button for each page', () => {
    const card = requestsCard(
      [
        asked('phrase'),
        asked('checklist'),
        asked('checklist'),
        asked('ballot', { round: 'democratic_appraisal', period: '2026' }),
      ],
      'review-1',
    )
    expect(card?.title).toBe('有 3 件事请您办')
    expect(card?.facts.map(({ label }) => label)).toEqual(['抽签', '检查', '投票'])
    expect(card?.buttons.map(({ action }) => action)).toEqual(['open:review', 'open:ballot'])
    expect(card?.text).toContain('抽签')
    for (const { value } of card?.facts ?? []) expect([...value].length).toBeLessThanOrEqual(30)
  })
})

describe('whether a commendation is public', () => {
  const one = (parts: Partial<CommendationFacts> = {}): CommendationFacts => ({
    ...{ id: 'c1', number: 1, reason: '大雪天送药', isPublic: null, ...parts },
  })
  const spoken = (name: CommandName, args: Command['args'], commendations: CommendationFacts[]) => {
    const facts = factsOf('zhou', { reviews: { ...NONE, commendations } })
    return decide(said('…', readingOf({ command: { name, args } })), facts, NOW)
  }

  test('is put down as it was tapped, and a second tap finds it answered', () => {
    const facts = factsOf('zhou', { reviews: { ...NONE, commendations: [one()] } })
    const [answer] = decide(tappedOn('commend-yes:c1', 'commended-c1'), facts, NOW)
    expect(answer).toEqual({ do: 'answer_commendation', commendationId: 'c1', by: PEOPLE.zhou.id, isPublic: true })
    const later = factsOf('zhou', { reviews: { ...NONE, commendations: [one({ isPublic: true })] } })
    const again = decide(tappedOn('commend-no:c1', 'commended-c1'), later, NOW)
    expect(again.map((d) => d.do)).toEqual(['tell'])
    expect(
      tells(again)
        .map(({ content }) => wordsOf(content))
        .join(),
    ).toContain('已同意公开')
    expect(contentFaults(again)).toEqual([])
  })

  test.each<['zhou' | 'resident', CommendationFacts[]]>([
    ['zhou', []],
    ['zhou', [one({ id: 'other' })]],
    ['resident', [one()]],
  ])('is nothing that %s says by the card of somebody else', (who, commendations) => {
    const facts = factsOf(who, { reviews: { ...NONE, commendations } })
    expect(decide(tappedOn('commend-yes:c1', 'commended-c1'), facts, NOW).map((d) => d.do)).toEqual(['tell'])
  })

  test.each<[string, CommandName, Command['args'], CommendationFacts[], string[]]>([
    ['the one that waits', 'publish_commendation', {}, [one(), one({ id: 'c2', number: 2, isPublic: false })], ['c1']],
    ['the one of that number', 'withhold_commendation', { number: '2' }, [one(), one({ id: 'c2', number: 2 })], ['c2']],
    ['the only one that is public', 'withhold_commendation', {}, [one({ isPublic: true })], ['c1']],
    ['none where it is so already', 'publish_commendation', { number: '1' }, [one({ isPublic: true })], []],
    ['none where two are meant', 'publish_commendation', {}, [one(), one({ id: 'c2', number: 2 })], []],
    ['none where there is none', 'publish_commendation', {}, [], []],
  ])('said in words is of %s', (_, name, args, commendations, ids) => {
    const decisions = spoken(name, args, commendations)
    expect(decisions.flatMap((d) => (d.do === 'answer_commendation' ? [d.commendationId] : []))).toEqual(ids)
    expect(tells(decisions)).toHaveLength(1)
    expect(contentFaults(decisions)).toEqual([])
  })
})
