import { describe, expect, test } from 'vitest'
import { type Frozen, freezeList } from '../../../src/domain/review/frozen-list.ts'
import { drawZones, reserveFor } from '../../../src/domain/review/sample.ts'
import { type SeedPhrase, seedOf } from '../../../src/domain/review/seed.ts'
import { type ReviewRecord, verifyRecord } from '../../../src/domain/review/verify.ts'
import { listOf, zone } from './lists.ts'

const frozen: Frozen = freezeList(listOf(Array.from({ length: 12 }, (_, i) => zone(`A${i + 1}`))))
const phrases: SeedPhrase[] = [
  { role: 'secretary', personId: 'p1', phrase: '春风又绿江南岸', saidAt: new Date('2026-06-01T02:00:00Z') },
  { role: 'second', personId: 'p2', phrase: '今日气温 26 度', saidAt: new Date('2026-06-02T02:00:00Z') },
]
const seed = seedOf(frozen.hash, phrases)
const honest: ReviewRecord = {
  format: 'zone-review/1',
  list: frozen.list,
  listHash: frozen.hash,
  listToldAt: new Date('2026-06-01T01:00:00Z'),
  phrases,
  seed,
  drawnAt: new Date('2026-06-02T02:00:00Z'),
  sample: drawZones(frozen.list, seed),
  replacements: [],
}
const drawn = honest.sample.map(({ code }) => code)
const [gone = '', stays = ''] = drawn
const next = reserveFor(gone, frozen.list, seed, drawn)[0] ?? ''
const replaced = { code: gone, by: next, reason: '责任区已经合并', at: new Date('2026-06-03T02:00:00Z') }
const faultsOf = (change: Partial<ReviewRecord>) => verifyRecord({ ...honest, ...change }).map(({ what }) => what)

describe('a record of a spot check', () => {
  test('that was made honestly fits together, with replacements and without', () => {
    expect(verifyRecord(honest)).toEqual([])
    expect(faultsOf({ replacements: [replaced] })).toEqual([])
  })

  test('shows a list that was changed after it was frozen', () => {
    expect(faultsOf({ list: { ...frozen.list, sharePercent: 30 } })).toContain('list')
    const without = { ...frozen.list, zones: frozen.list.zones.filter(({ code }) => code !== gone) }
    expect(faultsOf({ list: without })).toContain('list')
  })

  test('shows a zone that is in the list twice', () => {
    const list = { ...frozen.list, zones: [...frozen.list.zones, zone('A1', { id: 'other' })] }
    expect(faultsOf({ list })).toContain('list_twice')
  })

  test('shows a seed that is not made of both phrases and the list', () => {
    expect(faultsOf({ seed: seedOf(frozen.hash, [...phrases].reverse()) })).toEqual([])
    expect(faultsOf({ seed: '0'.repeat(64) })).toContain('seed')
    expect(faultsOf({ phrases: phrases.map((one) => ({ ...one, phrase: '今日气温 27 度' })) })).toEqual(['seed'])
  })

  test('shows phrases that are not of two people', () => {
    expect(faultsOf({ phrases: phrases.map((one) => ({ ...one, personId: 'p1' })) })).toEqual(['phrases'])
    expect(faultsOf({ phrases: phrases.slice(0, 1) })).toContain('phrases')
    expect(faultsOf({ phrases: phrases.map((one) => ({ ...one, role: 'second' as const })) })).toContain('phrases')
  })

  test('shows a list that was told after a phrase, and a draw before one', () => {
    expect(faultsOf({ listToldAt: new Date('2026-06-01T03:00:00Z') })).toEqual(['order'])
    expect(faultsOf({ drawnAt: new Date('2026-06-01T03:00:00Z') })).toEqual(['order'])
  })

  test('shows which zones are missing and which should not be there', () => {
    const wrong = honest.sample.map((one) => (one.code === gone ? { ...one, code: next } : one))
    expect(verifyRecord({ ...honest, sample: wrong })).toEqual([
      { what: 'sample', missing: [gone], unexpected: [next] },
    ])
    expect(faultsOf({ sample: [...honest.sample, ...honest.sample.slice(0, 1)] })).toEqual(['sample'])
  })

  test('shows a chance that is not the stated one', () => {
    const sample = honest.sample.map((one) => ({ ...one, chance: { drawn: 1, of: 12 } }))
    expect(verifyRecord({ ...honest, sample })).toEqual(drawn.map((code) => ({ what: 'chance', code })))
  })

  test.each([
    ['without a reason', { ...replaced, reason: ' ' }],
    ['out of turn', { ...replaced, by: reserveFor(gone, frozen.list, seed, [...drawn, next])[0] ?? null }],
    ['with nobody where somebody was left', { ...replaced, by: null }],
    ['of a zone that was not drawn', { ...replaced, code: next }],
    ['before the draw', { ...replaced, at: new Date('2026-06-01T02:00:00Z') }],
  ])('shows a replacement %s', (_, wrong) => {
    expect(faultsOf({ replacements: [wrong] })).toEqual(['replacement'])
  })

  test('a zone that came in may be replaced in turn, and one that left comes not back', () => {
    const second = reserveFor(next, frozen.list, seed, [...drawn, next])[0] ?? null
    const chain = [replaced, { ...replaced, code: next, by: second }]
    expect(faultsOf({ replacements: chain })).toEqual([])
    expect(faultsOf({ replacements: [replaced, { ...replaced, by: second }] })).toEqual(['replacement'])
    expect(faultsOf({ replacements: [replaced, { ...replaced, code: stays, by: gone }] })).toEqual(['replacement'])
  })

  test('says that none was left where all were drawn', () => {
    const all = freezeList({ ...frozen.list, sharePercent: 100 })
    const allSeed = seedOf(all.hash, phrases)
    const record = { ...honest, list: all.list, listHash: all.hash, seed: allSeed }
    const sample = drawZones(all.list, allSeed)
    expect(verifyRecord({ ...record, sample, replacements: [{ ...replaced, by: null }] })).toEqual([])
  })
})
