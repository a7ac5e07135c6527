import type { Place } from '../domain/place.ts'
import { findLandmarks } from './landmarks.ts'
import type { Field } from './places/grammar.ts'
import type { PlaceMention } from './places/mention.ts'
import { AND, findPieces, GLUE, type Piece } from './places/pieces.ts'
import { tailEnd } from './places/tail.ts'

export type { PlaceMention }

/** These tell where from the sender, not which house. */
const RELATIVE = /^(?:楼[上下]|隔壁|对[面门])$/

/** Every place that the text names, in order. */
export function findPlaces(text: string): PlaceMention[] {
  const mentions = joinPieces(text, findPieces(text))
  const landmarks = findLandmarks(text, mentions)
  for (const mention of mentions) {
    const estate = mention.building === null ? mention.from : estateStart(text, mention.from)
    // 教学楼四楼: the name goes before the number; 5楼输液区: or behind it.
    const before = landmarks.findIndex((l) => l.to === mention.from && !RELATIVE.test(text.slice(l.from, l.to)))
    if (before >= 0) mention.from = landmarks.splice(before, 1)[0]?.from ?? mention.from
    const behind = landmarks.findIndex((l) => l.from === mention.to)
    if (behind >= 0) mention.to = landmarks.splice(behind, 1)[0]?.to ?? mention.to
    mention.from = Math.min(mention.from, estate)
  }
  return [...mentions, ...landmarks].sort((a, b) => a.from - b.from)
}

/** What stands before a building's number is the estate or the street, if it ends like one: `梅园8幢`. */
const ESTATE = /[ ,。!?;:(\n在到去从是住]([一-龥]{1,5}[苑园里城庭府湾居邸阁轩坊村庄屯街路巷院区弄寓厦期邨])$/
const ESTATE_LENGTH = 8

function estateStart(text: string, from: number): number {
  const before = text.slice(Math.max(0, from - ESTATE_LENGTH), from)
  const name = ESTATE.exec(from > ESTATE_LENGTH ? before : `,${before}`)?.[1]
  return name !== undefined && !NO_ESTATE.test(name) ? from - name.length : from
}
const NO_ESTATE = /[了的着过得有没不把被让给叫跟我你他这那]|^.?小区$|这里|那里|家里|院里/

/** Neighbouring pieces make one place: `11号楼` `4单元` `102`; what stands beside it belongs to its words. */
function joinPieces(text: string, pieces: readonly Piece[]): PlaceMention[] {
  const mentions: PlaceMention[] = []
  for (const piece of pieces) {
    const last = mentions.at(-1)
    const between = last ? text.slice(last.to, piece.from) : ''
    if (last && AND.test(between) && isOneMore(last, piece)) {
      for (const field of ORDER)
        if (piece.fields[field] !== undefined && piece.fields[field] !== last[field]) last[field] = null
      last.to = tailEnd(text, piece.to)
      last.weight = weigh(last)
      continue
    }
    if (last && GLUE.test(between) && fits(last, piece) && !(isRange(last) && between.startsWith(','))) {
      Object.assign(last, floorIsBuilding(last, piece), piece.fields)
      last.to = tailEnd(text, piece.to)
      last.weight = isResidence(text, last) ? weighResidence(last) : weigh(last)
      continue
    }
    if (Object.keys(piece.fields).length === 0 && !piece.named) continue
    const mention = {
      building: null,
      unit: null,
      floor: null,
      room: null,
      ...piece.fields,
      from: piece.from,
      to: tailEnd(text, piece.to),
      weight: 0,
    }
    const weight = isResidence(text, mention) ? weighResidence(mention) : weigh(mention)
    mentions.push({ ...mention, weight })
  }
  return mentions
}

/** `601和501`: another of the same kind, so that neither of them is the place. */
function isOneMore(place: PlaceMention, { fields }: Piece): boolean {
  const finest = ORDER.findLast((field) => fields[field] !== undefined)
  return finest !== undefined && place[finest] !== null && ORDER.findLast((field) => place[field] !== null) === finest
}

function isRange(place: PlaceMention): boolean {
  return ORDER.every((field) => place[field] === null)
}

/** Where the sender lives says less than any other place: `我是十九号楼的业主`. */
function isResidence(text: string, { from, to }: Pick<PlaceMention, 'from' | 'to'>): boolean {
  const after = text.slice(to, to + 3)
  return (
    /^的?(?:业主|住户|居民|租户)/.test(after) ||
    (/(?:住在?|我是|我家是)(?:那个)?$/.test(text.slice(Math.max(0, from - 5), from)) && /^的/.test(after))
  )
}

/** A landmark says more than the sender's building, but less than the sender's own door. */
function weighResidence({ room }: Pick<PlaceMention, 'room'>): number {
  return room === null ? 1 : 1.6
}

/** `5楼2单元`: what was read as a floor is a building. */
function floorIsBuilding(place: PlaceMention, piece: Piece): Partial<PlaceMention> {
  return piece.fields.unit && place.floor !== null && place.building === null
    ? { building: place.floor, floor: null }
    : {}
}

/** Landmarks weigh less than anything that the grammar reads. */
export const LEAST_GRAMMAR_WEIGHT = 2

const ORDER: readonly Field[] = ['building', 'unit', 'floor', 'room']

/** A piece goes on with a place if it is finer than what the place has already. */
function fits(place: PlaceMention, piece: Piece): boolean {
  if (piece.fields.unit && place.floor !== null && place.building === null && place.unit === null) return true
  const finest = ORDER.findLastIndex((field) => place[field] !== null)
  const first = ORDER.findIndex((field) => piece.fields[field] !== undefined)
  return piece.named ? finest < 1 : first > finest
}

function weigh(place: Pick<PlaceMention, Field>): number {
  return (
    LEAST_GRAMMAR_WEIGHT +
    (place.building ? 8 : 0) +
    (place.room ? 3 : 0) +
    (place.unit ? 2 : 0) +
    (place.floor ? 2 : 0)
  )
}

/** The mention as a `Place`, with the words of the original message. */
export function toPlace(mention: PlaceMention, original: (from: number, to: number) => string): Place {
  const { building, unit, floor, room } = mention
  return { text: original(mention.from, mention.to), building, unit, floor, room }
}
