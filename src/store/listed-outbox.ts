import { sql } from 'drizzle-orm'
import type { ChannelName, Lane, Purpose } from '../domain/vocabulary.ts'
import { type Page, pageOf } from './cursor.ts'
import type { Db } from './database.ts'
import { among, createdWithin, instantOfMicros, type ListQuery, micros } from './newest.ts'
import { subtree } from './organisations.ts'
import type { DELIVERY_STATES } from './schema/outbox.ts'

export interface OutboxFilter {
  channel?: string[] | undefined
  lane?: string[] | undefined
  purpose?: string[] | undefined
  state?: string[] | undefined
}

/** One thing told to one person: never the text. */
export interface ListedDelivery {
  /** What is told to whom about what: told once for ever. */
  key: string
  channel: ChannelName
  lane: Lane
  purpose: Purpose
  /** The account on the channel. */
  to: string
  personId: string | null
  /** Code of the case, where it is about one. */
  about: string | null
  state: (typeof DELIVERY_STATES)[number]
  reason: string | null
  attempts: number
  createdAt: Date
  dueAt: Date
  sentAt: Date | null
  deadlineAt: Date
}

/** What the cursors of `listOutbox` look like: microseconds since 1970, the outbox row and the account. */
export const OUTBOX_CURSOR = { sort: /^\d{1,17}$/u, id: /^\d{1,19}\/.{1,200}$/u }

type OutboxRow = Omit<ListedDelivery, 'createdAt' | 'dueAt' | 'sentAt' | 'deadlineAt'> & {
  id: string
  sort: string
  created_at: string
  due_at: string
  sent_at: string | null
  deadline_at: string
}

/** What was told in the scope, the newest first, one item per person. */
export async function listOutbox(db: Db, query: ListQuery & OutboxFilter): Promise<Page<ListedDelivery>> {
  const { limit } = query
  const wanted = sql.join(
    [
      sql`o.organisation_id = subtree.id`,
      ...createdWithin(sql`o.created_at`, query),
      ...beyond(query.after),
      ...[among(sql`o.channel`, query.channel), among(sql`o.lane`, query.lane)],
      ...[among(sql`o.purpose`, query.purpose), among(sql`d.state`, query.state)],
    ].filter((condition) => condition !== undefined),
    sql` and `,
  )
  const { rows } = await db.execute<OutboxRow>(sql`
    select n.*, ${micros(sql`n.created_at`)}::text as sort, c.code as about
      from ${subtree(query.scope.path)} cross join lateral (
        select o.id, o.key, o.channel, o.lane, o.purpose, d.recipient as "to", d.person_id as "personId", o.case_id,
               d.state, d.reason, d.attempts, o.created_at, d.due_at, d.sent_at, o.deadline_at
          from outbox o join deliveries d on d.outbox_id = o.id where ${wanted}
         order by o.created_at desc, o.id desc, d.recipient limit ${limit + 1}) n
      left join cases c on c.id = n.case_id
     order by n.created_at desc, n.id desc, n."to" limit ${limit + 1}`)
  const page = pageOf(rows, limit, (last) => ({ sort: last.sort, id: `${last.id}/${last.to}` }))
  return { items: page.items.map(listedDelivery), next: page.next }
}

function beyond(after: ListQuery['after']) {
  if (!after) return []
  const cut = after.id.indexOf('/')
  const [at, id] = [instantOfMicros(after.sort), after.id.slice(0, cut)]
  const sameRow = sql`o.created_at = ${at} and o.id = ${id}::bigint and d.recipient > ${after.id.slice(cut + 1)}`
  return [sql`((o.created_at, o.id) < (${at}, ${id}::bigint) or (${sameRow}))`]
}

function listedDelivery(row: OutboxRow): ListedDelivery {
  const { key, channel, lane, purpose, to, personId, about, state, reason, attempts } = row
  return {
    ...{ key, channel, lane, purpose, to, personId, about, state, reason, attempts },
    createdAt: new Date(row.created_at),
    dueAt: new Date(row.due_at),
    sentAt: row.sent_at === null ? null : new Date(row.sent_at),
    deadlineAt: new Date(row.deadline_at),
  }
}
