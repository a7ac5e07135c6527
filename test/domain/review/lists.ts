import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { type FrozenList, type FrozenZone, freezeList } from '../../../src/domain/review/frozen-list.ts'
import { codesOf, ZONE_KINDS } from '../../../src/domain/vocabulary.ts'

export function zone(code: string, more: Partial<FrozenZone> = {}): FrozenZone {
  return { id: `id-${code}`, code, name: `${code}片`, kind: 'community', caseCount: 0, householdCount: null, ...more }
}

export function listOf(zones: readonly FrozenZone[], sharePercent = 20): FrozenList {
  const round = { kind: 'spot_check', period: '2026-H1', branchId: 'branch', frozenOn: '2026-06-01' } as const
  return freezeList({ ...round, sharePercent, zones, people: [] }).list
}

/** The n-th of as many seeds as one likes. */
export function seedNumber(n: number): string {
  return createHash('sha256').update(`seed ${n}`).digest('hex')
}

export const seeds = fc.nat().map(seedNumber)

/** Up to 60 zones of all kinds, many of them with as much to do as others. */
export const zoneLists = fc
  .uniqueArray(
    fc.record({
      code: fc.stringMatching(/^[A-Z][0-9]{1,3}$/u),
      kind: fc.constantFrom(...codesOf(ZONE_KINDS)),
      caseCount: fc.integer({ min: 0, max: 8 }),
    }),
    { minLength: 1, maxLength: 60, selector: ({ code }) => code },
  )
  .map((zones) => zones.map(({ code, ...more }) => zone(code, more)))
