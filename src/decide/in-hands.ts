/** Who has a case in hands today: its handler, or while they are away whoever stands in for them in this very matter. */
import { speaksOf } from '../domain/accusation.ts'
import { SENSITIVE_CATEGORIES } from '../domain/permission.ts'
import { isSecretaryOf } from '../domain/roles.ts'
import type { CaseFacts, Facts, PersonFacts } from './facts.ts'
import { actingFor, branchOf, coverOf, isThere, personOf, zoneOf } from './find.ts'

type Subject = Pick<CaseFacts, 'handlerId' | 'zoneCode' | 'branchId' | 'category' | 'text'>

/** Empty: nobody handles it, or nobody who may is there. */
export function inHandsOf(facts: Facts, subject: Subject): PersonFacts[] {
  const handler = personOf(facts, subject.handlerId)
  if (!handler) return []
  if (isThere(handler)) return [handler]
  const may = (person: PersonFacts) => mayStandIn(facts, subject, { handler, person })
  const standIns = actingFor(facts, handler, zoneOf(facts, subject.zoneCode)).filter(may)
  return standIns.length > 0 ? standIns : leadersInstead(facts, subject, handler).filter(may)
}

/** The handler who is away and in whose stead this person alone acts; `null`: the matter is theirs, or that of several. */
export function insteadOf(facts: Facts, subject: Subject, personId: string | null): PersonFacts | null {
  const [only, ...others] = inHandsOf(facts, subject)
  const isStandIn = only?.id === personId && others.length === 0 && subject.handlerId !== personId
  return isStandIn ? personOf(facts, subject.handlerId) : null
}

/** What is sensitive goes to the one whom its handler named, or to the secretary; integrity to no member at all. */
function mayStandIn(
  facts: Facts,
  subject: Subject,
  { handler, person }: { handler: PersonFacts; person: PersonFacts },
): boolean {
  const { category, branchId } = subject
  if (speaksOf(subject, { name: person.name, posts: person.assignments })) return false
  if (!SENSITIVE_CATEGORIES.includes(category)) return true
  const named = category !== 'integrity' && coverOf(facts, handler)?.id === person.id
  return named || isSecretaryOf(person.assignments, branchId) || isAbove(facts, subject, person)
}

/** What was given to somebody above is not for the branch, though they be away. */
function leadersInstead(facts: Facts, subject: Subject, handler: PersonFacts): PersonFacts[] {
  const branch = branchOf(facts, subject.branchId)
  if (!branch) return []
  const [own, above] = [branch.secretaries, branch.above].map((people) => people.filter(isThere))
  const present = isAbove(facts, subject, handler) || own?.length === 0 ? above : own
  return present?.filter((p) => p.id !== handler.id) ?? []
}

/** Leads above the branch and is no secretary of it. */
function isAbove(facts: Facts, { branchId }: Subject, person: PersonFacts): boolean {
  const above = branchOf(facts, branchId)?.above ?? []
  return above.some((p) => p.id === person.id) && !isSecretaryOf(person.assignments, branchId)
}
