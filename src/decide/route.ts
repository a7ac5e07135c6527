import { speaksOf } from '../domain/accusation.ts'
import { SENSITIVE_CATEGORIES } from '../domain/permission.ts'
import type { Place } from '../domain/place.ts'
import { AT_A_SPOT, type Category } from '../domain/vocabulary.ts'
import type { BranchFacts, Facts, PersonFacts, ZoneFacts } from './facts.ts'
import { branchOf, coverOf, isThere, ownZones, reachableFirst, zoneOf } from './find.ts'
import { isNamedByNumberAlone, listsBuildings, namedZones } from './zone-match.ts'

/** What the way of a matter hangs on. */
export interface Matter {
  category: Category
  place: Place | null
  text: string
}

/** Where a matter goes. */
export interface Route {
  zone: ZoneFacts | null
  branch: BranchFacts | null
  /** Who handles it. `null`: nobody is there at all. */
  handler: PersonFacts | null
  /** Who leads and hears of it too: a secretary of the branch, or somebody above where that must not or cannot be. */
  leader: PersonFacts | null
  /** What has to be asked first; the matter lies with the leader until then. */
  question: RouteQuestion | null
}

export type RouteQuestion = { about: 'which_zone'; zones: ZoneFacts[] } | { about: 'place' }

const ZONES_OFFERED_MAX = 5
/** What merely sounds alike is offered more sparingly. */
const ZONES_ALIKE_MAX = 3

/** place + category → zone → who answers for it → the secretary → above. Never a silent guess between two zones. */
export function route(matter: Matter, facts: Facts): Route {
  const found = findZone(matter, facts)
  return { ...found, ...routeIn(found.zone, matter, facts) }
}

/** The way of a matter whose zone is settled. */
export function routeIn(zone: ZoneFacts | null, matter: Matter, facts: Facts) {
  const branch = branchFor(zone, facts)
  return { branch, ...responsible({ zone, branch }, matter, facts) }
}

type Found = Pick<Route, 'zone' | 'question'>

function findZone(matter: Matter, facts: Facts): Found {
  const own = ownZones(facts)
  const named = zonesMeant(matter, facts)
  const [only] = named
  if (only && named.length === 1) return { zone: only, question: null }
  if (only) {
    const ownNamed = named.filter((z) => own.includes(z))
    const [ownOnly] = ownNamed
    if (ownOnly && ownNamed.length === 1) return { zone: ownOnly, question: null }
    return ask(ownNamed.length > 0 ? ownNamed : named)
  }
  return unnamedZone(matter, facts, own)
}

/**
 * Letters go first. Where they fit several zones (3号楼 of two estates), a name that sounds alike may tell which; it also
 * goes before a bare number that only another estate has (洋光小区3号楼 is none of 幸福小区).
 */
function zonesMeant({ place, text }: Matter, { zones, zonesAlike }: Facts): ZoneFacts[] {
  const named = namedZones(zones, place, text)
  const [only] = named
  if (!zonesAlike) return named
  const isSure = only !== undefined && named.length === 1
  if (isSure && !isNamedByNumberAlone(only, place, text)) return named
  const inPlace = place ? zonesAlike(place.text) : []
  if (isSure) return inPlace.length === 0 || inPlace.includes(only) ? named : inPlace.slice(0, ZONES_ALIKE_MAX)
  const alike = inPlace.length > 0 ? inPlace : zonesAlike(text)
  if (named.length === 0) return alike.slice(0, ZONES_ALIKE_MAX)
  const both = named.filter((zone) => alike.includes(zone))
  return both.length > 0 ? both : named
}

/** No zone is named: the sender's own, if there is just one and the place may lie in it. */
function unnamedZone({ category, place }: Matter, { sender }: Facts, own: readonly ZoneFacts[]): Found {
  const possible = place?.building ? own.filter((z) => !listsBuildings(z)) : own
  const [only] = possible
  if (only && possible.length === 1) return { zone: only, question: null }
  if (only) return ask(possible)
  const mustAsk = !place?.building && sender.person === null && own.length === 0 && AT_A_SPOT.includes(category)
  return { zone: null, question: mustAsk ? { about: 'place' } : null }
}

function ask(zones: readonly ZoneFacts[]): Found {
  return { zone: null, question: { about: 'which_zone', zones: zones.slice(0, ZONES_OFFERED_MAX) } }
}

/** The branch of the zone, else of the sender, else the only one there is. */
function branchFor(zone: ZoneFacts | null, facts: Facts): BranchFacts | null {
  const { person, zoneCode } = facts.sender
  const id =
    zone?.branchId ??
    person?.branchId ??
    person?.assignments[0]?.branchId ??
    zoneOf(facts, zoneCode)?.branchId ??
    (facts.branches.length === 1 ? facts.branches[0]?.id : null)
  return branchOf(facts, id ?? null)
}

/**
 * Who handles a matter and who leads.
 *
 * Integrity, and what names the member in charge, is for the secretary; what names the secretary is for those above.
 * Those who are away are passed over: the cover they named goes first, then the backups.
 */
export function responsible(
  where: { zone: ZoneFacts | null; branch: BranchFacts | null },
  matter: Matter,
  facts: Facts,
): { handler: PersonFacts | null; leader: PersonFacts | null } {
  const { zone, branch } = where
  const spokenOf = (person: PersonFacts) => isSpokenOf(person, { ...matter, branchId: branch?.id ?? null }, facts)
  const above = (branch ? branch.above : aboveAll(facts.branches)).filter((p) => !spokenOf(p))
  const secretaries = branch?.secretaries ?? []
  if (speaksOfSecretary(branch, matter, facts)) {
    const leader = reachableFirst(above.filter(isThere)) ?? reachableFirst(above)
    return { handler: leader, leader }
  }
  const covers = SENSITIVE_CATEGORIES.includes(matter.category) ? [] : coversOf(facts, secretaries)
  // A secretary who is there and can be reached, whoever stands in, else somebody above; if all are away, all the same.
  const leader =
    reachableFirst([...secretaries, ...covers.filter((p) => !spokenOf(p)), ...above].filter(isThere)) ??
    reachableFirst([...secretaries, ...above])
  if (!zone || matter.category === 'integrity') return { handler: leader, leader }
  if (zone.primary && spokenOf(zone.primary)) return { handler: leader, leader }
  const primary = zone.primary && isThere(zone.primary) ? [zone.primary] : coversOf(facts, [zone.primary])
  const members = [...primary, ...zone.backups.filter(isThere)].filter((p) => !spokenOf(p))
  return { handler: reachableFirst(members) ?? leader, leader }
}

/** Whom those of them who are away named to stand in. */
function coversOf(facts: Facts, people: readonly (PersonFacts | null)[]): PersonFacts[] {
  return people.flatMap((p) => (p && coverOf(facts, p)) ?? [])
}

/** Those who lead every one of these branches: where the branch is not known, nobody of one branch alone hears of it. */
function aboveAll([first, ...others]: readonly BranchFacts[]): PersonFacts[] {
  return (first?.above ?? []).filter((p) => others.every((b) => b.above.some((o) => o.id === p.id)))
}

/** Whether a secretary of the branch is spoken of, so that the matter is kept from the branch. */
export function speaksOfSecretary(branch: BranchFacts | null, matter: Omit<Matter, 'place'>, facts: Facts): boolean {
  const subject = { ...matter, branchId: branch?.id ?? null }
  return branch?.secretaries.some((p) => isSpokenOf(p, subject, facts)) ?? false
}

/** A sender who signs with the own name accuses nobody. */
function isSpokenOf(person: PersonFacts, matter: Parameters<typeof speaksOf>[0], { sender }: Facts): boolean {
  return person.id !== sender.person?.id && speaksOf(matter, { name: person.name, posts: person.assignments })
}
