import type { Decision } from '../decision.ts'
import { whoAnswers } from '../enquiry.ts'
import { ownZones } from '../find.ts'
import { noOwnZone, ownZonesText } from '../replies/zones.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'

/** 我的责任区: what a member answers for; a resident hears who answers for where they live. */
export function myZones(turn: SpokenTurn): Decision[] {
  if (turn.facts.sender.person === null) return [say(turn, whoAnswers(turn))]
  const own = ownZones(turn.facts)
  return [say(turn, own.length === 0 ? noOwnZone() : ownZonesText(own))]
}
