/** Who stands in while somebody is away: where new matters go, who may work on those in hand, who hears of them. */
import { describe, expect, test } from 'vitest'
import { listeners } from '../../src/decide/announce.ts'
import type { CaseFacts, Facts } from '../../src/decide/facts.ts'
import { inHandsOf } from '../../src/decide/in-hands.ts'
import { mayDo } from '../../src/decide/permit.ts'
import { route } from '../../src/decide/route.ts'
import type { Category } from '../../src/domain/vocabulary.ts'
import { at, caseFacts, factsOf, NOW, whileAway } from './facts.ts'

type Covers = Parameters<typeof whileAway>[1]

function routed(covers: Covers, { category = 'facility' as Category, text = '3号楼灯坏了' } = {}) {
  const facts = whileAway(factsOf('resident'), covers)
  const { handler, leader } = route({ category, place: at('3号楼', { building: '3' }), text }, facts)
  return [handler?.id, leader?.id]
}

describe('a new matter while its member is away', () => {
  test.each<[string, Covers, string, string]>([
    ['nobody is away: the member', {}, 'zhou', 'zhao'],
    ['the cover that was named, though of another zone', { zhou: 'wang' }, 'wang', 'zhao'],
    ['without a cover the backup', { zhou: null }, 'li', 'zhao'],
    ['the backup, where the cover is away too', { zhou: 'wang', wang: null }, 'li', 'zhao'],
    ['the secretary, where all of the zone are away', { zhou: null, li: null }, 'zhao', 'zhao'],
    ['the cover of the secretary leads', { zhao: 'wang' }, 'zhou', 'wang'],
    ['those above lead, where the secretary named nobody', { zhao: null }, 'zhou', 'qian'],
    [
      'the secretary after all, where everybody is away',
      { zhou: null, li: null, zhao: null, qian: null },
      'zhao',
      'zhao',
    ],
  ])('goes to %s', (_, covers, handler, leader) => {
    expect(routed(covers)).toEqual([handler, leader])
  })

  test('never goes to a cover whom it speaks of', () => {
    expect(routed({ zhou: 'wang' }, { text: '3号楼的王秀英乱停车' })).toEqual(['li', 'zhao'])
  })

  test('does not go to the cover of the secretary where it is sensitive', () => {
    expect(routed({ zhao: 'wang' }, { category: 'integrity', text: '3号楼有人收钱' })).toEqual(['qian', 'qian'])
    expect(routed({ zhao: 'wang' }, { category: 'hardship', text: '3号楼老人没饭吃' })).toEqual(['zhou', 'qian'])
  })
})

const accepted = (changes: Partial<CaseFacts> = {}) =>
  caseFacts({ state: 'accepted', reporter: { identityId: 'identity-x', personId: null, role: 'resident' }, ...changes })
const hands = (covers: Covers, record = accepted()) => inHandsOf(whileAway(factsOf(), covers), record).map((p) => p.id)

describe('a matter in the hands of somebody away', () => {
  test.each<[string, Covers, string[]]>([
    ['the handler, who is there', {}, ['zhou']],
    ['the cover', { zhou: 'wang' }, ['wang']],
    ['the backup', { zhou: null }, ['li']],
    ['the secretary', { zhou: null, li: null }, ['zhao']],
    ['those above', { zhou: null, li: null, zhao: null }, ['qian']],
    ['nobody', { zhou: null, li: null, zhao: null, qian: null }, []],
  ])('is in those of %s', (_, covers, ids) => {
    expect(hands(covers)).toEqual(ids)
  })

  test('is for the named cover or the secretary where it is sensitive, never for a mere backup', () => {
    const hardship = accepted({ category: 'hardship' })
    expect(hands({ zhou: 'wang' }, hardship)).toEqual(['wang'])
    expect(hands({ zhou: null }, hardship)).toEqual(['zhao'])
  })

  test('is not for the cover of the secretary where it is about integrity', () => {
    expect(hands({ zhao: 'wang' }, accepted({ category: 'integrity', handlerId: 'zhao' }))).toEqual(['qian'])
  })

  test('stays above the branch where it was given above', () => {
    expect(hands({ qian: 'zhao' }, accepted({ handlerId: 'qian', text: '赵志远书记不办事' }))).toEqual([])
  })

  const can = (who: 'wang' | 'li' | 'zhou', covers: Covers, record = accepted()) => {
    const facts: Facts = whileAway(factsOf(who), covers)
    return (['read', 'handle'] as const).filter((action) => mayDo({ facts, now: NOW }, action, record))
  }

  test('may be read and worked on by the cover for so long, and by its handler all the time', () => {
    expect(can('wang', { zhou: 'wang' })).toEqual(['read', 'handle'])
    expect(can('wang', { zhou: 'wang' }, accepted({ category: 'hardship' }))).toEqual(['read', 'handle'])
    expect(can('wang', {})).toEqual([])
    expect(can('zhou', { zhou: 'wang' })).toEqual(['read', 'handle'])
  })

  test('stays hidden from a cover whom it names', () => {
    expect(can('wang', { zhou: 'wang' }, accepted({ text: '王秀英家漏水' }))).toEqual([])
  })

  test('is news for the cover and the secretary, not for who is away', () => {
    const facts = whileAway(factsOf('resident'), { zhou: 'wang' })
    expect(listeners(facts, accepted()).map(([part, p]) => [part, p.id])).toEqual([
      ['handler', 'wang'],
      ['secretary', 'zhao'],
    ])
  })
})
