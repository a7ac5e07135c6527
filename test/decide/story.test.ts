import { expect, test } from 'vitest'
import { at, checkIn, incident, readingOf, said } from './facts.ts'
import { World } from './world.ts'

const yes = said('对', readingOf({ answer: 'yes' }))
const lamp = said(
  '3号楼2单元楼道灯坏了两天了',
  readingOf({ records: [incident({ place: at('3号楼2单元楼道', { building: '3', unit: '2' }) })] }),
)

test('a morning in the community: told, corrected, confirmed, taken on, closed, found good', () => {
  const world = new World()

  expect(world.happens('wang', lamp)).toEqual([
    'wang: 这件事我这样记，对吗？ | 编号 A3-0001 | 公共设施 | 3号楼2单元楼道 | 没有提到 | 一般 | 幸福社区一区（A3） | 责任区党员 周建国 | [对/改/撤回]',
  ])
  expect(world.case('A3-0001').state).toBe('draft')

  const correction = said(
    '不是3号楼，是2号楼',
    readingOf({
      intent: 'command',
      command: { name: 'edit', args: {} },
      correction: { from: { building: '3' }, place: { building: '2', text: '2号楼' } },
    }),
  )
  expect(world.happens('wang', correction)).toEqual([
    'wang: 这件事我这样记，对吗？ | 编号 A3-0001 | 公共设施 | 2号楼2单元楼道 | 没有提到 | 一般 | 幸福社区一区（A3） | 责任区党员 周建国 | [对/改/撤回]',
  ])

  expect(world.taps('wang', '对')).toEqual([
    'zhou: 新事件 A3-0001 | 公共设施 · 一般 · 待受理 | A3-0001 | 2号楼2单元楼道 | 幸福社区一区（A3） | 责任区党员 王秀英 | [认领]',
    'zhao: 新事件 A3-0001 | 公共设施 · 一般 · 待受理 | A3-0001 | 2号楼2单元楼道 | 幸福社区一区（A3） | 责任区党员 王秀英',
    'wang: 已记下 | 编号 A3-0001 | 公共设施 | 2号楼2单元楼道 | 没有提到 | 一般 | 幸福社区一区（A3） | 责任区党员 周建国 | [已确认]',
  ])

  expect(world.taps('zhou', '认领')).toEqual([
    'zhou: 已认领 A3-0001 | 公共设施 · 一般 · 已受理 | A3-0001 | 2号楼2单元楼道 | 幸福社区一区（A3） | [办结]',
    'wang: 您反映的 A3-0001（2号楼2单元楼道 公共设施）已有人受理，办好会告诉您。',
  ])

  const done = said(
    '办结 A3-0001 灯已换新',
    readingOf({ command: { name: 'close', args: { code: 'A3-0001', text: '灯已换新' } }, codes: ['A3-0001'] }),
  )
  expect(world.after(60).happens('zhou', done)).toEqual([
    'zhou: 好的，A3-0001 记为办好了，请上报人和责任区党员 李敏看一眼。您不用再报。',
    'wang: 您反映的事办好了，请您看看 | 2号楼2单元楼道 公共设施 | A3-0001 | [好/没好]',
    'li: 请您看看这件事办好了没有 | 2号楼2单元楼道 公共设施 | A3-0001 | 2号楼2单元楼道 | [看过了，修好了/还没好]',
  ])
  expect(world.taps('wang', '好')).toEqual(['wang: 谢谢，记下了 | 2号楼2单元楼道 公共设施 | A3-0001 | 已解决 | [好]'])
  expect(world.case('A3-0001').state).toBe('resolved')
})

test('a resident is asked where, answers, and silence keeps the matter', () => {
  const world = new World()
  const dark = said('楼道灯坏了', readingOf({ records: [incident()] }))
  expect(world.happens('resident', dark)[0]).toContain('这件事在哪里？')
  const answer = said(
    '3号楼',
    readingOf({ records: [incident({ category: 'other', place: at('3号楼', { building: '3' }) })], confidence: 0.4 }),
  )
  expect(world.happens('resident', answer)[0]).toContain('责任区党员 | [对/改/撤回]')
  expect(world.after(10).happens('resident', { type: 'due', due: 'draft_silent' })).toEqual([
    'zhou: 新事件 W-0001 | 公共设施 · 一般 · 待受理 | W-0001 | 3号楼 | 幸福社区一区（A3） | 居民 | [认领]',
    'zhao: 新事件 W-0001 | 公共设施 · 一般 · 待受理 | W-0001 | 3号楼 | 幸福社区一区（A3） | 居民',
  ])
  expect(world.happens('resident', { type: 'due', due: 'draft_silent' })).toEqual([])
})

test('a fire told by two neighbours alerts once, and both are told to call 119', () => {
  const world = new World()
  const fire = said(
    '3号楼着火了',
    readingOf({
      records: [incident({ category: 'fire', urgency: 'emergency', place: at('3号楼', { building: '3' }) })],
      emergencyNumber: '119',
    }),
  )
  const first = world.happens('wang', fire)
  const alarmed = ['zhou', 'zhou', 'zhao', 'zhao', 'li', 'li']
  expect(first.map((line) => line.split(':')[0])).toEqual([...alarmed, 'wang', 'wang'])
  expect(first[1]).toBe('zhou: 突发 A3-0001 | 消防隐患 · 突发 · 待受理 | [认领]')
  expect(first[6]).toBe('wang: 请先拨打119，先保证人身安全。\n这件事已记下（A3-0001），并通知了责任区党员和支部书记。')
  const second = world.after(2).happens('resident', fire)
  expect(second.map((line) => line.split(':')[0])).toEqual(['resident', 'resident'])
  expect(second[0]).toContain('请先拨打119')
  expect(
    world
      .after(10)
      .happens('resident', fire)
      .map((line) => line.split(':')[0]),
  ).toContain('zhou')
})

test('what is unclear is asked once and then kept; nothing is asked twice', () => {
  const world = new World()
  const unclear = readingOf({ intent: 'chat', confidence: 0.3 })
  expect(world.happens('zhou', said('那个又不行了', unclear))).toEqual(['zhou: 我没听明白。请说一句：在哪里、什么事？'])
  const again = world.happens('zhou', said('就是那边', unclear, unclear))
  expect(again[0]).toBe('zhou: 您说的已原样记下，编号 A3-0001。')
  expect(world.case('A3-0001')).toMatchObject({ state: 'new', category: 'other', text: '那个又不行了，就是那边' })
})

test('a patrol with a finding is one card, kept by one word', () => {
  const world = new World()
  const patrol = said(
    '早上巡查，1号楼井盖破了',
    readingOf({
      records: [checkIn({ source: [0, 4] }), incident({ place: at('1号楼', { building: '1' }), source: [5, 12] })],
    }),
  )
  expect(world.happens('zhou', patrol)).toEqual([
    'zhou: 我记成了 2 条，对吗？ | 编号 A3-0001 | 公共设施 · 1号楼 · 一般 | 巡查 | [对/改/撤回]',
  ])
  expect(world.happens('zhou', yes)).toEqual([
    'zhao: 新事件 A3-0001 | 公共设施 · 一般 · 待受理 | A3-0001 | 1号楼 | 幸福社区一区（A3） | 责任区党员 周建国',
    'zhou: 好的，A3-0001 已记下，由您本人处理。\n工作记录已保存，不用再报。',
  ])
  expect(world.checkIns.map((c) => c.state)).toEqual(['kept'])
})

test('two taps on one card do one thing', () => {
  const world = new World()
  world.happens('wang', lamp)
  world.taps('wang', '对')
  expect(world.taps('wang', '对')).toEqual(['wang: 这张卡片已经处理过了 | A3-0001 待受理 | [已处理过]'])
  expect(world.told.filter((t) => t.key.startsWith('new-case/'))).toHaveLength(2)
})

test('a second matter of no known kind is not taken for the place of the open card', () => {
  const world = new World()
  world.happens('wang', lamp)
  const text = '5号楼门口有积水'
  const place = at('5号楼门口', { building: '5' })
  const puddle = said(
    text,
    readingOf({ confidence: 0.45, records: [incident({ category: 'other', place, source: [0, text.length] })] }),
  )
  world.happens('wang', puddle)
  expect(world.case('A3-0001').place?.text).toBe('3号楼2单元楼道')
})
