import type { Span } from '../clauses.ts'
import { BASEMENT, digits, type Fields, GRAMMAR, LETTER_ROOM, ROOM, UNIT_AND_ROOM, UNIT_DOOR } from './grammar.ts'

/** One number of a place: `11号楼`, `4单元`. */
export interface Piece extends Span {
  fields: Fields
  /** Names a place though no single building: a range, a list, a village group, a bed. */
  named: boolean
}

const COUNTED = '(?![个人次遍回份件点分秒年月日元块钱岁米户条辆台只多斤吨度平棵盆包箱名位公克升瓦毫])'
const ROOM_BEHIND = new RegExp(`(${ROOM})(?![:-])${COUNTED}`, 'y')
/** Behind these words three or four digits are always a room. */
const ROOM_AFTER = /(?:楼上|楼下|隔壁|对门|对面|宿舍|寝室|查寝|房号|房间|单元|[教学科验合公政舍化技院诊]楼)的?$/
const ROOM_BARE =
  /(?<![0-9A-Z:.\-第#元年])([1-9][0-9]{2,3})(?=(?:的?(?:业主|住户|租户|租客|房东|邻居|那家|这家|家|两口子|夫妻|两个|有人|有个|没人|门口|室友|卫生间|厨房|阳台|客厅|卧室|的?门|老人|大爷|大妈|阿姨|少一|漏|楼上|楼下|天天|每天|半夜|晚上|又)|的?(?:独居|空巢|留守|孤寡|女士|先生|小?姑娘|女生|男生)|个?外地|住着|里面|里头|屋里|灶间|没关|没锁|那边|的吧|[和与跟及、][1-9][0-9]{2,3}(?![0-9])|$|[,。;!? ]))/y
const BARE_CONTEXT =
  /(?:楼上|楼下|隔壁|对门|对面|宿舍|寝室|查寝|房间|教室|房号|室|楼|其中|公寓|大厦|跟|和|找|住|是|家|在|[走查]到|推不开|时|靠近|^|[,。;!? ])$/
/** Numbers that people mean something else with: emergency calls, round sums. */
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
const STARTS = new Set('-0123456789零〇幺一二三四五六七八九十百两俩廿卅ABCDEFGHIJKLMNOPQRSTUVWXYZ负地第楼初高')
/** Storeys that are climbed or piled up name no floor: `爬了六楼`, `抬上五楼`, `厚厚一层`, `盖到四层`. */
const CLIMBED = /(?:爬|[抬扛搬背抱提挑担].{0,4}[上下]|[抬扛搬背抱提挑担行擔])(?:上|到|了)?$/
const PILED = /(?:[厚着缠裹铺叠摞面了白黑]|一?共|总共|高|盖到|盖了|加盖|砌到|批的?是?)$/

/** Somebody told by the floor alone. */
const OWNER = /^的?(?:住户|人家|业主|邻居|把我家)|^的?(?:高楼|楼房|大楼|小高层|洋房)/
/** What may stand between two pieces of one place. */
export const GLUE = /^(?:的|, ?| |[-()【】]|那边|那头|嘛就是)?$/
/** Between two of a kind: `601和501`. */
export const AND = /^[和与跟及、]$/
/** Numerals and letters in a long row are a phone number, an id or noise. */
const LONG_RUN = /[零〇幺一二三四五六七八九十百两俩廿卅]{9,}|[0-9A-Z]{12,}/y
/** Places beyond these in one message are not read, nor where so many numerals and letters went before. */
const MAX_PIECES = 200
const MAX_TRIES = 2000

/** The numbers of places in a normalised text, in order; none overlap. */
export function findPieces(text: string): Piece[] {
  const pieces: Piece[] = []
  let tries = 0
  for (let at = 0; at < text.length && pieces.length < MAX_PIECES && tries < MAX_TRIES; ) {
    const starts = STARTS.has(text[at] ?? '')
    const run = starts ? match(LONG_RUN, text, at) : null
    if (run) {
      at += run[0].length
      continue
    }
    if (starts) tries++
    const piece = starts ? pieceAt(text, at, pieces.at(-1)) : null
    if (piece && !countsStoreys(text, piece)) pieces.push(piece)
    at = piece ? piece.to : at + 1
  }
  return pieces
}

/** Most numerals and letters begin no place: one pattern tells so at once. */
const ANY_RULE = new RegExp(GRAMMAR.map(([{ source }]) => `(?:${source})`).join('|'), 'y')

function pieceAt(text: string, at: number, before: Piece | undefined): Piece | null {
  const behind = before && GLUE.test(text.slice(before.to, at)) ? before : undefined
  const finer = behind ? unitAndRoom(text, at, behind) : null
  if (finer) return finer
  for (const [pattern, read] of match(ANY_RULE, text, at) ? GRAMMAR : []) {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (!found) continue
    const fields = read(found)
    return { from: at, to: at + found[0].length, fields: fields ?? {}, named: fields === null }
  }
  if (behind) return pieceBehind(text, at, behind)
  const isSecond = before?.fields.room !== undefined && AND.test(text.slice(before.to, at))
  return isSecond ? behindRoom(text, at) : bareRoom(text, at)
}

function unitAndRoom(text: string, at: number, { fields }: Piece): Piece | null {
  if (fields.building === undefined || fields.unit !== undefined || fields.room !== undefined) return null
  const pair = match(UNIT_AND_ROOM, text, at)
  if (!pair) return null
  return { from: at, to: at + pair[0].length, fields: { unit: digits(pair[1]), room: digits(pair[2]) }, named: false }
}

function pieceBehind(text: string, at: number, before: Piece): Piece | null {
  const { building, floor, room } = before.fields
  if (building !== undefined && room === undefined) {
    const unit = match(UNIT_DOOR, text, at)
    if (unit) return { from: at, to: at + unit[0].length, fields: { unit: digits(unit[1]) }, named: false }
    const basement = match(BASEMENT, text, at)
    if (basement) return { from: at, to: at + basement[0].length, fields: { floor: `-${basement[1]}` }, named: false }
  }
  const letter = building !== undefined || floor !== undefined ? match(LETTER_ROOM, text, at) : null
  if (letter) return { from: at, to: at + letter[0].length, fields: { room: letter[1] ?? '' }, named: false }
  const apart = before.named || room !== undefined || text[at - 1] === ','
  return apart ? bareRoom(text, at) : behindRoom(text, at)
}

function behindRoom(text: string, at: number): Piece | null {
  const found = match(ROOM_BEHIND, text, at)
  return found ? { from: at, to: at + found[0].length, fields: { room: digits(found[1]) }, named: false } : null
}

function bareRoom(text: string, at: number): Piece | null {
  const near = text.slice(Math.max(0, at - 3), at)
  if (ROOM_AFTER.test(near)) return behindRoom(text, at)
  const room = match(ROOM_BARE, text, at)?.[1]
  if (!room || NOT_ROOMS.has(room) || !BARE_CONTEXT.test(near)) return null
  return { from: at, to: at + room.length, fields: { room }, named: false }
}

/** Which floor somebody lives on is no scene either: `我们老两口住一楼`, `三楼大爷`. */
function countsStoreys(text: string, { from, to, fields }: Piece): boolean {
  if (fields.floor === undefined || Object.keys(fields).length > 1 || fields.floor.startsWith('-')) return false
  const before = text.slice(Math.max(0, from - 7), from)
  if (/住在?$/.test(before) && !/^[东西南北]?户|^的/.test(text.slice(to, to + 2))) return true
  if (OWNER.test(text.slice(to, to + 4))) return true
  return CLIMBED.test(before) || (text[to - 1] === '层' && PILED.test(before))
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}
