import type { Place } from '../domain/place.ts'
import { inside, type Neighbours, spanOf, tells, unclaimed } from './group-words.ts'
import type { Group } from './groups.ts'
import type { Normalised } from './normalise.ts'
import { LEAST_GRAMMAR_WEIGHT, type PlaceMention, toPlace } from './places.ts'

interface PlacesAround {
  message: Normalised
  places: readonly PlaceMention[]
}

/**
 * The most telling place of the group; an incident without one happened where the record before it did, and a mediation
 * that failed is about the place of what is left of it.
 */
export function placeOf(group: Group, { before, after }: Neighbours, context: PlacesAround): Place | null {
  const { original } = context.message
  if (group.kind === 'checkin') {
    const places = context.places.filter((m) => !isOfFinding(m, group, after, context.message.text))
    const own = bestPlace(group, { ...context, places }, { before, after })
    const shared = own ?? (after && tells(group, 'mediation') ? bestPlace(after, context) : null)
    return shared && toPlace(shared, original)
  }
  const own = bestPlace(group, context, { before, after })
  const there = before ? bestPlace(before, context, { before: undefined, after: group }) : null
  if (own) {
    const place = toPlace(own, original)
    // "还有二单元门口…": the unit of the building that was told before.
    return place.building === null && place.unit !== null ? { ...place, building: there?.building ?? null } : place
  }
  const goesOn =
    before !== undefined &&
    !group.core.itemStart &&
    !ENDED.test(context.message.text.slice(spanOf(before).to, group.core.from))
  return there && goesOn ? toPlace(there, original) : null
}

/** A sentence ended: what the next one tells may be anywhere. */
const ENDED = /[。;!?\n]/

/** Behind all that is told stands whose place it is: `天花板掉墙皮,地砖也塌了,5-2-301`. */
function signature(places: readonly PlaceMention[], text: string): PlaceMention | null {
  const last = places.at(-1)
  if (!last?.building || places.some((p) => p !== last && p.building !== null)) return null
  const standsAlone = /^(?:[,。!?; \n]|$)/.test(text[last.from - 1] ?? '') && /^[,。!?; \n]*$/.test(text.slice(last.to))
  return standsAlone ? last : null
}

const FOUND = /发现|看[见到]|见到|闻到|听[见到说]|得知|反映/

/** `走访时闻到19号楼有焦味`: the place of what was found, not of the round. */
function isOfFinding({ from }: PlaceMention, { core }: Group, after: Group | undefined, text: string): boolean {
  return after?.kind === 'incident' && FOUND.test(text.slice(core.from, from))
}

/** Of equal landmarks the one nearest to the words that tell the matter; a round through several buildings has none. */
function bestPlace(group: Group, { places, message }: PlacesAround, neighbours?: Neighbours): PlaceMention | null {
  const mentions = [...inside(places, group), ...(neighbours ? unclaimed(places, group, neighbours) : [])]
  const signed = group.kind === 'incident' && neighbours ? signature(places, message.text) : null
  if (signed) mentions.push(signed)
  const buildings = new Set(mentions.flatMap((m) => m.building ?? []))
  if (group.kind === 'checkin' && buildings.size > 1) return null
  const distance = ({ from, to }: PlaceMention): number =>
    Math.min(Math.abs(from - group.core.from), Math.abs(to - group.core.from))
  return mentions.reduce<PlaceMention | null>((best, m) => {
    if (!best || m.weight > best.weight) return m
    const nearer = m.weight === best.weight && m.weight < LEAST_GRAMMAR_WEIGHT && distance(m) < distance(best)
    return nearer ? m : best
  }, null)
}
