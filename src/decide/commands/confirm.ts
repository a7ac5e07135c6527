import type { Decision } from '../decision.ts'
import { confirmInWords } from '../draft-reply.ts'
import { mayDo } from '../permit.ts'
import { notFoundText, stateText } from '../replies/commands.ts'
import { alreadyRecorded, workAlreadyRecorded } from '../replies/outcome.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'
import { caseNamed, codeNamed } from './case-named.ts'
import { meansDraft } from './means-draft.ts'

/** 确认 A3-0017, 确认这次工作: the open draft; what is no draft any more is only told how it stands. */
export function confirmNamed(turn: SpokenTurn): Decision[] {
  const { draft } = turn.facts.conversation
  if (draft && meansDraft(turn, draft)) return confirmInWords(turn, draft)
  const code = codeNamed(turn)
  if (code === null) return [say(turn, workAlreadyRecorded())]
  const record = caseNamed(turn.facts, code)
  if (!record || !mayDo(turn, 'see', record)) return [say(turn, notFoundText(code))]
  const recorded = mayDo(turn, 'own', record) && record.state !== 'cancelled' ? alreadyRecorded(record.code) : ''
  return [say(turn, recorded + stateText(record), { about: { caseId: record.id } })]
}
