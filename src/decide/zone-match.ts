import type { Place } from '../domain/place.ts'
import { foldPlace } from '../domain/places.ts'
import type { ZoneArea, ZoneFacts } from './facts.ts'

/** How well words name a zone; a greater number is a closer match. */
const SCORE = { partOfBuilding: 10, building: 20, buildingAndUnit: 30, wordsInText: 20, wordsInPlace: 40, name: 60 }
const NUMBERED = /[0-9A-Z]+(?:号楼|號樓|号院|栋|棟|幢|座|#|号|號|单元|單元|门|門)/g

/** A place as it is compared: its parts, and its words folded. */
interface Needle {
  place: Place | null
  placeWords: string
  text: string
}

/**
 * The zones that the words name best, by building and unit, by landmark, or by the zone's own name.
 *
 * Several: they name them equally well. None: no zone is named.
 */
export function namedZones(zones: readonly ZoneFacts[], place: Place | null, text: string): ZoneFacts[] {
  const needle = { place, placeWords: foldPlace(place?.text ?? ''), text: foldPlace(`${text}|${place?.text ?? ''}`) }
  const scores = zones.map((zone) => score(zone, needle))
  const best = Math.max(0, ...scores)
  return best === 0 ? [] : zones.filter((_, i) => scores[i] === best)
}

function score(zone: ZoneFacts, needle: Needle): number {
  const areas = zone.areas.map((area) => Math.max(buildingScore(area, needle), landmarkScore(area, needle)))
  return Math.max(0, nameScore(zone, needle), ...areas)
}

function nameScore(zone: ZoneFacts, { text }: Needle): number {
  const named = [foldPlace(zone.name)].filter((name) => name.length > 1 && text.includes(name))
  if (named.length > 0) return SCORE.name + (named[0]?.length ?? 0)
  // "A3 区有人…": the code standing alone, not as part of a case code.
  return new RegExp(`(?<![0-9A-Z])${escapePattern(zone.code)}(?![0-9A-Z-])(?:区|责任区)`).test(text) ? SCORE.name : 0
}

function buildingScore(area: ZoneArea, { place, text }: Needle): number {
  if (!place?.building || fold(place.building) !== fold(area.building)) return 0
  if (area.unit !== null && place.unit !== null && fold(area.unit) !== fold(place.unit)) return 0
  const base = area.unit === null ? SCORE.building : place.unit === null ? SCORE.partOfBuilding : SCORE.buildingAndUnit
  // 幸福小区3号楼 and 阳光小区3号楼: the name before the number tells them apart.
  const estate = foldPlace(area.text).replace(NUMBERED, '')
  return estate.length > 1 && text.includes(estate) ? base + SCORE.wordsInPlace + estate.length : base
}

/**
 * The longest landmark wins, one in the words of the place before one anywhere in the message.
 *
 * An alias of a building (红砖楼) is a landmark too; a number is not, for the place grammar has read it.
 */
function landmarkScore(area: ZoneArea, { placeWords, text }: Needle): number {
  const words = foldPlace(area.text)
  if (words.length < 2 || (area.building !== null && words.replace(NUMBERED, '') !== words)) return 0
  if (contains(placeWords, words)) return SCORE.wordsInPlace + words.length
  if (placeWords.length > 1 && contains(words, placeWords)) return SCORE.wordsInText + placeWords.length
  return contains(text, words) ? SCORE.wordsInText + words.length : 0
}

/** `3组` is in `三队3组`, but not in `13组`. */
function contains(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (!(/^[0-9]/.test(words) && /[0-9]/.test(text.charAt(at - 1)))) return true
  }
  return false
}

/** Whether the zone's areas list buildings, so that a building not among them lies elsewhere. */
export function listsBuildings(zone: ZoneFacts): boolean {
  return zone.areas.some((area) => area.building !== null)
}

function fold(part: string | null): string {
  return (part ?? '').normalize('NFKC').toUpperCase()
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
