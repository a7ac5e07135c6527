import { eq, type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type { Db } from './database.ts'
import { organisations } from './schema/organisation.ts'

export interface Scope {
  organisationId: string
  /** `/` or `/name/name`. */
  path: string
}

/** A path as people type it: with or without the leading slash, with a trailing one or a full-width one. */
function tidyPath(path: string): string {
  const names = path
    .normalize('NFC')
    .split(/[/／]/u)
    .map((n) => n.trim())
    .filter((n) => n !== '')
  return `/${names.join('/')}`
}

/** The organisation at `path`, or `null`. */
export async function findScope(db: Db, path: string): Promise<Scope | null> {
  const [row] = await db
    .select({ organisationId: organisations.id, path: organisations.path })
    .from(organisations)
    .where(eq(organisations.path, tidyPath(path)))
    .limit(1)
  return row ?? null
}

/** Whether `path` is `scope` or below it. */
export function isWithin(path: string, scope: string): boolean {
  return scope === '/' || path === scope || path.startsWith(`${scope}/`)
}

/** `column` is an organisation of the scope. */
export function inScope(column: AnyPgColumn | SQL, { path }: Scope): SQL {
  return path === '/' ? sql`true` : sql`${column} in (select id from ${subtree(path)})`
}

/** Ids of the organisation at `path` and of all below it, as a relation. */
export function subtree(path: string): SQL {
  const within = path === '/' ? sql`true` : sql`(path = ${path} or starts_with(path, ${`${path}/`}))`
  return sql`(select id from organisations where ${within}) as subtree`
}
