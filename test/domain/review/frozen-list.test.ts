import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type FrozenPerson, freezeList, isAsFrozen } from '../../../src/domain/review/frozen-list.ts'
import { listOf, zone, zoneLists } from './lists.ts'

const person = (id: string): FrozenPerson => ({
  id,
  roles: ['zone_member', 'branch_secretary'],
  zoneCodes: ['B1', 'A1'],
})

test('a frozen list and its hash are the same in whatever order it came', () => {
  fc.assert(
    fc.property(zoneLists, (zones) => {
      const people = [person('b'), person('a')]
      const one = freezeList({ ...listOf(zones), zones, people })
      const reversed = people.map((p) => ({ ...p, roles: p.roles.toReversed(), zoneCodes: p.zoneCodes.toReversed() }))
      const other = freezeList({ ...listOf(zones), zones: zones.toReversed(), people: reversed.toReversed() })
      expect(other).toEqual(one)
      // As it comes back from where it was kept.
      expect(isAsFrozen(JSON.parse(JSON.stringify(one.list)), one.hash)).toBe(true)
    }),
  )
})

test('any change of a frozen list is found', () => {
  const { list, hash } = freezeList({ ...listOf([zone('A1'), zone('A2')]), people: [person('a')] })
  expect(isAsFrozen({ ...list, sharePercent: 21 }, hash)).toBe(false)
  expect(isAsFrozen({ ...list, zones: list.zones.slice(1) }, hash)).toBe(false)
  expect(isAsFrozen({ ...list, zones: [zone('A1', { caseCount: 1 }), zone('A2')] }, hash)).toBe(false)
  expect(isAsFrozen({ ...list, people: [] }, hash)).toBe(false)
})

test('nothing stands in a list twice', () => {
  expect(() => listOf([zone('A1'), zone('A1', { id: 'other' })])).toThrow('A1 twice')
  expect(() => freezeList({ ...listOf([]), people: [person('a'), person('a')] })).toThrow('a twice')
})
