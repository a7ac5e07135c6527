/** How the zones of a branch are filled, who could fill the gaps, and whether everybody knows: reckoned from plain lists. */
import type { CivilDate } from './calendar.ts'
import { type Role, SECRETARY_ROLES } from './vocabulary.ts'

/** What somebody is in a zone, from one day to another. */
export interface ZonePost {
  personId: string
  role: Role
  backup: boolean
  startsOn: CivilDate
  /** Last day; `null`: until somebody decides. */
  endsOn: CivilDate | null
  /** Last day of the term, which ends nothing by itself. */
  termEndsOn: CivilDate | null
  /** The person said that they know. */
  known: boolean
}

export interface ZoneToCover {
  code: string
  name: string
  /** As the areas tell them: Arabic digits or a letter. */
  buildings: readonly string[]
  approved: boolean
  visitCount: number
  /** It is there for `UNSEEN_DAYS`, so that residents could have looked at its notice. */
  longThere: boolean
  caseCount: number
  posts: readonly ZonePost[]
}

export interface BranchMember {
  id: string
  name: string
  /** Roles in the branch, with a zone or without. */
  roles: readonly Role[]
}

/** Why somebody is suggested for a zone without a member: no zone yet, the zone beside it, leads the branch. */
export type CoverReason = 'free' | 'neighbour' | 'leader'

export interface Coverage {
  zoneCount: number
  uncovered: { zone: ZoneToCover; candidates: { person: BranchMember; why: CoverReason }[] }[]
  /** Members without a zone; those who lead are not asked for. */
  free: BranchMember[]
  /** Who has much more on their hands than the others, the most burdened first. */
  heavy: { person: BranchMember; zoneCount: number; caseCount: number }[]
  /** The three knows: zones that the branch has not approved, members who have not said that they know, zones that no resident looked at. */
  unapproved: ZoneToCover[]
  unknowing: { person: BranchMember; zone: ZoneToCover }[]
  unseen: ZoneToCover[]
  /** Posts that end, or whose term does, within `SOON_DAYS`. */
  ending: { person: BranchMember; zone: ZoneToCover; on: CivilDate }[]
}

/** Roles by which somebody answers for a zone. */
export const ANSWERING_ROLES: readonly Role[] = ['zone_member', 'guest_member', ...SECRETARY_ROLES]
const NO_MEMBERS: readonly Role[] = ['helper', 'resident_verifier', 'organisation_admin']

export const SOON_DAYS = 30
/** A notice that no resident looked at for so long is told of: of a new zone not before it stood there as long. */
export const UNSEEN_DAYS = 90
/** As many are suggested for one zone. */
const CANDIDATES_MAX = 3
/** Fewer matters in a quarter are no burden, whoever else has none. */
const HEAVY_CASES = 10
const HEAVY_ZONES = 3

/** @param today the day as of which posts count */
export function coverageOf(
  zones: readonly ZoneToCover[],
  people: readonly BranchMember[],
  { today, soon }: { today: CivilDate; soon: CivilDate },
): Coverage {
  const answering = new Map(zones.map((zone) => [zone.code, zone.posts.filter((post) => answers(post, today))]))
  const of = (zone: ZoneToCover) => answering.get(zone.code) ?? []
  const byId = new Map(people.map((person) => [person.id, person]))
  const held = (id: string) => zones.filter((zone) => of(zone).some((post) => post.personId === id))
  const free = people.filter((person) => isMember(person) && held(person.id).length === 0)
  const named = <T>(zone: ZoneToCover, post: ZonePost, more: T) => {
    const person = byId.get(post.personId)
    return person ? [{ person, zone, ...more }] : []
  }
  return {
    zoneCount: zones.length,
    uncovered: zones
      .filter((zone) => of(zone).length === 0)
      .map((zone) => ({ zone, candidates: candidatesFor(zone, { zones, people, free, of, byId }) })),
    free: free.filter((person) => !leads(person)),
    heavy: heavyOf(people, held, of),
    unapproved: zones.filter((zone) => !zone.approved),
    unknowing: zones.flatMap((zone) => of(zone).flatMap((post) => (post.known ? [] : named(zone, post, {})))),
    unseen: zones.filter((zone) => zone.longThere && zone.visitCount === 0),
    ending: zones.flatMap((zone) =>
      of(zone).flatMap((post) => {
        const on = post.endsOn ?? post.termEndsOn
        return on !== null && on <= soon ? named(zone, post, { on }) : []
      }),
    ),
  }
}

/** Whether somebody answers for the zone by this post on that day, be it as backup. */
export function answers({ role, startsOn, endsOn }: ZonePost, today: CivilDate): boolean {
  return ANSWERING_ROLES.includes(role) && startsOn <= today && (endsOn === null || endsOn >= today)
}

function leads({ roles }: BranchMember): boolean {
  return roles.some((role) => SECRETARY_ROLES.includes(role))
}

/** Whoever only helps, looks at what was done, or administers, is not asked to answer for a zone. */
function isMember({ roles }: BranchMember): boolean {
  return roles.length === 0 || roles.some((role) => !NO_MEMBERS.includes(role))
}

interface Known {
  zones: readonly ZoneToCover[]
  people: readonly BranchMember[]
  free: readonly BranchMember[]
  of: (zone: ZoneToCover) => readonly ZonePost[]
  byId: ReadonlyMap<string, BranchMember>
}

/** Members without a zone first, then who answers next door, then who leads. */
function candidatesFor(zone: ZoneToCover, { zones, people, free, of, byId }: Known) {
  const beside = zones
    .filter((other) => other !== zone && of(other).length > 0)
    .map((other) => ({ other, distance: distanceOf(zone, other) }))
    .filter(({ distance }) => distance < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.distance - b.distance || a.other.caseCount - b.other.caseCount)
  const offered: { person: BranchMember | undefined; why: CoverReason }[] = [
    ...free.filter((person) => !leads(person)).map((person) => ({ person, why: 'free' as const })),
    ...beside
      .slice(0, 2)
      .map(({ other }) => ({ person: byId.get(of(other)[0]?.personId ?? ''), why: 'neighbour' as const })),
    ...people.filter(leads).map((person) => ({ person, why: 'leader' as const })),
  ]
  const candidates: { person: BranchMember; why: CoverReason }[] = []
  for (const reason of ['free', 'neighbour', 'leader'] as const) {
    const own = offered.filter(({ why }) => why === reason)
    // One kind of candidate leaves room for the others.
    for (const { person, why } of own.slice(0, reason === 'free' ? 2 : 1)) {
      if (person && !candidates.some((c) => c.person.id === person.id)) candidates.push({ person, why })
    }
  }
  return candidates.slice(0, CANDIDATES_MAX)
}

/** A code says less of where a zone lies than its buildings do. */
const BY_CODE = 100

/** How far two zones lie apart, by the numbers of their buildings, else by those of their codes. */
function distanceOf(a: ZoneToCover, b: ZoneToCover): number {
  const numbers = (zone: ZoneToCover) => zone.buildings.map(Number).filter(Number.isFinite)
  const gaps = numbers(a).flatMap((n) => numbers(b).map((m) => Math.abs(n - m)))
  if (gaps.length > 0) return Math.min(...gaps)
  const [one, two] = [codeParts(a.code), codeParts(b.code)]
  return one && two && one.letters === two.letters
    ? BY_CODE + Math.abs(one.number - two.number)
    : Number.POSITIVE_INFINITY
}

function codeParts(code: string): { letters: string; number: number } | null {
  const [, letters = '', number] = /^(\D*)(\d+)$/u.exec(code) ?? []
  return number === undefined ? null : { letters, number: Number(number) }
}

/** Matters of a zone are shared by those who answer for it first; backups help out. */
function heavyOf(
  people: readonly BranchMember[],
  held: (id: string) => ZoneToCover[],
  of: (zone: ZoneToCover) => readonly ZonePost[],
): Coverage['heavy'] {
  const loads = people.flatMap((person) => {
    const own = held(person.id).filter((zone) => of(zone).some((p) => p.personId === person.id && !p.backup))
    const share = (zone: ZoneToCover) => zone.caseCount / Math.max(1, of(zone).filter((p) => !p.backup).length)
    const caseCount = own.reduce((sum, zone) => sum + share(zone), 0)
    return own.length > 0 ? [{ person, zoneCount: own.length, caseCount: Math.round(caseCount) }] : []
  })
  const mean = loads.reduce((sum, load) => sum + load.caseCount, 0) / Math.max(1, loads.length)
  const isHeavy = ({ zoneCount, caseCount }: (typeof loads)[number]) =>
    zoneCount >= HEAVY_ZONES || (caseCount >= HEAVY_CASES && caseCount >= 2 * mean)
  return loads.filter(isHeavy).sort((a, b) => b.caseCount - a.caseCount || b.zoneCount - a.zoneCount)
}
