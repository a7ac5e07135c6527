import type { CommandName } from '../understanding/understanding.ts'
import { chat } from './chat.ts'
import { caseNamed, codeNamed } from './commands/case-named.ts'
import { command } from './commands/command.ts'
import { converse, ordered } from './converse.ts'
import { isEmergency } from './danger.ts'
import { caseCode, type Decision } from './decision.ts'
import { confirm, withdraw } from './draft-reply.ts'
import type { CaseFacts, Facts } from './facts.ts'
import { mayDo } from './permit.ts'
import { quotesAnother } from './quoted.ts'
import { isUnclear, lifeAtStake } from './reading.ts'
import { isSocial } from './replies/chat.ts'
import { notFoundText, stateText } from './replies/commands.ts'
import { emergencyInGroup, emergencyNumber } from './replies/emergency.ts'
import {
  changedInGroup,
  confirmedInGroup,
  lookInPrivate,
  recordedInGroup,
  statesInGroup,
  withdrawnInGroup,
} from './replies/group.ts'
import { say } from './tell.ts'
import type { SpokenTurn } from './turn.ts'

/**
 * In a group everybody reads along: there the bot says code and state, and nothing to a greeting. What is for the
 * sender alone, cards and questions among it, goes to the sender's own chat, with one line in the group.
 */
export function converseInGroup(turn: SpokenTurn): Decision[] {
  const openly = lifeAtStake(turn) ? null : answeredOpenly(turn)
  if (openly) return openly
  const decisions = converse(inPrivate(turn))
  return decisions.some((d) => d.do === 'wait') ? decisions : [lineInGroup(turn, decisions), ...decisions]
}

/** The same words as if they were said to the bot alone. */
function inPrivate(turn: SpokenTurn): SpokenTurn {
  const { sender } = turn.facts
  const { channel } = sender.address
  const address = { channel, externalId: turn.message.from.externalId, personId: sender.person?.id ?? null }
  return { ...turn, facts: { ...turn.facts, sender: { ...sender, address, inGroup: false } } }
}

/** What code and state are the whole answer to. `null`: more is to be said, to the sender alone. */
function answeredOpenly(turn: SpokenTurn): Decision[] | null {
  const { reading, facts } = turn
  const { draft } = facts.conversation
  if (draft && !quotesAnother(facts)) {
    const codes = draft.cases.map((c) => c.code)
    if (reading.answer === 'yes') return [...confirm(turn, draft), say(turn, confirmedInGroup(codes))]
    if (reading.answer === 'withdraw') return [...withdraw(turn, draft), say(turn, withdrawnInGroup(codes))]
  }
  const order = ordered(turn)
  const { intent } = reading.understanding
  const code = codeNamed(turn)
  if (order ? order.understanding.command?.name === 'lookup' : intent === 'enquiry' && code !== null) {
    return code === null ? null : [say(turn, stateInGroup(turn, code))]
  }
  const name = order?.understanding.command?.name
  if (order && name && isOpenOrder({ ...turn, reading: order }, name)) return command({ ...turn, reading: order }, name)
  if (order || intent !== 'chat' || reading.answer !== null || isUnclear(reading)) return null
  return isSocial(turn.text) ? [] : chat(turn)
}

/** Answered by code and state; which case is meant is asked of the sender alone. */
function isOpenOrder(turn: SpokenTurn, name: CommandName): boolean {
  return name === 'claim' || name === 'start' || name === 'name_group' || (name === 'close' && codeNamed(turn) !== null)
}

function stateInGroup(turn: SpokenTurn, code: string): string {
  const record = caseNamed(turn.facts, code)
  return record && mayDo(turn, 'see', record) ? stateText(record) : notFoundText(code)
}

/** What the group reads of it: whom to call, then code and state, and that the rest was said to the sender alone. */
function lineInGroup(turn: SpokenTurn, decisions: readonly Decision[]): Decision {
  const { reading, facts } = turn
  const opened = decisions.flatMap((d) => (d.do === 'open_case' ? [d] : []))
  const codes = opened.map((d) => caseCode(d.ref))
  const danger = opened.find((d) => isEmergency(d.case))?.case ?? risen(turn, decisions)
  const options = { part: 'group', lane: danger ? 'emergency' : 'reply' } as const
  if (danger) {
    const named = codes.length > 0 ? codes : edited(facts, decisions).map((c) => c.code)
    const number = emergencyNumber(reading.emergencyNumber, danger.category)
    return say(turn, `${emergencyInGroup(number, named)}${lookInPrivate()}`, options)
  }
  return say(turn, `${outcomeInGroup(facts, decisions)}${lookInPrivate()}`, options)
}

function outcomeInGroup(facts: Facts, decisions: readonly Decision[]): string {
  const opened = decisions.flatMap((d) => (d.do === 'open_case' ? [d] : []))
  const [first] = opened
  const codes = opened.map((d) => caseCode(d.ref))
  if (first) return recordedInGroup(codes, first.case.state)
  if (decisions.some((d) => d.do === 'open_check_in')) return recordedInGroup([], 'draft')
  const changed = edited(facts, decisions)
  if (changed.length > 0) return changedInGroup(changed.map((c) => c.code))
  const moved = decisions.flatMap((d) => (d.do === 'move_case' ? [d] : []))
  return statesInGroup(moved.flatMap((d) => known(facts, d.caseId).map((c) => ({ code: c.code, state: d.to }))))
}

/** The case that became an emergency by being corrected, or of which danger is told again. */
function risen({ reading, facts }: SpokenTurn, decisions: readonly Decision[]): CaseFacts | null {
  const grave = decisions.flatMap((d) => (d.do === 'edit_case' && d.changes.urgency === 'emergency' ? [d.caseId] : []))
  const again = edited(facts, decisions).filter((c) => reading.emergencyNumber !== null && isEmergency(c))
  return [...grave.flatMap((id) => known(facts, id)), ...again][0] ?? null
}

function edited(facts: Facts, decisions: readonly Decision[]): CaseFacts[] {
  return decisions.flatMap((d) => (d.do === 'edit_case' ? known(facts, d.caseId) : []))
}

function known({ conversation, referred, reported }: Facts, id: string): CaseFacts[] {
  const found = [...(conversation.draft?.cases ?? []), ...referred, ...reported].find((c) => c.id === id)
  return found ? [found] : []
}
