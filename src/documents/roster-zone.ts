import type { RosterRow } from '../domain/roster.ts'
import { ZONE_KINDS, type ZoneKind } from '../domain/vocabulary.ts'
import { MAX_AREAS, readAreas } from '../domain/zone-areas.ts'
import type { RowReader } from './roster-cells.ts'
import { plainWord } from './roster-columns.ts'

/** `东山街道/幸福社区`: names from the top down; `null`: not told. */
export function readOrganisation(cells: RowReader): string[] | null {
  const text = cells.text('organisation')
  const names =
    text
      ?.split(/[/／>＞]/u)
      .map((n) => n.trim())
      .filter((n) => n !== '') ?? []
  return names.length === 0 ? null : names
}

export function readZone(cells: RowReader): RosterRow['zone'] {
  const code = cells.text('zoneCode')?.normalize('NFKC').replace(/\s/gu, '').toUpperCase() ?? null
  const name = cells.text('zoneName')
  const kind = readZoneKind(cells)
  const householdCount = readHouseholds(cells)
  const areas = readAreas(cells.text('areas') ?? '')
  if (areas.areas.length > MAX_AREAS) cells.fault('areas', `范围太多了，一个责任区最多${MAX_AREAS}处`)
  for (const name of areas.unclear) cells.fault('areas', `“${name}”看不明白，请写成“1-3号楼”这样`)
  if (code === null) {
    const told = !cells.has('zoneCode') && (name ?? areas.areas[0]?.text)
    if (told) cells.fault('zoneCode', `责任区“${told}”要有编号，例如 A1`)
    return null
  }
  // '-' parts the zone from the number in a case code, and W is the zone of cases without one.
  if (!/^[\p{L}\p{N}.]+$/u.test(code) || code === 'W') {
    cells.fault('zoneCode', `“${code}”不能作编号，请用字母和数字，例如 A1`)
  }
  return { code, name, kind, areas: areas.areas, householdCount }
}

/** As large as a town: what is more is a slip of the keyboard. */
const MOST_HOUSEHOLDS = 100_000

function readHouseholds(cells: RowReader): number | null {
  const text = cells.text('householdCount')
  if (text === null) return null
  const [, digits] = /^(\d{1,3}(?:,\d{3})+|\d+)户?$/u.exec(text.normalize('NFKC').replace(/\s/gu, '')) ?? []
  const count = Number(digits?.replaceAll(',', ''))
  if (count <= MOST_HOUSEHOLDS) return count
  cells.fault('householdCount', `“${text}”不是户数，请填一个数字，例如 120`)
  return null
}

const KIND_WORDS: ReadonlyMap<string, ZoneKind> = new Map([
  ...Object.entries(ZONE_KINDS).map(([kind, word]) => [word, kind as ZoneKind] as const),
  ['小区', 'community'],
  ['居委会', 'community'],
  ['农村', 'village'],
  ['村委会', 'village'],
  ['校', 'school'],
  ['卫生院', 'hospital'],
  ['机关单位', 'office'],
  ['企业', 'office'],
  ['企事业单位', 'office'],
])

function readZoneKind(cells: RowReader): ZoneKind | null {
  const text = cells.text('zoneKind')
  if (text === null) return null
  const kind = KIND_WORDS.get(plainWord(text))
  if (!kind) cells.fault('zoneKind', `“${text}”不认识，请填 ${Object.values(ZONE_KINDS).join('、')}`)
  return kind ?? null
}
