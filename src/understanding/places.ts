import type { Place } from '../domain/place.ts'
import type { Span } from './clauses.ts'
import { findLandmarks } from './landmarks.ts'
import { BESIDE } from './lexicon/landmarks.ts'
import { NUMERAL, readNumeral } from './numerals.ts'

/** A place that a message names, with its span in the normalised text. */
export interface PlaceMention extends Span {
  building: string | null
  unit: string | null
  floor: string | null
  room: string | null
  /** How much it pins down; the most telling mention of a matter is its place. */
  weight: number
}

type Field = 'building' | 'unit' | 'floor' | 'room'
interface Piece extends Span {
  fields: Partial<Record<Field, string>>
  /** Names a place though no single building: a range, a list, a village group, a bed. */
  named: boolean
}

const NUM = NUMERAL
const BUILDING = '(?:号楼|号栋|号幢|号座|#楼|楼栋|栋|幢|座|#)'
/** `两栋楼`, `一座桥` count; they name nothing. */
const NOT_COUNTED = '(?!楼(?![道下上顶梯前后里门口])|桥|山|庙|坟|塔|房)'
const NOT_A_PLACE = '(?![个人次遍回份件点分秒年月日天元块钱岁米户条辆台只])'

/**
 * What the grammar knows, most telling first; the first that fits at a position wins.
 *
 * Every part is bounded, so that the time stays linear in the length of the text.
 */
const GRAMMAR: readonly [RegExp, (m: RegExpExecArray) => Piece['fields'] | null][] = [
  // 11-2-301和401: two rooms, so no one room
  [
    /(?<![0-9A-Z:.-])([A-Z]?[0-9]{1,3}|[A-Z])-([0-9]{1,2})-[1-9][0-9]{2,3}[和、及跟][1-9][0-9]{2,3}(?![0-9-])/y,
    (m) => ({ building: m[1] ?? '', unit: m[2] ?? '' }),
  ],
  // 3-2-501, B-1-302
  [
    /(?<![0-9A-Z:.-])([A-Z]?[0-9]{1,3}|[A-Z])-([0-9]{1,2})-([1-9][0-9]{2,3})(?![0-9-])/y,
    (m) => ({ building: m[1] ?? '', unit: m[2] ?? '', room: m[3] ?? '' }),
  ],
  // 6-402, A3-1501 (a case code has a zero after the dash)
  [
    /(?<![0-9A-Z:.-])([A-Z]?[1-9][0-9]{0,2}|[A-Z])-([1-9][0-9]{2,3})(?![0-9-]|[号]?[楼层栋幢]|[月日元块人户年床度])/y,
    (m) => ({ building: m[1] ?? '', room: m[2] ?? '' }),
  ],
  // 12栋到18栋, 1-6号楼, 3、4、5号楼, 三组和四组, 16、17、21床, 1单元贴到4单元
  [
    new RegExp(
      [
        `(?:${NUM}${BUILDING}?[、和及跟与])+${NUM}(?:号楼|栋|幢|座|单元|组|队|社|床|号院|楼|层)|${NUM}(?:号楼|栋|幢|座|单元|层|楼|组|床|#)?(?:贴到|堆到`,
        `[到至~-])${NUM}(?:号楼|栋|幢|座|单元|层|楼|组|床)|(?:${NUM}单元){2,4}`,
      ].join('|'),
      'y',
    ),
    () => null,
  ],
  // 楼号15
  [/楼号:?([0-9]{1,3})(?![0-9])/y, (m) => ({ building: m[1] ?? '' })],
  // 128弄6号501
  [new RegExp(`(?:${NUM})弄(${NUM})号(?:楼)?`, 'y'), (m) => ({ building: digits(m[1]) })],
  // A3栋, B座, C区3号楼 is two pieces
  [/(?<![A-Z0-9])([A-Z][0-9]{0,2}|[0-9]{1,2}[A-Z])(?:号楼|栋|座|幢|楼)/y, (m) => ({ building: m[1] ?? '' })],
  // 3号楼, 三栋, 11幢, 3#; slips of typing: 9动
  [
    new RegExp(
      `第?(${NUM})(?:号楼|号栋|号幢|号座|#楼|#|楼栋|[栋幢座]${NOT_COUNTED})(?!长)|([0-9]{1,3})动(?![作手员画物力漫脉])`,
      'y',
    ),
    (m) => ({ building: digits(m[1] ?? m[2]) }),
  ],
  [new RegExp(`第?(${NUM})单元`, 'y'), (m) => ({ unit: digits(m[1]) })],
  // 负一楼, 地下2层, B1层, 地下车库B2
  [new RegExp(`(?:负|地下)(${NUM})(?:楼|层|F)?`, 'y'), (m) => ({ floor: `-${digits(m[1])}` })],
  [
    /(?<=车库|地下|停车场)B([1-5])(?![0-9A-Z栋座幢])|(?<![A-Z0-9])B([1-5])(?=层|车库|停车场)层?/y,
    (m) => ({ floor: `-${m[1] ?? m[2]}` }),
  ],
  [
    /第?(?<![0-9])([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:楼(?!栋|号|长)|层(?!楼高|[皮冰灰土油纸漆水膜雪霜])|F(?![A-Z0-9]))/y,
    (m) => floorFields(m[1]),
  ],
  [new RegExp(`([0-9]{3,4})(?:室|房间|号房|房)|(${NUM})号房`, 'y'), (m) => ({ room: digits(m[1] ?? m[2]) })],
  // 五组, 二队, 8号院, 3号门, 三号岗亭, 16床, 七病区: names without a building
  [
    new RegExp(
      `第?${NUM}(?:村民小组|小组|组(?![织合成长])|生产队|大队|队(?![伍员长列])|号院|号门|号岗亭|号岗|号口|号电梯|号窗口?|号卡口|号大棚|号井|号机井|号泵站|号病房|号教室|号床|床|病区|诊室|食堂|期)|(?<![A-Z])[A-D][区口门]`,
      'y',
    ),
    () => null,
  ],
]
/** `2门` is a unit only right behind a building; bare digits are a room only behind something or with a person. */
const UNIT_DOOR = new RegExp(`(${NUM})(?:门(?!诊|口|卫|面|外)|单(?!位|子|独))`, 'y')
const ROOM_BEHIND = new RegExp(`([1-9][0-9]{2,3})(?![0-9:-])${NOT_A_PLACE}`, 'y')
/** Behind these words three or four digits are always a room. */
const ROOM_AFTER = /(?:楼上|楼下|隔壁|对门|对面|宿舍|寝室|查寝|房号|房间)的?$/
const ROOM_BARE =
  /(?<![0-9A-Z:.\-第#元年])([1-9][0-9]{2,3})(?=(?:的?(?:业主|住户|租户|租客|房东|邻居|那家|这家|家|两口子|夫妻|两个|有人|有个|没人|门口|室友|老人|大爷|大妈|阿姨|少一|漏|楼上|楼下|天天|每天|半夜|晚上|又)|$|[,。;!? ]))/y
const BARE_CONTEXT = /(?:楼上|楼下|隔壁|对门|对面|宿舍|寝室|查寝|房间|教室|房号|室|跟|和|找|住|是|家|在|^|[,。;!? ])$/
const NOT_ROOMS = new Set([
  '110',
  '119',
  '120',
  '122',
  '114',
  '315',
  '800',
  '400',
  '100',
  '200',
  '300',
  '500',
  '600',
  '1000',
  '2000',
])
const STARTS = new Set('0123456789零〇一二三四五六七八九十百两俩廿卅ABCDEFGHIJKLMNOPQRSTUVWXYZ负地第楼')
const GLUE = /^(?:的|, ?| |那边|那头)?$/
const MAX_TAILS = 3
/** Places beyond these in one message are not read. */
const MAX_PIECES = 200

/** Every place that the text names, in order. */
export function findPlaces(text: string): PlaceMention[] {
  const mentions = joinPieces(text, findPieces(text))
  const landmarks = findLandmarks(text, mentions)
  for (const mention of mentions) {
    // 教学楼四楼, 宿舍307: the name goes before the number.
    const name = mention.building === null ? landmarks.findIndex((l) => l.to === mention.from) : -1
    if (name >= 0) mention.from = landmarks.splice(name, 1)[0]?.from ?? mention.from
  }
  return [...mentions, ...landmarks].sort((a, b) => a.from - b.from)
}

function findPieces(text: string): Piece[] {
  const pieces: Piece[] = []
  for (let at = 0; at < text.length && pieces.length < MAX_PIECES; ) {
    const piece = STARTS.has(text[at] ?? '') ? pieceAt(text, at, pieces.at(-1)) : null
    if (piece) pieces.push(piece)
    at = piece ? piece.to : at + 1
  }
  return pieces
}

function pieceAt(text: string, at: number, before: Piece | undefined): Piece | null {
  const behind = before && GLUE.test(text.slice(before.to, at)) ? before : undefined
  for (const [pattern, read] of GRAMMAR) {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (!found) continue
    const fields = read(found)
    return { from: at, to: at + found[0].length, fields: fields ?? {}, named: fields === null }
  }
  return behind ? pieceBehind(text, at, behind) : bareRoom(text, at)
}

function pieceBehind(text: string, at: number, before: Piece): Piece | null {
  UNIT_DOOR.lastIndex = at
  const door = before.fields.building && !before.fields.room ? UNIT_DOOR.exec(text) : null
  if (door) return { from: at, to: at + door[0].length, fields: { unit: digits(door[1]) }, named: false }
  const apart = before.named || before.fields.room !== undefined || text[at - 1] === ','
  return apart ? bareRoom(text, at) : behindRoom(text, at)
}

function behindRoom(text: string, at: number): Piece | null {
  ROOM_BEHIND.lastIndex = at
  const found = ROOM_BEHIND.exec(text)
  return found ? { from: at, to: at + found[0].length, fields: { room: found[1] ?? '' }, named: false } : null
}

function bareRoom(text: string, at: number): Piece | null {
  ROOM_BARE.lastIndex = at
  const found = ROOM_BARE.exec(text)
  const near = text.slice(Math.max(0, at - 3), at)
  if (ROOM_AFTER.test(near)) return behindRoom(text, at)
  const room = found?.[1]
  if (!room || NOT_ROOMS.has(room) || !BARE_CONTEXT.test(near)) return null
  return { from: at, to: at + room.length, fields: { room }, named: false }
}

/** Digits without the suffix: `二十一` → `21`. */
function digits(numeral: string | undefined): string {
  const number = readNumeral(numeral ?? '')
  return number === null ? (numeral ?? '') : String(number)
}

function floorFields(numeral: string | undefined): Piece['fields'] {
  const number = readNumeral(numeral ?? '') ?? 0
  return number >= 1 && number <= 99 ? { floor: String(number) } : {}
}

/** Neighbouring pieces make one place: `11号楼` `4单元` `102`; what stands beside it belongs to its words. */
function joinPieces(text: string, pieces: readonly Piece[]): PlaceMention[] {
  const mentions: PlaceMention[] = []
  for (const piece of pieces) {
    const last = mentions.at(-1)
    if (last && GLUE.test(text.slice(last.to, piece.from)) && fits(last, piece)) {
      Object.assign(last, floorIsBuilding(last, piece), piece.fields)
      last.to = tailEnd(text, piece.to)
      last.weight = isResidence(text, last) ? RESIDENCE_WEIGHT : weigh(last)
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
    const weight = isResidence(text, mention) ? RESIDENCE_WEIGHT : weigh(mention)
    mentions.push({ ...mention, weight })
  }
  return mentions
}

/** Where the sender lives says less than any other place: `我是十九号楼的业主`. */
function isResidence(text: string, { from, to }: Pick<PlaceMention, 'from' | 'to'>): boolean {
  const after = text.slice(to, to + 3)
  return (
    /^的?(?:业主|住户|居民|租户)/.test(after) ||
    (/(?:住在?|我是|我家是)(?:那个)?$/.test(text.slice(Math.max(0, from - 5), from)) && /^的/.test(after))
  )
}
const RESIDENCE_WEIGHT = 1

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

function tailEnd(text: string, from: number): number {
  let end = from
  for (let i = 0; i < MAX_TAILS; i++) {
    const tail = BESIDE.exec(text.slice(end, end + 8))?.[0]
    if (!tail) break
    end += tail.length
  }
  return end
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
