import { describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import { messageText } from '../../src/decide/message-text.ts'
import { may, SENSITIVE_CATEGORIES } from '../../src/domain/permission.ts'
import {
  at,
  caseFacts,
  draftOf,
  factsOf,
  incident,
  messageOf,
  NOW,
  PEOPLE,
  person,
  readingOf,
  said,
  silentFacts,
  tappedOn,
  type Who,
  ZONES,
} from './facts.ts'
import { only, tells, toldTo, wordsOf } from './told.ts'

const yes = said('对', readingOf({ answer: 'yes' }))
const byWang = { identityId: 'identity-wang', personId: 'wang', role: 'zone_member' as const }
const fire = incident({ category: 'fire', urgency: 'emergency', place: at('3号楼', { building: '3' }) })
const draftWith = (changes: Parameters<typeof caseFacts>[0]) => ({
  conversation: { draft: draftOf([caseFacts(changes)]), question: null, loose: [] },
})

describe('who hears of a case', () => {
  test('whoever told it does not, member in charge or secretary', () => {
    expect(Object.values(toldTo(decide(yes, factsOf('zhou', draftWith({})), NOW)))).toEqual(['zhao', 'zhou'])
    const own = draftWith({ reporter: { identityId: 'identity-zhao', personId: 'zhao', role: 'branch_secretary' } })
    expect(toldTo(decide(yes, factsOf('zhao', own), NOW))).toEqual({
      'new-case/A3-0017/handler': 'zhou',
      'reply/4711': 'zhao',
    })
  })

  test.each(SENSITIVE_CATEGORIES)('the words of %s go to handler and branch secretary alone', (category) => {
    const branches = [{ id: 'branch-xingfu', name: '支部', secretaries: [], above: [PEOPLE.qian] }]
    const text = '一段只给处理人看的话'
    const facts = factsOf('wang', { ...draftWith({ category, text, reporter: byWang }), branches })
    const told = tells(decide(yes, facts, NOW))
    const reads = told.filter((t) => wordsOf(t.content).includes(text)).map((t) => t.to[0]?.externalId)
    expect(reads).toEqual(['zhou'])
    expect(told.map((t) => t.to[0]?.externalId)).toContain('qian')
  })

  test('what names somebody above is told to nobody of them', () => {
    const facts = factsOf('resident', {
      branches: [{ id: 'branch-xingfu', name: '支部', secretaries: [], above: [PEOPLE.qian] }],
    })
    const text = '钱春华不让我们反映'
    const decisions = decide(
      said(text, readingOf({ records: [{ ...fire, place: null, category: 'openness' }] })),
      facts,
      NOW,
    )
    expect(Object.values(toldTo(decisions))).not.toContain('qian')
  })
})

describe('when it is told', () => {
  const night = new Date('2026-11-18T23:10:00+08:00')
  test('news waits for the morning, answers and emergencies do not', () => {
    const kept = decide(yes, factsOf('wang', draftWith({ reporter: byWang })), night)
    for (const tell of tells(kept)) {
      const waits = tell.notBefore?.toISOString() ?? null
      expect(waits).toBe(tell.purpose === 'assignment' ? '2026-11-19T00:00:00.000Z' : null)
    }
    const alerted = decide(
      said('3号楼着火', readingOf({ records: [fire], emergencyNumber: '119' })),
      factsOf('wang'),
      night,
    )
    expect(tells(alerted).every((t) => t.notBefore === null)).toBe(true)
  })

  test.each([
    ['reply', 24],
    ['assignment', 72],
    ['emergency', 2],
  ])('%s is worth %i hours', (purpose, hours) => {
    const told = [
      ...tells(decide(yes, factsOf('wang', draftWith({ reporter: byWang })), NOW)),
      ...tells(decide(said('3号楼着火', readingOf({ records: [fire], emergencyNumber: '119' })), factsOf('wang'), NOW)),
    ].filter((t) => t.purpose === purpose)
    expect(told.length).toBeGreaterThan(0)
    expect(told.every((t) => t.deadline.getTime() - NOW.getTime() === hours * 3_600_000)).toBe(true)
  })

  test('a welcome is worth twenty seconds from its event', () => {
    const sentAt = new Date(NOW.getTime() - 3000)
    const from = { externalId: 'wm-1', displayId: 'wm-1', name: null }
    const added = { member: 'zhou', resident: 'wm-1', state: 'zone-b2', welcomeCode: 'WC' }
    const decisions = decide(
      { type: 'event', event: { type: 'event', event: 'resident_added', from, sentAt, ...added } },
      factsOf('resident'),
      NOW,
    )
    expect(tells(decisions)[0]?.deadline).toEqual(new Date(sentAt.getTime() + 20_000))
    expect(only(decisions, 'place_resident')[0]?.zoneCode).toBe('B2')
  })
})

describe('an emergency', () => {
  const alertKeys = (who: 'wang' | 'resident', now: Date) =>
    tells(decide(said('3号楼着火', readingOf({ records: [fire], emergencyNumber: '119' })), factsOf(who), now))
      .filter((t) => t.purpose === 'emergency')
      .map((t) => t.key)

  test('alerts once per place and ten minutes, whoever tells it', () => {
    const ofResident = alertKeys('resident', new Date(NOW.getTime() + 9 * 60_000))
    expect(ofResident.length).toBeGreaterThan(0)
    expect(alertKeys('wang', NOW)).toEqual(expect.arrayContaining(ofResident))
    expect(alertKeys('wang', NOW)).not.toEqual(alertKeys('wang', new Date(NOW.getTime() + 10 * 60_000)))
  })

  test('of which nobody knows the place is one of its own for each who tells it', () => {
    const key = (who: 'wang' | 'zhou') =>
      tells(
        decide(
          said('着火了', readingOf({ records: [{ ...fire, place: null }], emergencyNumber: '119' })),
          factsOf(who),
          NOW,
        ),
      ).find((t) => t.purpose === 'emergency')?.key
    expect(key('wang')).not.toBe(key('zhou'))
  })

  test.each([
    ['security', '110'],
    ['fire', '119'],
    ['patient', '120'],
    ['traffic', '122'],
  ] as const)('of %s is for %s where the words do not say whom to call', (category, number) => {
    const decisions = decide(said('出事了', readingOf({ records: [{ ...fire, category }] })), factsOf('zhou'), NOW)
    expect(
      wordsOf(tells(decisions).find((t) => t.key.endsWith('/emergency'))?.content ?? { type: 'text', text: '' }),
    ).toContain(`请先拨打${number}`)
  })

  test('alerts the backup where the member in charge has not bound', () => {
    const zones = [{ ...ZONES[0], primary: { ...PEOPLE.zhou, addresses: [] } }, ZONES[1]] as typeof ZONES
    const decisions = decide(said('3号楼着火', readingOf({ records: [fire] })), factsOf('wang', { zones }), NOW)
    expect(
      tells(decisions)
        .filter((t) => t.purpose === 'emergency' && t.content.type === 'text')
        .map((t) => t.to[0]?.externalId),
    ).toEqual(['li', 'zhao'])
  })

  const alarmedBy = (record: Parameters<typeof incident>[0], who: Who) =>
    new Set(
      tells(decide(said('3号楼出事了', readingOf({ records: [incident(record)] })), factsOf(who), NOW))
        .filter((t) => t.purpose === 'emergency')
        .map((t) => t.to[0]?.externalId),
    )

  test('alarms everybody of the zone', () => {
    expect(alarmedBy(fire, 'wang')).toEqual(new Set(['zhou', 'zhao', 'li']))
  })

  test('that is sensitive alarms nobody beside the handler and the secretary', () => {
    expect(alarmedBy({ ...fire, category: 'dispute' }, 'wang')).toEqual(new Set(['zhou', 'zhao']))
  })

  test('told by who is not of the roster alarms the member on duty and the secretary only', () => {
    expect(alarmedBy(fire, 'resident')).toEqual(new Set(['zhou', 'zhao']))
  })
})

describe('a correction that came too early', () => {
  const correction = { from: null, place: { building: '5', text: '5栋' } }
  const early = said('不对，是5栋', readingOf({ intent: 'command', command: { name: 'edit', args: {} }, correction }))

  test('waits for twenty seconds after it was received, and not again', () => {
    const facts = factsOf('zhou')
    expect(decide(early, facts, NOW)).toEqual([{ do: 'wait', until: new Date(NOW.getTime() + 20_000) }])
    const later = decide(early, facts, new Date(NOW.getTime() + 20_000))
    expect(only(later, 'wait')).toEqual([])
    expect(only(later, 'remember')[0]?.question).toMatchObject({ about: 'what', text: '不对，是5栋' })
  })
})

describe('what is said about nothing that is open', () => {
  const bare = (text: string) => said(text, readingOf({ command: { name: 'edit', args: {} } }))

  test.each(['改', '改一下', '说错了'])('%s is asked about at once, and changes nothing', (text) => {
    const reported = [caseFacts({ code: 'A3-0042', state: 'new' })]
    const decisions = decide(bare(text), factsOf('zhou', { reported }), NOW)
    expect(decisions.map((d) => d.do)).toEqual(['tell'])
    expect(wordsOf(tells(decisions)[0]?.content ?? { type: 'text', text: '' })).toContain('A3-0042')
  })

  test('对 is no answer to what is unclear, and finds the last matter recorded', () => {
    const question = { about: 'what' as const, askedAt: NOW, options: [], text: '那个又不行了' }
    const asked = decide(yes, factsOf('zhou', { conversation: { draft: null, question, loose: [] } }), NOW)
    expect(asked.map((d) => d.do)).toEqual(['tell'])
    const reported = [caseFacts({ code: 'A3-0042', state: 'new' })]
    const words = wordsOf(
      tells(decide(yes, factsOf('zhou', { reported }), NOW))[0]?.content ?? { type: 'text', text: '' },
    )
    expect(words).toContain('A3-0042 已经记下了')
  })

  test('a question does not correct the open card', () => {
    const reading = readingOf({
      intent: 'enquiry',
      correction: { from: null, place: { building: '5', text: '5号楼' } },
    })
    expect(only(decide(said('不是5号楼吗', reading), factsOf('zhou', draftWith({})), NOW), 'edit_case')).toEqual([])
  })

  test('the most urgent of what is to do stands first', () => {
    const todo = [caseFacts({ code: 'A3-0001' }), caseFacts({ code: 'A3-0002', urgency: 'emergency' })]
    const list = said('我的待办', readingOf({ command: { name: 'todo', args: {} } }))
    const withTodo = factsOf('zhou', { todo: todo.map((c) => ({ ...c, state: 'new' as const })) })
    const words = wordsOf(tells(decide(list, withTodo, NOW))[0]?.content ?? { type: 'text', text: '' })
    expect(words.indexOf('A3-0002')).toBeLessThan(words.indexOf('A3-0001'))
  })
})

describe('binding', () => {
  const unbound = person('he', '何志强', [['zone_member', 'B2']], false)
  const zones = [ZONES[0], { ...ZONES[1], backups: [unbound] }] as typeof ZONES
  const named = said('绑定 二区 何志强', readingOf({ command: { name: 'bind', args: { text: '二区 何志强' } } }))

  test('a name alone only asks the secretary, and counts as a try', () => {
    const decisions = decide(named, factsOf('resident', { zones }), NOW)
    expect(only(decisions, 'bind')).toEqual([])
    expect(only(decisions, 'count_invite_try')).toHaveLength(1)
    expect(Object.values(toldTo(decisions))).toEqual(['zhao', 'resident'])
  })

  test('nobody confirms themselves', () => {
    const binding = {
      identityId: 'identity-x',
      address: { channel: 'local' as const, externalId: 'x', personId: null },
      person: PEOPLE.zhao,
    }
    const tap = tappedOn('bind-yes:identity-x:zhao', 'bind-x')
    expect(only(decide(tap, factsOf('zhao', { binding }), NOW), 'bind')).toEqual([])
    expect(only(decide(tap, factsOf('qian', { binding }), NOW), 'bind')).toHaveLength(1)
  })

  test('the name of the directory is a hint that a secretary confirms', () => {
    const decisions = decide({ type: 'named', name: '何志强' }, silentFacts('resident', { zones }), NOW)
    expect(Object.values(toldTo(decisions))).toEqual(['zhao'])
    expect(decide({ type: 'named', name: '路人甲' }, silentFacts('resident', { zones }), NOW)).toEqual([])
  })

  test('a number in a report is no invite code', () => {
    const reading = readingOf({
      records: [incident({ place: at('3号楼', { building: '3' }) })],
      inviteCode: 'ABCDE23456',
    })
    const decisions = decide(
      said('3号楼快递柜ABCDE23456打不开，已经好几天了，麻烦来看一下吧', reading),
      factsOf('resident'),
      NOW,
    )
    expect(only(decisions, 'open_case')).toHaveLength(1)
    expect(only(decisions, 'count_invite_try')).toEqual([])
  })
})

describe('nothing written is lost', () => {
  test.each(['report', 'command', 'chat'] as const)('unclear as %s: kept in a question', (intent) => {
    const decisions = decide(said('那个又不行了', readingOf({ intent, confidence: 0.2 })), factsOf('zhou'), NOW)
    expect(only(decisions, 'remember')[0]?.question?.text).toBe('那个又不行了')
  })

  test('a second unclear text is kept behind the first', () => {
    const question = { about: 'what' as const, askedAt: NOW, options: [], text: '那个又不行了' }
    const facts = factsOf('zhou', { conversation: { draft: null, question, loose: [] } })
    const decisions = decide(said('就是那个', readingOf({ intent: 'chat', confidence: 0.2 })), facts, NOW)
    expect(only(decisions, 'open_case')[0]?.case).toMatchObject({ state: 'new', text: '那个又不行了，就是那个' })
  })

  test('the clock without anything to do does nothing', () => {
    for (const due of ['draft_silent', 'photo_alone', 'question_silent'] as const) {
      expect(decide({ type: 'due', due }, silentFacts('zhou'), NOW)).toEqual([])
    }
  })
})

test('every draft told becomes what its own reporter may own', () => {
  const decisions = decide(said('3号楼着火', readingOf({ records: [fire] })), factsOf('resident'), NOW)
  const opening = only(decisions, 'open_case')[0]?.case
  const actor = { via: 'chat' as const, identityId: 'identity-resident', personId: null, name: null, posts: [] }
  const reporter = { identityId: 'identity-resident', personId: null }
  expect(opening && may(actor, 'own', { ...opening, reporter })).toBe(true)
})

test('the words of a message are its texts and what a voice was turned into, without our own signs', () => {
  const message = messageOf([
    { type: 'text', text: '3号楼\uE000' },
    { type: 'image', mediaId: 'm' },
    { type: 'voice', mediaId: 'v', format: null, transcript: '灯坏了' },
  ])
  expect(messageText(message)).toBe('3号楼\n灯坏了')
  expect(messageText(messageOf([{ type: 'image', mediaId: 'm' }]))).toBeNull()
})
