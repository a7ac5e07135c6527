/**
 * What other programs tell and order through the API.
 *
 * A token acts for a role and is nobody: what it does is put on record under the role alone, by the same rules as in chat.
 */
import type { InboundMessage } from '../channels/channel.ts'
import type { CaseEvent, CaseNote } from '../domain/case.ts'
import type { Category, Role, Urgency } from '../domain/vocabulary.ts'
import type { Command, Reading, UnderstoodIncident } from '../understanding/understanding.ts'
import { command } from './commands/command.ts'
import { isEmergency } from './danger.ts'
import type { Actor, Decision } from './decision.ts'
import { alert } from './emergency.ts'
import type { CaseFacts, Facts, PersonFacts } from './facts.ts'
import { branchOf, zoneOf } from './find.ts'
import { messageText } from './message-text.ts'
import { type OpenedCase, recordsOf, settled } from './open-records.ts'
import { notInThisState, programName } from './replies/program.ts'
import { withReceipt } from './replies/words.ts'
import { announceOpened, asNew } from './report.ts'
import { routeIn, speaksOfSecretary } from './route.ts'
import { orderedTo } from './said-order.ts'
import { receiptOf, type SpokenTurn } from './turn.ts'

/** Stands for whoever holds the token while it is decided; never leaves this file. */
const PROGRAM = 'program'

export interface ProgramTurn {
  /** Those of nobody, with the cases that are spoken of among `referred`. */
  facts: Facts
  now: Date
  /** Of the words that came; of none where there are none. */
  reading: Reading
  text: string
}

export interface Ordered {
  decisions: Decision[]
  /** Why nothing is done, as the chat would say it; `null`: it is done. `lacks`: something has to be told beside. */
  refusal: { words: string; lacks: boolean } | null
}

/** An order about one case, as the branch's secretary or deputy gives it in chat. */
export function orderedByProgram(
  { record, role, ...turn }: ProgramTurn & { record: CaseFacts; role: Role },
  { event, order }: { event: CaseEvent | CaseNote; order: Command },
): Ordered {
  const person = personAs(role, record.branchId)
  const spoken = spokenBy(turn, person)
  const decided = command(orderedTo(spoken, order), order.name)
  const decisions = decided.flatMap((decision) => nobodys(decision, spoken))
  const steps = decisions.flatMap((d) => (d.do === 'move_case' || d.do === 'note_case' ? [d.event] : []))
  if (steps.includes(event)) return { decisions, refusal: null }
  // What the same words mean in another state is not what was asked for.
  const refusal = steps.length > 0 ? { words: notInThisState(record.state), lacks: false } : refusalIn(decided, spoken)
  return { decisions: [], refusal }
}

/** Whether a matter is none for this branch's secretaries, and so not for who acts as one of them. */
export function isForOthers(facts: Facts, record: CaseFacts): boolean {
  return record.category === 'integrity' || speaksOfSecretary(branchOf(facts, record.branchId), record, facts)
}

/** A case as a program tells it: its words are read as anybody's are; what is told apart goes first. */
export interface ProgramReport {
  role: Role
  /** Told by a resident, not by who holds the token. */
  byResident: boolean
  zoneCode: string | null
  category: Category | null
  urgency: Urgency | null
}

/** Open a case, taken up at once: who tells it by a program has confirmed it. Its ref is `c1`. */
export function toldByProgram(turn: ProgramTurn, told: ProgramReport): Decision[] {
  const spoken = spokenBy(turn, null)
  const { text, reading } = spoken
  const { confidence } = reading.understanding
  const matter = matterOf(spoken, told)
  const [opened] = recordsOf(spoken, { text, records: [matter], confidence, onBehalfOf: reading.onBehalfOf })
  if (opened?.kind !== 'case') return []
  const reporterRole = told.byResident ? 'resident' : told.role
  const placed = inZone(spoken, opened, told.zoneCode)
  const record = asNew(spoken, { ...placed, case: { ...placed.case, reporterRole } })
  const subject = { ...record.case, ref: record.ref }
  const news = isEmergency(record.case)
    ? alert(spoken, subject, reading.emergencyNumber)
    : announceOpened(spoken, [record])
  return [{ do: 'open_case', ref: record.ref, case: record.case }, ...news]
}

/** One request is one case, whatever its words tell: the gravest of it, with the first place and time. */
function matterOf({ reading, text }: SpokenTurn, { category, urgency }: ProgramReport): UnderstoodIncident {
  const { records } = reading.understanding
  const incidents = records.flatMap((r) => (r.kind === 'incident' ? [r] : []))
  const gravest = URGENCY_ORDER.find((u) => incidents.some((i) => i.urgency === u)) ?? 'normal'
  const first = incidents.find((i) => i.urgency === gravest)
  return {
    kind: 'incident',
    category: category ?? first?.category ?? 'other',
    urgency: urgency ?? gravest,
    state: 'open',
    place: records.find((r) => r.place !== null)?.place ?? null,
    occurredAt: records.find((r) => r.occurredAt !== null)?.occurredAt ?? null,
    source: [0, text.length],
  }
}

const URGENCY_ORDER: readonly Urgency[] = ['emergency', 'urgent', 'normal']

/** In the zone that is named; else where the words place it, or with the leader where they do not. */
function inZone({ facts }: SpokenTurn, record: OpenedCase, zoneCode: string | null): OpenedCase {
  const zone = zoneOf(facts, zoneCode)
  if (!zone) return settled(record, facts)
  const way = routeIn(zone, record.case, facts)
  const { branch, handler } = way
  const where = { zoneCode: zone.code, branchId: branch?.id ?? null, handlerId: handler?.id ?? null }
  return { ...record, route: { ...way, zone, question: null }, case: { ...record.case, ...where } }
}

function personAs(role: Role, branchId: string | null): PersonFacts | null {
  if (branchId === null) return null
  const assignments = [{ role, zoneCode: null, branchId, backup: false }]
  return { id: PROGRAM, name: programName(), branchId, assignments, addresses: [] }
}

function spokenBy({ facts, now, reading, text }: ProgramTurn, person: PersonFacts | null): SpokenTurn {
  const address = { channel: 'page', externalId: PROGRAM, personId: null } as const
  const message: InboundMessage = {
    type: 'message',
    from: { externalId: PROGRAM, displayId: PROGRAM, name: null },
    chat: { kind: 'single' },
    sentAt: now,
    parts: [{ type: 'text', text }],
    quoted: null,
    replyHandle: null,
  }
  const sender = { identityId: PROGRAM, address, inGroup: false, firstContact: false, person, zoneCode: null }
  return { facts: { ...facts, sender }, now, message, text: messageText(message) ?? '', reading, joined: null }
}

/** Without what is said to the sender, remembered for them, or given into their hands. */
function nobodys(decision: Decision, { facts }: SpokenTurn): Decision[] {
  if (decision.do === 'remember') return []
  if (decision.do === 'tell') return decision.tell.to.includes(facts.sender.address) ? [] : [decision]
  if (decision.do === 'assign_case' && decision.handlerId === PROGRAM) return []
  return 'by' in decision && typeof decision.by === 'object' && decision.by !== null
    ? [{ ...decision, by: asRole(decision.by) } as Decision]
    : [decision]
}

function asRole({ role, personId }: Actor): Actor {
  return { role, personId: personId === PROGRAM ? null : personId }
}

function refusalIn(decided: readonly Decision[], turn: SpokenTurn): Ordered['refusal'] {
  const said = decided.flatMap((d) =>
    d.do === 'tell' && d.tell.to.includes(turn.facts.sender.address) ? [d.tell] : [],
  )
  const words = said.flatMap(({ content }) => (content.type === 'text' ? [content.text] : []))
  const ending = withReceipt('', receiptOf(turn))
  const lacks = decided.some((d) => d.do === 'remember' && d.question !== null && d.question !== undefined)
  return { words: words.map((w) => w.replace(ending, '')).join('\n'), lacks }
}
