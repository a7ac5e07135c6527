/** An order that waits for what it still lacks. */
import { mask } from '../domain/privacy.ts'
import type { Command } from '../understanding/understanding.ts'
import type { Decision } from './decision.ts'
import type { CaseFacts, PendingQuestion } from './facts.ts'
import { pending } from './pending.ts'
import { say } from './tell.ts'
import type { SpokenTurn } from './turn.ts'

/** The order that is being carried out. */
export function orderOf({ reading }: SpokenTurn): Command {
  const { command } = reading.understanding
  if (!command) throw new Error('nothing was ordered')
  return command
}

/** The order as it may be kept: its words masked. */
export function maskedOrder({ name, args }: Command): Command {
  return { name, args: args.text === undefined ? args : { ...args, text: mask(args.text) } }
}

/** The turn as if this had been ordered. */
export function orderedTo(turn: SpokenTurn, command: Command): SpokenTurn {
  const { reading } = turn
  return { ...turn, reading: { ...reading, understanding: { ...reading.understanding, command } } }
}

/** What an order about a case may lack. */
type Lacking = Extract<PendingQuestion['about'], 'done' | 'reason' | 'day'>

/** Ask for what the order lacks; it goes on with the answer. */
export function askedFor(
  turn: SpokenTurn,
  about: Lacking,
  { record, question }: { record: CaseFacts; question: string },
): Decision[] {
  return [
    { do: 'remember', question: pendingOrder(turn, about, record) },
    say(turn, question, { about: { caseId: record.id } }),
  ]
}

/** The question that the order of this turn waits for. */
export function pendingOrder(turn: SpokenTurn, about: Lacking, record: CaseFacts): PendingQuestion {
  return pendingFor(orderOf(turn), about, { record, now: turn.now })
}

/** The question that an order about a case waits for. */
export function pendingFor(
  { name, args }: Command,
  about: Lacking,
  { record: { code }, now }: { record: CaseFacts; now: Date },
): PendingQuestion {
  const order = maskedOrder({ name, args: { ...args, code } })
  return { ...pending(about, now, { options: [{ id: code, label: code }] }), order }
}
