import { isAdministrator } from '../../domain/roles.ts'
import { SECRETARY_ROLES } from '../../domain/vocabulary.ts'
import { type Decision, signInToken } from '../decision.ts'
import type { PersonFacts } from '../facts.ts'
import { nothingToLeadText, signInGroupText, signInText, signInTitle } from '../replies/digest.ts'
import { answer, say } from '../tell.ts'
import { receiptOf, type Turn } from '../turn.ts'

const MINUTE_MS = 60_000
/** Sign-in links are good for so long. */
const LINK_MS = 15 * MINUTE_MS

/** 摘要: a link to the page of the branches that the sender leads, for the sender alone. */
export function openDigest(turn: Turn): Decision[] {
  const { sender, settings } = turn.facts
  const { person } = sender
  if (!person || !leads(person)) return [say(turn, nothingToLeadText())]
  // Whoever opens it first is signed in: it is for no other eyes.
  if (sender.inGroup) return [say(turn, signInGroupText())]
  const url = `${settings.publicUrl}/sign-in/${signInToken('link')}`
  const text = signInText(receiptOf(turn))
  return [
    { do: 'open_sign_in', ref: 'link', personId: person.id, expiresAt: new Date(turn.now.getTime() + LINK_MS) },
    answer(turn, { type: 'link', title: signInTitle(), text, url, button: '打开摘要' }),
  ]
}

/** Whether there are branches whose digest the person reads. */
function leads({ assignments }: Pick<PersonFacts, 'assignments'>): boolean {
  return assignments.some((a) => SECRETARY_ROLES.includes(a.role)) || isAdministrator(assignments)
}
