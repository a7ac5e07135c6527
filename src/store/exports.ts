import type { Page } from './cursor.ts'
import type { Db } from './database.ts'
import { CASE_COLUMNS, CHECK_IN_COLUMNS, type Columns, type Format } from './export-columns.ts'
import { listCases } from './listed-cases.ts'
import { listCheckIns } from './listed-check-ins.ts'
import type { ListQuery } from './newest.ts'
import type { Note } from './transact.ts'
import { transact } from './transact.ts'

export const RECORD_EXPORTS = ['cases', 'check-ins'] as const
/** Of `coverage` a row is a zone, of `reviews` a round, and `review` is the forms for a meeting: each has a file of its own. */
export const EXPORTS = [...RECORD_EXPORTS, 'coverage', 'reviews', 'review'] as const
export type ExportName = (typeof EXPORTS)[number]

export interface ExportQuery extends Pick<ListQuery, 'scope' | 'from' | 'to'> {
  timezone: string
  /** As of when a clock counts as overdue. */
  now: Date
}

const ROWS_PER_QUERY = 500

/** Columns of each export, and its rows page by page, the newest first. What is sensitive is withheld as in the API. */
export function exportTable(
  db: Db,
  what: (typeof RECORD_EXPORTS)[number],
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

function table<T>(columns: Columns<T>, list: (query: ListQuery) => Promise<Page<T>>, query: ExportQuery) {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: query.timezone, dateStyle: 'short', timeStyle: 'short' })
  const format: Format = { instant: (at) => (at === null ? '' : clock.format(at)), now: query.now }
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
