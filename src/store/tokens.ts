import { randomBytes } from 'node:crypto'
import { and, asc, eq, sql } from 'drizzle-orm'
import type { Role } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { isWithin, type Scope } from './organisations.ts'
import { organisations } from './schema/organisation.ts'
import { apiTokens } from './schema/programs.ts'
import type { Seal } from './seal.ts'
import { transact } from './transact.ts'

const LIFE_DAYS = 180
const DAY_MS = 86_400_000

/** Roles that a token may have: those that lead. */
export const TOKEN_ROLES = [
  'organisation_admin',
  'branch_secretary',
  'deputy_secretary',
] as const satisfies readonly Role[]

/** What a bearer of a token may see and do. */
export interface TokenHolder {
  tokenId: string
  role: Role
  readOnly: boolean
  scope: Scope
}

export interface NewToken {
  scope: Scope
  role: (typeof TOKEN_ROLES)[number]
  readOnly: boolean
  name: string
}

/** Make a token, good for 180 days. Returned once: only its hash is kept. */
export async function createToken(
  db: Db,
  seal: Seal,
  { token: told, actor, now }: { token: NewToken; actor: string; now: Date },
): Promise<string> {
  const token = `zr_${randomBytes(32).toString('base64url')}`
  const { scope, ...rest } = told
  const { organisationId } = scope
  await transact(db, async (tx, note) => {
    const [row] = await tx
      .insert(apiTokens)
      .values({
        ...rest,
        organisationId,
        tokenHash: hashOf(seal, token),
        expiresAt: new Date(now.getTime() + LIFE_DAYS * DAY_MS),
        createdAt: now,
      })
      .returning({ id: apiTokens.id })
    const subject = `token:${row?.id}`
    await note({ organisationId, at: now, actor, action: 'create_token', subject, detail: told })
  })
  return token
}

export interface TokenRow {
  id: string
  name: string
  role: Role
  readOnly: boolean
  path: string
  expiresAt: Date
  revokedAt: Date | null
  lastUsedOn: string | null
}

/** All tokens ever made, the oldest first; never their secret. */
export function listTokens(db: Db): Promise<TokenRow[]> {
  const { id, name, role, readOnly, expiresAt, revokedAt, lastUsedOn, createdAt } = apiTokens
  return db
    .select({ id, name, role, readOnly, path: organisations.path, expiresAt, revokedAt, lastUsedOn })
    .from(apiTokens)
    .innerJoin(organisations, eq(organisations.id, apiTokens.organisationId))
    .orderBy(asc(createdAt), asc(id))
    .limit(1000)
}

/** Revoke by id, the beginning of an id (8 characters or more), or the token itself. Returns how many were revoked. */
export function revokeTokens(
  db: Db,
  seal: Seal,
  { which, actor, now }: { which: string; actor: string; now: Date },
): Promise<number> {
  const byId = /^[0-9a-f-]{8,36}$/u.test(which) ? sql`starts_with(${apiTokens.id}::text, ${which})` : sql`false`
  return transact(db, async (tx, note) => {
    const revoked = await tx
      .update(apiTokens)
      .set({ revokedAt: now })
      .where(
        and(sql`${apiTokens.revokedAt} is null`, sql`(${byId} or ${apiTokens.tokenHash} = ${hashOf(seal, which)})`),
      )
      .returning({ id: apiTokens.id, organisationId: apiTokens.organisationId })
    const rows = revoked.map(({ id, organisationId }) => ({
      organisationId,
      at: now,
      actor,
      action: 'revoke_token',
      subject: `token:${id}`,
      detail: {},
    }))
    await note(...rows)
    return revoked.length
  })
}

/** Who bears this token, or `null` when it is unknown, revoked or over its time. */
export async function verifyToken(
  db: Db,
  seal: Seal,
  { token, now }: { token: string; now: Date },
): Promise<TokenHolder | null> {
  const [row] = await db
    .select({
      tokenId: apiTokens.id,
      role: apiTokens.role,
      readOnly: apiTokens.readOnly,
      revokedAt: apiTokens.revokedAt,
      expiresAt: apiTokens.expiresAt,
      lastUsedOn: apiTokens.lastUsedOn,
      organisationId: organisations.id,
      path: organisations.path,
    })
    .from(apiTokens)
    .innerJoin(organisations, eq(organisations.id, apiTokens.organisationId))
    .where(eq(apiTokens.tokenHash, hashOf(seal, token)))
    .limit(1)
  if (!row || row.revokedAt !== null || row.expiresAt <= now) return null
  const today = now.toISOString().slice(0, 10)
  if (row.lastUsedOn !== today) {
    await db.update(apiTokens).set({ lastUsedOn: today }).where(eq(apiTokens.id, row.tokenId))
  }
  const { tokenId, role, readOnly, organisationId, path } = row
  return { tokenId, role, readOnly, scope: { organisationId, path } }
}

/** A part of what the holder may see, or `null` when they may not see it. */
export function narrow(holder: TokenHolder, scope: Scope): Scope | null {
  return isWithin(scope.path, holder.scope.path) ? scope : null
}

const hashOf = (seal: Seal, token: string) => seal.hash('api-token', token)
