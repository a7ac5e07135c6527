/** What a round is about as it was on the first day. Its hash is told before a seed is known; neither changes afterwards. */
import type { CivilDate } from '../calendar.ts'
import { jsonHash } from '../canonical-json.ts'
import type { Role, ZoneKind } from '../vocabulary.ts'
import type { Question } from './opinions.ts'
import type { ReviewKind } from './vocabulary.ts'

export interface FrozenZone {
  id: string
  code: string
  name: string
  kind: ZoneKind
  /** Matters told in the year before, which say how much there was to do; without those that not even a count may tell. */
  caseCount: number
  /** `null`: nobody told. */
  householdCount: number | null
}

export interface FrozenPerson {
  id: string
  roles: readonly Role[]
  /** Codes of the zones that they answer for. */
  zoneCodes: readonly string[]
}

/** No names of persons: it is published. */
export interface FrozenList {
  kind: ReviewKind
  period: string
  branchId: string
  frozenOn: CivilDate
  /** Of a spot check: how many of the zones are looked at, in percent. */
  sharePercent: number
  /** In the order of their codes. */
  zones: readonly FrozenZone[]
  /** In the order of their ids. */
  people: readonly FrozenPerson[]
  /** What residents are asked; absent: nothing. Whoever changes the questions meanwhile changes those of the next round. */
  questions?: readonly Question[] | undefined
  /** What members may say of one another in an appraisal, best first; absent: the usual grades. */
  choices?: readonly string[] | undefined
}

export interface Frozen {
  list: FrozenList
  /** sha256 of the list's canonical JSON, hex. */
  hash: string
}

export const SHARE_PERCENT_USUAL = 20

/**
 * The same list and hash in whatever order its zones and people came.
 *
 * @throws Error for a code or person that stands in it twice
 */
export function freezeList(told: FrozenList): Frozen {
  const zones = told.zones.toSorted((a, b) => inOrder(a.code, b.code))
  const people = told.people
    .map((person) => ({
      ...person,
      roles: person.roles.toSorted(inOrder),
      zoneCodes: person.zoneCodes.toSorted(inOrder),
    }))
    .sort((a, b) => inOrder(a.id, b.id))
  const twice = firstTwice(zones.map((zone) => zone.code)) ?? firstTwice(people.map((person) => person.id))
  if (twice !== null) throw new Error(`a frozen list has ${twice} twice`)
  const list = { ...told, zones, people }
  return { list, hash: jsonHash(list) }
}

/** Whether the list is still the one that was frozen under the hash. */
export function isAsFrozen(list: FrozenList, hash: string): boolean {
  return jsonHash(list) === hash
}

/** What stands twice in a list that is in order; `null`: nothing. */
export function firstTwice(ordered: readonly string[]): string | null {
  return ordered.find((item, i) => item === ordered[i - 1]) ?? null
}

/** By the code units of the signs: the same on every machine, whatever its language. */
export function inOrder(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
