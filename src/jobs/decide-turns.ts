/** What messages mean and lead to: decode, read, look, decide, apply, inside the caller's transaction. */
import type { Channel, Inbound, Sender } from '../channels/channel.ts'
import { decide } from '../decide/decide.ts'
import type { Decision } from '../decide/decision.ts'
import type { Facts, Happening } from '../decide/facts.ts'
import { joinedText, messageText } from '../decide/message-text.ts'
import { verdictIn } from '../decide/rate.ts'
import type { Deps } from '../deps.ts'
import { groupAddress } from '../domain/conversations.ts'
import { receiptCode } from '../domain/receipt.ts'
import { reporterRole } from '../domain/roles.ts'
import { ChannelError } from '../errors.ts'
import { type Applied, apply } from '../store/apply.ts'
import { askedBinding } from '../store/asked-bindings.ts'
import { keepCardHandles } from '../store/card-handles.ts'
import type { Origin } from '../store/cases.ts'
import { type Contact, contactsOf } from '../store/identities.ts'
import { findInvite } from '../store/invites.ts'
import { quotedCases } from '../store/quotes.ts'
import { type ChatHandle, keepReplyHandles } from '../store/reply-handles.ts'
import { type Surroundings, takeSnapshots } from '../store/snapshot.ts'
import { drizzleOn, type Sql } from '../store/sql.ts'
import { surroundingsOf } from '../store/surroundings.ts'
import { type ConversationKey, forgetOriginal, giveTurnBack, putBack, type Turn, wakeWaiting } from '../store/turns.ts'
import { read } from '../understanding/read.ts'
import type { Reading } from '../understanding/understanding.ts'
import { askSecondReader } from './ask-second-reader.ts'
import { isCrowded } from './crowds.ts'
import { findAlike } from './find-alike.ts'
import { noteVerdicts } from './note-verdicts.ts'
import { listen } from './spoken-words.ts'
import { zonesAlikeIn } from './zones-alike.ts'

/** A message whose turn it is. */
export interface Taken {
  key: ConversationKey
  turn: Turn
}

/** What a turn led to, and what is left to do once it is committed. */
export interface Handled extends Taken {
  /** Handle the message again then. */
  waitUntil: Date | null
  /** Messages of the conversation that waited for this one. */
  woken: bigint[]
}

/** What a commit leaves to ring for. */
export interface Outcome {
  handled: Handled[]
  /** Outbox rows that are owed now. */
  owed: bigint[]
  /** Messages that cannot be read, not handled: each is to be tried on its own. */
  unread: Taken[]
  /** When those held back for a tap's own answer are due after all; 0: none are. */
  heldBackMs: number
}

/** A message decoded: who sent it, and where to answer. */
interface Heard extends Taken {
  channel: Channel
  inbound: Inbound
  sender: Sender
  replyTo: string
  inGroup: boolean
}

/** A message read by what is known of its sender. */
interface Understood extends Heard {
  contact: Contact
  surroundings: Surroundings
  reader: Reader
  reading: Reading | null
}

type Now = { now: Date }

/**
 * Handle the messages of several conversations together: one statement for all of a kind. One among many that cannot be
 * read is left out, so that it holds up nobody.
 *
 * @throws ChannelError `malformed`, StaleSurroundings, Conflict; then nothing of it is done
 */
export async function decideTurns(deps: Deps, sql: Sql, taken: readonly Taken[], now: Date): Promise<Outcome> {
  const { heard: all, unread } = hearAll(deps, taken)
  if (unread.length > 0) {
    await putBack(
      sql,
      unread.map(({ turn }) => turn.id),
    )
  }
  const { ready: heard, waiting } = await listen(deps, sql, { heard: all, now })
  const contacts = await contactsOf(
    sql,
    heard.map(({ key, turn, sender }) => ({ channel: key.channel, sender, organisationId: turn.organisationId })),
  )
  await keepRights(deps, sql, heard)
  const understood = heard.map((one, index) => understand(deps, one, { contact: at(contacts, index), now }))
  const snapshots = await takeSnapshots(sql, await subjectsOf(deps, sql, understood, { now }), now)
  const facts = snapshots.map((snapshot) => ({ ...snapshot, zonesAlike: zonesAlikeIn(snapshot.zones) }))
  const first = understood.map((one, index) => orderOf(one, at(facts, index), now))
  const alike = await findAlike(
    sql,
    first.map(({ decisions }, index) => ({ decisions, facts: at(facts, index) })),
    now,
  )
  const orders = understood.map((one, index) => {
    const known = alike.get(index)
    return known ? orderOf(one, { ...at(facts, index), alike: known }, now) : at(first, index)
  })
  const { owed, applied } = await apply(sql, orders, { now, timezone: deps.config.timezone })
  const settled = understood.map((one, index) => ({ ...one, ...at(orders, index), facts: at(facts, index) }))
  await askSecondReader(deps, sql, { settled, now })
  await noteVerdicts(deps, sql, settled, now)
  const handled: Handled[] = waiting.map(({ one, until }) => ({ ...one, waitUntil: until, woken: [] }))
  for (const [index, one] of heard.entries())
    handled.push(await settleTurn(sql, one, { applied: at(applied, index), now }))
  return { handled, owed, unread, heldBackMs: Math.max(0, ...heard.map(answersItself)) }
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index]
  if (item === undefined) throw new Error('one answer is missing')
  return item
}

/** @throws ChannelError `malformed` when the only one cannot be read */
function hearAll(deps: Deps, taken: readonly Taken[]): { heard: Heard[]; unread: Taken[] } {
  const heard: Heard[] = []
  const unread: Taken[] = []
  for (const one of taken) {
    try {
      heard.push(hear(deps, one))
    } catch (error) {
      if (taken.length === 1) throw error
      unread.push(one)
    }
  }
  return { heard, unread }
}

/** The message as its platform sent it. @throws ChannelError `malformed` */
function hear({ channels, seal }: Deps, { key, turn }: Taken): Heard {
  const channel = channels.get(key.channel)
  if (!channel) throw new ChannelError('misconfigured', `channel ${key.channel} is not set up`)
  if (turn.payload === null) throw new ChannelError('malformed', 'the original was deleted')
  const inbound = channel.decode(seal.open('inbox', turn.payload))
  const sender = senderOf(inbound, key)
  const group = inbound.type === 'message' && inbound.chat.kind === 'group' ? inbound.chat.id : null
  const replyTo = group === null ? sender.externalId : groupAddress(group)
  return { key, turn, channel, inbound, sender, replyTo, inGroup: group !== null }
}

/** Events come from the platform itself; the account that they speak of stands in for a sender. */
function senderOf(inbound: Inbound, key: ConversationKey): Sender {
  if (inbound.type === 'event' && inbound.event === 'resident_added') {
    return { externalId: inbound.resident.toLowerCase(), displayId: inbound.resident, name: null }
  }
  return inbound.from ?? { externalId: key.conversation, displayId: key.conversation, name: null }
}

/** Rights that a message brought: to change the card that was tapped, to answer in its chat. */
async function keepRights({ seal }: Deps, sql: Sql, heard: readonly Heard[]): Promise<void> {
  const cards = heard.flatMap(({ inbound, key, turn, sender }) =>
    inbound.type === 'tap' && inbound.cardHandle
      ? [
          {
            ...inbound.cardHandle,
            organisationId: turn.organisationId,
            channel: key.channel,
            taskId: inbound.taskId,
            recipients: [sender.externalId],
          },
        ]
      : [],
  )
  const replies = heard.flatMap(({ inbound, key, turn, replyTo }): ChatHandle[] =>
    inbound.type === 'message' && inbound.replyHandle
      ? [{ ...inbound.replyHandle, channel: key.channel, recipient: replyTo, organisationId: turn.organisationId }]
      : [],
  )
  await keepCardHandles(sql, cards)
  await keepReplyHandles(sql, seal, replies)
}

function understand(deps: Deps, heard: Heard, { contact, now }: { contact: Contact } & Now): Understood {
  const surroundings = surroundingsOf(deps, { ...contact, rosterVersion: heard.turn.rosterVersion, now })
  const known = surroundings.responsibility.people.has(contact.personId ?? '')
  const reader = readerFor(deps, heard.inbound, known ? 'member' : 'resident')
  const { inbound } = heard
  const reading = inbound.type === 'message' ? reader(messageText(inbound)) : null
  return { ...heard, contact, surroundings, reader, reading }
}

type Reader = (text: string | null) => Reading | null

/** Reads a text as this sender wrote it, at the time it was sent. */
function readerFor({ config, metrics }: Deps, { sentAt }: Inbound, role: 'member' | 'resident'): Reader {
  return (text) => {
    if (text === null) return null
    const reading = read({ text, sentAt, role }, config.timezone)
    metrics.parsed('local', reading.understanding.confidence)
    return reading
  }
}

/** What each snapshot is asked for. */
async function subjectsOf(deps: Deps, sql: Sql, understood: readonly Understood[], { now }: Now) {
  const subjects = []
  for (const one of understood) {
    const { key, turn, contact, replyTo, inGroup, inbound, reading, surroundings } = one
    const quotedCodes = await quotedBy(sql, one)
    const named = inbound.type === 'tap' ? codesOfAction(inbound.action) : (reading?.codes ?? [])
    const subject = {
      ...{ contact, replyTo, inGroup, quotedCodes },
      channel: key.channel,
      conversation: key.conversation,
      inbox: { ...turn, channel: key.channel, receipt: receiptCode(turn.id), crowded: isCrowded(deps, one) },
      codes: [...named, ...quotedCodes],
      asks: asksForLists(one),
      invite: reading?.inviteCode ? await findInvite(drizzleOn(sql), deps.seal, reading.inviteCode, now) : null,
      binding: inbound.type === 'tap' ? bindingOfAction(inbound.action) : await bindingSaid(sql, one),
    }
    subjects.push({ subject, surroundings })
  }
  return subjects
}

async function quotedBy(sql: Sql, { inbound, key, replyTo, reader }: Understood): Promise<string[]> {
  if (inbound.type !== 'message' || inbound.quoted === null) return []
  const { quoted } = inbound
  const codes = await quotedCases(sql, { channel: key.channel, chat: replyTo, quoted })
  return [...new Set([...codes, ...(reader(quoted.text)?.codes ?? [])])]
}

/** 是本人 / 不是本人 in words. */
async function bindingSaid(sql: Sql, { key, sender, reading }: Understood) {
  const command = reading?.understanding.command
  const mark = command?.args.text
  if (mark === undefined || (command?.name !== 'vouch' && command?.name !== 'deny')) return null
  return askedBinding(sql, { channel: key.channel, account: sender.externalId, mark })
}

/** Decide what one message leads to. */
function orderOf(one: Understood, facts: Facts, now: Date): { origin: Origin; decisions: Decision[] } {
  const { key, turn, contact } = one
  const decisions = decide(happeningOf(one, facts), facts, now)
  const person = facts.sender.person
  return {
    origin: {
      organisationId: contact.organisationId,
      channel: key.channel,
      inboxId: turn.id,
      identityId: contact.identityId,
      personId: person?.id ?? null,
      role: reporterRole(person?.assignments ?? null),
    },
    decisions: holdBack(decisions, new Date(now.getTime() + answersItself(one))),
  }
}

function happeningOf({ inbound, reader, reading }: Understood, facts: Facts): Happening {
  if (inbound.type === 'tap') return { type: 'tap', tap: inbound }
  if (inbound.type === 'event') return { type: 'event', event: inbound }
  const kept = facts.conversation.question?.text ?? null
  const text = messageText(inbound)
  const joined = kept !== null && text !== null ? reader(joinedText(kept, text)) : null
  return { type: 'message', message: inbound, reading, joined }
}

/** How long the changed card may go out as the answer to the tap itself, without a call; 0: it may not. */
function answersItself({ inbound, channel }: Pick<Heard, 'inbound' | 'channel'>): number {
  return inbound.type === 'tap' ? (channel.tapAnswerMs ?? 0) : 0
}

/** Changed cards wait that long for the tap's own answer to take them along. */
function holdBack(decisions: Decision[], until: Date): Decision[] {
  return decisions.map((decision) =>
    decision.do === 'tell' && decision.tell.content.type === 'card_update' && decision.tell.notBefore === null
      ? { ...decision, tell: { ...decision.tell, notBefore: until } }
      : decision,
  )
}

/** Whether the answer may hang on what the sender told or has to do; most messages just report. */
function asksForLists({ inbound, reading }: Understood): boolean {
  const verdict = inbound.type === 'message' ? verdictIn(messageText(inbound)) : null
  return (
    reading?.understanding.intent !== 'report' ||
    reading.correction !== null ||
    reading.bareOrder !== null ||
    verdict !== null
  )
}

/** Our buttons name the case they act on: `claim:A3-0017`. */
function codesOfAction(action: string): string[] {
  return action.match(/[^\s:,-]+-\d{4,}/g) ?? []
}

/** `bind-yes:<identityId>:<personId>` */
function bindingOfAction(action: string): { identityId: string; personId: string } | null {
  const [verb, identityId, personId] = action.split(':')
  return verb?.startsWith('bind-') && identityId && personId ? { identityId, personId } : null
}

/** Give the turn back, or wake what waited for it; forget the original where it must not be kept. */
async function settleTurn(
  sql: Sql,
  { key, turn }: Taken,
  { applied, now }: { applied: Applied } & Now,
): Promise<Handled> {
  const { waitUntil, forgetOriginal: forget } = applied
  if (waitUntil !== null) await giveTurnBack(sql, turn.id, waitUntil)
  const woken = waitUntil === null && turn.awaited ? await wakeWaiting(sql, key.channel, key.conversation, now) : []
  if (forget) await forgetOriginal(sql, turn.id)
  return { key, turn, waitUntil, woken: woken.map((row) => BigInt(row.id)) }
}
