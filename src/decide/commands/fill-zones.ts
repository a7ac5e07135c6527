/** Somebody answers for zones from now on: what begins and ends by that, who goes on with what is open, and who hears of it. */
import { addDays, type CivilDate } from '../../domain/calendar.ts'
import { groupBy } from '../../domain/group.ts'
import type { Decision, NewPost } from '../decision.ts'
import type { PersonFacts, ZoneFacts } from '../facts.ts'
import { type PostsSaid, postAsBefore } from '../replies/zones.ts'
import { say } from '../tell.ts'
import type { SpokenTurn, Turn } from '../turn.ts'
import { type HandOver, handedOver, handOver } from './left-cases.ts'
import { today } from './plan.ts'
import { answerFilled, tellGone, tellNew } from './post-news.ts'
import { membersOf, namesOf, ownPost } from './zone-people.ts'

/** Who is to be what in which zones, from when on. */
export interface Filling {
  zones: readonly ZoneFacts[]
  people: readonly PersonFacts[]
  /** Who goes; their last day is the one before, unless it is told. */
  leaver: PersonFacts | null
  lastOn: CivilDate | null
  from: CivilDate
  until: CivilDate | null
  as: PostsSaid['as']
  reason: string | null
  /** They offered it themselves. */
  known?: boolean
}

/** Begin what is new, end what it replaces, and tell those whom it concerns. */
export function fill(turn: SpokenTurn, filling: Filling, { instead = false } = {}): Decision[] {
  const { zones, people, as } = filling
  const changes = zones.map((zone) => changeOf(turn, zone, filling, instead))
  if (changes.every(({ begun, ended }) => begun.length === 0 && ended.length === 0)) {
    return [say(turn, postAsBefore(zones, namesOf(people), as))]
  }
  const by = turn.facts.sender.person?.id ?? ''
  const handOvers = handOversOf(turn, filling, changes)
  return [
    ...handOvers.flatMap((one) => handedOver(turn, one)),
    ...changes.flatMap(({ zone, ended }) => ended.map((one) => endPost(zone, one, { by, reason: filling.reason }))),
    ...changes.flatMap(({ begun }) => begun.map((post): Decision => ({ do: 'begin_post', post: { ...post, by } }))),
    ...answerFilled(turn, filling, { changes, handOvers }),
    ...tellNew(turn, filling, { changes, handOvers }),
    ...tellGone(turn, changes, handOvers),
  ]
}

/** Who leaves today leaves open matters to the first of those who take their place. */
function handOversOf(turn: SpokenTurn, { people }: Filling, changes: readonly ZoneChange[]): HandOver[] {
  const [to] = people
  const leaving = changes.flatMap(({ zone, ended }) =>
    ended.filter(({ silent, lastOn }) => !silent && lastOn < today(turn)).map(({ person }) => ({ zone, person })),
  )
  return [...groupBy(leaving, ({ person }) => person.id).values()].flatMap((own) => {
    const [leaver] = own.map(({ person }) => person)
    return leaver && to ? [handOver(turn, { leaver, to, zones: own.map(({ zone }) => zone) })] : []
  })
}

interface Ended {
  person: Pick<PersonFacts, 'id' | 'name' | 'addresses'>
  lastOn: CivilDate
  /** Goes over into another post of the same person: nobody hears of it. */
  silent: boolean
}

export interface ZoneChange {
  zone: ZoneFacts
  begun: Omit<NewPost, 'by'>[]
  ended: Ended[]
}

function changeOf(turn: SpokenTurn, zone: ZoneFacts, filling: Filling, instead: boolean): ZoneChange {
  const { people, lastOn, until, as, reason, known = false } = filling
  const members = membersOf(turn, zone)
  const leaving = leaverIn(turn, zone, filling, instead)
  // Whoever follows somebody who stays until a day begins on the next one.
  const from = instead && leaving && lastOn !== null && lastOn >= filling.from ? addDays(lastOn, 1) : filling.from
  const others = members.filter((post) => post.personId !== leaving?.id && !people.some((p) => p.id === post.personId))
  const first = as === 'member' && (instead || others.length === 0)
  const begun: ZoneChange['begun'] = []
  const ended: Ended[] = leaving ? [{ person: leaving, lastOn: lastOn ?? addDays(from, -1), silent: false }] : []
  for (const person of people) {
    const post = ownPost(turn, zone, person.id)
    const role = roleOf(person, zone, as)
    const same = post?.role === role && post.backup === (as === 'backup') && post.termEndsOn === until
    const isFirst = members[0]?.personId === person.id
    if (same && post.startsOn <= from && post.endsOn === null && (isFirst || !instead)) continue
    if (post) ended.push({ person, lastOn: addDays(from, -1), silent: true })
    const backup = as === 'backup'
    begun.push({
      ...{ personId: person.id, zoneCode: zone.code, role, backup, first, startsOn: from, termEndsOn: until, reason },
      known: known || post?.known === true,
    })
  }
  return { zone, begun, ended }
}

/** Who goes: whoever is named, or who comes first where somebody is to take their place. */
function leaverIn(
  turn: SpokenTurn,
  zone: ZoneFacts,
  { leaver, people }: Filling,
  instead: boolean,
): PersonFacts | null {
  if (leaver) return holds(turn, zone, leaver) ? leaver : null
  const [first] = instead ? membersOf(turn, zone).filter((post) => !post.backup) : []
  const person = first && turn.facts.zoning?.people.find((p) => p.id === first.personId)
  return person && !people.some((p) => p.id === person.id) ? person : null
}

/** Whoever only helps in the branch helps in a zone; whoever belongs elsewhere is a guest. */
export function roleOf({ branchId, assignments }: PersonFacts, zone: ZoneFacts, as: PostsSaid['as']): NewPost['role'] {
  const here = assignments.filter((a) => a.branchId === zone.branchId)
  const onlyHelps = here.length > 0 && here.every((a) => a.role === 'helper' || a.role === 'resident_verifier')
  if (as === 'helper' || onlyHelps) return 'helper'
  const isGuest = here.some((a) => a.role === 'guest_member') || (branchId !== zone.branchId && here.length === 0)
  return isGuest ? 'guest_member' : 'zone_member'
}

export function endPost(
  zone: ZoneFacts,
  { person, lastOn }: Pick<Ended, 'person' | 'lastOn'>,
  { by, reason }: { by: string; reason: string | null },
): Decision {
  return { do: 'end_post', personId: person.id, zoneCode: zone.code, lastOn, by, reason }
}

/** Whether they are anything in the zone, today or to come. */
export function holds(turn: Turn, zone: ZoneFacts, person: PersonFacts | null): boolean {
  return person !== null && ownPost(turn, zone, person.id) !== null
}
