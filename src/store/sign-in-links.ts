import { type Sql, statement } from './sql.ts'

const addLink = statement<Record<string, never>, [string, string, Date]>(
  'add_sign_in_link',
  'insert into sign_in_links (organisation_id, token_hash, expires_at) values ($1, $2, $3)',
)

const useLink = statement<{ id: string }, [string, Date]>(
  'use_sign_in_link',
  `update sign_in_links set used_at = $2
    where token_hash = $1 and used_at is null and expires_at > $2 and person_id is null
   returning id`,
)

/** Keep a link that opens the local chat as the demo, bound to no person. */
export async function addChatLink(
  sql: Sql,
  link: { organisationId: string; tokenHash: string; expiresAt: Date },
): Promise<void> {
  await addLink(sql, link.organisationId, link.tokenHash, link.expiresAt)
}

/** Use the link up. `false`: unknown, used already or expired. */
export async function useChatLink(sql: Sql, tokenHash: string, now: Date): Promise<boolean> {
  return (await useLink(sql, tokenHash, now)).length === 1
}

/** A link that signs a person in, once. */
export interface PersonLink {
  organisationId: string
  personId: string
  tokenHash: string
  expiresAt: Date
}

const insertPersonLinks = statement<Record<string, never>, [string]>(
  'add_person_links',
  `insert into sign_in_links (organisation_id, person_id, token_hash, expires_at)
   select * from json_to_recordset($1::json) as l(organisation_id uuid, person_id uuid, token_hash text, expires_at timestamptz)`,
)

export async function addPersonLinks(sql: Sql, links: readonly PersonLink[]): Promise<void> {
  if (links.length === 0) return
  const rows = links.map((l) => ({
    ...{ organisation_id: l.organisationId, person_id: l.personId },
    ...{ token_hash: l.tokenHash, expires_at: l.expiresAt },
  }))
  await insertPersonLinks(sql, JSON.stringify(rows))
}
