import type { Card } from '../channels/channel.ts'
import { CASE_STATES, transition } from '../domain/case.ts'
import { tellListeners } from './announce.ts'
import { isEmergency } from './danger.ts'
import type { Decision } from './decision.ts'
import { draftItems } from './draft.ts'
import type { CaseFacts, OpenDraft } from './facts.ts'
import { keepDraft, silentAt } from './keep.ts'
import { draftQuestionOver, keptText, pending } from './pending.ts'
import { tooLateToWithdraw } from './replies/commands.ts'
import { draftCard } from './replies/draft-card.ts'
import { confirmedText, withdrawnNews, withdrawnText } from './replies/outcome.ts'
import { askWhatToChange } from './replies/questions.ts'
import { withReceipt } from './replies/words.ts'
import { step } from './step.ts'
import { say } from './tell.ts'
import { receiptOf, senderActor, type Turn } from './turn.ts'

/** 对: the draft is kept, and those who handle it hear of it. */
export function confirm(turn: Turn, draft: OpenDraft): Decision[] {
  return [...keepDraft(turn, draft, { taker: 'reporter', notBefore: null }), forgetDraft(turn)]
}

/** 撤回: nothing of it stays open. */
export function withdraw(turn: Turn, draft: OpenDraft): Decision[] {
  return [...withdrawRecords(turn, draft), forgetDraft(turn)]
}

export function withdrawRecords(turn: Turn, draft: OpenDraft): Decision[] {
  const by = senderActor(turn)
  return [
    ...draft.cases.flatMap((record) => withdrawCase(turn, record)),
    ...draft.checkIns.flatMap((c): Decision[] =>
      c.state === 'withdrawn' ? [] : [{ do: 'move_check_in', checkInId: c.id, from: c.state, to: 'withdrawn', by }],
    ),
  ]
}

/** 改: what exactly is asked in words; the next sentence is the answer. */
export function change(turn: Turn): Decision[] {
  const free = keptText(turn.facts) === null
  const asked: Decision[] = free ? [{ do: 'remember', question: pending('which_record', turn.now) }] : []
  return [...asked, say(turn, askWhatToChange())]
}

/** Take back one case as its reporter. Nothing when it is too late. */
export function withdrawCase(turn: Turn, record: CaseFacts): Decision[] {
  const withdrawn = step(turn, record, { event: 'withdraw', taker: 'reporter', by: senderActor(turn) })
  if (!withdrawn) return []
  const told = record.state === 'new' || isEmergency(record)
  return [withdrawn.decision, ...(told ? tellWithdrawn(turn, record) : [])]
}

/** Not before the news of the case itself, which may still wait for the end of the draft's time. */
function tellWithdrawn(turn: Turn, record: CaseFacts): Decision[] {
  const text = withReceipt(withdrawnNews(record.code), receiptOf(turn))
  const emergency = isEmergency(record)
  return tellListeners(turn, record, {
    key: `withdrawn/${record.code}`,
    lane: emergency ? 'emergency' : 'reminder',
    purpose: emergency ? 'emergency' : 'assignment',
    content: { type: 'text', text },
    notBefore: emergency ? null : silentAt(record.createdAt, turn.facts),
  })
}

function forgetDraft({ facts }: Turn): Decision {
  return { do: 'remember', draft: null, ...draftQuestionOver(facts) }
}

export function presentCard(turn: Turn, draft: OpenDraft): Card {
  return draftCard({ taskId: draft.taskId, version: draft.version, items: draftItems(draft, turn.facts) })
}

/** 对, in words. */
export function confirmInWords(turn: Turn, draft: OpenDraft): Decision[] {
  return [...confirm(turn, draft), say(turn, confirmedText(draftItems(draft, turn.facts)))]
}

/** 撤回, in words. */
export function withdrawInWords(turn: Turn, draft: OpenDraft): Decision[] {
  return [...withdraw(turn, draft), say(turn, withdrawalText(draft))]
}

/** An emergency may have been taken on meanwhile: then it is said that it stays. */
function withdrawalText({ cases }: OpenDraft): string {
  const stays = cases.filter((c) => transition(c.state, 'withdraw', 'reporter') === null)
  const gone = cases.filter((c) => !stays.includes(c)).map((c) => c.code)
  const lines = stays.map((c) => tooLateToWithdraw(c.code, c.state))
  return [...(gone.length > 0 || stays.length === 0 ? [withdrawnText(gone)] : []), ...lines].join('\n')
}

/** What a tap on 撤回 leaves on the card. */
export function withdrawalLabel({ cases, checkIns }: OpenDraft): string {
  const [stays] = cases.filter((c) => transition(c.state, 'withdraw', 'reporter') === null)
  return stays && cases.length + checkIns.length === 1 ? CASE_STATES[stays.state] : '已撤回'
}
