import type { Content } from '../channels/channel.ts'
import { speaksOf } from '../domain/accusation.ts'
import type { CaseState } from '../domain/case.ts'
import { SENSITIVE_CATEGORIES } from '../domain/permission.ts'
import { isSecretaryOf } from '../domain/roles.ts'
import { isEmergency } from './danger.ts'
import { caseCode, type Decision, type NewCase, type RecordRef } from './decision.ts'
import type { BranchFacts, CaseFacts, Facts, PersonFacts, ZoneFacts } from './facts.ts'
import { branchOf, isThere, personOf, zoneOf } from './find.ts'
import { inHandsOf } from './in-hands.ts'
import { type CaseShown, caseCard } from './replies/case-card.ts'
import { reporterTitle, zoneTitle } from './replies/people.ts'
import { responsible } from './route.ts'
import { type News, tellPerson } from './tell.ts'
import { cardSeed, type Turn } from './turn.ts'

/** A case that is about to be told to those who act on it: one just opened, or one from the database. */
export type Announced = (CaseFacts & { ref?: never }) | (NewCase & { ref: string })

type Part = 'handler' | 'secretary' | `backup-${string}`

/** Tell the handler and the branch's secretary of a new case, once, in the morning if it is night. */
export function announce(turn: Turn, subject: Announced, notBefore: Date | null = null): Decision[] {
  return listeners(turn.facts, subject).flatMap(([part, person]) =>
    tellPerson(turn, person, {
      key: `new-case/${codeOf(subject)}/${part}`,
      lane: 'reminder',
      purpose: 'assignment',
      content: newCaseContent(turn, subject, { part, person }),
      about: aboutOf(subject),
      notBefore,
    }),
  )
}

/** Tell those who were told of a case that something came of it. */
export function tellListeners(turn: Turn, subject: Announced, news: Omit<News, 'about'>): Decision[] {
  const told = isEmergency(subject) ? alarmed(turn.facts, subject) : listeners(turn.facts, subject)
  return told.flatMap(([part, person]) =>
    tellPerson(turn, person, { ...news, key: `${news.key}/${part}`, about: aboutOf(subject) }),
  )
}

/** Who hears of a case: who has it in hands today and who leads, but nobody of a matter that they told themselves. */
export function listeners(facts: Facts, subject: Announced): [Part, PersonFacts][] {
  const [handler, ...others] = inHandsOf(facts, subject)
  const leader = leaderOf(facts, subject)
  const told: [Part, PersonFacts | null][] = [
    ['handler', handler ?? null],
    ...others.map((person): [Part, PersonFacts] => [`backup-${person.id}`, person]),
  ]
  // What a resident only asks is answered by one person.
  const leads = !told.some(([, person]) => person?.id === leader?.id)
  if (leads && (subject.kind !== 'enquiry' || !handler)) told.push(['secretary', leader])
  return told.flatMap(([part, person]): [Part, PersonFacts][] =>
    person && person.id !== facts.sender.person?.id ? [[part, person]] : [],
  )
}

/** Who is alarmed in danger: those who hear of every case, and the others of the zone. */
export function alarmed(facts: Facts, subject: Announced): [Part, PersonFacts][] {
  const heard = listeners(facts, subject)
  const role = subject.ref === undefined ? subject.reporter.role : subject.reporterRole
  // Of what is sensitive nobody beside them may know; who is not of the roster may be anybody, and rouses no crowd.
  if (SENSITIVE_CATEGORIES.includes(subject.category) || role === 'resident') return heard
  const zone = zoneOf(facts, subject.zoneCode)
  const left = [subject.handlerId, facts.sender.person?.id, ...heard.map(([, person]) => person.id)]
  const others = (zone ? [zone.primary, ...zone.backups] : []).flatMap((person) =>
    person &&
    isThere(person) &&
    !left.includes(person.id) &&
    !speaksOf(subject, { name: person.name, posts: person.assignments })
      ? [person]
      : [],
  )
  return [...heard, ...others.map((person): [Part, PersonFacts] => [`backup-${person.id}`, person])]
}

/** Who leads in the matter: a secretary of its branch, or somebody above where that must not or cannot be. */
export function leaderOf(facts: Facts, subject: Announced): PersonFacts | null {
  const zone = zoneOf(facts, subject.zoneCode)
  const branch = branchOf(facts, subject.branchId)
  const handler = personOf(facts, subject.handlerId)
  return isGivenAbove(handler, { zone, branch }) ? handler : responsible({ zone, branch }, subject, facts).leader
}

/** What was given to somebody above is no longer for the branch, whatever its text still tells. */
function isGivenAbove(
  handler: PersonFacts | null,
  { zone, branch }: { zone: ZoneFacts | null; branch: BranchFacts | null },
): boolean {
  const is = (person: PersonFacts | null) => person !== null && person.id === handler?.id
  const ofBranch = is(zone?.primary ?? null) || zone?.backups.some(is) || branch?.secretaries.some(is)
  return !ofBranch && (branch?.above.some(is) ?? false)
}

function newCaseContent(
  turn: Turn,
  subject: Announced,
  { part, person }: { part: Part; person: PersonFacts },
): Content {
  const code = codeOf(subject)
  return {
    type: 'card',
    card: caseCard(caseShown(turn.facts, subject, subject.state === 'draft' ? 'new' : subject.state), {
      // The record's own name keeps two cards of one message apart.
      taskId: `case-${cardSeed(turn)}-${subject.ref ?? subject.id}-${part}`,
      title: subject.kind === 'enquiry' ? `有人咨询 ${code}` : `新事件 ${code}`,
      acceptable: part !== 'secretary',
      withText: mayReadText(person, part, subject),
    }),
  }
}

/** Somebody above who only stands in for a secretary, or a backup, does not read what is sensitive. */
export function mayReadText(person: PersonFacts, part: Part, subject: Announced): boolean {
  if (part === 'handler' || !SENSITIVE_CATEGORIES.includes(subject.category)) return true
  return isSecretaryOf(person.assignments, subject.branchId)
}

export function caseShown(facts: Facts, subject: Announced, state: CaseState): CaseShown {
  const zone = zoneOf(facts, subject.zoneCode)
  const { kind, category, urgency, place, occurredAt, text } = subject
  return {
    code: codeOf(subject),
    kind,
    category,
    urgency,
    state,
    place,
    occurredAt,
    text,
    zone: zone && zoneTitle(zone),
    zoneKind: zone?.kind ?? null,
    reporter: reporterTitle(facts),
  }
}

/** The code, or what stands for it until it is given. */
export function codeOf(subject: Announced): string {
  return subject.ref === undefined ? subject.code : caseCode(subject.ref)
}

export function aboutOf(subject: Announced): RecordRef {
  return subject.ref === undefined ? { caseId: subject.id } : { ref: subject.ref }
}
