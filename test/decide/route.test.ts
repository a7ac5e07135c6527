import { describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import type { Facts, PersonFacts, ZoneFacts } from '../../src/decide/facts.ts'
import { route } from '../../src/decide/route.ts'
import { namedZones } from '../../src/decide/zone-match.ts'
import { zonesAlikeIn } from '../../src/jobs/zones-alike.ts'
import { at, factsOf, incident, NOW, PEOPLE, person, readingOf, said, type Who, ZONES } from './facts.ts'

function zone(code: string, areas: string[], buildings: Record<string, [string, string?]> = {}): ZoneFacts {
  const named = areas.map((text) => ({ text, building: null, unit: null }))
  const numbered = Object.entries(buildings).map(([text, [building, unit]]) => ({ text, building, unit: unit ?? null }))
  return { ...(ZONES[0] as ZoneFacts), id: code, code, name: `责任区${code}`, areas: [...named, ...numbered] }
}

const many = [
  zone('P1', ['三组', '老祠堂'], { 幸福小区3号楼: ['3'] }),
  zone('P2', ['13组', '祠堂门口广场'], { 阳光小区3号楼: ['3'] }),
  zone('P3', [], { '7号楼1单元': ['7', '1'] }),
  zone('P4', ['红砖楼'], { '7号楼2单元': ['7', '2'] }),
]

describe('which zone the words name', () => {
  test.each([
    ['3组的路灯', at('3组'), ['P1']],
    ['13组的路灯', at('13组'), ['P2']],
    ['十三组的路灯', at('十三组'), ['P2']],
    ['祠堂门口广场积水', at('祠堂门口广场'), ['P2']],
    ['老祠堂漏雨', at('老祠堂'), ['P1']],
    ['阳光小区3号楼电梯坏了', at('阳光小区3号楼', { building: '3' }), ['P2']],
    ['3号楼电梯坏了', at('3号楼', { building: '3' }), ['P1', 'P2']],
    ['7号楼2单元停电', at('7号楼2单元', { building: '7', unit: '2' }), ['P4']],
    ['7号楼停电', at('7号楼', { building: '7' }), ['P3', 'P4']],
    ['7号楼3单元停电', at('7号楼3单元', { building: '7', unit: '3' }), []],
    ['红砖楼后面', at('红砖楼后面'), ['P4']],
    ['P3责任区有人吵架', null, ['P3']],
    ['P3-0017 怎样了', null, []],
    ['路灯不亮', null, []],
  ])('%s', (text, place, codes) => {
    expect(namedZones(many, place, text).map((z) => z.code)).toEqual(codes)
  })
})

const routed = (
  facts: Facts,
  text: string,
  place = null as ReturnType<typeof at> | null,
  category = 'facility' as const,
) => {
  const { zone: found, handler, leader, question } = route({ category, place, text }, facts)
  return [found?.code ?? null, handler?.id ?? null, leader?.id ?? null, question?.about ?? null]
}

describe('where a matter goes', () => {
  test('to the zone of its place, its member and the secretary', () => {
    expect(routed(factsOf('zhou'), '5号楼', at('5号楼', { building: '5' }))).toEqual(['B2', 'wang', 'zhao', null])
  })

  test('without a place to the one zone of the sender', () => {
    expect(routed(factsOf('zhou'), '灯坏了')).toEqual(['A3', 'zhou', 'zhao', null])
  })

  test('with two zones of one fit it is asked, and lies with the secretary until then', () => {
    expect(routed(factsOf('sun'), '灯坏了')).toEqual([null, 'zhao', 'zhao', 'which_zone'])
  })

  test('of several zones that fit the own one is meant', () => {
    const twin = { ...zone('C9', [], { '3号楼': ['3'] }), branchId: 'branch-xingfu' }
    const facts = factsOf('zhou', { zones: [...ZONES, twin] })
    expect(routed(facts, '3号楼', at('3号楼', { building: '3' }))[0]).toBe('A3')
    const resident = factsOf('resident', { zones: [...ZONES, twin] })
    expect(routed(resident, '3号楼', at('3号楼', { building: '3' }))).toEqual([null, 'zhao', 'zhao', 'which_zone'])
  })

  test('a secretary who reports without a place handles it', () => {
    expect(routed(factsOf('zhao'), '灯坏了')).toEqual([null, 'zhao', 'zhao', null])
  })

  const unreachable = (who: PersonFacts) => ({ ...who, addresses: [] })
  const zonesWith = (primary: PersonFacts, backups: PersonFacts[]) => [{ ...(ZONES[0] as ZoneFacts), primary, backups }]

  test('who cannot be reached is skipped for the backup', () => {
    const facts = factsOf('resident', { zones: zonesWith(unreachable(PEOPLE.zhou), [PEOPLE.li]) })
    expect(routed(facts, '3号楼', at('3号楼', { building: '3' }))[1]).toBe('li')
  })

  test('a zone without anybody goes to the secretary', () => {
    const facts = factsOf('resident', { zones: [{ ...(ZONES[0] as ZoneFacts), primary: null, backups: [] }] })
    expect(routed(facts, '3号楼', at('3号楼', { building: '3' }))).toEqual(['A3', 'zhao', 'zhao', null])
  })

  test('without a secretary who can be reached it goes above', () => {
    const branches = [
      { id: 'branch-xingfu', name: '支部', secretaries: [unreachable(PEOPLE.zhao)], above: [PEOPLE.qian] },
    ]
    const facts = factsOf('zhou', { branches })
    expect(routed(facts, '19号楼', at('19号楼', { building: '19' }))).toEqual([null, 'qian', 'qian', null])
  })

  test('without anybody it still has a way', () => {
    const facts = factsOf('resident', { zones: [], branches: [] })
    expect(routed(facts, '19号楼', at('19号楼', { building: '19' }))).toEqual([null, null, null, null])
  })

  test('a backup who is named is passed over, the member in charge handles', () => {
    expect(routed(factsOf('resident'), '3号楼 李敏不管', at('3号楼', { building: '3' }))[1]).toBe('zhou')
  })

  test('two secretaries: what names one goes above, not to the other', () => {
    const deputy = person('deputy', '吴丽华', [['deputy_secretary', null]])
    const branches = [{ id: 'branch-xingfu', name: '支部', secretaries: [PEOPLE.zhao, deputy], above: [PEOPLE.qian] }]
    expect(routed(factsOf('resident', { branches }), '吴书记不管事')[2]).toBe('qian')
  })
})

describe('a matter of which nobody knows the branch', () => {
  const leader = person('leader', '郑立', [['organisation_admin', null]])
  const branch = (id: string, above: PersonFacts[]) => ({ id, name: id, secretaries: [PEOPLE.zhao], above })

  test('goes to nobody who leads only some of the branches', () => {
    const facts = factsOf('resident', { zones: [], branches: [branch('one', [PEOPLE.qian]), branch('two', [])] })
    expect(routed(facts, '林静老师打学生').slice(0, 3)).toEqual([null, null, null])
  })

  test('goes to whoever leads them all', () => {
    const branches = [branch('one', [PEOPLE.qian, leader]), branch('two', [leader])]
    expect(routed(factsOf('resident', { zones: [], branches }), '林静老师打学生')[2]).toBe('leader')
  })
})

describe('a zone that is named nearly', () => {
  const estates = [
    { ...zone('S1', ['老机床大院'], { 阳光小区3号楼: ['3'] }), name: '阳光小区' },
    { ...zone('S2', ['三年级二班'], { 翠湖花园3号楼: ['3'] }), name: '翠湖花园' },
    { ...zone('S3', [], { '12号楼': ['12'] }), name: '东湖名苑' },
    { ...zone('S4', []), name: '冬湖名苑' },
  ]
  const zones = [...ZONES, ...estates]
  const near = (who: Who) => factsOf(who, { zones, zonesAlike: zonesAlikeIn(zones) })
  const wayOf = (facts: Facts, text: string, place: ReturnType<typeof at> | null = null) => {
    const { zone: found, question } = route({ category: 'facility', place, text }, facts)
    const offered = question?.about === 'which_zone' ? question.zones.map((z) => z.code) : []
    return [found?.code ?? null, ...offered]
  }

  test.each([
    ['by its sound', '洋光小区的路灯坏了', null],
    ['in Traditional characters', '陽光小區的路燈壞了', null],
    ['by the sound of what else it is called', '老鸡床大院的井盖没了', null],
    ['where several have a building of that number', '洋光小区3号楼电梯坏了', at('洋光小区3号楼', { building: '3' })],
    ['by the place of a correction', '路灯坏了', at('洋光小区')],
  ])('%s', (_, text, place) => {
    expect(wayOf(near('resident'), text, place)).toEqual(['S1'])
  })

  test('before a bare number that only another estate has', () => {
    const taken = zone('S9', [], { 幸福小区77号楼: ['77'] })
    const all = [...zones, taken]
    const facts = factsOf('resident', { zones: all, zonesAlike: zonesAlikeIn(all) })
    const at77 = (words: string) => wayOf(facts, `${words}电梯坏了`, at(words, { building: '77' }))
    expect(at77('洋光小区77号楼')).toEqual(['S1'])
    expect(at77('77号楼')).toEqual(['S9'])
    expect(at77('幸福小区77号楼')).toEqual(['S9'])
  })

  test.each(['路灯不亮', '五年级二班的灯坏了', '11月12号楼道灯坏了', '小区里太吵'])(
    '%s names none, and goes where it would go by letters alone',
    (text) => {
      expect(wayOf(near('zhou'), text)).toEqual(wayOf(factsOf('zhou', { zones }), text))
      expect(wayOf(near('zhou'), text)).toEqual(['A3'])
    },
  )

  test('letters go first', () => {
    expect(wayOf(near('resident'), '冬湖名苑停水')).toEqual(['S4'])
  })

  test('of two that sound alike it is asked, the likelier first', () => {
    expect(wayOf(near('resident'), '懂湖名苑停水')).toEqual([null, 'S3', 'S4'])
    const of = person('own', '高远', [['zone_member', 'S4']])
    const facts = near('zhou')
    expect(wayOf({ ...facts, sender: { ...facts.sender, person: of } }, '懂湖名苑停水')).toEqual(['S4'])
  })

  test('no more than three are offered', () => {
    const many = ['东湖名苑', '冬湖名苑', '咚湖名苑', '氡湖名苑'].map((name, i) => ({ ...zone(`M${i}`, []), name }))
    const facts = factsOf('resident', { zones: many, zonesAlike: zonesAlikeIn(many) })
    expect(wayOf(facts, '懂湖名苑停水')).toHaveLength(4)
  })

  test('each matter of a message goes by its own words', () => {
    const text = '洋光小区路灯坏了，翠胡花园井盖没了'
    const records = [incident({ source: [0, 8] }), incident({ source: [9, text.length] })]
    const opened = decide(said(text, readingOf({ records })), near('zhou'), NOW).flatMap((d) =>
      d.do === 'open_case' ? [d.case.zoneCode] : [],
    )
    expect(opened).toEqual(['S1', 'S2'])
  })
})
