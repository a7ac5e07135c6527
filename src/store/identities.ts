import type { Sender } from '../channels/channel.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import { isGiven } from './local-accounts.ts'
import { type Sql, statement } from './sql.ts'

/** An account on a channel as the snapshot sees it. */
export interface Contact {
  identityId: string
  personId: string | null
  organisationId: string
  zoneCode: string | null
  firstContact: boolean
  /** Who reads this and how long it is kept was told to it. */
  noticeShown: boolean
}

interface ContactRow {
  place: number
  id: string
  person_id: string | null
  organisation_id: string
  zone_code: string | null
  notice_shown: boolean
}

/** An account that wrote, and the organisation that it belongs to until its person is known. */
export interface Writer {
  channel: ChannelName
  sender: Sender
  organisationId: string
}

const findContacts = statement<ContactRow, [ChannelName[], string[]]>(
  'find_contacts',
  `select w.place::int, i.id, i.person_id, i.organisation_id, z.code as zone_code,
     i.notice_shown_at is not null as notice_shown
     from unnest($1::text[], $2::text[]) with ordinality as w(channel, external_id, place)
     join identities i on i.channel = w.channel and i.external_id = w.external_id
     left join zones z on z.id = i.zone_id`,
)

const addContacts = statement<
  { channel: ChannelName; external_id: string },
  [ChannelName[], string[], string[], string[]]
>(
  'add_contacts',
  `insert into identities (channel, external_id, display_id, organisation_id)
   select * from unnest($1::text[], $2::text[], $3::text[], $4::uuid[]) as w(channel, external_id, display_id, organisation_id)
    order by 1, 2
   on conflict (channel, external_id) do nothing
   returning channel, external_id`,
)

/** The accounts that wrote, in their order, each recorded on its first contact. */
export async function contactsOf(sql: Sql, writers: readonly Writer[]): Promise<Contact[]> {
  const known = await findAll(sql, writers, new Set())
  const strangers = writers.filter((_, place) => !known[place])
  if (strangers.length === 0) return complete(known)
  const added = await addContacts(
    sql,
    strangers.map((w) => w.channel),
    strangers.map((w) => w.sender.externalId),
    strangers.map((w) => w.sender.displayId),
    strangers.map((w) => w.organisationId),
  )
  // What was not added another process recorded between the two statements: found all the same.
  return complete(await findAll(sql, writers, new Set(added.map((a) => `${a.channel} ${a.external_id}`))))
}

/** The account that wrote, recorded on its first contact. */
export async function contactOf(sql: Sql, writer: Writer): Promise<Contact> {
  const [contact] = await contactsOf(sql, [writer])
  if (!contact) throw new Error(`identity vanished on ${writer.channel}`)
  return contact
}

async function findAll(
  sql: Sql,
  writers: readonly Writer[],
  added: ReadonlySet<string>,
): Promise<(Contact | undefined)[]> {
  const rows = await findContacts(
    sql,
    writers.map((w) => w.channel),
    writers.map((w) => w.sender.externalId),
  )
  const found = new Map(rows.map((row) => [row.place, row]))
  return writers.map(({ channel, sender }, index) => {
    const row = found.get(index + 1)
    return row && contact(row, added.has(`${channel} ${sender.externalId}`))
  })
}

function complete(contacts: readonly (Contact | undefined)[]): Contact[] {
  return contacts.map((found) => {
    if (!found) throw new Error('an identity vanished')
    return found
  })
}

function contact(row: ContactRow, firstContact: boolean): Contact {
  return {
    identityId: row.id,
    personId: row.person_id,
    organisationId: row.organisation_id,
    zoneCode: row.zone_code,
    firstContact,
    noticeShown: row.notice_shown,
  }
}

const bindIdentity = statement<{ id: string }, [string, string, string, Date]>(
  'bind_identity',
  `update identities set person_id = $2, bound_by = $3, bound_at = $4,
     organisation_id = (select organisation_id from people where id = $2)
    where id = $1 and person_id is null returning id`,
)

const useInvite = statement<{ id: string }, [string, Date]>(
  'use_invite',
  `update invites set used_at = $2
    where id = (select id from invites where person_id = $1 and used_at is null and expires_at > $2
                 order by created_at desc limit 1 for update)
   returning id`,
)

/** Whoever binds an account of the local chat is told things there, and no more at the one that they were given. */
const leaveGivenAccount = statement<{ id: string }, [string, string]>(
  'leave_given_account',
  `update identities given set person_id = null, bound_by = null, bound_at = null
    where given.person_id = $2 and given.id <> $1 and ${isGiven('given')}
      and exists (select from identities where id = $1 and channel = 'local')
   returning given.id`,
)

/** Bind an account to a person of the roster; an invite is used up by it. Zero rows: it was bound already. */
export async function bind(
  sql: Sql,
  decision: { identityId: string; personId: string; by: 'invite' | 'secretary' },
  now: Date,
): Promise<boolean> {
  const [row] = await bindIdentity(sql, decision.identityId, decision.personId, decision.by, now)
  if (row) await leaveGivenAccount(sql, decision.identityId, decision.personId)
  if (row && decision.by === 'invite') await useInvite(sql, decision.personId, now)
  return row !== undefined
}

export const countInviteTry = statement<{ id: string }, [string, Date]>(
  'count_invite_try',
  'insert into invite_tries (identity_id, at) values ($1, $2) returning id',
)

/** Remember the zone of the QR code that a resident came by. */
export const placeResident = statement<{ id: string }, [string, string]>(
  'place_resident',
  'update identities set zone_id = (select id from zones where code = $2) where id = $1 returning id',
)

export const askLookUp = statement<{ id: string }, [string, Date]>(
  'ask_look_up',
  'update identities set look_up_asked_at = $2 where id = $1 and person_id is null returning id',
)

const meet = statement<{ id: string }, [ChannelName, string, string, Date]>(
  'meet_account',
  `insert into identities (channel, external_id, display_id, organisation_id, look_up_asked_at) values ($1, $2, $2, $3, $4)
   on conflict (channel, external_id) do update set look_up_asked_at = excluded.look_up_asked_at
     where identities.person_id is null
   returning id`,
)

/** An account that is new on its platform: looked up as those are who write for the first time. */
export async function meetAccount(
  sql: Sql,
  { channel, externalId }: { channel: ChannelName; externalId: string },
  organisationId: string,
  now: Date,
): Promise<void> {
  await meet(sql, channel, externalId, organisationId, now)
}

/** Accounts to be looked up, oldest first. Each is taken by one worker; a failed one comes again after a minute. */
export const claimLookUps = statement<
  { identity_id: string; channel: ChannelName; external_id: string; organisation_id: string },
  [Date, number]
>(
  'claim_look_ups',
  `update identities set look_up_asked_at = $1::timestamptz + interval '1 minute'
    where id = any(array(select id from identities where look_up_asked_at <= $1 order by look_up_asked_at limit $2
                          for update skip locked))
   returning id as identity_id, channel, external_id, organisation_id`,
)

export const endLookUp = statement<{ id: string }, [string]>(
  'end_look_up',
  'update identities set look_up_asked_at = null where id = $1 returning id',
)
