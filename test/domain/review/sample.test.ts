import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { groupBy } from '../../../src/domain/group.ts'
import { drawZones, loadBands, reserveFor, sampleSize } from '../../../src/domain/review/sample.ts'
import { listOf, seedNumber, seeds, zone, zoneLists } from './lists.ts'

const percents = fc.integer({ min: 1, max: 100 })
const codesOfSample = (...told: Parameters<typeof drawZones>) => drawZones(...told).map(({ code }) => code)

describe('the sample', () => {
  test('is the same for the same seed and list, whatever the order', () => {
    fc.assert(
      fc.property(zoneLists, percents, seeds, fc.gen(), (zones, sharePercent, seed, gen) => {
        const shuffled = gen(() => fc.shuffledSubarray(zones, { minLength: zones.length }))
        expect(drawZones({ zones: shuffled, sharePercent }, seed)).toEqual(drawZones({ zones, sharePercent }, seed))
      }),
    )
  })

  test('is what it was when this was written: another machine or version draws the same', () => {
    const zones = Array.from({ length: 12 }, (_, i) => zone(`A${i + 1}`, { caseCount: i % 4 }))
    expect(codesOfSample(listOf(zones), seedNumber(0))).toMatchInlineSnapshot(`
      [
        "A2",
        "A3",
        "A6",
      ]
    `)
    expect(codesOfSample(listOf(zones, 50), seedNumber(1))).toMatchInlineSnapshot(`
      [
        "A1",
        "A11",
        "A4",
        "A5",
        "A7",
        "A9",
      ]
    `)
  })

  test('has as many zones as the share asks for, each once, and one at least', () => {
    fc.assert(
      fc.property(zoneLists, percents, seeds, (zones, sharePercent, seed) => {
        const sample = drawZones({ zones, sharePercent }, seed)
        const size = Math.max(1, Math.ceil((zones.length * sharePercent) / 100))
        expect(sample.map(({ position }) => position)).toEqual(Array.from({ length: size }, (_, i) => i + 1))
        expect(new Set(sample.map(({ code }) => code)).size).toBe(size)
        for (const { chance } of sample) expect(chance).toEqual({ drawn: size, of: zones.length })
      }),
    )
  })

  test('takes of each kind, and of each load within it, its share to the next whole zone', () => {
    fc.assert(
      fc.property(zoneLists, percents, seeds, (zones, sharePercent, seed) => {
        const sample = codesOfSample({ zones, sharePercent }, seed)
        const bands = loadBands(zones)
        const share = sample.length / zones.length
        for (const cell of [
          ...groupBy(zones, ({ kind }) => kind).values(),
          ...groupBy(zones, ({ kind, code }) => `${kind}${bands.get(code)}`).values(),
        ]) {
          const drawn = cell.filter(({ code }) => sample.includes(code)).length
          expect(Math.abs(drawn - cell.length * share)).toBeLessThan(1)
        }
      }),
    )
  })

  test.each([
    [24, 20],
    [7, 30],
  ])(
    'draws each of %i zones with its stated chance at %i percent, over 10,000 draws',
    (count, sharePercent) => {
      const kinds = ['community', 'community', 'village', 'school'] as const
      const zones = Array.from({ length: count }, (_, i) =>
        zone(`A${i}`, { kind: kinds[i % 4] ?? 'community', caseCount: (i * 7) % 5 }),
      )
      const list = listOf(zones, sharePercent)
      const drawn = new Map(zones.map(({ code }) => [code, 0]))
      const DRAWS = 10_000
      for (let n = 0; n < DRAWS; n++) {
        for (const code of codesOfSample(list, seedNumber(n))) drawn.set(code, (drawn.get(code) ?? 0) + 1)
      }
      const chance = sampleSize(count, sharePercent) / count
      const expected = DRAWS * chance
      // Each zone by itself is drawn or not, so its variance is that of a coin; what one zone wins the others lose.
      const chiSquare =
        [...drawn.values()].reduce((sum, times) => sum + (times - expected) ** 2 / (expected * (1 - chance)), 0) *
        ((count - 1) / count)
      expect(chiSquare).toBeLessThan(chiSquareLimit(count - 1))
    },
    60_000,
  )

  test('of zones that are alike, any may be drawn together', () => {
    const list = listOf(
      Array.from({ length: 6 }, (_, i) => zone(`A${i}`)),
      34,
    )
    const samples = new Set(Array.from({ length: 1_000 }, (_, n) => codesOfSample(list, seedNumber(n)).join()))
    // Three of six.
    expect(samples.size).toBe(20)
  })

  test('is empty only where there is no zone', () => {
    expect(drawZones({ zones: [], sharePercent: 20 }, seedNumber(1))).toEqual([])
    expect(sampleSize(0, 20)).toBe(0)
    expect(sampleSize(1, 1)).toBe(1)
    expect(sampleSize(5, 100)).toBe(5)
  })
})

/** Above which one of a thousand honest draws lies (Wilson and Hilferty). */
function chiSquareLimit(freedom: number): number {
  const spread = 2 / (9 * freedom)
  return freedom * (1 - spread + 3.0902 * Math.sqrt(spread)) ** 3
}

describe('what there is to do', () => {
  test('is low, middle or high by thirds of a kind, equal loads together', () => {
    const loads = [0, 0, 0, 3, 3, 9]
    const bands = loadBands([
      ...loads.map((caseCount, i) => zone(`A${i}`, { caseCount })),
      zone('S1', { kind: 'school', caseCount: 50 }),
    ])
    expect([...bands.values()]).toEqual([0, 0, 0, 1, 1, 2, 0])
  })
})

describe('the reserve of a zone', () => {
  const zones = [
    zone('A1'),
    zone('A2'),
    zone('A3', { caseCount: 5 }),
    zone('S1', { kind: 'school' }),
    zone('A4'),
    zone('A5', { caseCount: 7 }),
  ]

  test('begins with those alike in kind and load, then in kind, and leaves out whoever had a turn', () => {
    const reserve = reserveFor('A1', listOf(zones), seedNumber(3), ['A1', 'A4'])
    expect(reserve).toHaveLength(4)
    expect(reserve[0]).toBe('A2')
    expect(reserve.slice(1, 3).sort()).toEqual(['A3', 'A5'])
    expect(reserve[3]).toBe('S1')
  })

  test('is the same whatever the order, and empty where all had a turn', () => {
    fc.assert(
      fc.property(zoneLists, seeds, (zones, seed) => {
        const [first] = zones
        if (first === undefined) return
        const forward = reserveFor(first.code, { zones, sharePercent: 20 }, seed, [])
        const backward = reserveFor(first.code, { zones: zones.toReversed(), sharePercent: 20 }, seed, [])
        expect(backward).toEqual(forward)
        expect(forward).toHaveLength(zones.length - 1)
        expect(reserveFor(first.code, { zones, sharePercent: 20 }, seed, forward)).toEqual([])
      }),
    )
  })
})
