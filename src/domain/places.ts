import type { Place } from './place.ts'

const NUMERAL = '[0-9A-Za-z一二两兩三四五六七八九十百零〇]'
const BUILDING_WORD = '号楼|號樓|号院|號院|栋|棟|幢|座|#|＃|号|號'
/** What the structured fields say, at the start of a place's words: `3号楼2单元`, `11-2-301`, `五栋`. */
const STRUCTURED = new RegExp(
  `^(?:第?${NUMERAL}+(?:${BUILDING_WORD}|单元|單元|门|門|层|層|楼|樓|室|房)|${NUMERAL}+(?:[-—]${NUMERAL}+)+(?:室|房)?)+`,
)

/** The place in words, as told; put together from its parts where no words were kept. Empty when nothing is known. */
export function describePlace(place: Place | null): string {
  if (!place) return ''
  return place.text.trim() || compose(place, '')
}

/** What of a place may be public: its building. `null` where there is none, for other words may be somebody's home. */
export function publicPlace(place: Place | null): string | null {
  return place?.building ? compose({ ...place, unit: null, floor: null, room: null }, place.text) : null
}

/** Whether it names a part of some building, which it leaves untold: 四楼, 三楼和四楼, 2单元. */
export function isPartOfBuilding({ text, building, unit, floor, room }: Place): boolean {
  return building === null && ((unit ?? floor ?? room) !== null || PART.test(text))
}

const PART = new RegExp(`^第?${NUMERAL}+(?:单元|單元|层|層|楼|樓)`)

/** The place after a correction: what is named takes the place of what was, the rest stays. */
export function correctPlace(old: Place | null, change: Partial<Place>): Place {
  const parts = {
    building: change.building ?? null,
    unit: change.unit ?? null,
    floor: change.floor ?? null,
    room: change.room ?? null,
  }
  const named = Object.values(parts).some((part) => part !== null)
  if (!old || !named) {
    return { ...parts, text: change.text?.trim() || compose(parts, '') || (old?.text ?? '') }
  }
  const merged = {
    building: parts.building ?? old.building,
    unit: parts.unit ?? old.unit,
    floor: parts.floor ?? old.floor,
    room: parts.room ?? old.room,
  }
  const style = `${change.text ?? ''}${old.text}`
  const rest = restOf({ text: change.text ?? '', room: merged.room }) || restOf(old)
  return { ...merged, text: `${compose(merged, style)}${rest}` }
}

/** What the words of a place say beyond its parts: 楼道, 北侧. */
function restOf({ text, room }: Pick<Place, 'text' | 'room'>): string {
  const rest = text.trim().replace(STRUCTURED, '')
  return room !== null && rest.startsWith(room) ? rest.slice(room.length).replace(/^(?:室|房|号)/, '') : rest
}

/** `3号楼2单元`; the word for a building is the one that `style` uses. */
function compose(place: Omit<Place, 'text'>, style: string): string {
  const { building, unit, floor, room } = place
  return [
    building && `${building}${buildingWord(building, style)}`,
    unit && `${unit}单元`,
    floor && (floor.startsWith('-') ? `地下${floor.slice(1)}层` : `${floor}层`),
    room && `${room}室`,
  ]
    .filter(Boolean)
    .join('')
}

function buildingWord(building: string, style: string): string {
  const used = /栋|幢|座|号院/.exec(style)?.[0]
  return used ?? (/^[A-Za-z]$/.test(building) ? '座' : '号楼')
}

const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  兩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}

/**
 * Place words made comparable: full-width folded, upper case, no blanks, Chinese numbers before a unit word as digits
 * (`三 组` and `3组` are one).
 */
export function foldPlace(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/\s+/g, '')
    .replace(
      /[一二两兩三四五六七八九十百零〇]+(?=号|號|栋|棟|幢|座|单|單|组|組|队|隊|区|區|楼|樓|层|層|年级|年級|班|病|科|门|門)/g,
      (n) => String(arabic(n)),
    )
}

/** A Chinese number below a thousand, said (`二十一`) or spelt (`二〇三`). */
function arabic(numeral: string): number {
  if (!/[十百]/.test(numeral)) return Number([...numeral].map((sign) => DIGITS[sign] ?? 0).join(''))
  let total = 0
  let digit: number | null = null
  for (const sign of numeral) {
    if (sign === '十' || sign === '百') {
      total += (digit ?? 1) * (sign === '十' ? 10 : 100)
      digit = null
    } else {
      digit = DIGITS[sign] ?? 0
    }
  }
  return total + (digit ?? 0)
}

/** One place in one zone, for what is told once per place: the building where known, else its words. */
export function placeKey(place: Place | null, zoneCode: string | null): string {
  const spot = place?.building ? `b${place.building}` : foldPlace(place?.text ?? '').slice(0, 20)
  return `${zoneCode ?? '-'}/${spot || '-'}`
}
