import { describe, expect, test } from 'vitest'
import type { CaseFacts, Facts, PersonFacts } from '../../src/decide/facts.ts'
import { lookAt, remind } from '../../src/decide/remind.ts'
import { workTime } from '../../src/decide/step.ts'
import { startClocks, USUAL_CLOCKS } from '../../src/domain/clocks.ts'
import { understand } from '../../src/understanding/read.ts'
import { caseFacts, PEOPLE, person, silentFacts, UNTOUCHED, ZONES } from './facts.ts'
import { contentFaults } from './manners.ts'
import { only, tells, wordsOf } from './told.ts'

const at = (local: string) => new Date(`${local.replace(' ', 'T')}:00+08:00`)
const nobody = (changes: Partial<Facts> = {}): Facts => {
  const facts = silentFacts('zhou', changes)
  return { ...facts, sender: { ...facts.sender, identityId: '', person: null } }
}
const time = workTime({ facts: nobody(), now: new Date() })

/** A case whose clocks began then. */
function begun(local: string, changes: Partial<CaseFacts> = {}): CaseFacts {
  const matter = { category: changes.category ?? 'facility', urgency: changes.urgency ?? 'normal' }
  const clocks = startClocks(matter, USUAL_CLOCKS, at(local), time)
  return caseFacts({
    state: 'new',
    reporter: { identityId: 'identity-x', personId: null, role: 'resident' },
    clocks,
    ...changes,
  })
}

/** The same taken on at once. */
function takenOn(local: string, changes: Partial<CaseFacts> = {}): CaseFacts {
  const record = begun(local, { state: 'accepted', ...changes })
  return { ...record, clocks: { ...record.clocks, accept: { ...record.clocks.accept, doneAt: at(local) } } }
}

function away(who: PersonFacts, coverId: string | null = null): PersonFacts {
  return { ...who, absence: { until: null, coverId } }
}

function withPeople(people: Partial<Record<'zhou' | 'li' | 'zhao', PersonFacts>>): Facts {
  const facts = nobody()
  const now = (p: PersonFacts | null) => (p && (people[p.id as 'zhou'] ?? p)) || null
  return {
    ...facts,
    zones: ZONES.map((z) => ({ ...z, primary: now(z.primary), backups: z.backups.flatMap((b) => now(b) ?? []) })),
    branches: facts.branches.map((b) => ({ ...b, secretaries: b.secretaries.flatMap((s) => now(s) ?? []) })),
  }
}

function run(cases: readonly CaseFacts[], local: string, facts = nobody()) {
  const turn = { facts, now: at(local) }
  const looked = cases.map((record) => lookAt(turn, record))
  const messages = remind(
    turn,
    looked.flatMap((l) => l.told),
  )
  expect(contentFaults(messages)).toEqual([])
  const heard = tells(messages)
  return {
    decisions: looked.flatMap((l) => l.decisions),
    putOff: looked.flatMap((l) => l.putOff ?? []),
    heard,
    who: heard.flatMap((t) => t.to.map((a) => a.externalId)).sort(),
    wordsTo: (account: string) =>
      heard
        .filter((t) => t.to.some((a) => a.externalId === account))
        .map((t) => wordsOf(t.content))
        .join('\n'),
  }
}

describe('who is reminded', () => {
  test.each([
    ['half: the handler and the backup', '2026-11-19 09:00', ['li', 'zhou'], 1],
    ['all: them again, and the secretary in the digest of that morning', '2026-11-20 09:00', ['li', 'zhou'], 2],
    ['half as much again: the secretary and those above too', '2026-11-23 09:00', ['li', 'qian', 'zhao', 'zhou'], 3],
  ])('at %s', (_, now, who, escalation) => {
    const { who: told, decisions } = run([begun('2026-11-18 10:12')], now)
    expect(told).toEqual(who)
    expect(only(decisions, 'note_case')).toMatchObject([{ event: 'escalate', sets: { escalation } }])
  })

  test('an urgent matter is told to who leads at the very hour', () => {
    const urgent = begun('2026-11-18 10:12', { urgency: 'urgent' })
    expect(run([urgent], '2026-11-18 14:12').who).toEqual(['li', 'zhao', 'zhou'])
  })

  test('a secretary who handles it reads of it in the digest as well, so not twice in a morning', () => {
    const own = begun('2026-11-18 10:12', { handlerId: 'zhao' })
    expect(run([own], '2026-11-19 09:00').who).toEqual(['li', 'zhao'])
    expect(run([own], '2026-11-20 09:00').who).toEqual(['li'])
  })

  test('nobody twice of the same step', () => {
    const record = begun('2026-11-18 10:12')
    const [noted] = only(run([record], '2026-11-20 09:00').decisions, 'note_case')
    const after = { ...record, clocks: noted?.clocks ?? record.clocks, escalation: 2 }
    const again = run([after], '2026-11-20 09:00')
    expect(again.decisions).toEqual([])
    expect(again.putOff).toEqual([{ caseId: record.id, remindAt: at('2026-11-23 09:00') }])
  })

  test('after an outage only of what is the case now, and all who would have heard of it', () => {
    const { decisions, who, heard } = run([begun('2026-11-02 10:00')], '2026-11-18 10:00')
    expect(only(decisions, 'note_case')).toHaveLength(1)
    expect(who).toEqual(['li', 'qian', 'zhao', 'zhou'])
    expect(heard).toHaveLength(4)
  })

  test('a backup is not told of what only handler and secretary may read', () => {
    expect(run([begun('2026-11-18 10:12', { category: 'hardship' })], '2026-11-19 09:00').who).toEqual(['zhou'])
  })

  test('nobody whom the matter speaks of', () => {
    const named = begun('2026-11-18 10:12', { category: 'integrity', text: '书记赵志远收了钱', handlerId: 'qian' })
    expect(run([named], '2026-11-23 09:00').who).toEqual(['qian'])
  })

  test('those above read of what is sensitive only that it is there', () => {
    const record = begun('2026-11-18 10:12', { category: 'dispute', place: null, text: '三楼两家为漏水吵起来' })
    const { wordsTo } = run([record], '2026-11-23 09:00')
    expect(wordsTo('qian')).toContain('A3-0017')
    expect(wordsTo('qian')).not.toContain('漏水')
    expect(wordsTo('zhao')).toContain('漏水')
  })

  test('where the handler cannot be reached, who leads hears at once', () => {
    const record = begun('2026-11-18 10:12', { category: 'hardship', handlerId: 'deaf' })
    const deaf = person('deaf', '刘静', [['zone_member', 'A3']], false)
    const facts = nobody()
    const zones = facts.zones.map((z) => (z.code === 'A3' ? { ...z, primary: deaf } : z))
    expect(run([record], '2026-11-19 09:00', { ...facts, zones }).who).toEqual(['zhao'])
  })
})

describe('leave', () => {
  const half = '2026-11-19 09:00'
  test('whoever stands in is reminded, and who is away is not', () => {
    const facts = withPeople({ zhou: away(PEOPLE.zhou, 'wang') })
    expect(run([begun('2026-11-18 10:12')], half, facts).who).toEqual(['li', 'wang'])
  })

  test('without a cover the backup, else the secretary', () => {
    expect(run([begun('2026-11-18 10:12')], half, withPeople({ zhou: away(PEOPLE.zhou) })).who).toEqual(['li'])
    const both = withPeople({ zhou: away(PEOPLE.zhou), li: away(PEOPLE.li) })
    expect(run([begun('2026-11-18 10:12')], half, both).who).toEqual(['zhao'])
  })

  test('whoever stands in reads what the handler reads', () => {
    const facts = withPeople({ zhou: away(PEOPLE.zhou, 'wang') })
    const record = begun('2026-11-18 10:12', { category: 'hardship', place: null, text: '五楼老人摔伤没人照顾' })
    const { who, wordsTo } = run([record], half, facts)
    expect(who).toEqual(['wang'])
    expect(wordsTo('wang')).toContain('五楼老人')
  })

  test('a secretary on leave is not reminded either, but whoever is above', () => {
    const facts = withPeople({ zhao: away(PEOPLE.zhao) })
    expect(run([begun('2026-11-18 10:12')], '2026-11-20 09:00', facts).who).toEqual(['li', 'qian', 'zhou'])
  })
})

describe('one message', () => {
  const cases = [
    begun('2026-11-18 10:12', { code: 'A3-0001', text: '3号楼灯坏了' }),
    takenOn('2026-11-11 10:00', { code: 'A3-0002', text: '2号楼下水道堵了' }),
    takenOn('2026-11-18 09:00', { code: 'A3-0003', state: 'scheduled', scheduledOn: '2026-11-18' }),
  ]

  test('for one person, whatever it is about; what is over first', () => {
    const { heard, wordsTo } = run(cases, '2026-11-19 09:00')
    expect(heard.filter((t) => t.to[0]?.externalId === 'zhou')).toHaveLength(1)
    const words = wordsTo('zhou')
    expect(words.indexOf('A3-0002')).toBeLessThan(words.indexOf('A3-0003'))
    expect(words.indexOf('A3-0003')).toBeLessThan(words.indexOf('A3-0001'))
    expect(words).toContain('认领')
  })

  test('what can be taken on has a button each', () => {
    const free = [1, 2, 3].map((n) => begun('2026-11-18 10:12', { code: `A3-000${n}` }))
    const card = run(free, '2026-11-19 09:00').heard.find((t) => t.to[0]?.externalId === 'zhou')?.content
    expect(card).toMatchObject({
      type: 'card',
      card: { buttons: free.map((c) => ({ action: `accept:${c.code}`, says: `认领 ${c.code}` })) },
    })
  })

  test('many are a list with an end', () => {
    const many = Array.from({ length: 40 }, (_, i) => begun('2026-11-18 10:12', { code: `A3-${1000 + i}` }))
    const { heard, wordsTo } = run(many, '2026-11-19 09:00')
    expect(heard).toHaveLength(2)
    expect(wordsTo('zhou')).toContain('还有 25 件')
  })

  test('about one case, though several of its clocks are due', () => {
    const { heard } = run([begun('2026-11-02 10:00')], '2026-11-18 10:00')
    expect(heard.filter((t) => t.to[0]?.externalId === 'zhou')).toHaveLength(1)
  })

  test('a thousand people are spread over minutes, none on the full or half hour', () => {
    const people = Array.from({ length: 1000 }, (_, i) => person(`p${i}`, '王五', [['zone_member', `Z${i}`]]))
    const zones = people.map((p, i) => ({
      ...(ZONES[0] as (typeof ZONES)[number]),
      id: `z${i}`,
      code: `Z${i}`,
      primary: p,
      backups: [],
    }))
    const cases = zones.map((z, i) =>
      takenOn('2026-11-16 09:00', {
        code: `Z${i}-0001`,
        zoneCode: z.code,
        handlerId: `p${i}`,
        state: 'scheduled',
        scheduledOn: '2026-11-18',
      }),
    )
    const { heard } = run(cases, '2026-11-18 09:00', nobody({ zones }))
    const times = heard.map((t) => t.notBefore?.getTime() ?? 0).sort((a, b) => a - b)
    expect(times).toHaveLength(1000)
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(5 * 60_000)
    const minutes = times.map((t) => new Date(t).getUTCMinutes())
    expect(minutes.filter((m) => m === 0 || m === 30)).toEqual([])
    const most = Math.max(...[...new Set(minutes)].map((m) => minutes.filter((o) => o === m).length))
    expect(most).toBeLessThan(250)
  })
})

test('every answer that a reminder offers is understood', () => {
  const cases = [
    begun('2026-11-18 10:12', { code: 'A3-0001' }),
    takenOn('2026-11-11 10:00', { code: 'A3-0002' }),
    takenOn('2026-11-16 09:00', {
      code: 'A3-0003',
      state: 'waiting_external',
      external: { body: '供电局', number: null, askAgainOn: '2026-11-18' },
    }),
    ...Array.from({ length: 6 }, (_, i) => takenOn('2026-11-04 10:00', { code: `A3-001${i}` })),
  ]
  const words = ['zhou', 'zhao'].map((who) => run(cases, '2026-11-19 09:00').wordsTo(who)).join()
  const offered = [...words.matchAll(/请说：(.+?)(?=，再加|。)/g)].map(([, text = '']) =>
    text.replace('某某', '王秀英'),
  )
  const names = offered.map(
    (text) => understand({ text, sentAt: at('2026-11-19 09:00'), role: 'member' }).command?.name,
  )
  expect([...new Set(names)].sort()).toEqual(['back', 'claim', 'close', 'extend', 'handover', 'refer'])
})

describe('quiet hours', () => {
  test('nobody hears of anything at night; in the morning it is looked at anew', () => {
    const record = begun('2026-11-18 10:12')
    const { decisions, putOff } = run([record], '2026-11-19 21:00')
    expect(decisions).toEqual([])
    expect(putOff).toEqual([{ caseId: record.id, remindAt: at('2026-11-20 08:00') }])
  })

  test('but of an emergency that nobody has taken on, at once', () => {
    const fire = begun('2026-11-18 23:00', { category: 'fire', urgency: 'emergency', text: '3号楼着火了' })
    const { heard, who, wordsTo } = run([fire], '2026-11-18 23:15')
    expect(who).toEqual(['li', 'zhao', 'zhou'])
    expect(wordsTo('zhou')).toContain('认领 A3-0017')
    expect(wordsTo('zhao')).toContain('请马上联系周建国')
    expect(heard.map((t) => [t.lane, t.purpose, t.notBefore])).toEqual(Array(3).fill(['emergency', 'emergency', null]))
  })
})

describe('what waits', () => {
  const external = { body: '12345', number: '20261118001', askAgainOn: '2026-11-18' }

  test('outside: its handler is told to ask, with the answer to give', () => {
    const record = { ...takenOn('2026-11-16 09:00', { state: 'waiting_external', external }) }
    const { who, wordsTo, decisions } = run([record], '2026-11-18 09:00')
    expect(who).toEqual(['zhou'])
    expect(wordsTo('zhou')).toContain('A3-0017 12345回了')
    expect(wordsTo('zhou')).toContain('20261118001')
    expect(only(decisions, 'note_case')).toMatchObject([{ event: 'nudge' }])
  })

  test('for a reporter who does not answer: its handler hears so, once', () => {
    const record = takenOn('2026-11-16 09:00', { state: 'need_info' })
    const asked = { ...record, clocks: { ...record.clocks, pausedAt: at('2026-11-13 10:00') } }
    expect(run([asked], '2026-11-19 09:00').wordsTo('zhou')).toContain('还没有回答')
  })

  test('for a second look that nobody took: it ends as resolved, not verified, and nobody is bothered', () => {
    const record = takenOn('2026-11-16 09:00', { state: 'to_verify' })
    const closed = { ...record, clocks: { ...record.clocks, verify: { dueAt: at('2026-11-18 10:00'), doneAt: null } } }
    const { decisions, heard } = run([closed], '2026-11-18 11:00')
    expect(decisions).toMatchObject([
      { do: 'move_case', event: 'expire', to: 'resolved', by: { role: 'system' }, sets: { verified: false } },
    ])
    expect(heard).toEqual([])
  })

  test('for its day: a word in the morning', () => {
    const record = takenOn('2026-11-16 09:00', { state: 'scheduled', scheduledOn: '2026-11-18' })
    expect(run([record], '2026-11-18 09:00').wordsTo('zhou')).toContain('原定今天')
  })
})

test('what was never touched has nothing to say', () => {
  const { decisions, putOff } = run([caseFacts({ ...UNTOUCHED, state: 'new' })], '2026-11-19 09:00')
  expect([decisions, putOff]).toEqual([[], [{ caseId: 'case-A3-0017', remindAt: null }]])
})
