/** The life of a case: one table of legal transitions. Nothing else may change a state. */

export const CASE_STATES = {
  draft: '待确认',
  new: '待受理',
  accepted: '已受理',
  in_progress: '处理中',
  scheduled: '已排期',
  need_info: '等补充',
  waiting_external: '等外部',
  returned: '退回改派',
  to_verify: '待验证',
  resolved: '已解决',
  answered_unresolved: '已答复未解决',
  not_ours: '不属本区',
  duplicate: '重复',
  cancelled: '撤回',
  reopened: '重新打开',
} as const
export type CaseState = keyof typeof CASE_STATES

const CLOSED_STATES = [
  'resolved',
  'answered_unresolved',
  'not_ours',
  'duplicate',
  'cancelled',
] as const satisfies readonly CaseState[]

/** Open311's `open`/`closed`; a draft is neither, it is not yet told to anybody. */
export function outsideStatus(state: CaseState): 'open' | 'closed' | null {
  if (state === 'draft') return null
  return (CLOSED_STATES as readonly CaseState[]).includes(state) ? 'closed' : 'open'
}

/** Whether whoever works on it says that it is done: at its end, or waiting for a second look. */
export function isSaidDone(state: CaseState): boolean {
  return state === 'to_verify' || outsideStatus(state) === 'closed'
}

/** Whether it is told to somebody and still to be done. */
export function isUnderWay(state: CaseState): boolean {
  return outsideStatus(state) === 'open' && !isSaidDone(state)
}

/** States in which somebody still has to act. */
export const OPEN_STATES = (Object.keys(CASE_STATES) as CaseState[]).filter((s) => outsideStatus(s) === 'open')

export const CASE_EVENTS = [
  'confirm',
  'accept',
  'start',
  'schedule',
  'ask',
  'answer',
  'refer',
  'back',
  'return',
  'close',
  'close_as',
  'good',
  'not_good',
  'expire',
  'withdraw',
] as const
export type CaseEvent = (typeof CASE_EVENTS)[number]

/** Whether a step says that a matter is at its end; whoever says so is not the one who looks whether it is. */
export function saysItEnds(event: CaseEvent | CaseNote): boolean {
  return event === 'close' || event === 'close_as'
}

/** What is put on record of a case beside its state; `say`: words passed between its reporter and who works on it. */
export const CASE_NOTES = ['extend', 'grant', 'refuse', 'escalate', 'nudge', 'rate', 'join', 'say'] as const
export type CaseNote = (typeof CASE_NOTES)[number]

/** More time: nobody asked, asked for by the handler, given or not by the secretary. */
export const EXTENSIONS = ['none', 'asked', 'granted', 'refused'] as const
export type Extension = (typeof EXTENSIONS)[number]
export const EXTENSION_WORDS: Readonly<Record<Extension, string>> = {
  none: '没有申请',
  asked: '等书记定',
  granted: '已同意',
  refused: '没有同意',
}

/** Whether a picture shows a matter as it was told, or what was done. */
export const ATTACHMENT_PHASES = ['before', 'after'] as const
export type AttachmentPhase = (typeof ATTACHMENT_PHASES)[number]

/** Who takes the step. `system` is the clock. */
export type Taker = 'reporter' | 'handler' | 'secretary' | 'verifier' | 'system'

export interface Transition {
  event: CaseEvent
  from: readonly CaseState[]
  /** Where it may lead. More than one: the caller says which (`close_as`), or the case does (`close`, `answer`). */
  to: readonly CaseState[]
  by: readonly Taker[]
  reasonRequired: boolean
}

const WORKED_ON = ['accepted', 'in_progress', 'scheduled', 'reopened'] as const satisfies readonly CaseState[]

const TRANSITIONS: readonly Transition[] = [
  // A matter that was told as done goes straight to resolved.
  { event: 'confirm', from: ['draft'], to: ['new', 'resolved'], by: ['reporter', 'system'], reasonRequired: false },
  { event: 'withdraw', from: ['draft', 'new'], to: ['cancelled'], by: ['reporter'], reasonRequired: false },
  {
    event: 'accept',
    from: ['new', 'returned', 'reopened'],
    to: ['accepted'],
    by: ['handler', 'secretary'],
    reasonRequired: false,
  },
  {
    event: 'start',
    from: ['accepted', 'scheduled', 'reopened'],
    to: ['in_progress'],
    by: ['handler', 'secretary'],
    reasonRequired: false,
  },
  {
    event: 'schedule',
    from: ['accepted', 'in_progress', 'reopened'],
    to: ['scheduled'],
    by: ['handler', 'secretary'],
    reasonRequired: false,
  },
  {
    event: 'ask',
    from: OPEN_STATES.filter((s) => s !== 'need_info'),
    to: ['need_info'],
    by: ['handler', 'secretary'],
    reasonRequired: true,
  },
  {
    event: 'answer',
    from: ['need_info'],
    to: OPEN_STATES.filter((s) => s !== 'need_info'),
    by: ['reporter', 'handler', 'secretary'],
    reasonRequired: false,
  },
  {
    event: 'refer',
    // Somebody else outside, their number, or another day to ask them: the wait goes on.
    from: ['new', ...WORKED_ON, 'returned', 'waiting_external'],
    to: ['waiting_external'],
    by: ['handler', 'secretary'],
    reasonRequired: true,
  },
  {
    event: 'back',
    from: ['waiting_external'],
    to: ['in_progress'],
    by: ['handler', 'secretary'],
    reasonRequired: false,
  },
  {
    event: 'return',
    from: ['new', ...WORKED_ON, 'waiting_external'],
    to: ['returned'],
    by: ['handler', 'secretary'],
    reasonRequired: true,
  },
  {
    event: 'close',
    from: ['new', ...WORKED_ON, 'waiting_external', 'need_info', 'returned'],
    to: ['to_verify', 'resolved'],
    by: ['handler', 'secretary'],
    reasonRequired: true,
  },
  {
    event: 'close_as',
    from: OPEN_STATES,
    to: ['answered_unresolved', 'not_ours', 'duplicate'],
    by: ['handler', 'secretary'],
    reasonRequired: true,
  },
  // Its reporter sees that somebody told it before: it ends as 重复, not as taken back.
  { event: 'close_as', from: ['draft'], to: ['duplicate'], by: ['reporter'], reasonRequired: false },
  {
    event: 'good',
    from: ['to_verify'],
    to: ['resolved'],
    by: ['verifier', 'reporter', 'secretary'],
    reasonRequired: false,
  },
  {
    event: 'not_good',
    from: ['to_verify'],
    to: ['in_progress'],
    by: ['verifier', 'reporter', 'secretary'],
    reasonRequired: false,
  },
  {
    event: 'not_good',
    from: ['resolved', 'answered_unresolved', 'not_ours', 'duplicate'],
    to: ['reopened'],
    by: ['reporter'],
    reasonRequired: false,
  },
  { event: 'expire', from: ['to_verify'], to: ['resolved'], by: ['system'], reasonRequired: false },
]

/**
 * Where `event` leads from `state`, or `null` when the table does not have it.
 *
 * `to` chooses among several ends; it may be left out where there is only one.
 */
export function transition(state: CaseState, event: CaseEvent, by: Taker, to?: CaseState): CaseState | null {
  const row = TRANSITIONS.find((t) => t.event === event && t.from.includes(state) && t.by.includes(by))
  if (!row) return null
  if (to === undefined) return row.to.length === 1 ? (row.to[0] ?? null) : null
  return row.to.includes(to) ? to : null
}
