/** What those who work on a case say to it: which case they mean, and whether they may. */
import { type CaseEvent, type CaseState, type Taker, transition } from '../domain/case.ts'
import { attachTo, keepLoose } from './attachments.ts'
import { caseNamed, codeNamed } from './commands/case-named.ts'
import { takeOn, takerOf } from './commands/claim.ts'
import { isEmergency } from './danger.ts'
import type { Decision } from './decision.ts'
import type { CaseFacts } from './facts.ts'
import { takenUp } from './keep.ts'
import { pending } from './pending.ts'
import { mayDo } from './permit.ts'
import { notFoundText, notYoursText } from './replies/commands.ts'
import { askWhichCase, nothingInHand } from './replies/handling.ts'
import { maskedOrder, orderOf } from './said-order.ts'
import { type StepAsked, step } from './step.ts'
import { say } from './tell.ts'
import type { SpokenTurn, Turn } from './turn.ts'

/** A case that the sender may work on. */
export interface Held {
  record: CaseFacts
  taker: Extract<Taker, 'handler' | 'secretary'>
}

export interface Order {
  /** What is ordered, in the words of the answer: 排期. */
  verb: string
  /** Whether it can be ordered of this case, where none is named. */
  fits: (held: Held) => boolean
  /** Of which cases that fit it may speak, where none is named. Absent: of those in the sender's hands. */
  among?: (turn: Turn, fits: Order['fits']) => Held[]
}

/** As `fits`: the transition table has this step for the case. */
export function canTake(event: CaseEvent, to?: CaseState) {
  return ({ record, taker }: Held): boolean => transition(record.state, event, taker, to) !== null
}

/** It waits to be taken on; an emergency does before it is confirmed. */
export function canTakeOn(held: Held): boolean {
  return canTake('accept')(held) || held.record.state === 'draft'
}

/** Work on it can begin, though it be taken on only by that. */
export function canBegin(held: Held): boolean {
  return canTake('start')(held) || canTakeOn(held)
}

/**
 * Do what is ordered to the case that is named, quoted, or the only one in the sender's hands that it fits; several are
 * asked about once. What came along is put to the case.
 */
export function handle(turn: SpokenTurn, order: Order, act: (held: Held) => Decision[]): Decision[] {
  const code = codeNamed(turn)
  if (code !== null) return handleNamed(turn, code, act)
  const { fits, among = inHandFor } = order
  const held = among(turn, fits)
  const [only, ...others] = held
  if (!only) return [...keepLoose(turn.message), say(turn, nothingInHand(order.verb))]
  if (others.length > 0) return askWhich(turn, held)
  return withAttachments(turn, only, act)
}

function handleNamed(turn: SpokenTurn, code: string, act: (held: Held) => Decision[]): Decision[] {
  const record = caseNamed(turn.facts, code)
  const taker = record && takerOf(turn, record)
  if (!record || !(taker || mayDo(turn, 'see', record)))
    return [...keepLoose(turn.message), say(turn, notFoundText(code))]
  if (!taker) return [...keepLoose(turn.message), say(turn, notYoursText(record.code))]
  return withAttachments(turn, { record, taker }, act)
}

function withAttachments(turn: SpokenTurn, held: Held, act: (held: Held) => Decision[]): Decision[] {
  const phase = orderOf(turn).name === 'close' ? 'after' : 'before'
  return [...attachTo(turn, { caseId: held.record.id }, phase), ...act(held)]
}

/** The cases that a bare order may speak of: those quoted, else those that lie with the sender. */
export function inHand(turn: Turn): Held[] {
  const { quotedCodes, referred, todo } = turn.facts
  return workable(turn, quotedCodes.length > 0 ? referred.filter((c) => quotedCodes.includes(c.code)) : todo)
}

function inHandFor(turn: Turn, fits: Order['fits']): Held[] {
  return inHand(turn).filter(fits)
}

/**
 * The cases that 接单, 到场了 may speak of: what endangers somebody before all; else what lies with the sender; else what
 * they were told of besides, as backup or secretary.
 */
export function offered(turn: Turn, fits: Order['fits']): Held[] {
  const own = inHandFor(turn, fits)
  const told = workable(turn, turn.facts.offered ?? []).filter(fits)
  const others = told.filter(({ record }) => own.every((held) => held.record.id !== record.id))
  const alarms = [...own, ...others].filter(({ record }) => isEmergency(record))
  return [alarms, own, others].find((some) => some.length > 0) ?? []
}

function workable(turn: Turn, records: readonly CaseFacts[]): Held[] {
  return records.flatMap((record) => {
    const taker = takerOf(turn, record)
    return taker ? [{ record, taker }] : []
  })
}

function askWhich(turn: SpokenTurn, held: readonly Held[]): Decision[] {
  const records = held.map(({ record }) => record)
  const options = records.map(({ code, place }) => ({ id: code, label: place?.text ?? code }))
  const order = maskedOrder(orderOf(turn))
  return [
    ...keepLoose(turn.message),
    { do: 'remember', question: { ...pending('which_case', turn.now, { options }), order } },
    say(turn, askWhichCase(records)),
  ]
}

export interface Worked {
  decisions: Decision[]
  /** As it is then. */
  record: CaseFacts
  /** For its reporter. */
  news: Decision[]
}

/** A step of the case, after it was confirmed or taken on where it was not yet. `null`: it cannot be taken. */
export function workOn(turn: Turn, { record, taker }: Held, asked: Omit<StepAsked, 'taker'>): Worked | null {
  const kept = takenUp(turn, record)
  const taken = step(turn, kept.record, { ...asked, taker })
  if (taken) return { decisions: [...kept.decisions, taken.decision], record: taken.record, news: [] }
  const mine = takeOn(turn, record, taker)
  const then = mine.decisions.length > 0 ? step(turn, mine.record, { ...asked, taker }) : null
  return then && { decisions: [...mine.decisions, then.decision], record: then.record, news: mine.news }
}
