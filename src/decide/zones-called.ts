/** Which zones an order means, asked once where that is not clear, and whether the sender may fill them. */
import { foldPlace } from '../domain/places.ts'
import { isSecretaryOf } from '../domain/roles.ts'
import type { Decision } from './decision.ts'
import type { Facts, ZoneFacts } from './facts.ts'
import { branchOf } from './find.ts'
import { pending } from './pending.ts'
import { noSuchZone, whichZone } from './replies/zones.ts'
import { maskedOrder, orderOf } from './said-order.ts'
import { say } from './tell.ts'
import type { SpokenTurn } from './turn.ts'
import { namedZones } from './zone-match.ts'

/** More of them nobody reads through. */
const OFFERED_MAX = 5
const TAIL = /的?(?:责任区|那片|那栋楼?|这片|那边|片区)$/u
const BUILDING = /([0-9]+|[A-Z])(?:号楼|号院|栋楼|栋|幢|座|号|#|楼)(?:第?([0-9]+)单元)?/u

/** The zones that the order names; or what the sender is answered instead. */
export function zonesOrdered(turn: SpokenTurn): { zones: ZoneFacts[] } | { instead: Decision[] } {
  const { facts } = turn
  const { zone: words } = orderOf(turn).args
  if (words === undefined) return { instead: askZone(turn, facts.zones) }
  const zones: ZoneFacts[] = []
  for (const word of words.split('、')) {
    const meant = zonesMeant(facts, word)
    const [zone, ...others] = meant
    if (!zone) return { instead: [say(turn, noSuchZone(word, facts.zones.slice(0, OFFERED_MAX)))] }
    if (others.length > 0 && words !== word) return { instead: [say(turn, whichZone(meant.slice(0, OFFERED_MAX)))] }
    if (others.length > 0) return { instead: askZone(turn, meant) }
    if (!zones.includes(zone)) zones.push(zone)
  }
  return { zones }
}

/** The order waits for a zone. */
export function askZone(turn: SpokenTurn, zones: readonly ZoneFacts[], question?: string): Decision[] {
  const offered = zones.slice(0, OFFERED_MAX)
  const options = offered.map((zone) => ({ id: zone.code, label: zone.name }))
  const order = maskedOrder(orderOf(turn))
  return [
    { do: 'remember', question: { ...pending('which_zone', turn.now, { options }), order } },
    say(turn, question ?? whichZone(offered)),
  ]
}

/** By code, by name, by area, by building, else by what sounds alike. */
export function zonesMeant({ zones, zonesAlike }: Facts, word: string): ZoneFacts[] {
  const whole = foldPlace(word)
  const bare = whole.replace(TAIL, '')
  const is = (name: string) => [whole, bare].includes(foldPlace(name)) || foldPlace(name).replace(TAIL, '') === bare
  const exact = [
    zones.filter((zone) => is(zone.code)),
    zones.filter((zone) => is(zone.name)),
    zones.filter((zone) => zone.areas.some((area) => is(area.text))),
  ].find((found) => found.length > 0)
  if (exact) return exact
  const [, building = null, unit = null] = BUILDING.exec(bare) ?? []
  const named = namedZones(zones, { text: bare, building, unit, floor: null, room: null }, bare)
  return named.length > 0 || building !== null ? named : (zonesAlike?.(word) ?? [])
}

/** Whether the sender says who answers for a zone: whoever leads its branch, or stands above it. */
export function mayFill(facts: Facts, branchId: string): boolean {
  const { person } = facts.sender
  if (!person) return false
  const above = branchOf(facts, branchId)?.above.some((p) => p.id === person.id) ?? false
  return above || isSecretaryOf(person.assignments, branchId)
}
