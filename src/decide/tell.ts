import type { Card, Content } from '../channels/channel.ts'
import { quietUntil } from '../domain/calendar.ts'
import type { Lane, Purpose } from '../domain/vocabulary.ts'
import type { Decision, RecordRef } from './decision.ts'
import type { Address, PersonFacts } from './facts.ts'
import { newcomerLine } from './replies/newcomer.ts'
import { withReceipt } from './replies/words.ts'
import { receiptOf, type Turn } from './turn.ts'

const HOUR_MS = 3_600_000

/** How long something told is worth being told. */
const WORTH_MS: Readonly<Partial<Record<Purpose, number>>> = {
  reply: 24 * HOUR_MS,
  assignment: 72 * HOUR_MS,
  emergency: 2 * HOUR_MS,
  welcome: 24 * HOUR_MS,
}

interface ReplyOptions {
  /** Tells several answers to one message apart. */
  part?: string
  about?: RecordRef | null
  lane?: Lane
}

/** Answer the sender in words. A newcomer also reads who reads this, and how to bind. */
export function say(turn: Turn, text: string, options: ReplyOptions = {}): Decision {
  const line = options.lane === 'emergency' ? null : newcomerLine(turn.facts)
  const words = line === null ? text : `${text}\n${line}`
  return reply(turn, { type: 'text', text: withReceipt(words, receiptOf(turn)) }, options)
}

/** Answer the sender with a card. */
export function show(turn: Turn, card: Card, options: ReplyOptions = {}): Decision {
  const text = [card.text, newcomerLine(turn.facts)].filter(Boolean).join('\n') || null
  return reply(turn, { type: 'card', card: { ...card, text } }, options)
}

/** The changed card: in place of the one that was tapped, or anew after words. */
export function redraw(
  turn: Turn,
  card: Card,
  { tappedCard, about }: { tappedCard: string | null; about: RecordRef | null },
): Decision {
  return tappedCard === null ? show(turn, card, { about }) : update(turn, { ...card, taskId: tappedCard }, { about })
}

/** Change the card that the sender tapped. */
export function update(turn: Turn, card: Card, options: ReplyOptions = {}): Decision {
  return reply(turn, { type: 'card_update', card }, options)
}

/** Answer the sender with what is neither words nor a card. */
export function answer(turn: Turn, content: Content, options: ReplyOptions = {}): Decision {
  return reply(turn, content, options)
}

function reply(turn: Turn, content: Content, { part, about = null, lane = 'reply' }: ReplyOptions): Decision {
  const { facts, now } = turn
  const key = facts.inbox ? `reply/${facts.inbox.id}` : `clock/${facts.sender.identityId}/${now.getTime()}`
  return {
    do: 'tell',
    tell: {
      key: part === undefined ? key : `${key}/${part}`,
      to: [facts.sender.address],
      lane,
      purpose: 'reply',
      content,
      about,
      notBefore: null,
      deadline: deadline(now, 'reply'),
    },
  }
}

export interface News {
  key: string
  lane: Lane
  purpose: Purpose
  content: Content
  about: RecordRef | null
  /** Not before this instant, whatever the quiet hours say. */
  notBefore?: Date | null
}

/** Tell somebody who did not ask: after the quiet hours, emergencies at once. Nothing when nobody can be reached. */
export function tellPerson(turn: Turn, person: PersonFacts | null, news: News): Decision[] {
  const [address] = person?.addresses ?? []
  return address ? [tellAddress(turn, address, news)] : []
}

export function tellAddress(turn: Turn, address: Address, news: News): Decision {
  return tellAddresses(turn, [address], news)
}

/** The same for several who are told the same words: one row, and one call to the platform. */
export function tellAddresses({ facts, now }: Turn, to: readonly Address[], news: News): Decision {
  const quiet = news.purpose === 'emergency' ? null : quietUntil(now, facts.settings)
  const notBefore = later(quiet, news.notBefore ?? null)
  const { key, lane, purpose, content, about } = news
  return {
    do: 'tell',
    tell: {
      key,
      to,
      lane,
      purpose,
      content,
      about,
      notBefore: notBefore && notBefore > now ? notBefore : null,
      deadline: deadline(notBefore ?? now, purpose),
    },
  }
}

function deadline(from: Date, purpose: Purpose): Date {
  return new Date(from.getTime() + (WORTH_MS[purpose] ?? 24 * HOUR_MS))
}

function later(a: Date | null, b: Date | null): Date | null {
  if (!a || !b) return a ?? b
  return a > b ? a : b
}
