import type { InboundEvent } from '../channels/channel.ts'
import { askStillThem, awaits, whoConfirms } from './bind.ts'
import type { Decision } from './decision.ts'
import type { BindingFacts } from './facts.ts'
import { accountGoneText } from './replies/directory.ts'
import { withReceipt } from './replies/words.ts'
import { tellPerson } from './tell.ts'
import { receiptOf, type Turn } from './turn.ts'

/**
 * The platform's directory changed. Whose the account is stays true: a new id is the same account; one that is gone, or
 * that is called by another name now, is nobody's until a person says whose.
 */
export function directoryChanged(turn: Turn, event: Extract<InboundEvent, { event: 'directory_changed' }>): Decision[] {
  const { change, newExternalId, name } = event
  if (change === 'joined') return meet(turn, event)
  const held = turn.facts.held ?? null
  if (!held) return []
  const { identityId, person, address } = held
  const release: Decision = { do: 'release_account', identityId, personId: person.id }
  if (change === 'left') return [release, ...tellThatGone(turn, held)]
  if (change !== 'changed') return []
  // `张三（3号楼）` is still 张三.
  if (name !== null && name !== '' && !name.includes(person.name)) return [release, ...askStillThem(turn, held, name)]
  if (newExternalId === null || newExternalId === address.externalId) return []
  return [{ do: 'move_account', identityId, personId: person.id, to: newExternalId }]
}

/**
 * Somebody new on the platform may be of the roster: who has a name of it, or of whom the event tells none, is looked up
 * like somebody who writes for the first time. Of all others nothing is kept.
 */
function meet(
  { facts }: Turn,
  { externalId, name }: Extract<InboundEvent, { event: 'directory_changed' }>,
): Decision[] {
  if (externalId === null || facts.held || (name !== null && !awaits(facts, name))) return []
  return [{ do: 'meet_account', channel: facts.sender.address.channel, externalId }]
}

/** Who leads the branch hears that a member cannot be reached; not where they can be, elsewhere. */
function tellThatGone(turn: Turn, { identityId, person, address }: BindingFacts): Decision[] {
  const { facts } = turn
  const isGone = ({ channel, externalId }: typeof address) =>
    channel === address.channel && externalId === address.externalId
  if (!person.addresses.every(isGone) || person.assignments.length === 0) return []
  const codes = new Set(person.assignments.map((a) => a.zoneCode))
  const zones = facts.zones.filter((z) => codes.has(z.code))
  const text = accountGoneText({ person, channel: address.channel, zones })
  return tellPerson(turn, whoConfirms(facts, person), {
    key: `account-gone/${identityId}/${receiptOf(turn)}`,
    lane: 'reminder',
    purpose: 'assignment',
    content: { type: 'text', text: withReceipt(text, receiptOf(turn)) },
    about: null,
  })
}
