import type { Area } from './roster.ts'

/** More buildings than any zone has: a range above this is a slip of the pen (`1-3000号楼`). */
const MAX_RANGE = 200
/** More areas than any zone has. Ranges of units in ranges of buildings are soon a hundred thousand. */
export const MAX_AREAS = 500

const BUILDING = '号楼|号栋|栋楼|栋|幢|座|#楼|#'
const NUMBER = '\\d{1,4}|[A-Z]'
const TO = '-|~|至|到'
const AREA = new RegExp(
  `^(?<prefix>[^\\d]*?)第?(?<first>${NUMBER})(?:${BUILDING})?(?:(?:${TO})(?<last>${NUMBER}))?(?<kind>${BUILDING})` +
    `(?:第?(?<unit>\\d{1,2})(?:单元)?(?:(?:${TO})(?<lastUnit>\\d{1,2}))?单元)?$`,
  'iu',
)
const UNIT_ONLY = new RegExp(`^第?(?<unit>\\d{1,2})(?:单元)?(?:(?:${TO})(?<lastUnit>\\d{1,2}))?单元$`, 'u')
const BARE = new RegExp(`^(?:${NUMBER})(?:(?:${TO})(?:${NUMBER}))?$`, 'u')
const SUFFIX = new RegExp(`(?:${NUMBER})(?<suffix>${BUILDING}|单元)$`, 'u')

/**
 * The 范围 of a zone as single areas: `1-3号楼、5号楼2单元、东门(老门)` → six of them.
 *
 * Aliases stand in brackets or after `=`, and mean the same building as the name before them. A number alone takes the
 * word of the next one (`1、2、3号楼`); a unit alone belongs to the building before it.
 *
 * @returns the areas without doubles, and the words that make no sense; what comes after `MAX_AREAS` is not read
 */
export function readAreas(text: string): { areas: Area[]; unclear: string[] } {
  const areas = new Map<string, Area>()
  const unclear: string[] = []
  let before: Area | null = null
  for (const { name, aliases } of withSuffixes(split(text))) {
    if (areas.size > MAX_AREAS) break
    const own = readArea(name, before)
    const named = [own, ...aliases.map((alias) => readArea(alias, null))]
    const read = named.flatMap((n) => n ?? [])
    if (named.includes(null)) unclear.push(name)
    const building = buildingOf(read)
    for (const area of read) {
      if (!areas.has(area.text)) areas.set(area.text, { ...area, ...(area.building === null ? building : null) })
    }
    before = own?.at(-1) ?? null
  }
  return { areas: [...areas.values()], unclear }
}

/** The one building that a name and its aliases mean; `null` for none, or for a lot (`1-3号楼(南区)`). */
function buildingOf(named: readonly Area[]): Pick<Area, 'building' | 'unit'> | null {
  const [one, ...others] = named.filter((a) => a.building !== null)
  return one && others.length === 0 ? { building: one.building, unit: one.unit } : null
}

interface Item {
  name: string
  aliases: string[]
}

function split(text: string): Item[] {
  const plain = text.normalize('NFKC').replace(/[—–―〜∼]+/gu, '-')
  // Separators inside brackets part aliases, not areas.
  return (plain.match(/(?:\([^)]*\)|[^、,;\n|])+/gu) ?? []).flatMap((part) => {
    const [head = '', ...named] = part.replace(/\(([^)]*)\)/gu, '=$1').split('=')
    const name = chineseToDigits(head.replace(/\s+/gu, ''))
    const aliases = named
      .flatMap((n) => n.split(/[、,;/]/u))
      .map((n) => chineseToDigits(n.trim()))
      .filter((n) => n !== '')
    return name === '' ? [] : [{ name, aliases }]
  })
}

/** `1、2、3号楼`: bare numbers take the suffix of the next item that has one. */
function withSuffixes(items: readonly Item[]): Item[] {
  let suffix: string | null = null
  return items
    .toReversed()
    .map((item) => {
      if (BARE.test(item.name)) return suffix === null ? item : { ...item, name: `${item.name}${suffix}` }
      suffix = SUFFIX.exec(item.name)?.groups?.suffix ?? null
      return item
    })
    .toReversed()
}

/** `null`: a range that makes no sense. */
function readArea(name: string, before: Area | null): Area[] | null {
  const unitOnly = UNIT_ONLY.exec(name)?.groups
  if (unitOnly && before?.building) {
    const building = before.unit === null ? before.text : before.text.slice(0, -`${before.unit}单元`.length)
    return (
      range(unitOnly.unit, unitOnly.lastUnit)?.map((unit) => ({
        text: `${building}${unit}单元`,
        building: before.building,
        unit,
      })) ?? null
    )
  }
  const groups = AREA.exec(name)?.groups
  if (!groups) return [{ text: name, building: null, unit: null }]
  const buildings = range(groups.first, groups.last)
  const units = groups.unit === undefined ? [null] : range(groups.unit, groups.lastUnit)
  if (!buildings || !units) return null
  return buildings.flatMap((building) =>
    units.map((unit) => ({
      text: `${groups.prefix}${building}${groups.kind}${unit === null ? '' : `${unit}单元`}`,
      building,
      unit,
    })),
  )
}

/** Every number or letter from `first` to `last`; `null` when there is no such range. */
function range(first: string | undefined, last: string | undefined): string[] | null {
  if (first === undefined) return null
  if (last === undefined) return [/^\d/u.test(first) ? String(Number(first)) : first.toUpperCase()]
  const digits = /^\d/u.test(first)
  if (digits !== /^\d/u.test(last)) return null
  const [from, to] = digits ? [Number(first), Number(last)] : [letter(first), letter(last)]
  if (to < from || to - from >= MAX_RANGE) return null
  return Array.from({ length: to - from + 1 }, (_, i) => (digits ? String(from + i) : String.fromCharCode(from + i)))
}

const letter = (text: string) => text.toUpperCase().charCodeAt(0)

const DIGITS = '零一二三四五六七八九'

const CHINESE = '[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]'
const COUNTED = new RegExp(`(?:${CHINESE})(?=${BUILDING}|单元|(?:${TO})(?:${CHINESE})(?:${BUILDING}|单元))`, 'gu')

/** Chinese numbers up to 99 before a word that counts (`三号楼`, `二十一栋`), as Arabic digits. */
function chineseToDigits(text: string): string {
  return text.replace(COUNTED, (digits) => {
    const [tens = '', ones = ''] = digits.includes('十') ? digits.split('十') : ['零', digits]
    return String((tens === '' ? 1 : DIGITS.indexOf(tens)) * 10 + (ones === '' ? 0 : DIGITS.indexOf(ones)))
  })
}
