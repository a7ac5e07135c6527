/** Somebody is no longer of the branch: what they had in hand goes to whoever answers for its zone now. */
import { groupBy } from '../domain/group.ts'
import { may } from '../domain/permission.ts'
import { leaderOf } from './announce.ts'
import type { Decision } from './decision.ts'
import type { CaseFacts, PersonFacts } from './facts.ts'
import { branchOf, zoneOf } from './find.ts'
import { personAsActor } from './permit.ts'
import { leftBehindLines, leftBehindNews, leftBehindReport } from './replies/leave.ts'
import { withReceipt } from './replies/words.ts'
import { responsible } from './route.ts'
import { tellPerson } from './tell.ts'
import { CLOCK, receiptOf, type Turn } from './turn.ts'

/** A case whose handler is gone, and their name. */
interface LeftBehind {
  record: CaseFacts
  handlerName: string
}

interface Given extends LeftBehind {
  handler: PersonFacts | null
  leader: PersonFacts | null
}

/** Each case gets its handler by routing; who takes over and who leads are told once, with a line for each. */
export function replaceHandlers(turn: Turn, left: readonly LeftBehind[]): Decision[] {
  const given = left.map((one) => give(turn, one)).filter(({ record, handler }) => handler?.id !== record.handlerId)
  const told = [...groupBy(given, ({ handler }) => handler?.id ?? null).values()]
  const led = [...groupBy(given, ({ leader }) => leader?.id ?? null).values()]
  return [
    ...given.map(({ record, handler }): Decision => {
      return { do: 'assign_case', caseId: record.id, handlerId: handler?.id ?? null, by: CLOCK }
    }),
    ...told.flatMap((own) => tellHandler(turn, own)),
    ...led.flatMap((own) => tellLeader(turn, own)),
  ]
}

function give({ facts }: Turn, one: LeftBehind): Given {
  const { record } = one
  const where = { zone: zoneOf(facts, record.zoneCode), branch: branchOf(facts, record.branchId) }
  const { handler } = responsible(where, record, facts)
  return { ...one, handler, leader: leaderOf(facts, { ...record, handlerId: handler?.id ?? null }) }
}

function tellHandler(turn: Turn, own: readonly Given[]): Decision[] {
  const person = own[0]?.handler ?? null
  const lines = leftBehindLines(own.map(({ record }) => ({ matter: record, withText: true, to: null })))
  return tell(turn, person, { part: 'handler', text: leftBehindNews(namesOf(own), lines) })
}

/** Whoever leads also reads who has it now; what became theirs they were told of already. */
function tellLeader(turn: Turn, all: readonly Given[]): Decision[] {
  const person = all[0]?.leader ?? null
  const own = all.filter(({ handler }) => handler?.id !== person?.id)
  if (!person || own.length === 0) return []
  const lines = leftBehindLines(
    own.map(({ record, handler }) => ({
      matter: record,
      withText: may(personAsActor(person), 'read', record),
      to: handler?.name ?? null,
    })),
  )
  return tell(turn, person, { part: 'leader', text: leftBehindReport(namesOf(own), lines) })
}

function namesOf(own: readonly Given[]): string[] {
  return [...new Set(own.map(({ handlerName }) => handlerName))]
}

function tell(turn: Turn, person: PersonFacts | null, { part, text }: { part: string; text: string }): Decision[] {
  return tellPerson(turn, person, {
    key: `left-behind/${turn.now.getTime()}/${part}/${person?.id}`,
    lane: 'reminder',
    purpose: 'assignment',
    content: { type: 'text', text: withReceipt(text, receiptOf(turn)) },
    about: null,
  })
}
