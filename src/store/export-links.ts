/** Links to what is kept of somebody, each for the one who asked, for a while. */
import { randomUUID } from 'node:crypto'
import type { Subject } from './belongings.ts'
import { hashOfToken, newToken } from './secret-tokens.ts'
import { type Sql, statement } from './sql.ts'

const insertLink = statement<Record<string, never>, [string, string, string, Buffer, Date, Date]>(
  'add_export_link',
  `insert into privacy_requests (id, organisation_id, kind, identity_id, subject_hash, due_at, done_at, created_at)
   values ($1, $2, 'export', $3, $4, $5, $6, $6)`,
)

/** @returns what opens it: where its row lies, and a secret that is kept as its hash */
export async function addExportLink(
  sql: Sql,
  { organisationId, identityId, expiresAt }: { organisationId: string; identityId: string; expiresAt: Date },
  now: Date,
): Promise<string> {
  const id = randomUUID()
  const { token, tokenHash } = newToken()
  await insertLink(sql, id, organisationId, identityId, Buffer.from(tokenHash, 'hex'), expiresAt, now)
  return `${id}.${token}`
}

const findLink = statement<
  { identity_id: string; organisation_id: string; person_id: string | null },
  [string, Buffer, Date]
>(
  'find_export_link',
  `select i.id as identity_id, i.organisation_id, i.person_id
     from privacy_requests r join identities i on i.id = r.identity_id
    where r.id = $1 and r.kind = 'export' and r.subject_hash = $2 and r.due_at > $3`,
)

const LINK = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/

/** Whose data it opens; `null`: nobody's, or no more. */
export async function exportLinkOf(
  sql: Sql,
  link: string,
  now: Date,
): Promise<{ subject: Subject; organisationId: string; identityId: string } | null> {
  const [, id, token] = LINK.exec(link) ?? []
  if (id === undefined || token === undefined) return null
  const [found] = await findLink(sql, id, Buffer.from(hashOfToken(token), 'hex'), now)
  if (!found) return null
  const { identity_id: identityId, person_id: personId, organisation_id: organisationId } = found
  const subject = { identityIds: [identityId], personIds: personId === null ? [] : [personId], accounts: [] }
  return { subject, organisationId, identityId }
}
