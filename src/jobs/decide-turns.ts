/** What messages mean and lead to: decode, read, look, decide, apply, inside the caller's transaction. */
import { decide } from '../decide/decide.ts'
import type { Decision } from '../decide/decision.ts'
import type { Facts } from '../decide/facts.ts'
import type { Happening } from '../decide/happening.ts'
import { joinedText, messageText } from '../decide/message-text.ts'
import type { Deps } from '../deps.ts'
import { reporterRole } from '../domain/roles.ts'
import { type Applied, apply } from '../store/apply.ts'
import type { Origin } from '../store/cases.ts'
import { contactsOf } from '../store/identities.ts'
import { takeSnapshots } from '../store/snapshot.ts'
import type { Sql } from '../store/sql.ts'
import { forgetOriginals, giveTurnsBack, putBack, wakeWaiting } from '../store/turns.ts'
import { askSecondReader } from './ask-second-reader.ts'
import { withBranchWork } from './branch-work.ts'
import { withDrawing } from './drawing-facts.ts'
import { findAlike } from './find-alike.ts'
import { placedByGroup } from './group-zones.ts'
import { type Heard, hearAll, keepRights, type Taken } from './hear-messages.ts'
import { withAskedToKnow } from './known-facts.ts'
import { noteVerdicts } from './note-verdicts.ts'
import { withReviews } from './review-facts.ts'
import { hearServiceChats } from './service-chats.ts'
import { listen } from './spoken-words.ts'
import { subjectsOf, type Understood, understand } from './understand-messages.ts'
import { zonesAlikeIn } from './zones-alike.ts'

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

/**
 * Handle the messages of several conversations together: one statement for all of a kind. One among many that cannot be
 * read is left out, so that it holds up nobody.
 *
 * @throws ChannelError `malformed`, StaleSurroundings, UncountedReach, Conflict; then nothing of it is done
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
  const known = await contactsOf(
    sql,
    heard.map(({ key, turn, sender }) => ({ channel: key.channel, sender, organisationId: turn.organisationId })),
  )
  const contacts = await placedByGroup(sql, heard, known)
  await keepRights(deps, sql, heard)
  const service = await hearServiceChats(sql, { heard, contacts, now })
  const understood = heard.map((one, index) => understand(deps, one, { contact: at(contacts, index), now }))
  const snapshots = await takeSnapshots(sql, await subjectsOf(deps, sql, understood, now), now)
  const facts: Facts[] = []
  for (const [index, snapshot] of snapshots.entries()) {
    const known = { ...snapshot, zonesAlike: zonesAlikeIn(snapshot.zones) }
    const one = at(understood, index)
    const worked = await withBranchWork(deps, sql, { one, facts: known }, now)
    const reviewed = await withReviews(deps, sql, { one, facts: worked }, now)
    const drawn = await withDrawing(deps, sql, { one, facts: reviewed }, now)
    facts.push(await withAskedToKnow(deps, sql, { one, facts: drawn }, now))
  }
  const first = understood.map((one, index) => {
    const order = orderOf(one, at(facts, index), now)
    return service.served.has(one.contact.identityId) ? { ...order, decisions: [] } : order
  })
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
  const handled = await settleTurns(
    sql,
    heard.map((one, index) => ({ ...one, ...at(applied, index) })),
    now,
  )
  const patient = waiting.map(({ one, until }): Handled => ({ ...one, waitUntil: until, woken: [] }))
  owed.push(...service.owed)
  return { handled: [...patient, ...handled], owed, unread, heldBackMs: Math.max(0, ...heard.map(answersItself)) }
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index]
  if (item === undefined) throw new Error('one answer is missing')
  return item
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

/** Give turns back, or wake what waited for them; forget the originals that must not be kept. */
async function settleTurns(sql: Sql, applied: readonly (Taken & Applied)[], now: Date): Promise<Handled[]> {
  await giveTurnsBack(
    sql,
    applied.flatMap(({ turn, waitUntil }) => (waitUntil === null ? [] : [{ id: turn.id, until: waitUntil }])),
  )
  const awaited = applied.filter(({ turn, waitUntil }) => waitUntil === null && turn.awaited)
  const woken = await wakeWaiting(
    sql,
    awaited.map(({ key }) => key),
    now,
  )
  await forgetOriginals(
    sql,
    applied.flatMap(({ turn, forgetOriginal }) => (forgetOriginal ? [turn.id] : [])),
  )
  return applied.map((one) => {
    const { key, turn, waitUntil } = one
    return { key, turn, waitUntil, woken: woken[awaited.indexOf(one)] ?? [] }
  })
}
