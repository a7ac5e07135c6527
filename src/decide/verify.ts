/** What is said to be done is looked at by somebody else than who did it, where the organisation asks for it. */
import type { Card } from '../channels/channel.ts'
import { SENSITIVE_CATEGORIES } from '../domain/permission.ts'
import { describePlace } from '../domain/places.ts'
import { isOfZone, isSecretaryOf } from '../domain/roles.ts'
import type { Decision } from './decision.ts'
import type { CaseFacts, Facts, PersonFacts } from './facts.ts'
import { branchOf, zoneOf } from './find.ts'
import { mayDo } from './permit.ts'
import { verifyCard } from './replies/outcome.ts'
import { shown } from './replies/words.ts'
import { tellPerson } from './tell.ts'
import { cardSeed, type Turn } from './turn.ts'

/** As what the sender may say that it is good, or not: whoever told it, or a second person of the place. */
export type Judge = 'reporter' | 'verifier' | 'secretary'

/** Where closing leads: to a second look, or to the end. */
export function endOf({ facts }: Turn, { kind, category }: CaseFacts): 'to_verify' | 'resolved' {
  return kind === 'incident' && facts.settings.verifyCategories.includes(category) ? 'to_verify' : 'resolved'
}

/** `null`: it is not for the sender to say. Nobody judges what they did themselves, unless they told it too. */
export function judgeOf(turn: Turn, record: CaseFacts): Judge | null {
  if (mayDo(turn, 'own', record)) return 'reporter'
  const { person } = turn.facts.sender
  if (!person || person.id === record.handlerId || person.id === record.closedById) return null
  if (mayDo(turn, 'handle', record) && isSecretaryOf(person.assignments, record.branchId)) return 'secretary'
  return mayDo(turn, 'see', record) && mayVerify(person, record) ? 'verifier' : null
}

/** Another one of the zone, or a resident asked to look; of what is sensitive neither may know. */
function mayVerify({ assignments }: PersonFacts, { category, zoneCode, branchId }: CaseFacts): boolean {
  if (SENSITIVE_CATEGORIES.includes(category)) return false
  const looksAtZones = assignments.some(
    (a) => a.role === 'resident_verifier' && a.branchId === branchId && (a.zoneCode ?? zoneCode) === zoneCode,
  )
  return looksAtZones || isOfZone(assignments, zoneCode)
}

/** The one second person who is asked: a resident who looks, another one of the zone, else the secretary; or nobody. */
export function verifierOf(facts: Facts, record: CaseFacts): PersonFacts | null {
  const zone = zoneOf(facts, record.zoneCode)
  const members = zone ? [...(zone.verifiers ?? []), zone.primary, ...zone.backups].flatMap((p) => p ?? []) : []
  const secretaries = branchOf(facts, record.branchId)?.secretaries ?? []
  const involved = [record.handlerId, record.closedById, record.reporter.personId]
  return (
    [...members.filter((p) => mayVerify(p, record)), ...secretaries].find(
      (p) => p.addresses.length > 0 && !p.absence && !involved.includes(p.id),
    ) ?? null
  )
}

const VERIFY = 'verify-'

/** Whether a card asks a second person: its buttons end with the second look, those of the reporter do not. */
export function isVerifyCard({ taskId }: Card): boolean {
  return taskId.startsWith(VERIFY)
}

/** Ask the second person, once. */
export function askToVerify(
  turn: Turn,
  record: CaseFacts,
  { person, done }: { person: PersonFacts; done: string },
): Decision[] {
  const card = verifyCard({
    taskId: `${VERIFY}${cardSeed(turn)}-${record.id}`,
    matter: record,
    done,
    place: shown(describePlace(record.place), 30) || null,
  })
  return tellPerson(turn, person, {
    key: `verify/${record.code}/${record.version}`,
    lane: 'reminder',
    purpose: 'assignment',
    content: { type: 'card', card },
    about: { caseId: record.id },
  })
}
