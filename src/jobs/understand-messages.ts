/** Messages read, and what the snapshot of each is asked for. */
import type { Inbound } from '../channels/channel.ts'
import { messageText } from '../decide/message-text.ts'
import { verdictIn } from '../decide/rate.ts'
import { isZoningOrder } from '../decide/zoning-orders.ts'
import type { Deps } from '../deps.ts'
import { receiptCode } from '../domain/receipt.ts'
import { askedBinding } from '../store/asked-bindings.ts'
import type { Contact } from '../store/identities.ts'
import { findInvite } from '../store/invites.ts'
import { quotedCases } from '../store/quotes.ts'
import type { Surroundings } from '../store/snapshot.ts'
import { drizzleOn, type Sql } from '../store/sql.ts'
import { surroundingsOf } from '../store/surroundings.ts'
import { read } from '../understanding/read.ts'
import type { Reading } from '../understanding/understanding.ts'
import { isCrowded } from './crowds.ts'
import type { Heard } from './hear-messages.ts'

/** A message read by what is known of its sender. */
export interface Understood extends Heard {
  contact: Contact
  surroundings: Surroundings
  reader: Reader
  reading: Reading | null
}

/** Read a message as one of this sender's. @throws StaleSurroundings */
export function understand(deps: Deps, heard: Heard, { contact, now }: { contact: Contact; now: Date }): Understood {
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
export async function subjectsOf(deps: Deps, sql: Sql, understood: readonly Understood[], now: Date) {
  const subjects = []
  for (const one of understood) {
    const { key, turn, contact, replyTo, inGroup, inbound, reading, surroundings } = one
    const quotedCodes = await quotedBy(sql, one)
    const named = inbound.type === 'tap' ? codesOfAction(inbound.action) : (reading?.codes ?? [])
    const invite = reading?.inviteCode ? await findInvite(drizzleOn(sql), deps.seal, reading.inviteCode, now) : null
    const subject = {
      ...{ contact, replyTo, inGroup, quotedCodes },
      channel: key.channel,
      conversation: key.conversation,
      inbox: { ...turn, channel: key.channel, receipt: receiptCode(turn.id), crowded: isCrowded(deps, one) },
      codes: [...named, ...quotedCodes],
      asks: asksForLists(one),
      takesOn: reading !== null && takesOn(reading),
      zoning: inbound.type === 'tap' ? isAboutZoning(inbound.action) : reading !== null && ordersZoning(reading),
      invite,
      listed: inbound.type === 'event' && inbound.event === 'directory_changed' ? inbound.externalId : null,
      binding: inbound.type === 'tap' ? bindingOfAction(inbound.action) : await bindingSaid(sql, one),
    }
    subjects.push({ subject, surroundings: invite ? invitedTo(deps, one, { invite, now }) : surroundings })
  }
  return subjects
}

/** Whoever hands in a code of another organisation belongs there from now on. @throws StaleSurroundings */
function invitedTo(
  deps: Deps,
  { contact, turn, surroundings }: Understood,
  { invite: { organisationId }, now }: { invite: { organisationId: string }; now: Date },
): Surroundings {
  if (contact.personId !== null || organisationId === contact.organisationId) return surroundings
  return surroundingsOf(deps, { organisationId, rosterVersion: turn.rosterVersion, now })
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

/** Whether the answer may hang on what the sender told or has to do; most messages just report. */
function asksForLists({ inbound, reading }: Understood): boolean {
  const text = inbound.type === 'message' ? messageText(inbound) : null
  const verdict = text !== null && reading ? verdictIn(text, reading) : null
  return (
    reading?.understanding.intent !== 'report' ||
    reading.certainty === 'unsure' ||
    reading.certainty === 'hardly' ||
    reading.correction !== null ||
    reading.bareOrder !== null ||
    verdict !== null
  )
}

/** 接单, 到场了, and no word of which case. */
function takesOn({ understanding, bareOrder, codes }: Reading): boolean {
  const name = (bareOrder ?? understanding.command)?.name
  return codes.length === 0 && (name === 'claim' || name === 'start')
}

/** Who answers for a zone. */
function ordersZoning({ understanding: { command } }: Reading): boolean {
  return command !== null && isZoningOrder(command)
}

/** 同意, 不同意, 知道了 and 仍由…办完 on cards about zones. */
function isAboutZoning(action: string): boolean {
  return /^(?:offer-yes|offer-no|know|give):/.test(action)
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
