/** The end of a matter: who is told of it, and who is asked whether it is good. */
import type { Taker } from '../domain/case.ts'
import type { Decision } from './decision.ts'
import type { CaseFacts } from './facts.ts'
import { zoneOf } from './find.ts'
import { closedText } from './replies/commands.ts'
import { closedByAnother, followedNews, rateCard, toVerifyText } from './replies/outcome.ts'
import { roleTitle } from './replies/people.ts'
import { withReceipt } from './replies/words.ts'
import { type Step, step } from './step.ts'
import { tellInHands } from './tell-in-hands.ts'
import { isReporterOutOfReach, mustBeToldByPerson, responded, tellFollowers, tellReporter } from './tell-reporter.ts'
import { cardSeed, receiptOf, senderActor, type Turn } from './turn.ts'
import { askToVerify, endOf, verifierOf } from './verify.ts'

/** Close a case with what was done: to a second look, or to its end. `null`: it cannot be closed. */
export function closeCase(
  turn: Turn,
  record: CaseFacts,
  { taker, done }: { taker: Extract<Taker, 'handler' | 'secretary'>; done: string },
): Step | null {
  return step(turn, record, {
    event: 'close',
    taker,
    to: endOf(turn, record),
    by: senderActor(turn),
    reason: done,
    // What was said of an earlier end is not said of this one.
    sets: { satisfied: null, ...responded(turn, record) },
  })
}

/**
 * Tell of an end whom it concerns: the reporter, who is asked 好 / 没好; those who follow it; the second person who is to
 * look at it; whoever has it in hands, when somebody else closed it.
 *
 * @param ended the case as it is now: 待验证 or closed
 * @param done what was done, or why it ends like this; masked
 */
export function tellEnd(turn: Turn, ended: CaseFacts, done: string): Decision[] {
  const card = rateCard({ taskId: `rate-${cardSeed(turn)}-${ended.id}`, matter: ended, state: ended.state, done })
  const asked = ended.state === 'to_verify' ? verifierOf(turn.facts, ended) : null
  return [
    ...tellReporter(turn, ended, { what: 'closed', card }),
    ...(asked ? askToVerify(turn, ended, { person: asked, done }) : []),
    ...tellOthersInHands(turn, ended, done),
    ...tellFollowers(turn, ended, { what: 'ended', text: followedNews(ended), except: asked?.addresses ?? [] }),
  ]
}

/** Nothing where no person closed it, or whoever handles it did. */
function tellOthersInHands(turn: Turn, ended: CaseFacts, done: string): Decision[] {
  const { person } = turn.facts.sender
  if (!person || ended.handlerId === person.id) return []
  const who = `${roleTitle(person, zoneOf(turn.facts, ended.zoneCode))} ${person.name}`
  return tellInHands(turn, ended, {
    key: `closed-for/${ended.code}/${ended.version}`,
    lane: 'reminder',
    purpose: 'assignment',
    content: { type: 'text', text: withReceipt(closedByAnother(ended, { who, done }), receiptOf(turn)) },
  })
}

/** The answer to whoever closed it: what happens now, and whether the reporter has to be told by a person. */
export function closedReply(turn: Turn, ended: CaseFacts): string {
  const aside = mustBeToldByPerson(turn, ended)
  if (ended.state !== 'to_verify') return closedText(ended.code, aside)
  const { facts } = turn
  const second = verifierOf(facts, ended)
  const told = !isReporterOutOfReach(turn, ended) && ended.reporter.identityId !== facts.sender.identityId
  const asked = [
    ...(told ? ['上报人'] : []),
    ...(second ? [`${roleTitle(second, zoneOf(facts, ended.zoneCode))} ${second.name}`] : []),
  ]
  return toVerifyText(ended.code, asked, aside)
}
