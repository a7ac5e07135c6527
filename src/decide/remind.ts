/** What the clock asks of people about their cases: each of them gets one message, whatever number of cases it is about. */
import { civilDate, localTime, quietUntil } from '../domain/calendar.ts'
import { groupBy } from '../domain/group.ts'
import { may } from '../domain/permission.ts'
import { dueReminders, nextReminderAt, type Reminder } from '../domain/reminders.ts'
import { isSecretaryOf } from '../domain/roles.ts'
import { spreadMs } from '../domain/spread.ts'
import { leaderOf } from './announce.ts'
import type { Decision } from './decision.ts'
import type { CaseFacts, Facts, PersonFacts } from './facts.ts'
import { actingFor, branchOf, isThere, personOf, reachableFirst, zoneOf } from './find.ts'
import { inHandsOf } from './in-hands.ts'
import { personAsActor } from './permit.ts'
import { emergencyReminder, type ReminderLine, remindersContent } from './replies/reminders.ts'
import { sayTime, withReceipt } from './replies/words.ts'
import { note, remindable, step, workTime } from './step.ts'
import { tellPerson } from './tell.ts'
import { CLOCK, receiptOf, type Turn } from './turn.ts'

const MINUTE_MS = 60_000
/** Platforms ask not to send at :00 and :30, and not everything at once. */
const SPREAD_FROM_MS = MINUTE_MS
const SPREAD_WIDTH_MS = 7 * MINUTE_MS

/** Level of escalation that a step of a clock reaches: handler and backups, the secretary, those above. */
const LEVELS = { 0.5: 1, 1: 2, 1.5: 3 } as const

/** What becomes of a case that was to be looked at now. */
export interface Looked {
  decisions: Decision[]
  told: readonly Told[]
  /** Nothing yet: look again then; `null`: when something happens to it. */
  putOff: { caseId: string; remindAt: Date | null } | null
}

/** A reminder and one who hears of it. */
interface Told {
  person: PersonFacts
  line: ReminderLine
}

/**
 * Look at a case whose hour has come.
 *
 * In quiet hours only emergencies have something to say: all else is looked at anew when they end.
 */
export function lookAt(turn: Turn, record: CaseFacts): Looked {
  const time = workTime(turn)
  const due = dueReminders(remindable(record), turn.now, time)
  const quiet = quietUntil(turn.now, turn.facts.settings)
  if (due.length > 0 && (!quiet || due.some((r) => isAlarm(record, r)))) {
    return { decisions: noted(turn, record, due), told: hearers(turn, record, due), putOff: null }
  }
  const remindAt = due.length > 0 ? quiet : nextReminderAt(remindable(record), time)
  return { decisions: [], told: [], putOff: { caseId: record.id, remindAt } }
}

/** Tell everybody concerned: of all the cases one message for each person, and one for each emergency, at once. */
export function remind(turn: Turn, told: readonly Told[]): Decision[] {
  const alarms = told.filter(({ line }) => isAlarm(line.record, line.reminder))
  const others = groupBy(
    told.filter((one) => !alarms.includes(one)),
    ({ person }) => person.id,
  )
  return [...alarms.flatMap((one) => alarm(turn, one)), ...[...others.values()].flatMap((own) => message(turn, own))]
}

/** Whether it rings at any hour. */
function isAlarm({ urgency }: CaseFacts, reminder: Reminder): boolean {
  return urgency === 'emergency' && 'step' in reminder
}

/** What is told is put on record; a second look that nobody took ends. */
function noted(turn: Turn, record: CaseFacts, due: readonly Reminder[]): Decision[] {
  const remindedAt = due.at(-1)?.since ?? null
  if (due.some((r) => r.about === 'verify')) {
    const sets = { verified: false }
    const ended = step(turn, record, { event: 'expire', taker: 'system', to: 'resolved', by: CLOCK, sets })
    return ended ? [ended.decision] : []
  }
  const level = Math.max(record.escalation, ...due.map((r) => ('step' in r ? LEVELS[r.step] : 0)))
  const raised = level > record.escalation
  const clocks = { ...record.clocks, remindedAt }
  return [
    note(turn, record, {
      event: raised ? 'escalate' : 'nudge',
      by: CLOCK,
      clocks,
      ...(raised && { sets: { escalation: level } }),
    }).decision,
  ]
}

/** Everybody who hears of the case, each of the gravest that is for them. */
function hearers(turn: Turn, record: CaseFacts, due: readonly Reminder[]): Told[] {
  const told = new Map<string, Told>()
  for (const reminder of [...due].sort((a, b) => gravity(b) - gravity(a))) {
    if (reminder.about === 'verify') continue
    for (const { person, leads } of audience(turn.facts, record, reminder)) {
      if (told.has(person.id)) continue
      const handler = personOf(turn.facts, record.handlerId)?.name ?? null
      const dueOn = dueOnOf(turn, record, reminder)
      // Whoever stands in for its handler reads it as they do.
      const withText = leads ? mayRead(person, record) : mayRead(person, { ...record, handlerId: person.id })
      told.set(person.id, { person, line: { record, reminder, leads, withText, handler, dueOn } })
    }
  }
  return [...told.values()]
}

/** What is over goes before what a day brings, and that before what is half over; accepting before doing. */
function gravity(reminder: Reminder): number {
  const share = 'step' in reminder ? reminder.step : 0.75
  return share + (reminder.about === 'accept' ? 0.1 : 0)
}

interface Hearer {
  person: PersonFacts
  leads: boolean
}

/**
 * Whoever has it in hands, and from each step of a clock on more: the backups of the zone, who leads, those above. Whom the
 * matter speaks of hears nothing of it; nobody on leave does, but whoever stands in.
 */
function audience(facts: Facts, record: CaseFacts, reminder: Reminder): Hearer[] {
  const zone = zoneOf(facts, record.zoneCode)
  const hands = inHandsOf(facts, record)
  const share = 'step' in reminder ? reminder.step : 0
  const leader = leaderOf(facts, record)
  const leaders = leader ? actingFor(facts, leader, null) : []
  const reached = hands.some((p) => p.addresses.length > 0)
  const backups = share > 0 ? (zone?.backups ?? []).filter((p) => isThere(p) && mayRead(p, record)) : []
  const above = share > 1 ? reachableFirst(present(branchOf(facts, record.branchId)?.above ?? [], record)) : null
  const hearers = [
    ...[...hands, ...backups].map((person) => ({ person, leads: false })),
    ...(share >= 1 || !reached ? leaders : []).map((person) => ({ person, leads: true })),
    ...(above ? [{ person: above, leads: true }] : []),
  ]
  const informed = leader && readsInDigest(leader, record, share) ? leaders : []
  return hearers.filter(
    ({ person }, i) =>
      hearers.findIndex((h) => h.person.id === person.id) === i &&
      !isNamed(person, record) &&
      !informed.includes(person),
  )
}

/** Of a normal matter whose time is over the secretary of its branch read half an hour before, in the digest of the day. */
function readsInDigest({ assignments }: PersonFacts, { urgency, branchId }: CaseFacts, share: number): boolean {
  return urgency === 'normal' && share === 1 && isSecretaryOf(assignments, branchId)
}

function present(people: readonly PersonFacts[], record: CaseFacts): PersonFacts[] {
  return people.filter((p) => isThere(p) && !isNamed(p, record))
}

function isNamed(person: PersonFacts, record: CaseFacts): boolean {
  return !may(personAsActor(person), 'count', record)
}

function mayRead(person: PersonFacts, record: CaseFacts): boolean {
  return may(personAsActor(person), 'read', record)
}

/** The end of the clock as it is said: normal matters by the day. */
function dueOnOf({ facts }: Turn, { clocks, urgency }: CaseFacts, { about }: Reminder): string | null {
  const dueAt = about === 'accept' || about === 'resolve' ? clocks[about].dueAt : null
  if (!dueAt) return null
  const { timezone } = facts.settings
  const byTheDay = about === 'resolve' && urgency === 'normal'
  return sayTime({ date: civilDate(dueAt, timezone), time: byTheDay ? null : localTime(dueAt, timezone) })
}

function alarm(turn: Turn, { person, line }: Told): Decision[] {
  return tellPerson(turn, person, {
    key: keyOf(person, line),
    lane: 'emergency',
    purpose: 'emergency',
    content: { type: 'text', text: withReceipt(emergencyReminder(line), receiptOf(turn)) },
    about: { caseId: line.record.id },
  })
}

function message(turn: Turn, own: readonly Told[]): Decision[] {
  const lines = own.map(({ line }) => line).sort((a, b) => gravity(b.reminder) - gravity(a.reminder))
  const [first, ...others] = lines
  const person = own[0]?.person
  if (!first || !person) return []
  const receipt = receiptOf(turn)
  return tellPerson(turn, person, {
    key: keyOf(person, first),
    lane: 'reminder',
    purpose: 'clock',
    content: remindersContent(lines, { taskId: `remind-${receipt}-${person.id}`, receipt }),
    about: others.length === 0 ? { caseId: first.record.id } : null,
    notBefore: new Date(turn.now.getTime() + SPREAD_FROM_MS + spreadMs(person.id, SPREAD_WIDTH_MS)),
  })
}

/** What is told of one case at one step is told to a person once for ever; what is told with it is on record with it. */
function keyOf(person: PersonFacts, { record, reminder }: ReminderLine): string {
  const what = 'step' in reminder ? `${reminder.about}-${reminder.step * 100}` : reminder.about
  return `remind/${record.code}/${what}/${reminder.since.getTime()}/${person.id}`
}
