/** Who hears that somebody answers for zones, or no more: whoever said it, the new ones, those who go. */
import type { CivilDate } from '../../domain/calendar.ts'
import type { Decision } from '../decision.ts'
import type { PersonFacts, ZoneFacts } from '../facts.ts'
import { cardOf } from '../replies/card.ts'
import { withReceipt } from '../replies/words.ts'
import { leftNews, leftSaid, postCard, postEndedNews, postsBegun, zoneNames } from '../replies/zones.ts'
import { say, show, tellPerson } from '../tell.ts'
import { cardSeed, inboxOf, receiptOf, type SpokenTurn, type Turn } from '../turn.ts'
import type { Filling, ZoneChange } from './fill-zones.ts'
import { type HandOver, keepButtons } from './left-cases.ts'
import { today } from './plan.ts'
import { membersOf, nameOf, namesOf } from './zone-people.ts'

interface Filled {
  changes: readonly ZoneChange[]
  handOvers: readonly HandOver[]
}

export function answerFilled(turn: SpokenTurn, filling: Filling, filled: Filled): Decision[] {
  const text = filledText(turn, filling, filled)
  const buttons = keepButtons(filled.handOvers)
  if (buttons.length === 0) return [say(turn, text)]
  const title = `${zoneNames(filling.zones)}换人了`
  return [show(turn, cardOf({ taskId: `filled-${cardSeed(turn)}`, title, text, buttons }))]
}

function filledText(turn: SpokenTurn, { zones, people, until, as }: Filling, { changes, handOvers }: Filled): string {
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
    left: handOvers.map((one) => leftSaid({ ...one, from: one.leaver.name, to: one.to.name })),
    unreached: people.filter((p) => p.addresses.length === 0).map((p) => p.name),
  })
}

export function tellNew(turn: SpokenTurn, filling: Filling, { changes, handOvers }: Filled): Decision[] {
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
      given: handOvers.flatMap((one) => (one.to.id === person.id ? one.given.map((c) => c.code) : [])),
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

export function tellGone(turn: SpokenTurn, changes: readonly ZoneChange[], handOvers: readonly HandOver[]): Decision[] {
  const gone = changes.flatMap(({ zone, ended }) => ended.filter((e) => !e.silent).map((one) => ({ zone, one })))
  const ids = [...new Set(gone.map(({ one }) => one.person.id))]
  return ids.flatMap((id) => {
    const own = gone.filter(({ one }) => one.person.id === id)
    const [first] = own
    const person = turn.facts.zoning?.people.find((p) => p.id === id) ?? null
    if (!first) return []
    const over = handOvers.find(({ leaver }) => leaver.id === id)
    const left = over ? leftNews({ ...over, to: over.to.name }) : null
    return tellLeaver(turn, person, { zones: own.map(({ zone }) => zone), lastOn: first.one.lastOn, left })
  })
}

/**
 * Whoever no longer answers for zones hears it, unless they say it themselves.
 *
 * @param left what becomes of what they have in hand; absent or `null`: it stays theirs
 */
export function tellLeaver(
  turn: Turn,
  person: PersonFacts | null,
  { zones, lastOn, left = null }: { zones: readonly ZoneFacts[]; lastOn: CivilDate; left?: string | null },
): Decision[] {
  if (person?.id === turn.facts.sender.person?.id) return []
  const text = postEndedNews(zones, { lastOn, today: today(turn), left })
  return tellPerson(turn, person, {
    key: `post-ended/${inboxOf(turn).id}/${person?.id}`,
    lane: 'reminder',
    purpose: 'assignment',
    content: { type: 'text', text: withReceipt(text, receiptOf(turn)) },
    about: null,
  })
}
