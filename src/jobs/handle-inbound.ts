import pMap from 'p-map'
import { type Chat, groupAddress, type Inbound, type Sender } from '../channels/channel.ts'
import { decide } from '../decide/decide.ts'
import type { Facts, Happening } from '../decide/facts.ts'
import { joinedText, messageText } from '../decide/message-text.ts'
import type { Deps } from '../deps.ts'
import { receiptCode } from '../domain/receipt.ts'
import { reporterRole } from '../domain/roles.ts'
import { ChannelError } from '../errors.ts'
import { type Applied, apply } from '../store/apply.ts'
import { Conflict, type Origin } from '../store/cases.ts'
import { type Contact, contactOf } from '../store/identities.ts'
import { findInvite } from '../store/invites.ts'
import { keepCardHandles } from '../store/outbox.ts'
import { keepReplyHandle } from '../store/reply-handles.ts'
import { takeSnapshot } from '../store/snapshot.ts'
import { drizzleOn, inTransaction, type Sql } from '../store/sql.ts'
import {
  type ConversationKey,
  conversationLock,
  conversationsOf,
  failTurn,
  forgetOriginal,
  giveTurnBack,
  type Turn,
  takeTurn,
  wakeWaiting,
} from '../store/turns.ts'
import { read } from '../understanding/read.ts'
import type { Reading } from '../understanding/understanding.ts'
import { apologise } from './apologise.ts'
import { refreshSurroundings, StaleSurroundings, surroundingsOf } from './surroundings.ts'

/** Conversations handled side by side by one bell: about as many as the pool has connections to spare. */
const CONVERSATIONS_AT_ONCE = 8

/** Times that a message is begun anew: somebody else decided on the same record first, or the roster was changed. */
const RESTARTS_MAX = 5

/**
 * Handle what was kept: the messages of one conversation one after another, different conversations side by side.
 *
 * May be rung twice, late, or for rows that are long handled: what is handled is not handled again.
 */
export async function handleInbound(deps: Deps, ids: readonly bigint[]): Promise<void> {
  const conversations = await conversationsOf(deps.pool, [...ids])
  // One conversation that fails does not stop the others.
  await pMap(conversations, (key) => handleConversation(deps, key), {
    concurrency: CONVERSATIONS_AT_ONCE,
    stopOnError: false,
  })
}

async function handleConversation(deps: Deps, key: ConversationKey): Promise<void> {
  while (await handleNext(deps, key)) {
    // Until nothing is due: one bell may stand for many messages.
  }
}

/** What stands in one message's transaction, and what is to be done once it is committed. */
interface Handled {
  turn: Turn
  applied: Applied
}

/** Handle the next message of a conversation. `false`: there is none that is due. */
async function handleNext(deps: Deps, key: ConversationKey, restarts = 0): Promise<boolean> {
  const now = deps.now()
  let turn: Turn | null = null
  try {
    const handled = await inTransaction(
      deps.pool,
      async (sql): Promise<Handled | null> => {
        turn = await takeTurn(sql, key, now)
        return turn && { turn, applied: await handleTurn(deps, sql, { key, turn, now }) }
      },
      conversationLock(key),
    )
    if (handled) afterwards(deps, handled)
    return handled !== null && handled.applied.waitUntil === null
  } catch (error) {
    if (turn === null) throw error
    if (restarts < RESTARTS_MAX) {
      if (error instanceof StaleSurroundings) await refreshSurroundings(deps, error.asked)
      if (error instanceof StaleSurroundings || error instanceof Conflict) return handleNext(deps, key, restarts + 1)
    }
    await putAside(deps, { key, turn, error })
    return true
  }
}

/** Decode, read, look, decide, apply: everything that one message does, inside its transaction. */
async function handleTurn(
  deps: Deps,
  sql: Sql,
  { key, turn, now }: { key: ConversationKey; turn: Turn; now: Date },
): Promise<Applied> {
  const inbound = decodeTurn(deps, key, turn)
  const subject = await subjectOf(deps, sql, { key, turn, inbound })
  const { contact } = subject
  const surroundings = surroundingsOf(deps, { ...contact, rosterVersion: turn.rosterVersion, now })
  const person = surroundings.responsibility.people.get(contact.personId ?? '') ?? null
  const reader = readerFor(deps, inbound, person ? 'member' : 'resident')
  const reading = inbound.type === 'message' ? reader(messageText(inbound)) : null
  const facts = await takeSnapshot(
    sql,
    {
      ...subject,
      channel: key.channel,
      conversation: key.conversation,
      inbox: { ...turn, channel: key.channel, receipt: receiptCode(turn.id) },
      codes: inbound.type === 'tap' ? codesOfAction(inbound.action) : (reading?.codes ?? []),
      asks: reading?.understanding.intent !== 'report' || reading.correction !== null,
      invite: reading?.inviteCode ? await findInvite(drizzleOn(sql), deps.seal, reading.inviteCode, now) : null,
      binding: inbound.type === 'tap' ? bindingOfAction(inbound.action) : null,
    },
    { surroundings, now },
  )
  const decisions = decide(happeningOf(inbound, { reading, reader, facts }), facts, now)
  const origin: Origin = {
    organisationId: contact.organisationId,
    channel: key.channel,
    inboxId: turn.id,
    identityId: contact.identityId,
    personId: person?.id ?? null,
    role: reporterRole(person?.assignments ?? null),
  }
  return settleTurn(sql, { key, turn, now }, await apply(sql, origin, decisions, now))
}

/** The message as its platform sent it. @throws ChannelError `malformed` */
function decodeTurn({ channels, seal }: Deps, { channel: name }: ConversationKey, { payload }: Turn): Inbound {
  const channel = channels.get(name)
  if (!channel) throw new ChannelError('misconfigured', `channel ${name} is not set up`)
  if (payload === null) throw new ChannelError('malformed', 'the original was deleted')
  return channel.decode(seal.open('inbox', payload))
}

/** Give the turn back, or wake what waited for it; forget the original where it must not be kept. */
async function settleTurn(
  sql: Sql,
  { key, turn, now }: { key: ConversationKey; turn: Turn; now: Date },
  applied: Applied,
): Promise<Applied> {
  if (applied.waitUntil !== null) await giveTurnBack(sql, turn.id, applied.waitUntil)
  else if (turn.awaited) await wakeWaiting(sql, key.channel, key.conversation, now)
  if (applied.forgetOriginal) await forgetOriginal(sql, turn.id)
  return applied
}

const SINGLE: Chat = { kind: 'single' }

interface Subject {
  contact: Contact
  replyTo: string
  inGroup: boolean
}

/** Who this is about. */
async function subjectOf(
  { seal }: Deps,
  sql: Sql,
  { key, turn, inbound }: { key: ConversationKey; turn: Turn; inbound: Inbound },
): Promise<Subject> {
  const sender = senderOf(inbound, key)
  const { organisationId } = turn
  const contact = await contactOf(sql, key.channel, sender, organisationId)
  if (inbound.type === 'tap' && inbound.cardHandle) {
    const card = { organisationId, channel: key.channel, taskId: inbound.taskId, recipients: [sender.externalId] }
    await keepCardHandles(sql, [{ ...inbound.cardHandle, ...card }])
  }
  const chat = inbound.type === 'message' ? inbound.chat : SINGLE
  const replyTo = chat.kind === 'group' ? groupAddress(chat.id) : sender.externalId
  if (inbound.type === 'message' && inbound.replyHandle) {
    await keepReplyHandle(sql, seal, { channel: key.channel, recipient: replyTo, organisationId }, inbound.replyHandle)
  }
  return { contact, replyTo, inGroup: chat.kind === 'group' }
}

/** Events come from the platform itself; the account that they speak of stands in for a sender. */
function senderOf(inbound: Inbound, key: ConversationKey): Sender {
  if (inbound.type === 'event' && inbound.event === 'resident_added') {
    return { externalId: inbound.resident.toLowerCase(), displayId: inbound.resident, name: null }
  }
  return inbound.from ?? { externalId: key.conversation, displayId: key.conversation, name: null }
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

function happeningOf(
  inbound: Inbound,
  { reading, reader, facts }: { reading: Reading | null; reader: Reader; facts: Facts },
): Happening {
  if (inbound.type === 'tap') return { type: 'tap', tap: inbound }
  if (inbound.type === 'event') return { type: 'event', event: inbound }
  const kept = facts.conversation.question?.text ?? null
  const text = messageText(inbound)
  const joined = kept !== null && text !== null ? reader(joinedText(kept, text)) : null
  return { type: 'message', message: inbound, reading, joined }
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

function afterwards(deps: Deps, { turn, applied }: Handled): void {
  deps.bells.ring('outbound', applied.owed)
  const { waitUntil } = applied
  if (waitUntil) {
    const delayMs = Math.max(0, waitUntil.getTime() - deps.now().getTime())
    deps.bells.ring('inbound', [turn.id], { delayMs })
  } else {
    deps.metrics.handled(deps.now().getTime() - turn.receivedAt.getTime())
  }
}

/** Try again later, or put it aside for a person and say so to the sender: never silence. */
async function putAside(
  deps: Deps,
  { key, turn, error }: { key: ConversationKey; turn: Turn; error: unknown },
): Promise<void> {
  const useless = error instanceof ChannelError && error.fault === 'malformed'
  const reason = error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : 'unknown'
  deps.log.error({ inbox_id: String(turn.id), err: error, attempt_count: turn.attempts + 1 }, 'handling failed')
  const failed = await failTurn(deps.pool, { id: turn.id, reason, useless, now: deps.now() })
  if (!failed) return
  deps.metrics.putAside()
  await apologise(deps, key, turn)
}
