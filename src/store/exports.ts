import { CASE_STATES } from '../domain/case.ts'
import type { Place } from '../domain/place.ts'
import {
  ACTIVITIES,
  CASE_KINDS,
  CATEGORIES,
  type ChannelName,
  type ReporterRole,
  ROLES,
  URGENCIES,
} from '../domain/vocabulary.ts'
import type { Page } from './cursor.ts'
import type { Db } from './database.ts'
import { type ListedCase, listCases } from './listed-cases.ts'
import { type ListedCheckIn, listCheckIns } from './listed-check-ins.ts'
import type { ListQuery } from './newest.ts'
import type { Note } from './transact.ts'
import { transact } from './transact.ts'

export const EXPORTS = ['cases', 'check-ins'] as const
export type ExportName = (typeof EXPORTS)[number]

export interface ExportQuery extends Pick<ListQuery, 'scope' | 'from' | 'to'> {
  timezone: string
}

const ROWS_PER_QUERY = 500

/** Columns of each export, and its rows page by page, the newest first. What is sensitive is withheld as in the API. */
export function exportTable(
  db: Db,
  what: ExportName,
  query: ExportQuery,
): { header: string[]; rows: AsyncGenerator<string[]> } {
  return what === 'cases'
    ? table(CASE_COLUMNS, (list) => listCases(db, list), query)
    : table(CHECK_IN_COLUMNS, (list) => listCheckIns(db, list), query)
}

/** Note in the audit log that somebody took records out. */
export function auditExport(
  db: Db,
  query: ExportQuery,
  { what, count, actor, now }: { what: ExportName; count: number; actor: string; now: Date },
): Promise<void> {
  const { organisationId, path } = query.scope
  const subject = `organisation:${organisationId}`
  const detail = { what, count, path, from: query.from, to: query.to }
  return transact(db, (_tx, note: Note) => note({ organisationId, at: now, actor, action: 'export', subject, detail }))
}

type Columns<T> = Readonly<Record<string, (item: T, format: Format) => string | null>>

interface Format {
  instant: (at: Date | null) => string
}

function table<T>(columns: Columns<T>, list: (query: ListQuery) => Promise<Page<T>>, query: ExportQuery) {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: query.timezone, dateStyle: 'short', timeStyle: 'short' })
  const format: Format = { instant: (at) => (at === null ? '' : clock.format(at)) }
  async function* rows() {
    let after: ListQuery['after'] = null
    do {
      const page: Page<T> = await list({ ...query, limit: ROWS_PER_QUERY, after })
      for (const item of page.items) yield Object.values(columns).map((column) => column(item, format) ?? '')
      after = page.next
    } while (after !== null)
  }
  return { header: Object.keys(columns), rows: rows() }
}

const CHANNEL_WORDS: Readonly<Record<ChannelName, string>> = {
  wecom: '企业微信',
  dingtalk: '钉钉',
  local: '本地',
  kf: '微信客服',
  page: '网页',
}

const roleWord = (role: ReporterRole | 'system') =>
  role === 'resident' ? '居民' : role === 'system' ? '系统' : ROLES[role]
const placeWords = (place: Place | null) => place?.text ?? null

const CASE_COLUMNS: Columns<ListedCase> = {
  编号: (c) => c.code,
  责任区: (c) => c.zone,
  支部: (c) => c.branch,
  类型: (c) => CASE_KINDS[c.kind],
  类别: (c) => CATEGORIES[c.category],
  紧急度: (c) => URGENCIES[c.urgency],
  状态: (c) => CASE_STATES[c.state],
  位置: (c) => placeWords(c.place),
  楼栋: (c) => c.place?.building ?? null,
  单元: (c) => c.place?.unit ?? null,
  发生日期: (c) => c.occurredAt?.date ?? null,
  发生时间: (c) => c.occurredAt?.time ?? null,
  内容: (c) => c.text,
  渠道: (c) => CHANNEL_WORDS[c.channel],
  报告人: (c) => roleWord(c.reportedBy.role),
  报告时间: (c, { instant }) => instant(c.createdAt),
  受理期限: (c, { instant }) => instant(c.clocks.accept.dueAt),
  受理时间: (c, { instant }) => instant(c.clocks.accept.doneAt),
  办结期限: (c, { instant }) => instant(c.clocks.resolve.dueAt),
  办结时间: (c, { instant }) => instant(c.clocks.resolve.doneAt),
  办理说明: (c) => c.history.findLast((h) => h.reason !== null)?.reason ?? null,
}

const CHECK_IN_COLUMNS: Columns<ListedCheckIn> = {
  责任区: (k) => k.zone,
  支部: (k) => k.branch,
  事项: (k) => ACTIVITIES[k.activity],
  状态: (k) => ({ draft: '待确认', kept: '已记录', withdrawn: '撤回' })[k.state],
  位置: (k) => placeWords(k.place),
  日期: (k) => k.occurredAt?.date ?? null,
  时间: (k) => k.occurredAt?.time ?? null,
  内容: (k) => k.text,
  渠道: (k) => CHANNEL_WORDS[k.channel],
  记录时间: (k, { instant }) => instant(k.createdAt),
}
