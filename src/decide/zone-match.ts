import type { Place } from '../domain/place.ts'
import { foldPlace } from '../domain/places.ts'
import type { ZoneFacts } from './facts.ts'

/** How well words name a zone; a greater number is a closer match. */
const SCORE = { partOfBuilding: 10, building: 20, buildingAndUnit: 30, wordsInText: 20, wordsInPlace: 40, name: 60 }
const NUMBERED = /[0-9A-Z]+(?:号楼|號樓|号院|栋|棟|幢|座|#|号|號|单元|單元|门|門)/g

/** A place as it is compared: its parts, and its words folded. */
interface Needle {
  building: string | null
  unit: string | null
  placeWords: string
  /** The words of the place and of the whole message. */
  text: string
}

/**
 * The zones that the words name best, by building and unit, by landmark, or by the zone's own name.
 *
 * Several: they name them equally well. None: no zone is named.
 */
export function namedZones(zones: readonly ZoneFacts[], place: Place | null, text: string): ZoneFacts[] {
  const needle = needleOf(place, text)
  const scores = zones.map((zone) => score(signsOf(zone), needle))
  const best = scores.reduce((a, b) => Math.max(a, b), 0)
  return best === 0 ? [] : zones.filter((_, i) => scores[i] === best)
}

/** Whether nothing but a number speaks for the zone: 3号楼, of whichever estate. */
export function isNamedByNumberAlone(zone: ZoneFacts, place: Place | null, text: string): boolean {
  const best = score(signsOf(zone), needleOf(place, text))
  return best > 0 && best <= SCORE.buildingAndUnit && place?.building !== null
}

function needleOf(place: Place | null, text: string): Needle {
  const placeWords = foldPlace(place?.text ?? '')
  return {
    building: foldPart(place?.building ?? null),
    unit: foldPart(place?.unit ?? null),
    placeWords,
    text: `${foldPlace(text)}|${placeWords}`,
  }
}

/** Whether the zone's areas list buildings, so that a building not among them lies elsewhere. */
export function listsBuildings(zone: ZoneFacts): boolean {
  return zone.areas.some((area) => area.building !== null)
}

/** What names a zone, folded once. */
interface ZoneSigns {
  name: string
  code: RegExp
  areas: AreaSigns[]
}
interface AreaSigns {
  building: string | null
  unit: string | null
  /** What stands before the number: 幸福小区 of 幸福小区3号楼. Empty for a landmark. */
  estate: string
  /** The whole words, where they are a landmark or the alias of a building (红砖楼). Empty for a number. */
  landmark: string
}

/** A roster lives much longer than a message, and has many more words. */
const signs = new WeakMap<ZoneFacts, ZoneSigns>()

function signsOf(zone: ZoneFacts): ZoneSigns {
  const known = signs.get(zone)
  if (known) return known
  const made = {
    name: foldPlace(zone.name),
    // "A3区有人…": the code standing alone, not as part of a case code.
    code: new RegExp(`(?<![0-9A-Z])${escapePattern(foldPlace(zone.code))}(?:区|责任区)`),
    areas: zone.areas.map((area) => {
      const words = foldPlace(area.text)
      const rest = words.replace(NUMBERED, '')
      const numbered = area.building !== null && rest !== words
      const { building, unit } = area
      return {
        building: foldPart(building),
        unit: foldPart(unit),
        estate: numbered ? rest : '',
        landmark: numbered ? '' : words,
      }
    }),
  }
  signs.set(zone, made)
  return made
}

function score({ name, code, areas }: ZoneSigns, needle: Needle): number {
  let best = name.length > 1 && needle.text.includes(name) ? SCORE.name + name.length : 0
  if (best === 0 && code.test(needle.text)) best = SCORE.name
  for (const area of areas) best = Math.max(best, buildingScore(area, needle), landmarkScore(area, needle))
  return best
}

function buildingScore(area: AreaSigns, { building, unit, text }: Needle): number {
  if (building === null || building !== area.building) return 0
  if (area.unit !== null && unit !== null && unit !== area.unit) return 0
  const base = area.unit === null ? SCORE.building : unit === null ? SCORE.partOfBuilding : SCORE.buildingAndUnit
  // 幸福小区3号楼 and 阳光小区3号楼: the name before the number tells them apart.
  return area.estate.length > 1 && text.includes(area.estate) ? base + SCORE.wordsInPlace + area.estate.length : base
}

/** The longest landmark wins, one in the words of the place before one anywhere in the message. */
function landmarkScore({ landmark }: AreaSigns, { placeWords, text }: Needle): number {
  if (landmark.length < 2) return 0
  if (contains(placeWords, landmark)) return SCORE.wordsInPlace + landmark.length
  if (placeWords.length > 1 && contains(landmark, placeWords)) return SCORE.wordsInText + placeWords.length
  return contains(text, landmark) ? SCORE.wordsInText + landmark.length : 0
}

/** `3组` is in `三队3组`, but not in `13组`. */
function contains(text: string, words: string): boolean {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (!(/^[0-9]/.test(words) && /[0-9]/.test(text.charAt(at - 1)))) return true
  }
  return false
}

function foldPart(part: string | null): string | null {
  return part === null ? null : part.normalize('NFKC').toUpperCase()
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
