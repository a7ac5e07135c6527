/**
 * Which zones a spot check looks at: a function of the seed and the frozen list, so that anybody can draw again.
 *
 * Zones are put in a row, like beside like (kind, then how much there is to do), in an order that the seed gives. Then every
 * so-manieth is taken, beginning where the seed says. So each zone has the same chance, and each kind and load has its
 * share, to the next whole zone.
 */
import { createHmac } from 'node:crypto'
import { groupBy } from '../group.ts'
import { type FrozenList, type FrozenZone, inOrder } from './frozen-list.ts'

/** With which a zone was to be drawn, exactly: `drawn` of `of`. */
export interface Chance {
  drawn: number
  of: number
}

export interface SampledZone {
  code: string
  /** From 1, in the order of codes. */
  position: number
  chance: Chance
}

/** What decides about the sample. */
export type Drawable = Pick<FrozenList, 'sharePercent'> & {
  zones: readonly Pick<FrozenZone, 'code' | 'kind' | 'caseCount'>[]
}

/** At least one zone, unless there is none. */
export function sampleSize(zoneCount: number, sharePercent: number): number {
  if (zoneCount === 0) return 0
  return Math.min(zoneCount, Math.max(1, Math.ceil((zoneCount * sharePercent) / 100)))
}

/**
 * For each zone exactly `drawn` of the `of` possible starts take it, and each start takes exactly `drawn` zones.
 *
 * @param seed hex, of `seedOf`
 */
export function drawZones({ zones, sharePercent }: Drawable, seed: string): SampledZone[] {
  const of = zones.length
  const drawn = sampleSize(of, sharePercent)
  const start = numberBelow(of, seed)
  return rowOf(zones, seed)
    .filter((_, i) => (i * drawn + start) % of >= of - drawn)
    .map(({ code }) => code)
    .sort(inOrder)
    .map((code, i) => ({ code, position: i + 1, chance: { drawn, of } }))
}

/**
 * Zones that may take the place of a drawn one, the first first: alike in kind and load, then in kind, then the others,
 * each in the order that the seed gives.
 *
 * @param taken codes that were drawn or took a place before
 */
export function reserveFor(code: string, { zones }: Drawable, seed: string, taken: readonly string[]): string[] {
  const bands = loadBands(zones)
  const gone = zones.find((zone) => zone.code === code)
  const unlike = (zone: Drawn) => {
    if (zone.kind !== gone?.kind) return 2
    return bands.get(zone.code) === bands.get(code) ? 0 : 1
  }
  return zones
    .filter((zone) => zone.code !== code && !taken.includes(zone.code))
    .map((zone) => ({ code: zone.code, unlike: unlike(zone), key: keyOf(seed, 'zone', zone.code) }))
    .sort((a, b) => a.unlike - b.unlike || inOrder(a.key, b.key))
    .map((zone) => zone.code)
}

type Drawn = Drawable['zones'][number]

/** Like beside like; what comes first is for the seed to say at each level. */
function rowOf(zones: readonly Drawn[], seed: string): Drawn[] {
  const bands = loadBands(zones)
  const kinds = groupBy(zones, ({ kind }) => kind)
  return inSeedsOrder(kinds.keys(), 'kind', seed).flatMap((kind) => {
    const loads = groupBy(kinds.get(kind) ?? [], ({ code }) => `${kind}/${bands.get(code)}`)
    return inSeedsOrder(loads.keys(), 'load', seed).flatMap((load) => {
      const alike = new Map((loads.get(load) ?? []).map((zone) => [zone.code, zone]))
      return inSeedsOrder(alike.keys(), 'zone', seed).flatMap((code) => alike.get(code) ?? [])
    })
  })
}

function inSeedsOrder<T extends string>(names: Iterable<T>, what: string, seed: string): T[] {
  return [...names]
    .map((name) => ({ name, key: keyOf(seed, what, name) }))
    .sort((a, b) => inOrder(a.key, b.key))
    .map(({ name }) => name)
}

/** Low, middle or high, 0 to 2, among zones of the same kind: a third each, equal loads always together. */
export function loadBands(zones: readonly Drawn[]): Map<string, number> {
  const bands = new Map<string, number>()
  for (const alike of groupBy(zones, (zone) => zone.kind).values()) {
    const loads = alike.map((zone) => zone.caseCount).sort((a, b) => a - b)
    for (const { code, caseCount } of alike) bands.set(code, Math.floor((3 * loads.indexOf(caseCount)) / loads.length))
  }
  return bands
}

/** HMAC-SHA-256 under the seed of `what:name`, hex. */
function keyOf(seed: string, what: string, name: string): string {
  return createHmac('sha256', Buffer.from(seed, 'hex')).update(`${what}:${name}`).digest('hex')
}

const NUMBERS = 2 ** 48

/** Any whole number from 0 up to `limit`, all equally likely: what would favour the small ones is drawn again. */
function numberBelow(limit: number, seed: string): number {
  const fair = NUMBERS - (NUMBERS % Math.max(1, limit))
  for (let turn = 0; ; turn++) {
    const number = Number.parseInt(keyOf(seed, 'start', String(turn)).slice(0, 12), 16)
    if (number < fair) return limit === 0 ? 0 : number % limit
  }
}
