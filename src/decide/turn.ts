import type { InboundMessage } from '../channels/channel.ts'
import { receiptCode } from '../domain/receipt.ts'
import { reporterRole } from '../domain/roles.ts'
import type { Reading } from '../understanding/understanding.ts'
import type { Actor } from './decision.ts'
import type { Facts, InboxFacts } from './facts.ts'

/** What every rule is given. */
export interface Turn {
  facts: Facts
  now: Date
}

/** A turn in which something was written or said. */
export interface SpokenTurn extends Turn {
  message: InboundMessage
  /** The words that `reading` was read from. */
  text: string
  reading: Reading
  /** Reading of the kept text and this one together, where an answer was awaited. */
  joined: Reading | null
}

/** The message that is being handled. Only the clock has none. */
export function inboxOf({ facts }: Turn): InboxFacts {
  if (!facts.inbox) throw new Error('the clock has no message to answer')
  return facts.inbox
}

/** What makes a text or a card of this turn unlike every other one to the same person. */
export function receiptOf({ facts, now }: Turn): string {
  return facts.inbox?.receipt ?? receiptCode(BigInt(now.getTime()))
}

/** What makes a card of this turn unlike every other card there is. Only signs that a task id may have. */
export function cardSeed(turn: Turn): string {
  if (turn.facts.inbox) return turn.facts.inbox.receipt
  return `${receiptOf(turn)}-${turn.facts.sender.identityId.replace(/[^0-9A-Za-z]/g, '').slice(0, 12)}`
}

/** The sender as the one who takes a step. */
export function senderActor({ facts }: Turn): Actor {
  const { person } = facts.sender
  return { role: reporterRole(person?.assignments ?? null), personId: person?.id ?? null }
}

export const CLOCK: Actor = { role: 'system', personId: null }
