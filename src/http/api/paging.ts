import type { FastifyRequest } from 'fastify'
import { addDays, instantOf } from '../../domain/calendar.ts'
import { type Cursor, type Page, readCursor, writeCursor } from '../../store/cursor.ts'
import type { ListQuery } from '../../store/newest.ts'
import { holderOf, scopeOf } from './authorise.ts'
import type { ApiDeps } from './deps.ts'
import { Problem } from './problem.ts'

const USUAL_LIMIT = 50

interface PageQuery {
  limit?: number
  cursor?: string
  scope?: string
  from?: string
  to?: string
}

/** What a list request asks of the store: the token's scope or a part of it, the page, and the time. */
export async function listQuery<Q extends PageQuery>(
  deps: ApiDeps,
  request: FastifyRequest,
  { query, cursors }: { query: Q; cursors: { sort: RegExp; id: RegExp } },
): Promise<Omit<Q, keyof PageQuery> & ListQuery> {
  const { timezone } = deps.config
  return {
    ...query,
    scope: await scopeOf(deps, holderOf(request), query.scope),
    limit: query.limit ?? USUAL_LIMIT,
    after: cursorOf(query.cursor, cursors),
    from: query.from === undefined ? undefined : readInstant('from', query.from, { timezone, days: 0 }),
    to: query.to === undefined ? undefined : readInstant('to', query.to, { timezone, days: 1 }),
  }
}

function cursorOf(text: string | undefined, form: { sort: RegExp; id: RegExp }): Cursor | null {
  if (text === undefined) return null
  const cursor = readCursor(text, form)
  if (!cursor) throw new Problem(400, '“cursor”不对，请用上一页给的 nextCursor。')
  return cursor
}

export function pageShape<T>({ items, next }: Page<T>): { items: T[]; nextCursor: string | null } {
  return { items, nextCursor: next === null ? null : writeCursor(next) }
}

/** A date is the start of its day, `days` later; an instant needs its offset, for ours is not the caller's. */
export function readInstant(name: string, text: string, { timezone, days }: { timezone: string; days: number }): Date {
  // A plus sign that nobody encoded arrives as a space.
  const tidy = text.replace(/ (\d\d:?\d\d)$/u, '+$1')
  if (/^\d{4}-\d\d-\d\d$/u.test(tidy) && isDate(tidy)) return instantOf(addDays(tidy, days), '00:00', timezone)
  const at = new Date(tidy)
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/iu.test(tidy) && !Number.isNaN(at.getTime()))
    return at
  throw new Problem(400, `“${name}”要写成 2026-11-22，或 2026-11-22T08:00:00+08:00。`)
}

export function isDate(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/** `state=draft,new` means the same as `state=draft&state=new`. Runs before the parameters are checked. */
export function splitLists(query: unknown): void {
  if (typeof query !== 'object' || query === null) return
  const values = query as Record<string, unknown>
  for (const name of [
    'zone',
    'state',
    'category',
    'kind',
    'urgency',
    'channel',
    'activity',
    'role',
    'lane',
    'purpose',
  ]) {
    const given = values[name]
    if (given !== undefined) values[name] = [given].flat().flatMap((v) => (typeof v === 'string' ? v.split(',') : [v]))
  }
}
