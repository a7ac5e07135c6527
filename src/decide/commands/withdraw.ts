import { transition } from '../../domain/case.ts'
import type { Decision } from '../decision.ts'
import { withdrawCase, withdrawInWords } from '../draft-reply.ts'
import type { CaseFacts } from '../facts.ts'
import { mayDo } from '../permit.ts'
import { notFoundText, nothingToWithdraw, tooLateToWithdraw, whichToWithdraw } from '../replies/commands.ts'
import { noWorkToWithdraw, withdrawnText } from '../replies/outcome.ts'
import { say } from '../tell.ts'
import type { SpokenTurn, Turn } from '../turn.ts'
import { caseNamed, codeNamed } from './case-named.ts'
import { meansAllOfCard, meansWholeDraft, meansWork } from './means-draft.ts'

const RECENT_MS = 24 * 3_600_000

/** 撤回, 撤回 A3-0017: the open draft, the named case, or the only one of the last day that still can be. */
export function withdrawNamed(turn: SpokenTurn): Decision[] {
  const code = codeNamed(turn)
  const { conversation, reported } = turn.facts
  if (conversation.draft && meansWholeDraft(turn, conversation.draft)) return withdrawInWords(turn, conversation.draft)
  if (meansWork(turn)) return [say(turn, noWorkToWithdraw())]
  if (code !== null && !meansAllOfCard(turn)) return withdrawByCode(turn, code)
  const recent = reported.filter((c) => withdrawable(c) && turn.now.getTime() - c.createdAt.getTime() < RECENT_MS)
  const [only] = recent
  if (only && recent.length === 1) return withdrawOne(turn, only)
  return [say(turn, only ? whichToWithdraw(recent) : nothingToWithdraw())]
}

function withdrawByCode(turn: Turn, code: string): Decision[] {
  const record = caseNamed(turn.facts, code)
  if (!record || !mayDo(turn, 'own', record)) return [say(turn, notFoundText(code))]
  return withdrawable(record) ? withdrawOne(turn, record) : [say(turn, tooLateToWithdraw(record.code, record.state))]
}

function withdrawable({ state }: CaseFacts): boolean {
  return transition(state, 'withdraw', 'reporter') !== null
}

function withdrawOne(turn: Turn, record: CaseFacts): Decision[] {
  const { draft } = turn.facts.conversation
  const lastOfDraft = draft?.checkIns.length === 0 && draft.cases.every((c) => c.id === record.id)
  return [
    ...withdrawCase(turn, record),
    ...(lastOfDraft ? [{ do: 'remember', draft: null, question: null } as const] : []),
    say(turn, withdrawnText([record.code]), { about: { caseId: record.id } }),
  ]
}
