import type { Decision } from '../decision.ts'
import type { Facts, ZoneFacts } from '../facts.ts'
import { mayDo } from '../permit.ts'
import { chooseZone } from '../question.ts'
import { notFoundText, noZoneText, secretaryHelpsText, stateText, toMoveText } from '../replies/commands.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'
import { caseNamed } from './case-named.ts'
import { meansDraft } from './means-draft.ts'

/** A3-0017 转到 B2: the zone of the open draft. Later its place decides, or the secretary. */
export function rezone(turn: SpokenTurn, code: string, zoneCode: string): Decision[] {
  const { draft } = turn.facts.conversation
  const zone = zoneCalled(turn.facts, zoneCode)
  if (!zone) return [say(turn, noZoneText(zoneCode))]
  if (draft && meansDraft(turn, draft)) return chooseZone(turn, draft, { zone, tappedCard: null })
  const record = caseNamed(turn.facts, code)
  if (!record || !mayDo(turn, 'see', record)) return [say(turn, notFoundText(code))]
  if (!mayDo(turn, 'own', record)) return [say(turn, secretaryHelpsText('转责任区', turn.facts.sender.person))]
  return [say(turn, `${stateText(record)}${toMoveText(record.code)}`, { about: { caseId: record.id } })]
}

/** Codes are read in upper case. */
function zoneCalled({ zones }: Facts, code: string): ZoneFacts | null {
  return zones.find((z) => z.code.toUpperCase() === code) ?? null
}
