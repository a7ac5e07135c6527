import type { InboundTap } from '../../channels/channel.ts'
import { speaksOf } from '../../domain/accusation.ts'
import { type CivilDate, civilDate, instantOf } from '../../domain/calendar.ts'
import { isUnderWay } from '../../domain/case.ts'
import { limitOn } from '../../domain/clocks.ts'
import { mask } from '../../domain/privacy.ts'
import { isSecretaryOf } from '../../domain/roles.ts'
import { leaderOf, mayReadText } from '../announce.ts'
import type { Decision } from '../decision.ts'
import type { CaseFacts, Facts, PersonFacts } from '../facts.ts'
import { branchOf, isThere, reachableFirst } from '../find.ts'
import { type Held, handle } from '../handling.ts'
import { mayDo } from '../permit.ts'
import { notFoundText } from '../replies/commands.ts'
import { askDay, cannotDoNow, dayIsOver } from '../replies/handling.ts'
import {
  decidedBefore,
  decidedCard,
  grantedNews,
  grantedText,
  moreTimeAsked,
  moreTimeCard,
  nobodyToAsk,
  noNeedForTime,
  onlyOnce,
  refusedNews,
  refusedText,
  secretaryDecides,
} from '../replies/more-time.ts'
import { handlerTitle, reporterTitle } from '../replies/people.ts'
import { withReceipt } from '../replies/words.ts'
import { askedFor, orderOf } from '../said-order.ts'
import { note, workTime } from '../step.ts'
import { say, tellPerson, update } from '../tell.ts'
import { tellInHands } from '../tell-in-hands.ts'
import { cardSeed, receiptOf, type SpokenTurn, senderActor, type Turn } from '../turn.ts'
import { caseNamed } from './case-named.ts'
import { today } from './plan.ts'

const VERB = '延期'
/** When a day is over that a case was given until, where no working hours are set. */
const EVENING = '18:00'

/** 延期到周五，等配件: the handler asks once; whoever leads gives it, as often as needed. */
export function extend(turn: SpokenTurn): Decision[] {
  return handle(turn, { verb: VERB, fits: ({ record }) => isUnderWay(record.state) }, (held) => moreTime(turn, held))
}

function moreTime(turn: SpokenTurn, { record }: Held): Decision[] {
  const about = { caseId: record.id }
  const { on, text } = orderOf(turn).args
  const decides = mayDecide(turn, record)
  if (!isUnderWay(record.state)) return [say(turn, cannotDoNow(VERB, record), { about })]
  if (!decides && record.extension !== 'none') return [say(turn, onlyOnce(record.code, record.extension), { about })]
  if (on === undefined) return askedFor(turn, 'day', { record, question: askDay(record, '延') })
  const refused = refusedDay(turn, record, on)
  if (refused) return [say(turn, refused, { about })]
  return decides ? grant(turn, record, { on, tap: null }) : askForTime(turn, record, { on, reason: mask(text ?? '') })
}

/** Why the day cannot be given. `null`: it can. */
function refusedDay(turn: Turn, record: CaseFacts, on: CivilDate): string | null {
  const due = dueOn(turn, record)
  if (on < today(turn)) return dayIsOver(on)
  return due !== null && on <= due && due >= today(turn) ? noNeedForTime(record.code, due) : null
}

function askForTime(
  turn: SpokenTurn,
  record: CaseFacts,
  { on, reason }: { on: CivilDate; reason: string },
): Decision[] {
  const about = { caseId: record.id }
  const decider = deciderOf(turn.facts, record)
  if (!decider || decider.addresses.length === 0) return [say(turn, nobodyToAsk(record.code), { about })]
  const asked = note(turn, record, {
    event: 'extend',
    by: senderActor(turn),
    reason: [`延到 ${on}`, reason].filter(Boolean).join('：'),
    sets: { extension: 'asked' },
  })
  const card = moreTimeCard({
    taskId: `time-${cardSeed(turn)}-${record.id}`,
    matter: record,
    who: reporterTitle(turn.facts),
    on,
    due: dueOn(turn, record),
    reason,
    isBeyondLimit: isBeyond(turn, record, on),
    withText: mayReadText(decider, 'secretary', record),
  })
  return [
    asked.decision,
    say(turn, moreTimeAsked(record.code, handlerTitle(turn.facts, decider, null) ?? '', on), { about }),
    ...tellPerson(turn, decider, {
      key: `more-time/${record.code}/${record.version}`,
      lane: 'reminder',
      purpose: 'assignment',
      content: { type: 'card', card },
      about,
    }),
  ]
}

/** 同意延期 A3-0017 到周五, in words or by a tap. The first decision stands. */
export function approveTime(turn: SpokenTurn, code: string): Decision[] {
  const { record, refusal } = decidable(turn, code, null)
  if (!record) return refusal
  const { on } = orderOf(turn).args
  if (on === undefined) return askedFor(turn, 'day', { record, question: askDay(record, '延') })
  const refused = refusedDay(turn, record, on)
  return refused ? [say(turn, refused, { about: { caseId: record.id } })] : grant(turn, record, { on, tap: null })
}

export function approveTimeByTap(
  turn: Turn,
  tap: InboundTap,
  { code, on }: { code: string; on: CivilDate },
): Decision[] {
  const { record, refusal } = decidable(turn, code, tap)
  return record ? grant(turn, record, { on, tap }) : refusal
}

/** 不同意延期 A3-0017，先修好, in words or by a tap. */
export function refuseTime(turn: SpokenTurn, code: string): Decision[] {
  const { record, refusal } = decidable(turn, code, null)
  return record ? refuse(turn, record, { reason: mask(orderOf(turn).args.text ?? ''), tap: null }) : refusal
}

export function refuseTimeByTap(turn: Turn, tap: InboundTap, code: string): Decision[] {
  const { record, refusal } = decidable(turn, code, tap)
  return record ? refuse(turn, record, { reason: '', tap }) : refusal
}

type Decidable = { record: CaseFacts; refusal: [] } | { record: null; refusal: Decision[] }

/** The case whose extension waits for the sender's word; else what to answer. */
function decidable(turn: Turn, code: string, tap: InboundTap | null): Decidable {
  const record = caseNamed(turn.facts, code)
  const instead = (text: string): Decidable => ({ record: null, refusal: [say(turn, text)] })
  if (!record || !(mayDecide(turn, record) || mayDo(turn, 'see', record))) return instead(notFoundText(code))
  if (!mayDecide(turn, record)) return instead(secretaryDecides(record.code))
  if (record.extension === 'asked' && isUnderWay(record.state)) return { record, refusal: [] }
  if (tap) return { record: null, refusal: [showDecided(turn, record, tap)] }
  if (!isUnderWay(record.state)) return instead(cannotDoNow(VERB, record))
  return instead(decidedBefore(record.code, { extension: record.extension, due: dueOn(turn, record) }))
}

function mayDecide(turn: Turn, record: CaseFacts): boolean {
  const { person } = turn.facts.sender
  if (!person) return false
  if (mayDo(turn, 'handle', record) && isSecretaryOf(person.assignments, record.branchId)) return true
  return deciderOf(turn.facts, record)?.id === person.id
}

interface Given {
  on: CivilDate
  tap: InboundTap | null
}

function grant(turn: Turn, record: CaseFacts, { on, tap }: Given): Decision[] {
  const { clocks } = record
  const granted = note(turn, record, {
    event: 'grant',
    by: senderActor(turn),
    reason: `延到 ${on}`,
    sets: { extension: 'granted' },
    clocks: { ...clocks, resolve: { ...clocks.resolve, dueAt: endOfDay(turn, on) } },
  })
  return [
    granted.decision,
    tap
      ? showDecided(turn, granted.record, tap)
      : say(turn, grantedText(record.code, on, isBeyond(turn, record, on)), { about: { caseId: record.id } }),
    ...tellDecided(turn, record, grantedNews(record, on)),
  ]
}

function refuse(
  turn: Turn,
  record: CaseFacts,
  { reason, tap }: { reason: string; tap: InboundTap | null },
): Decision[] {
  const refused = note(turn, record, {
    event: 'refuse',
    by: senderActor(turn),
    reason: reason === '' ? null : reason,
    sets: { extension: 'refused' },
  })
  return [
    refused.decision,
    tap
      ? showDecided(turn, refused.record, tap)
      : say(turn, refusedText(record.code), { about: { caseId: record.id } }),
    ...tellDecided(turn, record, refusedNews(record, dueOn(turn, record), { reason, who: reporterTitle(turn.facts) })),
  ]
}

function showDecided(turn: Turn, record: CaseFacts, { taskId }: InboundTap): Decision {
  const card = decidedCard(taskId, record, { extension: record.extension, due: dueOn(turn, record) })
  return update(turn, card, { about: { caseId: record.id } })
}

function tellDecided(turn: Turn, record: CaseFacts, text: string): Decision[] {
  return tellInHands(turn, record, {
    key: `time-decided/${record.code}/${record.version}`,
    lane: 'reminder',
    purpose: 'assignment',
    content: { type: 'text', text: withReceipt(text, receiptOf(turn)) },
  })
}

/**
 * Who decides: whoever leads in the matter, or somebody above where it lies with them as the secretary's stand-in, for
 * nobody gives themselves more time.
 */
function deciderOf(facts: Facts, record: CaseFacts): PersonFacts | null {
  const leader = leaderOf(facts, record)
  if (!leader || leader.id !== record.handlerId || isSecretaryOf(leader.assignments, record.branchId)) return leader
  const above = branchOf(facts, record.branchId)?.above.filter(
    (p) => isThere(p) && !speaksOf(record, { name: p.name, posts: p.assignments }),
  )
  return reachableFirst(above ?? []) ?? leader
}

function isBeyond(turn: Turn, { clocks }: CaseFacts, on: CivilDate): boolean {
  const limit = limitOn(clocks, workTime(turn))
  return limit !== null && on > limit
}

/** When the last working hours of a day are over. */
function endOfDay({ facts: { settings } }: Turn, on: CivilDate): Date {
  return instantOf(on, settings.workHours.at(-1)?.to ?? EVENING, settings.timezone)
}

function dueOn({ facts }: Turn, { clocks }: CaseFacts): CivilDate | null {
  return clocks.resolve.dueAt && civilDate(clocks.resolve.dueAt, facts.settings.timezone)
}
