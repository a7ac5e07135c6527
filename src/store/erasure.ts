/** Deletes all of somebody: in tables, in stored files, and in what was told of them to others. */
import { type SQL, sql } from 'drizzle-orm'
import type { Pool } from 'pg'
import { type CivilDate, civilDate } from '../domain/calendar.ts'
import { appendAudit, detailHash } from './audit.ts'
import type { StoredFiles } from './backup.ts'
import { type Belongings, belongingsOf, type Subject } from './belongings.ts'
import { type Db, openSession } from './database.ts'
import { noteErased } from './erased-ledger.ts'
import { filesOf } from './privacy-files.ts'
import { accountIn, ERASURES, type Erasure, QUOTING } from './privacy-rules.ts'
import type { Seal } from './seal.ts'
import { drizzleOn } from './sql.ts'
import { conversationLock } from './turns.ts'

export interface Eraser {
  pool: Pool
  seal: Seal
  files: StoredFiles
  timezone: string
}

export interface ErasureOrder {
  subject: Subject
  /** What the audit row belongs to. */
  organisationId: string
  /** `cli`, `system`, `person:<id>`. */
  actor: string
  now: Date
}

/** How much is gone: rows by table, and files. */
export interface Erased {
  rows: Record<string, number>
  fileCount: number
}

/**
 * Erase somebody, all of it or nothing, and note that it was done.
 *
 * Keys by which a platform's repeats are known stay, and so do ids of matters and steps: nobody is known by them. Files
 * go first, so that a cut leaves a row whose file is gone, not the reverse.
 *
 * @param alsoDone runs in the same transaction
 */
export async function erase(
  { pool, seal, files, timezone }: Eraser,
  { subject, organisationId, actor, now }: ErasureOrder,
  alsoDone: (tx: Db) => Promise<unknown> = async () => {},
): Promise<Erased> {
  const session = await openSession(pool)
  try {
    return await drizzleOn(session).transaction(async (tx) => {
      await lockOut(tx, subject)
      const belongings = await belongingsOf(tx, subject)
      const stored = await filesOf(tx, belongings)
      await noteErased({ seal, files }, belongings, now)
      for (const key of stored) await files.remove(key)
      const rows = await eraseRows(tx, belongings, { now, today: civilDate(now, timezone) })
      await alsoDone(tx)
      const erased = { rows, fileCount: stored.length }
      await appendAudit(tx, auditRows(belongings, { organisationId, at: now, actor, erased }))
      return erased
    })
  } finally {
    await session.end()
  }
}

/** Nothing of theirs is handled meanwhile. In one order for all, so that two erasures never wait for each other. */
async function lockOut(tx: Db, { accounts, identityIds, personIds }: Subject): Promise<void> {
  const { rows } = await tx.execute<{ channel: Subject['accounts'][number]['channel']; account: string }>(sql`
    select channel, external_id as account from identities
     where id = any(${sql.param([...identityIds])}::uuid[]) or person_id = any(${sql.param([...personIds])}::uuid[])`)
  const locks = new Set([...rows, ...accounts].map((a) => conversationLock({ ...a, conversation: a.account })))
  for (const lock of [...locks].sort((a, b) => (a < b ? -1 : 1))) {
    await tx.execute(sql`select pg_advisory_xact_lock(${lock})`)
  }
}

interface At {
  now: Date
  today: CivilDate
}

async function eraseRows(tx: Db, belongings: Belongings, at: At): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  const write = async (table: string, erasure: Erasure | undefined, where: SQL) => {
    if (!erasure) throw new Error(`nobody said what becomes of ${table} when somebody is erased`)
    const { rowCount } = await tx.execute(statementOf({ table, erasure, where }, { ...at, belongings }))
    counts[table] = (counts[table] ?? 0) + (rowCount ?? 0)
  }
  const repeated = await repeatedIn(tx, belongings)
  for (const [column, erasure] of Object.entries(QUOTING)) {
    const [table = '', name = ''] = column.split('.')
    if (repeated) await write(table, erasure, sql`${sql.identifier(name)}::text ~ ${repeated}`)
  }
  for (const { table, where } of belongings.quoting) await write(table.name, ERASURES[table.name], where)
  // Dependents first: a row may be found by what it refers to.
  for (const { table, where } of [...belongings.theirs].reverse()) {
    await write(table.name, ERASURES[table.name], where)
  }
  // What has no words any more cannot be told.
  await tx.execute(sql`
    update deliveries d set state = 'dropped', reason = 'erased' from outbox o
     where o.id = d.outbox_id and o.content is null and d.state in ('waiting', 'sending') and d.attempts >= 0`)
  return counts
}

/** Finds texts that name one of their matters, or them by an id; `null`: there is nothing to look for. */
async function repeatedIn(tx: Db, belongings: Belongings): Promise<string | null> {
  const { rows } = await tx.execute<{ code: string }>(
    sql`select code from cases where id = any(${sql.param([...belongings.keysOf('cases')])}::uuid[])`,
  )
  const codes = rows.map(({ code }) => code.replace(/[^\p{L}\p{N}-]/gu, '\\$&'))
  const ids = [...belongings.keysOf('identities'), ...belongings.keysOf('people')]
  const named = [...(codes.length > 0 ? [`(?<![0-9A-Za-z])(?:${codes.join('|')})(?![0-9])`] : []), ...ids]
  return named.length === 0 ? null : named.join('|')
}

function statementOf(
  { table, erasure, where }: { table: string; erasure: Erasure; where: SQL },
  at: At & { belongings: Belongings },
): SQL {
  const name = sql.identifier(table)
  if (erasure === 'row') return sql`delete from ${name} where ${where}`
  const columns = Object.entries(erasure).map(
    ([column, value]) => sql`${sql.identifier(column)} = ${written(value, at)}`,
  )
  return sql`update ${name} set ${sql.join(columns, sql`, `)} where ${where}`
}

const TOKENS = /(\$now|\$today|gone\(\)|others\(\w+\)|account\(\w+\))/

/** What is written into a column, with the words of the rules put into SQL. */
function written(rule: string, { now, today, belongings }: At & { belongings: Belongings }): SQL {
  const parts = rule.split(TOKENS).map((part) => {
    if (part === '$now') return sql`${now}::timestamptz`
    if (part === '$today') return sql`${today}`
    if (part === 'gone()') return sql`'erased:' || gen_random_uuid()`
    const [, word, column] = /^(others|account)\((\w+)\)$/.exec(part) ?? []
    if (column === undefined) return sql.raw(part)
    if (word === 'account') return sql.raw(`(${accountIn(column)})`)
    const accounts = belongings.accounts.map((account) => account.slice(account.indexOf(' ') + 1))
    return sql`array(select a from unnest(${sql.identifier(column)}) a where a <> all(${sql.param(accounts)}::text[]))`
  })
  return sql.join(parts)
}

function auditRows(
  belongings: Belongings,
  { erased, ...entry }: { organisationId: string; at: Date; actor: string; erased: Erased },
) {
  const subjects = [
    ...belongings.keysOf('people').map((id) => `person:${id}`),
    ...belongings.keysOf('identities').map((id) => `identity:${id}`),
  ]
  return subjects.map((subject) => ({ ...entry, action: 'erase', subject, detailHash: detailHash(erased) }))
}
