import { outsideStatus } from '../../domain/case.ts'
import { isSecretaryOf } from '../../domain/roles.ts'
import { announce, caseShown, leaderOf, mayReadText } from '../announce.ts'
import type { Decision } from '../decision.ts'
import { passOnWords } from '../enquiry.ts'
import type { CaseFacts, PersonFacts } from '../facts.ts'
import { branchOf, isThere, personOf, reachableFirst, zoneOf } from '../find.ts'
import { mayDo } from '../permit.ts'
import { caseCard } from '../replies/case-card.ts'
import { notFoundText, whichCaseText } from '../replies/commands.ts'
import { handlerTitle } from '../replies/people.ts'
import {
  askedForBranchTitle,
  endedAlready,
  givenToBranch,
  isBranchsAlready,
  nobodyElse,
  notTheirsToGive,
} from '../replies/relay.ts'
import { step } from '../step.ts'
import { say, tellPerson } from '../tell.ts'
import { cardSeed, type SpokenTurn, senderActor, type Turn } from '../turn.ts'
import { caseNamed, codeNamed } from './case-named.ts'

/** 我想找支部: whoever told a matter would have somebody else than the member handle it. Nobody is asked why. */
export function otherPerson(turn: SpokenTurn): Decision[] {
  const code = codeNamed(turn)
  const named = code === null ? null : caseNamed(turn.facts, code)
  if (code !== null && (!named || !mayDo(turn, 'see', named))) return [say(turn, notFoundText(code))]
  if (named) return mayDo(turn, 'own', named) ? giveToBranch(turn, named) : [say(turn, notTheirsToGive())]
  const own = ownOpen(turn)
  const [only, ...others] = own
  if (others.length > 0) return [say(turn, whichCaseText('找支部'))]
  if (only) return giveToBranch(turn, only)
  const { text, reading } = turn
  if (turn.facts.sender.person) return [say(turn, notTheirsToGive())]
  return passOnWords(turn, { text, confidence: reading.understanding.confidence, onBehalfOf: null }, { toLeader: true })
}

/** What the sender told and is not at its end: on the open card, or kept. */
function ownOpen({ facts: { conversation, reported } }: Turn): CaseFacts[] {
  const drafts = conversation.draft?.cases ?? []
  const kept = reported.filter((c) => outsideStatus(c.state) === 'open' && drafts.every((d) => d.id !== c.id))
  return [...drafts.filter((c) => c.state === 'draft'), ...kept]
}

function giveToBranch(turn: SpokenTurn, record: CaseFacts): Decision[] {
  const { facts } = turn
  const about = { caseId: record.id }
  if (outsideStatus(record.state) === 'closed') return [say(turn, endedAlready(record.code), { about })]
  const handler = personOf(facts, record.handlerId)
  const leader = instead(turn, record)
  const title = (person: PersonFacts) => handlerTitle(facts, person, zoneOf(facts, record.zoneCode)) ?? ''
  if (handler && isSecretaryOf(handler.assignments, record.branchId)) {
    return [say(turn, isBranchsAlready(record.code, title(handler)), { about })]
  }
  if (!leader) return [say(turn, nobodyElse(record.code), { about })]
  const by = senderActor(turn)
  const given = { ...record, handlerId: leader.id }
  return [
    { do: 'assign_case', caseId: record.id, handlerId: leader.id, by },
    ...toldToBranch(turn, given, leader),
    say(turn, givenToBranch(record.code, title(leader)), { about }),
  ]
}

/** Who leads in it; where that is the one who has it, somebody above. */
function instead({ facts }: Turn, record: CaseFacts): PersonFacts | null {
  const leader = leaderOf(facts, record)
  if (leader && leader.id !== record.handlerId) return leader
  const branch = branchOf(facts, record.branchId)
  const others = [...(branch?.secretaries ?? []), ...(branch?.above ?? [])].filter((p) => p.id !== record.handlerId)
  return reachableFirst(others.filter(isThere))
}

/** A draft is kept by it, so that the member never hears of it. */
function toldToBranch(turn: Turn, given: CaseFacts, leader: PersonFacts): Decision[] {
  const kept = step(turn, given, { event: 'confirm', taker: 'reporter', to: 'new', by: senderActor(turn) })
  if (kept) {
    const { draft } = turn.facts.conversation
    const last = draft?.cases.every((c) => c.id === given.id || c.state !== 'draft') && draft.checkIns.length === 0
    return [kept.decision, ...(last ? [{ do: 'remember', draft: null } as const] : []), ...announce(turn, kept.record)]
  }
  const card = caseCard(
    { ...caseShown(turn.facts, given, given.state), reporter: null },
    {
      taskId: `asked-for-${cardSeed(turn)}-${given.id}`,
      title: askedForBranchTitle(given.code),
      acceptable: ['new', 'returned', 'reopened'].includes(given.state),
      withText: mayReadText(leader, 'handler', given),
    },
  )
  return tellPerson(turn, leader, {
    key: `asked-for/${given.code}/${given.version}`,
    lane: 'reminder',
    purpose: 'assignment',
    content: { type: 'card', card },
    about: { caseId: given.id },
  })
}
