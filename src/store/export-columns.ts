/** The columns of exports, in the order and words of the 台账 that offices keep. */
import { type AttachmentPhase, CASE_STATES, type CaseState, outsideStatus } from '../domain/case.ts'
import {
  ACTIVITIES,
  CASE_KINDS,
  CATEGORIES,
  type CaseSource,
  type ReporterRole,
  ROLES,
  URGENCIES,
} from '../domain/vocabulary.ts'
import type { ListedCase } from './listed-cases.ts'
import type { ListedCheckIn } from './listed-check-ins.ts'

/** What a cell is written with. */
export interface Format {
  instant: (at: Date | null) => string
  now: Date
}

export type Columns<T> = Readonly<Record<string, (item: T, format: Format) => string | null>>

const SOURCE_WORDS: Readonly<Record<CaseSource, string>> = {
  wecom: '企业微信',
  dingtalk: '钉钉',
  local: '本地',
  kf: '微信客服',
  page: '网页',
  api: '接口',
}

const roleWord = (role: ReporterRole | 'system') =>
  role === 'resident' ? '居民' : role === 'system' ? '系统' : ROLES[role]

/** Answered, resolved and satisfied have a column each: they are three numbers and never one. */
export const CASE_COLUMNS: Columns<ListedCase> = {
  编号: (c) => c.code,
  上报时间: (c, { instant }) => instant(c.createdAt),
  上报人: (c) => roleWord(c.reportedBy.role),
  来源: (c) => SOURCE_WORDS[c.channel],
  支部: (c) => c.branch,
  责任区: (c) => c.zone,
  位置: (c) => c.place?.text ?? null,
  楼栋: (c) => c.place?.building ?? null,
  单元: (c) => c.place?.unit ?? null,
  发生日期: (c) => c.occurredAt?.date ?? null,
  发生时间: (c) => c.occurredAt?.time ?? null,
  类型: (c) => CASE_KINDS[c.kind],
  类别: (c) => CATEGORIES[c.category],
  紧急度: (c) => URGENCIES[c.urgency],
  内容: (c) => c.text,
  承办人: (c) => c.handlerName,
  状态: (c) => CASE_STATES[c.state],
  受理期限: (c, { instant }) => instant(c.clocks.accept.dueAt),
  受理时间: (c, { instant }) => instant(c.clocks.accept.doneAt),
  受理按期: (c, format) => inTime(c.clocks.accept, format),
  办结期限: (c, { instant }) => instant(c.clocks.resolve.dueAt),
  办结时间: (c, { instant }) => instant(c.clocks.resolve.doneAt),
  办结按期: (c, format) => inTime(c.clocks.resolve, format),
  延期: (c) => ({ none: null, asked: '已申请', granted: '已同意', refused: '未同意' })[c.extension],
  计划日期: (c) => c.scheduledOn,
  转办单位: (c) => c.external?.body ?? null,
  转办单号: (c) => c.external?.number ?? null,
  办理情况: handlingOf,
  办理前照片: (c) => picturesOf(c, 'before'),
  办理后照片: (c) => picturesOf(c, 'after'),
  并入: (c) => c.duplicateOf,
  首次答复时间: (c, { instant }) => instant(c.respondedAt),
  是否答复: (c) => (counts(c.state) ? yesOrNo(c.respondedAt !== null) : null),
  是否解决: (c) => (counts(c.state) && isOver(c.state) ? yesOrNo(c.state === 'resolved') : null),
  验证: (c) => (c.verified === null ? null : c.verified ? '已验证' : '未验证'),
  群众评价: (c) => (c.satisfied === null ? null : c.satisfied ? '满意' : '不满意'),
  重新打开时间: (c, { instant }) => instant(c.reopenedAt),
}

export const CHECK_IN_COLUMNS: Columns<ListedCheckIn> = {
  记录时间: (k, { instant }) => instant(k.createdAt),
  支部: (k) => k.branch,
  责任区: (k) => k.zone,
  姓名: (k) => k.personName,
  事项: (k) => ACTIVITIES[k.activity],
  日期: (k) => k.occurredAt?.date ?? null,
  时间: (k) => k.occurredAt?.time ?? null,
  位置: (k) => k.place?.text ?? null,
  内容: (k) => k.text,
  状态: (k) => ({ draft: '待确认', kept: '已记录', withdrawn: '撤回' })[k.state],
  来源: (k) => SOURCE_WORDS[k.channel],
}

const yesOrNo = (yes: boolean) => (yes ? '是' : '否')
const isOver = (state: CaseState) => outsideStatus(state) === 'closed'

/** What is not told yet, is another's, was told before or was taken back counts neither as answered nor as resolved. */
function counts(state: CaseState): boolean {
  return state !== 'draft' && state !== 'not_ours' && state !== 'duplicate' && state !== 'cancelled'
}

/** Empty while there is still time, and where no clock runs. */
function inTime({ dueAt, doneAt, pausedAt }: ListedCase['clocks']['accept'], { now }: Format): string | null {
  if (dueAt === null) return null
  if (doneAt !== null) return doneAt <= dueAt ? '按期' : '超期'
  if (pausedAt !== null) return '暂停'
  return now > dueAt ? '超期未办' : null
}

/** How many; empty: none. */
function picturesOf({ attachments }: ListedCase, phase: AttachmentPhase): string | null {
  const count = attachments.filter((a) => a.phase === phase && (a.kind === 'image' || a.kind === 'video')).length
  return count > 0 ? String(count) : null
}

const WAYS = ['ask', 'schedule', 'refer', 'return'] as const
const ENDS = ['close', 'close_as'] as const
const isOneOf = (events: readonly string[]) => (h: ListedCase['history'][number]) => events.includes(h.event)

/** What was done, and what was added to it afterwards; while it is open what was last done on the way. */
function handlingOf({ state, history }: ListedCase): string | null {
  const end = isOver(state) || state === 'to_verify' ? history.findLastIndex(isOneOf(ENDS)) : -1
  if (end < 0) return history.findLast((h) => isOneOf(WAYS)(h) && h.reason !== null)?.reason ?? null
  const told = history.slice(end).filter(isOneOf([...ENDS, 'edit']))
  return told.flatMap((h) => h.reason ?? []).join('；') || null
}
