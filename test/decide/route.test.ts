import { describe, expect, test } from 'vitest'
import type { Facts, PersonFacts, ZoneFacts } from '../../src/decide/facts.ts'
import { route } from '../../src/decide/route.ts'
import { namedZones } from '../../src/decide/zone-match.ts'
import { at, factsOf, PEOPLE, person, ZONES } from './facts.ts'

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
