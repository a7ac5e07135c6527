import type { InboundTap } from '../channels/channel.ts'
import { needsSecondYes } from '../domain/roles.ts'
import { bindMark } from './actions.ts'
import type { Decision } from './decision.ts'
import type { BindingFacts, Facts, PersonFacts } from './facts.ts'
import { ownZones, personOf, reachableFirst } from './find.ts'
import {
  alreadyBoundText,
  askInviteText,
  bindCard,
  bindingSettledText,
  boundText,
  noBindingAskedText,
  nobodyToConfirmText,
  notConfirmedText,
  tooManyTriesText,
  waitingForYesText,
  wrongInviteText,
} from './replies/bind.ts'
import { closed } from './replies/card.ts'
import { withReceipt } from './replies/words.ts'
import { say, tellAddress, tellPerson, update } from './tell.ts'
import { cardSeed, receiptOf, type SpokenTurn, type Turn } from './turn.ts'

/** Wrong codes in an hour after which no code is looked at. */
const TRIES_MAX = 5
/** A longer text with ten such signs in it is a report with a number, not a code. */
const CODE_TEXT_MAX = 30

/** Whether a message hands in an invite code. */
export function handsInCode({ facts, reading, text }: SpokenTurn): boolean {
  if (reading.inviteCode === null) return false
  // Of those who are bound only a code by itself is one.
  if (facts.sender.person !== null)
    return text.normalize('NFKC').toUpperCase().replace(/[\s-]/gu, '') === reading.inviteCode
  return facts.invite !== null || reading.understanding.command?.name === 'bind' || text.length <= CODE_TEXT_MAX
}

/** An invite code binds its person at once; a secretary or administrator needs a second person's yes. */
export function tryInvite(turn: Turn): Decision[] {
  const { facts } = turn
  const { identityId, person: bound } = facts.sender
  if (bound) return [say(turn, alreadyBoundText(bound))]
  if (facts.inviteTries >= TRIES_MAX) return [say(turn, tooManyTriesText())]
  if (!facts.invite) return [{ do: 'count_invite_try', identityId }, say(turn, wrongInviteText())]
  const { personId, name, roles, zones } = facts.invite
  const person = personOf(facts, personId) ?? { id: personId, name, branchId: null, assignments: [], addresses: [] }
  if (needsSecondYes(roles)) return askToBind(turn, { identityId, person, calledName: name })
  return [{ do: 'bind', identityId, personId, by: 'invite' }, say(turn, boundText(person, zones))]
}

/** 绑定: with a code see above; with a name alone the secretary is asked. */
export function bindCommand(turn: SpokenTurn): Decision[] {
  const { facts, reading } = turn
  const { person, identityId } = facts.sender
  if (person) return [say(turn, alreadyBoundText(person))]
  if (reading.inviteCode !== null) return tryInvite(turn)
  const claimed = personNamed(facts, turn.text)
  if (!claimed || facts.inviteTries >= TRIES_MAX) return [say(turn, askInviteText())]
  return [
    // A name is a try like a code, so that nobody can call the secretary again and again.
    { do: 'count_invite_try', identityId },
    ...askToBind(turn, { identityId, person: claimed, calledName: claimed.name }),
  ]
}

/** The one person not yet bound whose full name is in the words. */
function personNamed({ zones, branches }: Facts, words: string): PersonFacts | null {
  const known = [
    ...zones.flatMap((z) => [...(z.primary ? [z.primary] : []), ...z.backups]),
    ...branches.flatMap((b) => b.secretaries),
  ]
  const named = known.filter((p) => p.name.length > 1 && words.includes(p.name) && p.addresses.length === 0)
  const [only] = named
  return only && named.every((p) => p.id === only.id) ? only : null
}

/** Ask a secretary, or somebody above, whether an account is who it says. */
function askToBind(
  turn: Turn,
  { identityId, person, calledName }: { identityId: string; person: PersonFacts; calledName: string },
): Decision[] {
  const judge = whoConfirms(turn.facts, person)
  if (!judge || judge.addresses.length === 0) return [say(turn, nobodyToConfirmText())]
  const asked = askJudge(turn, judge, { identityId, person, calledName, occasion: receiptOf(turn) })
  return [...asked, say(turn, waitingForYesText())]
}

/** Put the question to somebody who can answer it; once on each occasion. */
function askJudge(
  turn: Turn,
  judge: PersonFacts | null,
  asked: { identityId: string; person: PersonFacts; calledName: string; occasion: string },
): Decision[] {
  const { identityId, person, calledName, occasion } = asked
  const card = bindCard({ taskId: `bind-${cardSeed(turn)}`, identityId, person, calledName })
  return tellPerson(turn, judge, {
    key: `bind/${identityId}/${person.id}/${occasion}`,
    lane: 'reminder',
    purpose: 'assignment',
    content: { type: 'card', card },
    about: null,
  })
}

/** The directory's name for an account is a hint, no proof: a secretary says whether it is that person. */
export function recognise(turn: Turn, name: string): Decision[] {
  const { person: bound, identityId } = turn.facts.sender
  const person = personNamed(turn.facts, name)
  const judge = person && whoConfirms(turn.facts, person)
  if (bound || !person || person.name !== name || !judge) return []
  return askJudge(turn, judge, { identityId, person, calledName: name, occasion: 'directory' })
}

/** Whether somebody of the roster who has no account yet is called exactly so. */
export function awaits(facts: Facts, name: string): boolean {
  return personNamed(facts, name)?.name === name
}

/** The account is called by another name now: only somebody who knows can say whether it is still the same person. */
export function askStillThem(turn: Turn, { identityId, person }: BindingFacts, name: string): Decision[] {
  const judge = whoConfirms(turn.facts, person)
  return askJudge(turn, judge, { identityId, person, calledName: name, occasion: receiptOf(turn) })
}

/** Another secretary of the person's branch, else somebody above. */
export function whoConfirms(facts: Facts, person: PersonFacts): PersonFacts | null {
  return reachableFirst(judgesOf(facts, person))
}

function judgesOf({ branches }: Facts, person: PersonFacts): PersonFacts[] {
  const ids = new Set([person.branchId, ...person.assignments.map((a) => a.branchId)])
  const own = branches.filter((b) => ids.has(b.id) || b.secretaries.some((s) => s.id === person.id))
  const asked = own.length > 0 ? own : branches
  return [...asked.flatMap((b) => b.secretaries), ...asked.flatMap((b) => b.above)].filter((j) => j.id !== person.id)
}

/** 是 / 不是 on the card that asks who an account is. */
export function answerBinding(turn: Turn, tap: InboundTap, yes: boolean): Decision[] {
  const asked = bindingAsked(turn)
  if (!asked) return [update(turn, closed(blank(tap), '已处理过'))]
  const { identityId, person } = asked
  const card = bindCard({ taskId: tap.taskId, identityId, person, calledName: person.name })
  const answered = update(turn, closed(card, yes ? '是本人，已绑定' : '不是本人'))
  return settleBinding(turn, asked, { yes, answered })
}

/** 是本人 / 不是本人 in words, with the name and the mark that stand on the card: nobody is bound by less. */
export function answerBindingInWords(turn: SpokenTurn, yes: boolean): Decision[] {
  const asked = bindingAsked(turn)
  const mark = turn.reading.understanding.command?.args.text
  if (!asked || mark !== bindMark(asked.identityId) || !turn.text.includes(asked.person.name)) {
    return [say(turn, noBindingAskedText())]
  }
  return settleBinding(turn, asked, { yes, answered: say(turn, bindingSettledText(asked.person.name, yes)) })
}

/** The account that waits for a second person's yes, where the sender may give it. */
function bindingAsked({ facts }: Turn): BindingFacts | null {
  const { binding, sender } = facts
  const { person: judge } = sender
  if (!binding || !judge || !judgesOf(facts, binding.person).some((j) => j.id === judge.id)) return null
  return binding
}

function settleBinding(
  turn: Turn,
  { identityId, person, address }: BindingFacts,
  { yes, answered }: { yes: boolean; answered: Decision },
): Decision[] {
  const answer = yes ? boundText(person, zonesOf(turn.facts, person)) : notConfirmedText()
  return [
    ...(yes ? [{ do: 'bind', identityId, personId: person.id, by: 'secretary' } as const] : []),
    answered,
    tellAddress(turn, address, {
      key: `bound/${identityId}/${receiptOf(turn)}`,
      lane: 'reply',
      purpose: 'reply',
      content: { type: 'text', text: withReceipt(answer, receiptOf(turn)) },
      about: null,
    }),
  ]
}

function blank({ taskId }: InboundTap) {
  return bindCard({ taskId, identityId: '', person: null, calledName: '' })
}

function zonesOf(facts: Facts, person: PersonFacts) {
  return ownZones({ ...facts, sender: { ...facts.sender, person } })
}
