import { isAdministrator } from '../../domain/roles.ts'
import { SECRETARY_ROLES } from '../../domain/vocabulary.ts'
import type { Decision } from '../decision.ts'
import type { PersonFacts } from '../facts.ts'
import { nothingToLeadText } from '../replies/digest.ts'
import { openSignIn } from '../sign-in.ts'
import { say } from '../tell.ts'
import type { Turn } from '../turn.ts'

/** 摘要: a link to the page of the branches that the sender leads, for the sender alone. */
export function openDigest(turn: Turn): Decision[] {
  const { person } = turn.facts.sender
  if (!person || !leads(person)) return [say(turn, nothingToLeadText())]
  return openSignIn(turn, { personId: person.id, target: 'digest' })
}

/** Whether there are branches whose digest the person reads. */
function leads({ assignments }: Pick<PersonFacts, 'assignments'>): boolean {
  return assignments.some((a) => SECRETARY_ROLES.includes(a.role)) || isAdministrator(assignments)
}
