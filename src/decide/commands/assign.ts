/** 让老王管3号楼: whoever leads says who answers for a zone, with whom, instead of whom, from when and until when. */
import { addDays, type CivilDate } from '../../domain/calendar.ts'
import type { Decision, NewPost } from '../decision.ts'
import type { PersonFacts, ZoneFacts } from '../facts.ts'
import { pending } from '../pending.ts'
import { withReceipt } from '../replies/words.ts'
import {
  dayBeforeToday,
  notIn,
  onlyMembersAnswer,
  type PostsSaid,
  postAsBefore,
  postCard,
  postEndedNews,
  postsBegun,
  secretaryFills,
  togetherOrInstead,
} from '../replies/zones.ts'
import { maskedOrder, orderOf } from '../said-order.ts'
import { say, tellPerson } from '../tell.ts'
import { cardSeed, inboxOf, receiptOf, type SpokenTurn, type Turn } from '../turn.ts'
import { mayFill, zonesOrdered } from '../zones-called.ts'
import { today } from './plan.ts'
import { leaverOrdered, membersOf, nameOf, namesOf, ownPost, peopleOrdered } from './zone-people.ts'

type Manner = 'ask' | 'together' | 'instead'

/** Where somebody answers for the zone already, it is asked whether with them or in their stead. */
export function assignZone(turn: SpokenTurn): Decision[] {
  return ordered(turn, 'ask')
}

export function addMember(turn: SpokenTurn): Decision[] {
  return ordered(turn, 'together')
}

export function replaceMember(turn: SpokenTurn): Decision[] {
  return ordered(turn, 'instead')
}

/** 李敏当3号楼的备用, 让小李协助3号楼. */
export function standBy(turn: SpokenTurn): Decision[] {
  return ordered(turn, 'together')
}

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

function ordered(turn: SpokenTurn, manner: Manner): Decision[] {
  const read = fillingOrdered(turn)
  if ('instead' in read) return read.instead
  const { filling } = read
  if (manner === 'ask' && asksHow(turn, filling)) return askHow(turn, filling)
  if (manner !== 'instead') return fill(turn, filling)
  const strangers = filling.leaver === null ? [] : filling.zones.filter((z) => !holds(turn, z, filling.leaver))
  if (filling.leaver && strangers.length > 0) return [say(turn, notIn(filling.leaver.name, strangers))]
  return fill(turn, filling, { instead: true })
}

function fillingOrdered(turn: SpokenTurn): { filling: Filling } | { instead: Decision[] } {
  if (!turn.facts.sender.person) return { instead: [say(turn, onlyMembersAnswer())] }
  const named = zonesOrdered(turn)
  if ('instead' in named) return leads(turn) ? named : { instead: [say(turn, secretaryFills())] }
  const { zones } = named
  const branchId = zones[0]?.branchId ?? ''
  if (!zones.every((z) => mayFill(turn.facts, z.branchId))) return { instead: [say(turn, secretaryFills())] }
  const who = peopleOrdered(turn, branchId)
  if ('instead' in who) return who
  const gone = leaverOrdered(turn, branchId)
  if ('instead' in gone) return gone
  const { from, to, until, post, text } = orderOf(turn).args
  const told = [from, to, until].find((day) => day !== undefined && day < today(turn))
  if (told !== undefined) return { instead: [say(turn, dayBeforeToday(told))] }
  return {
    filling: {
      ...{ zones, people: who.people, leaver: gone.leaver },
      lastOn: to ?? null,
      from: from ?? today(turn),
      until: until ?? null,
      as: post ?? 'member',
      reason: text ?? null,
    },
  }
}

/** Whether the sender leads any branch, so that a question about zones is for them. */
function leads({ facts }: SpokenTurn): boolean {
  return facts.branches.some((branch) => mayFill(facts, branch.id))
}

function holds(turn: Turn, zone: ZoneFacts, person: PersonFacts | null): boolean {
  return person !== null && ownPost(turn, zone, person.id) !== null
}

/** Others answer for it, the named do not but could, and nobody was said to go. */
function asksHow(turn: Turn, { zones, people, leaver, as }: Filling): boolean {
  if (as !== 'member' || leaver) return false
  return zones.some((zone) => {
    if (people.every((p) => roleOf(p, zone, as) === 'helper')) return false
    const first = membersOf(turn, zone).filter((post) => !post.backup)
    return first.length > 0 && !people.some((p) => first.some((post) => post.personId === p.id))
  })
}

function askHow(turn: SpokenTurn, { zones, people }: Filling): Decision[] {
  const names = namesOf(people)
  const members = zones.flatMap((zone) => membersOf(turn, zone).filter((post) => !post.backup))
  const named = [...new Set(members.map((post) => nameOf(turn.facts, post.personId)))]
  const options = [
    { id: 'add_member', label: '一起负责' },
    { id: 'replace_member', label: `换成${names}` },
  ]
  const question = { ...pending('together_or_instead', turn.now, { options }), order: maskedOrder(orderOf(turn)) }
  return [{ do: 'remember', question }, say(turn, togetherOrInstead(zones, names, named))]
}

/** Begin what is new, end what it replaces, and tell those whom it concerns. */
export function fill(turn: SpokenTurn, filling: Filling, { instead = false } = {}): Decision[] {
  const { zones, people, as } = filling
  const changes = zones.map((zone) => changeOf(turn, zone, filling, instead))
  if (changes.every(({ begun, ended }) => begun.length === 0 && ended.length === 0)) {
    return [say(turn, postAsBefore(zones, namesOf(people), as))]
  }
  const by = turn.facts.sender.person?.id ?? ''
  return [
    ...changes.flatMap(({ zone, ended }) => ended.map((one) => endPost(zone, one, { by, reason: filling.reason }))),
    ...changes.flatMap(({ begun }) => begun.map((post): Decision => ({ do: 'begin_post', post: { ...post, by } }))),
    say(turn, filledText(turn, filling, changes)),
    ...tellNew(turn, filling, changes),
    ...tellGone(turn, changes),
  ]
}

interface Ended {
  person: Pick<PersonFacts, 'id' | 'name' | 'addresses'>
  lastOn: CivilDate
  /** Goes over into another post of the same person: nobody hears of it. */
  silent: boolean
}

interface ZoneChange {
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
function roleOf({ branchId, assignments }: PersonFacts, zone: ZoneFacts, as: PostsSaid['as']): NewPost['role'] {
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

function filledText(turn: SpokenTurn, { zones, people, until, as }: Filling, changes: readonly ZoneChange[]): string {
  const begun = changes.flatMap((change) => change.begun)
  const helpers = begun.length > 0 && begun.every((post) => post.role === 'helper')
  const gone = changes.flatMap((change) => change.ended).filter((one) => !one.silent)
  // Of several zones each has its own.
  const others = changes.length === 1 && !helpers && as === 'member' ? staying(turn, changes, people) : []
  return postsBegun({
    ...{ zones, names: namesOf(people), until, as: helpers ? 'helper' : as, today: today(turn) },
    onlyHelp: helpers && as !== 'helper',
    from: begun[0]?.startsOn ?? today(turn),
    beside: others.flatMap((post) => (post.backup ? [] : nameOf(turn.facts, post.personId))),
    leaving: gone
      .filter((one, i) => gone.findIndex((o) => o.person.id === one.person.id) === i)
      .map(({ person, lastOn }) => ({ name: person.name, lastOn })),
    unreached: people.filter((p) => p.addresses.length === 0).map((p) => p.name),
  })
}

function tellNew(turn: SpokenTurn, filling: Filling, changes: readonly ZoneChange[]): Decision[] {
  const { people, until, as, reason, known } = filling
  if (known) return []
  return people.flatMap((person, i) => {
    const own = changes.filter(({ begun }) => begun.some((post) => post.personId === person.id))
    const [post] = own.flatMap(({ begun }) => begun.filter((p) => p.personId === person.id))
    if (!post || person.id === turn.facts.sender.person?.id) return []
    const card = postCard({
      taskId: `post-${cardSeed(turn)}-${i}`,
      zones: own.map(({ zone }) => zone),
      as: post.role === 'helper' ? 'helper' : as,
      from: post.startsOn,
      ...{ until, today: today(turn), reason: reason ?? '' },
      partners: partnersOf(turn, own, { person, others: people.filter((p) => p.id !== person.id) }),
    })
    return tellPerson(turn, person, {
      key: `post/${inboxOf(turn).id}/${person.id}`,
      ...{ lane: 'reminder', purpose: 'assignment', content: { type: 'card', card }, about: null },
    })
  })
}

/** Who else answers for these zones from then on. */
function partnersOf(
  turn: SpokenTurn,
  own: readonly ZoneChange[],
  { person, others }: { person: PersonFacts; others: readonly PersonFacts[] },
): string[] {
  const names = staying(turn, own, [person]).map((post) => nameOf(turn.facts, post.personId))
  return [...new Set([...names, ...others.map((p) => p.name)])]
}

/** Posts that go on beside those of `people`. */
function staying(turn: SpokenTurn, changes: readonly ZoneChange[], people: readonly PersonFacts[]) {
  return changes.flatMap(({ zone, ended }) => {
    const others = new Set([...ended.map((e) => e.person.id), ...people.map((p) => p.id)])
    return membersOf(turn, zone).filter((post) => !others.has(post.personId))
  })
}

function tellGone(turn: SpokenTurn, changes: readonly ZoneChange[]): Decision[] {
  const gone = changes.flatMap(({ zone, ended }) => ended.filter((e) => !e.silent).map((one) => ({ zone, one })))
  const ids = [...new Set(gone.map(({ one }) => one.person.id))]
  return ids.flatMap((id) => {
    const own = gone.filter(({ one }) => one.person.id === id)
    const [first] = own
    const person = turn.facts.zoning?.people.find((p) => p.id === id) ?? null
    if (!first) return []
    return tellLeaver(turn, person, { zones: own.map(({ zone }) => zone), lastOn: first.one.lastOn })
  })
}

/** Whoever no longer answers for zones hears it, unless they say it themselves. */
export function tellLeaver(
  turn: Turn,
  person: PersonFacts | null,
  { zones, lastOn }: { zones: readonly ZoneFacts[]; lastOn: CivilDate },
): Decision[] {
  if (person?.id === turn.facts.sender.person?.id) return []
  const text = postEndedNews(zones, lastOn, today(turn))
  return tellPerson(turn, person, {
    key: `post-ended/${inboxOf(turn).id}/${person?.id}`,
    lane: 'reminder',
    purpose: 'assignment',
    content: { type: 'text', text: withReceipt(text, receiptOf(turn)) },
    about: null,
  })
}
