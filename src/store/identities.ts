import type { Sender } from '../channels/channel.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

/** An account on a channel as the snapshot sees it. */
export interface Contact {
  identityId: string
  personId: string | null
  organisationId: string
  zoneCode: string | null
  firstContact: boolean
}

interface ContactRow {
  id: string
  person_id: string | null
  organisation_id: string
  zone_code: string | null
}

const findContact = statement<ContactRow, [ChannelName, string]>(
  'find_contact',
  `select i.id, i.person_id, i.organisation_id, z.code as zone_code
     from identities i left join zones z on z.id = i.zone_id
    where i.channel = $1 and i.external_id = $2`,
)

const addContact = statement<ContactRow, [ChannelName, string, string, string]>(
  'add_contact',
  `insert into identities (channel, external_id, display_id, organisation_id) values ($1, $2, $3, $4)
   on conflict (channel, external_id) do nothing
   returning id, person_id, organisation_id, null as zone_code`,
)

/** The account that wrote, recorded on its first contact. `externalId` is lower case. */
export async function contactOf(
  sql: Sql,
  channel: ChannelName,
  sender: Sender,
  organisationId: string,
): Promise<Contact> {
  const [known] = await findContact(sql, channel, sender.externalId)
  if (known) return contact(known, false)
  const [added] = await addContact(sql, channel, sender.externalId, sender.displayId, organisationId)
  if (added) return contact(added, true)
  // Another process recorded it between the two statements.
  const [raced] = await findContact(sql, channel, sender.externalId)
  if (!raced) throw new Error(`identity vanished on ${channel}`)
  return contact(raced, false)
}

function contact(row: ContactRow, firstContact: boolean): Contact {
  return {
    identityId: row.id,
    personId: row.person_id,
    organisationId: row.organisation_id,
    zoneCode: row.zone_code,
    firstContact,
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

/** Bind an account to a person of the roster; an invite is used up by it. Zero rows: it was bound already. */
export async function bind(
  sql: Sql,
  decision: { identityId: string; personId: string; by: 'invite' | 'secretary' },
  now: Date,
): Promise<boolean> {
  const [row] = await bindIdentity(sql, decision.identityId, decision.personId, decision.by, now)
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

/** Accounts to be looked up, oldest first. Each is taken by one worker; a failed one comes again after a minute. */
export const claimLookUps = statement<
  { identity_id: string; channel: ChannelName; external_id: string; organisation_id: string },
  [Date, number]
>(
  'claim_look_ups',
  `update identities set look_up_asked_at = $1::timestamptz + interval '1 minute'
    where id in (select id from identities where look_up_asked_at <= $1 order by look_up_asked_at limit $2
                 for update skip locked)
   returning id as identity_id, channel, external_id, organisation_id`,
)

export const endLookUp = statement<{ id: string }, [string]>(
  'end_look_up',
  'update identities set look_up_asked_at = null where id = $1 returning id',
)
