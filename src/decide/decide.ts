import type { InboundMessage } from '../channels/channel.ts'
import { withoutWords } from './attachments.ts'
import { recognise } from './bind.ts'
import { converse } from './converse.ts'
import type { Decision } from './decision.ts'
import { due } from './due.ts'
import { happened } from './events.ts'
import type { Facts, Happening } from './facts.ts'
import { converseInGroup } from './group.ts'
import { messageText } from './message-text.ts'
import { tapped } from './taps.ts'
import type { Turn } from './turn.ts'

/** Channels whose platform has a directory of names. */
const WITH_DIRECTORY = ['wecom', 'dingtalk']

/** The whole policy: what happened, what is known, and when it is → what is to be done. Pure. */
export function decide(happening: Happening, facts: Facts, now: Date): Decision[] {
  const turn = { facts, now }
  switch (happening.type) {
    case 'message':
      return [...decideMessage(turn, happening), ...lookUpNewcomer(facts)]
    case 'tap':
      return tapped(turn, happening.tap)
    case 'event':
      return happened(turn, happening.event)
    case 'due':
      return due(turn, happening.due)
    case 'named':
      return recognise(turn, happening.name)
  }
}

function decideMessage(turn: Turn, happening: Extract<Happening, { type: 'message' }>): Decision[] {
  const { message, reading, joined = null } = happening
  const text = messageText(message)
  if (text === null || reading === null) return wordless(turn, message)
  const spoken = { ...turn, message, text, reading, joined }
  return turn.facts.sender.inGroup ? converseInGroup(spoken) : converse(spoken)
}

/** A photo among many people in a group is not addressed to the bot. */
function wordless(turn: Turn, message: InboundMessage): Decision[] {
  return turn.facts.sender.inGroup ? [] : withoutWords(turn, message)
}

/** The directory may know who writes for the first time. */
function lookUpNewcomer({ sender, inbox }: Facts): Decision[] {
  const unknown = sender.firstContact && sender.person === null
  const listed = inbox !== null && WITH_DIRECTORY.includes(inbox.channel)
  return unknown && listed ? [{ do: 'look_up', identityId: sender.identityId }] : []
}
