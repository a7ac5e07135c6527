import type { InboundMessage } from '../channels/channel.ts'
import { recognise } from './bind.ts'
import { converse } from './converse.ts'
import { calm } from './crowd.ts'
import type { Decision } from './decision.ts'
import { due } from './due.ts'
import { happened } from './events.ts'
import type { Facts } from './facts.ts'
import { converseInGroup } from './group.ts'
import type { Happening } from './happening.ts'
import { messageText } from './message-text.ts'
import { refuseToRecord } from './never-recorded.ts'
import { heardFromOutsider, heardFromOutsiderWithoutWords } from './outsider.ts'
import { isOutsider } from './outsiders.ts'
import { withNotice } from './privacy-notice.ts'
import { readAgain } from './second-reading.ts'
import { handToPerson, wantsPerson } from './service.ts'
import { tapped } from './taps.ts'
import type { Turn } from './turn.ts'
import { withoutWords } from './wordless.ts'

/** Channels whose platform has a directory of names. */
const WITH_DIRECTORY = ['wecom', 'dingtalk']

/** The whole policy: what happened, what is known, and when it is → what is to be done. Pure. */
export function decide(happening: Happening, facts: Facts, now: Date): Decision[] {
  return withNotice({ facts, now }, decideOn(happening, { facts, now }))
}

function decideOn(happening: Happening, turn: Turn): Decision[] {
  switch (happening.type) {
    case 'message':
      return [...calm(turn, decideMessage(turn, happening)), ...lookUpNewcomer(turn.facts, happening.message)]
    case 'tap':
      return tapped(turn, happening.tap)
    case 'event':
      return happened(turn, happening.event)
    case 'due':
      return due(turn, happening.due)
    case 'named':
      return recognise(turn, happening.name)
    case 'second_reading':
      return readAgain(turn, happening)
  }
}

function decideMessage(turn: Turn, happening: Extract<Happening, { type: 'message' }>): Decision[] {
  const { message, reading, joined = null } = happening
  const text = messageText(message)
  const outsider = isOutsider(message.from.externalId)
  if (text === null || reading === null) {
    return outsider ? heardFromOutsiderWithoutWords(turn, message) : withoutWords(turn, message)
  }
  const spoken = { ...turn, message, text, reading, joined }
  const refused = refuseToRecord(spoken)
  if (refused) return refused
  if (outsider) return heardFromOutsider(spoken)
  if (wantsPerson(spoken)) return handToPerson(spoken)
  return turn.facts.sender.inGroup ? converseInGroup(spoken) : converse(spoken)
}

/** The directory may know who writes for the first time. */
function lookUpNewcomer({ sender, inbox }: Facts, { from }: InboundMessage): Decision[] {
  const unknown = sender.firstContact && sender.person === null && !isOutsider(from.externalId)
  const listed = inbox !== null && WITH_DIRECTORY.includes(inbox.channel)
  return unknown && listed ? [{ do: 'look_up', identityId: sender.identityId }] : []
}
