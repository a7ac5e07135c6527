/** 让老王管3号楼: whoever leads says who answers for a zone, with whom, instead of whom, from when and until when. */
import type { Decision } from '../decision.ts'
import { pending } from '../pending.ts'
import { dayBeforeToday, notIn, onlyMembersAnswer, secretaryFills, togetherOrInstead } from '../replies/zones.ts'
import { maskedOrder, orderOf } from '../said-order.ts'
import { say } from '../tell.ts'
import type { SpokenTurn, Turn } from '../turn.ts'
import { mayFill, zonesOrdered } from '../zones-called.ts'
import { type Filling, fill, holds, roleOf } from './fill-zones.ts'
import { today } from './plan.ts'
import { leaverOrdered, membersOf, nameOf, namesOf, peopleOrdered } from './zone-people.ts'

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
