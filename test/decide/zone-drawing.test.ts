/** Zones drawn in chat: shown first, done after one yes, by whoever leads alone. */
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import type { Decision } from '../../src/decide/decision.ts'
import type { Facts } from '../../src/decide/facts.ts'
import { read } from '../../src/understanding/read.ts'
import { caseFacts, factsOf, NOW, PEOPLE, said, tappedOn, type Who } from './facts.ts'
import { contentFaults } from './manners.ts'
import { only, tells } from './told.ts'

const POST = { role: 'zone_member', startsOn: '2026-01-01', endsOn: null, termEndsOn: null, known: true } as const
const RECORD = { approved: true, visitCount: 3, longThere: true, caseCount: 1 }

function factsFor(who: Who, changes: Partial<Facts> = {}): Facts {
  const zones = [
    { ...RECORD, code: 'A3', posts: [{ ...POST, personId: 'zhou', backup: false }] },
    { ...RECORD, code: 'B2', posts: [{ ...POST, personId: 'wang', backup: false }] },
  ]
  return { ...factsOf(who), zoning: { people: Object.values(PEOPLE), zones, offers: [], handled: [] }, ...changes }
}

function says(who: Who, text: string, changes: Partial<Facts> = {}): Decision[] {
  const decisions = decide(said(text, read({ text, sentAt: NOW, role: 'member' })), factsFor(who, changes), NOW)
  expect(contentFaults(decisions)).toEqual([])
  return decisions
}

/** The facts of the next turn: the question that this one left. */
function next(decisions: readonly Decision[]): Partial<Facts> {
  const question = only(decisions, 'remember').findLast((d) => d.question !== undefined)?.question ?? null
  return { conversation: { draft: null, question, loose: [] } }
}

const cardsOf = (decisions: readonly Decision[]) =>
  tells(decisions).flatMap(({ content }) => ('card' in content ? [content.card] : []))
const shown = (decisions: readonly Decision[]) =>
  cardsOf(decisions).map(({ title, facts, buttons }) =>
    [title, ...facts.map((f) => `${f.label} ${f.value}`), buttons.map((b) => b.label).join('/')].join(' | '),
  )
const texts = (decisions: readonly Decision[]) =>
  tells(decisions).flatMap(({ to, content }) =>
    content.type === 'text' ? [`${to[0]?.externalId}: ${content.text.split('\n回执')[0]}`] : [],
  )
const drawn = (decisions: readonly Decision[]) => only(decisions, 'draw_zone').map(({ drawing }) => drawing)

describe('a new zone', () => {
  test('is shown, and drawn after a yes, of the kind that the branch has', () => {
    const asked = says('zhao', '新划责任区C1，西门片区，范围7-8号楼、西门')
    expect(drawn(asked)).toEqual([])
    expect(shown(asked)).toMatchInlineSnapshot(`
      [
        "要新划这个责任区吗？ | 责任区 C1 西门片区 | 范围 7号楼、8号楼、西门 | 就这样/不改",
      ]
    `)
    const done = says('zhao', '好的', next(asked))
    expect(drawn(done)).toEqual([
      {
        branchId: 'branch-xingfu',
        add: {
          ...{ code: 'C1', name: '西门片区', kind: 'community' },
          areas: [
            { text: '7号楼', building: '7', unit: null },
            { text: '8号楼', building: '8', unit: null },
            { text: '西门', building: null, unit: null },
          ],
        },
      },
    ])
    expect(texts(done)).toMatchInlineSnapshot(`
      [
        "zhao: 好的，新划了西门片区（C1）。支部通过后请说：责任区划分支部通过了。由谁负责，可以说：让老李管C1。",
      ]
    `)
  })

  test('names what another zone has already', () => {
    expect(shown(says('zhao', '新划责任区C1，西门片区，范围6-7号楼'))[0]).toContain('6号楼也在B2里')
  })

  test.each([
    ['新划一个责任区', '请带上编号和名称'],
    ['新划责任区C1，西门片区，范围8-3号楼', '没看懂'],
    [`新划责任区C1，西门片区，范围1-3000号楼`, '没看懂'],
  ])('%s says what is missing, and nothing waits', (text, words) => {
    const decisions = says('zhao', text)
    expect(texts(decisions)[0]).toContain(words)
    expect(only(decisions, 'remember')).toEqual([])
  })

  test('takes no code that is or was another one, also if somebody else took it meanwhile', () => {
    const taken = { branchWork: { codeTaken: true } }
    expect(texts(says('zhao', '新划责任区B2，西门片区', taken))[0]).toContain('用过了')
    const asked = says('zhao', '新划责任区C1，西门片区')
    const done = says('zhao', '好', { ...next(asked), ...taken })
    expect(drawn(done)).toEqual([])
    expect(texts(done)[0]).toContain('用过了')
  })
})

describe('a change', () => {
  test('of the name leaves the areas, and names the zone by its code', () => {
    const asked = says('zhao', '幸福社区二区责任区改名东门片区')
    expect(shown(asked)).toMatchInlineSnapshot(`
      [
        "要这样改吗？ | 责任区 幸福社区二区（B2） | 新名称 东门片区 | 就这样/不改",
      ]
    `)
    expect(drawn(says('zhao', '就这样', next(asked)))).toEqual([{ zoneCode: 'B2', changes: { name: '东门片区' } }])
  })

  test.each([
    ['B2的范围改成4号楼、东门', ['4号楼', '东门']],
    ['B2范围加上7号楼', ['4号楼', '5号楼', '6号楼', '东门', '7号楼']],
    ['把7号楼划给B2', ['4号楼', '5号楼', '6号楼', '东门', '7号楼']],
    ['B2范围去掉6号楼', ['4号楼', '5号楼', '东门']],
  ])('of the areas: %s', (text, areas) => {
    const done = says('zhao', '好', next(says('zhao', text)))
    const [drawing] = drawn(done)
    expect(drawing && 'changes' in drawing && drawing.changes.areas?.map((area) => area.text)).toEqual(areas)
  })

  test('takes away a building by all its names', () => {
    const done = says('zhao', '好', next(says('zhao', 'A3范围去掉3号楼')))
    const [drawing] = drawn(done)
    const areas = drawing && 'changes' in drawing ? drawing.changes.areas : []
    expect(areas?.map((area) => area.text)).toEqual(['1号楼', '2号楼', '老年活动中心'])
  })

  test('that changes nothing says so', () => {
    const decisions = says('zhao', 'B2范围加上4号楼')
    expect(texts(decisions)[0]).toContain('本来就是这样')
    expect(only(decisions, 'remember')).toEqual([])
  })
})

describe('an end', () => {
  test('is shown with who answers for it, and told to them once it is done', () => {
    const asked = says('zhao', '撤销责任区B2')
    expect(shown(asked)).toMatchInlineSnapshot(`
      [
        "要撤销这个责任区吗？ | 责任区 幸福社区二区（B2） | 现在 由王秀英负责 | 注意 从今天起没有人负责，记录和编号都留着 | 就这样/不改",
      ]
    `)
    const done = says('zhao', '对', next(asked))
    expect(drawn(done)).toEqual([{ zoneCode: 'B2', endsOn: '2026-11-18' }])
    expect(texts(done)).toMatchInlineSnapshot(`
      [
        "zhao: 好的，幸福社区二区（B2）撤销了，记录和编号都留着。",
        "wang: 幸福社区二区（B2）从今天起不再由您负责，谢谢您这些日子出力。",
      ]
    `)
  })
})

test('an end says of each who answered for the zone what becomes of what they have in hand', () => {
  const posts = ['wang', 'sun'].map((personId) => ({ ...POST, personId, backup: personId === 'sun' }))
  const zones = [{ ...RECORD, code: 'B2', posts }]
  const handled = ['wang', 'sun'].map((handlerId, i) => {
    return caseFacts({
      code: `B2-000${i + 1}`,
      zoneCode: 'B2',
      branchId: 'branch-xingfu',
      state: 'in_progress',
      handlerId,
    })
  })
  const zoning = { people: Object.values(PEOPLE), zones, offers: [], handled }
  const asked = says('zhao', '撤销责任区B2', { zoning })
  expect(texts(says('zhao', '对', { ...next(asked), zoning }))).toMatchInlineSnapshot(`
    [
      "zhao: 好的，幸福社区二区（B2）撤销了，记录和编号都留着。没办完的 1 件事（B2-0001）马上另外安排，派给谁会告诉您。没办完的 1 件事（B2-0002）仍由孙洁办完。",
      "wang: 幸福社区二区（B2）从今天起不再由您负责，谢谢您这些日子出力。您没办完的事会另外安排。",
      "sun: 幸福社区二区（B2）从今天起不再由您负责，谢谢您这些日子出力。您手上的事请办完，要转交可以说：我的事都交给老李。",
    ]
  `)
})

test('a no, a button and an older button each do what they say', () => {
  const asked = says('zhao', '撤销责任区B2')
  const [yes, no] = cardsOf(asked)[0]?.buttons ?? []
  const taskId = cardsOf(asked)[0]?.taskId ?? ''
  for (const words of ['不改', '不用了', '算了']) {
    const dropped = says('zhao', words, next(asked))
    expect(drawn(dropped)).toEqual([])
    expect(texts(dropped)).toEqual(['zhao: 好的，没有改。'])
  }
  const tap = (action: string, changes: Partial<Facts>) =>
    decide(tappedOn(action, taskId), factsFor('zhao', changes), NOW)
  expect(drawn(tap(yes?.action ?? '', next(asked)))).toHaveLength(1)
  expect(drawn(tap(no?.action ?? '', next(asked)))).toEqual([])
  expect(drawn(tap(yes?.action ?? '', {}))).toEqual([])
  expect(shown(tap(yes?.action ?? '', {}))[0]).toContain('已经过期')
})

test.each(['zhou', 'wang', 'resident'] as const)('%s draws nothing', (who) => {
  for (const text of ['新划责任区C1，西门片区', 'B2改名东门片区', '撤销责任区B2', '把7号楼划给B2']) {
    const asked = says(who, text)
    expect(only(asked, 'remember')).toEqual([])
    expect(texts(asked)[0]).toContain('由支部书记定')
  }
})

test('a secretary who is one no more cannot say yes to what was shown', () => {
  const asked = says('zhao', '撤销责任区B2')
  expect(drawn(says('wang', '好', next(asked)))).toEqual([])
})
