/** One answer of a report is in doubt: its card asks once, and whatever is answered puts the record right. */
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import type { Happening } from '../../src/decide/happening.ts'
import { read } from '../../src/understanding/read.ts'
import type { Doubt, Likely } from '../../src/understanding/understanding.ts'
import { at, checkIn, factsOf, incident, messageOf, NOW, readingOf, said, tappedOn, type Who } from './facts.ts'
import { contentFaults } from './manners.ts'
import { only, tells } from './told.ts'
import { World } from './world.ts'

const PLACE = at('3号楼', { building: '3' })
const WORDS = '3号楼楼下一堆旧沙发，下水道口也堵着'

const byCategory: Doubt = {
  about: 'category',
  record: 0,
  likeliest: likely('environment', 'facility', 'nuisance'),
}
const byKind: Doubt = {
  about: 'kind',
  record: 0,
  likeliest: likely('incident', 'checkin'),
  otherwise: { kind: 'checkin', activity: 'cleanup' },
}
const byIntent: Doubt = { about: 'intent', record: 0, likeliest: likely('report', 'enquiry', 'chat') }

/** The likeliest first, none of them far ahead. */
function likely<T extends string>(...answers: T[]): Likely<T>[] {
  return answers.map((answer, i) => ({ answer, share: 0.4 - i * 0.1 }))
}

function told(doubt: Doubt, changes: Parameters<typeof incident>[0] = {}): Happening {
  const record = incident({ category: 'environment', place: PLACE, ...changes })
  return said(WORDS, readingOf({ records: [record], confidence: 0.6, doubt }))
}

/** What somebody says to the open card, as the engine reads it. */
function spoken(who: Who, text: string): Happening {
  return said(text, read({ text, sentAt: NOW, role: who === 'resident' ? 'resident' : 'member' }))
}

function asked(doubt: Doubt): World {
  const world = new World()
  world.happens('wang', told(doubt))
  return world
}

function lastCard(world: World, who: Who = 'wang') {
  const card = world.cardsOf(who).at(-1)
  if (!card) throw new Error(`${who} has no card`)
  return card
}

const labels = (world: World) => lastCard(world).buttons.map((b) => b.label)

describe('the card of a report whose category is in doubt', () => {
  test('shows what was understood, and asks one question with the likeliest answers', () => {
    const decisions = decide(told(byCategory), factsOf('wang'), NOW)
    expect(contentFaults(decisions)).toEqual([])
    expect(tells(decisions)).toHaveLength(1)
    const world = asked(byCategory)
    const { title, facts, buttons } = lastCard(world)
    expect(title).toBe('这是哪一类：环境卫生、公共设施，还是扰民？')
    expect(facts).toContainEqual({ label: '类别', value: '环境卫生' })
    expect(buttons.map((b) => [b.label, b.says])).toEqual([
      ['环境卫生', 'A3-0001 改成环境卫生'],
      ['公共设施', 'A3-0001 改成公共设施'],
      ['扰民', 'A3-0001 改成扰民'],
      ['改', '改 A3-0001'],
      ['撤回', '撤回 A3-0001'],
    ])
  })

  test('is drawn again in its place after a tap, without the question', () => {
    const world = asked(byCategory)
    const before = lastCard(world)
    world.taps('wang', '公共设施')
    expect(world.case('A3-0001').category).toBe('facility')
    expect(lastCard(world)).toMatchObject({ taskId: before.taskId, title: '这件事我这样记，对吗？' })
    expect(labels(world)).toEqual(['对', '改', '撤回'])
    world.taps('wang', '对')
    expect(world.case('A3-0001')).toMatchObject({ state: 'new', category: 'facility' })
  })

  test.each([
    ['2', 'facility'],
    ['第三个', 'nuisance'],
    ['1', 'environment'],
    ['公共设施', 'facility'],
    ['是公共设施吧', 'facility'],
    ['设施', 'facility'],
    ['A3-0001 改成公共设施', 'facility'],
    ['应该是扰民', 'nuisance'],
    ['公共設施', 'facility'],
    ['應該是擾民吧', 'nuisance'],
    ['第二個', 'facility'],
  ])('is answered by %s', (words, category) => {
    const world = asked(byCategory)
    world.happens('wang', spoken('wang', words))
    expect(world.case('A3-0001')).toMatchObject({ state: 'draft', category })
    expect(labels(world)).toEqual(['对', '改', '撤回'])
  })

  test('is kept as it is after 对, and after silence', () => {
    const yes = asked(byCategory)
    yes.happens('wang', spoken('wang', '对'))
    expect(yes.case('A3-0001')).toMatchObject({ state: 'new', category: 'environment' })
    const silent = asked(byCategory)
    silent.after(11).happens('wang', { type: 'due', due: 'draft_silent' })
    expect(silent.case('A3-0001')).toMatchObject({ state: 'new', category: 'environment' })
  })

  test.each(['都不是', '都不對', '一個也不對'])('asks what to change when it is none of them: %s', (words) => {
    const world = asked(byCategory)
    expect(world.happens('wang', spoken('wang', words))).toEqual(['wang: 请直接说要改哪里，例如：不是3号楼，是5号楼。'])
    world.happens('wang', spoken('wang', '类别改成消防隐患'))
    expect(world.case('A3-0001')).toMatchObject({ state: 'draft', category: 'fire' })
  })

  test('is not answered by the next matter, though that names one of the answers', () => {
    const world = asked(byCategory)
    world.happens('wang', spoken('wang', '5号楼公共设施坏了没人修，环境卫生也差'))
    expect(world.case('A3-0001')).toMatchObject({ state: 'new', category: 'environment' })
    expect(world.cases.length).toBeGreaterThan(1)
  })

  test('shows the present card to a tap that comes after another answer', () => {
    const world = asked(byCategory)
    const [first] = world.cardsOf('wang')
    world.happens('wang', spoken('wang', '2'))
    const late = first?.buttons.find((b) => b.label === '扰民')
    world.happens('wang', tappedOn(late?.action ?? '', first?.taskId))
    expect(world.case('A3-0001').category).toBe('facility')
  })

  test('names the record that it asks about where there are several', () => {
    const world = new World()
    const records = [
      checkIn({ source: [0, 4] }),
      incident({ category: 'facility', place: PLACE, source: [5, 9] }),
      incident({ category: 'environment', place: PLACE, source: [10, 16] }),
    ]
    const doubt: Doubt = { ...byCategory, record: 2 } as Doubt
    world.happens('wang', said('早上巡查，灯坏了，旧沙发堵着楼道口', readingOf({ records, confidence: 0.6, doubt })))
    expect(lastCard(world).title).toBe('第2条这是哪一类：环境卫生、公共设施，还是扰民？')
    world.taps('wang', '扰民')
    expect(world.cases.map((c) => c.category)).toEqual(['facility', 'nuisance'])
  })

  test('is corrected as by any other words, which the next model learns from', () => {
    const decisions = asked(byCategory).decides('wang', spoken('wang', '2'))
    expect(only(decisions, 'edit_case')).toMatchObject([{ changes: { category: 'facility' }, reason: '上报人更正' }])
  })
})

test('work is asked about by what was done', () => {
  const world = new World()
  const doubt: Doubt = {
    about: 'activity',
    record: 0,
    likeliest: likely('visit', 'assistance'),
  }
  const records = [checkIn({ activity: 'visit' })]
  world.happens('zhou', said('给李奶奶送了药', readingOf({ records, confidence: 0.6, doubt })))
  expect(lastCard(world, 'zhou').title).toBe('这是哪种工作：走访，还是帮办帮扶？')
  world.taps('zhou', '帮办帮扶')
  expect(world.checkIns).toMatchObject([{ activity: 'assistance', state: 'draft' }])
})

describe('a matter that may be work done', () => {
  test('becomes work after a tap: the matter is withdrawn, its words and place go on', () => {
    const world = asked(byKind)
    expect(lastCard(world).title).toBe('这是要处理的事，还是做完的工作？')
    world.taps('wang', '做完的工作')
    expect(world.case('A3-0001').state).toBe('cancelled')
    expect(world.checkIns).toMatchObject([{ activity: 'cleanup', state: 'draft', text: WORDS }])
    world.taps('wang', '对')
    expect(world.checkIns).toMatchObject([{ state: 'kept' }])
  })

  test('becomes work by the words of the button too', () => {
    const world = asked(byKind)
    const says = lastCard(world).buttons.find((b) => b.label === '做完的工作')?.says ?? ''
    expect(says).toBe('A3-0001 做完的工作')
    world.happens('wang', spoken('wang', says))
    expect(world.case('A3-0001').state).toBe('cancelled')
    expect(world.checkIns).toMatchObject([{ activity: 'cleanup', state: 'draft' }])
  })

  test('stays a matter after the other answer', () => {
    const world = asked(byKind)
    world.happens('wang', spoken('wang', '要处理的事'))
    expect(world.case('A3-0001').state).toBe('draft')
    expect(labels(world)).toEqual(['对', '改', '撤回'])
  })

  test('is not asked about when a photo came along, which would stay behind', () => {
    const message = messageOf([
      { type: 'text', text: WORDS },
      { type: 'image', mediaId: 'm1' },
    ])
    const happening = told(byKind)
    const decisions = decide({ ...happening, message } as Happening, factsOf('wang'), NOW)
    expect(JSON.stringify(tells(decisions).map((t) => t.content))).not.toContain('做完的工作')
  })
})

describe('a report that may be none', () => {
  test('is asked about in plain words', () => {
    expect(lastCard(asked(byIntent)).title).toBe('这是要记下的事、只是问一下，还是只是聊聊？')
  })

  test.each([
    ['a tap', (world: World) => world.taps('wang', '只是聊聊')],
    ['words', (world: World) => world.happens('wang', spoken('wang', '只是聊聊'))],
  ])('is withdrawn as talk by %s, and nobody hears of it', (_, answer) => {
    const world = asked(byIntent)
    const lines = answer(world)
    expect(world.case('A3-0001').state).toBe('cancelled')
    expect(lines.every((line) => line.startsWith('wang: '))).toBe(true)
  })

  test.each([
    ['a tap', (world: World) => world.taps('wang', '只是问一下')],
    ['words', (world: World) => world.happens('wang', spoken('wang', '只是问一下'))],
  ])('is passed on as a question by %s', (_, answer) => {
    const world = asked(byIntent)
    answer(world)
    expect(world.case('A3-0001').state).toBe('cancelled')
    expect(world.cases.at(-1)).toMatchObject({ kind: 'enquiry', state: 'new', text: WORDS })
  })
})

describe('nothing is asked', () => {
  const titleOf = (happening: Happening, who: Who = 'wang') => {
    const world = new World()
    world.happens(who, happening)
    return lastCard(world, who).title
  }

  test('of an emergency', () => {
    const fire = told(byCategory, { category: 'fire', urgency: 'emergency' })
    expect(titleOf(fire)).not.toContain('哪一类')
  })

  test('beside the question where it is', () => {
    expect(titleOf(told(byCategory, { place: null }))).toBe('这件事我这样记，对吗？')
    expect(titleOf(told(byCategory, { place: null }), 'sun')).toBe('这件事在哪个责任区？')
  })

  test('of several records whether they are a report', () => {
    const records = [incident({ place: PLACE, source: [0, 5] }), incident({ place: PLACE, source: [6, 10] })]
    const several = said(WORDS, readingOf({ records, confidence: 0.6, doubt: byIntent }))
    expect(titleOf(several)).toBe('我记成了 2 条，对吗？')
  })
})
