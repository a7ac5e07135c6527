/** What people asked of us about their data, and who they are. */
import { sql } from 'drizzle-orm'
import type { ChannelName } from '../domain/vocabulary.ts'
import { UserError } from '../errors.ts'
import type { Subject } from './belongings.ts'
import type { Db } from './database.ts'

/** A deletion whose day to think again is over. */
export interface DueErasure {
  id: string
  organisationId: string
  subject: Subject
}

/** Deletions that are due as of `now`, the oldest first. */
export async function dueErasures(db: Db, now: Date, limit: number): Promise<DueErasure[]> {
  const { rows } = await db.execute<{
    id: string
    organisation_id: string
    identity_id: string | null
    person_id: string | null
  }>(sql`
    select id, organisation_id, identity_id, person_id from privacy_requests
     where kind = 'delete' and done_at is null and undone_at is null and due_at <= ${now}
     order by due_at limit ${limit}`)
  return rows.map((row) => ({
    id: row.id,
    organisationId: row.organisation_id,
    subject: {
      personIds: row.person_id === null ? [] : [row.person_id],
      identityIds: row.identity_id === null ? [] : [row.identity_id],
      accounts: [],
    },
  }))
}

export async function endRequest(db: Db, id: string, now: Date): Promise<void> {
  await db.execute(sql`update privacy_requests set done_at = ${now} where id = ${id}`)
}

/** Whose data is asked for, as an operator names them. */
export type Named = { personId: string } | { channel: ChannelName; account: string }

export interface NamedSubject {
  subject: Subject
  organisationId: string
}

/**
 * All of somebody: a person with their accounts, or an account with its person.
 *
 * There is no other way to name anybody: residents cannot be searched for.
 *
 * @throws UserError when there is nobody
 */
export async function subjectNamed(db: Db, named: Named): Promise<NamedSubject> {
  const found = 'personId' in named ? await personNamed(db, named.personId) : await accountNamed(db, named)
  if (!found) throw new UserError('这里没有这个人或账号的数据。人员写编号，账号写 wecom:zhangsan 这样')
  return found
}

async function personNamed(db: Db, personId: string): Promise<NamedSubject | null> {
  const { rows } = await db.execute<{ id: string; organisation_id: string }>(sql`
    select p.id, p.organisation_id from people p
     where p.id::text = ${personId.toLowerCase()}`)
  const [row] = rows
  return row
    ? { subject: { personIds: [row.id], identityIds: [], accounts: [] }, organisationId: row.organisation_id }
    : null
}

async function accountNamed(
  db: Db,
  { channel, account }: Extract<Named, { account: string }>,
): Promise<NamedSubject | null> {
  // DingTalk's accounts differ by case; all others are kept in small letters.
  const name = channel === 'dingtalk' ? account : account.toLowerCase()
  const { rows } = await db.execute<{ id: string; organisation_id: string; person_id: string | null }>(sql`
    select id, organisation_id, person_id from identities
     where channel = ${channel} and external_id = ${name}`)
  const [row] = rows
  if (!row) return null
  return {
    organisationId: row.organisation_id,
    subject: {
      personIds: row.person_id === null ? [] : [row.person_id],
      identityIds: [row.id],
      accounts: [{ channel, account: name }],
    },
  }
}
