import type { NewAttachment } from '../decide/decision.ts'
import type { AttachmentKind } from '../decide/facts.ts'
import type { AttachmentPhase } from '../domain/case.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import type { Origin } from './cases.ts'
import { type Sql, statement } from './sql.ts'

/** Where an attachment hangs: a case, a check-in, or nothing yet. */
export interface Holder {
  caseId: string | null
  checkInId: string | null
}

const insertAttachments = statement<{ id: string }, [string, Date]>(
  'insert_attachments',
  `insert into attachments (organisation_id, identity_id, case_id, check_in_id, inbox_id, part, channel, kind, phase, media_id,
     latitude, longitude, datum, label, state, created_at)
   select organisation_id, identity_id, case_id, check_in_id, inbox_id, part, channel, kind, phase, media_id,
     latitude, longitude, datum, label, state, $2
     from json_to_recordset($1::json) as t(organisation_id uuid, identity_id uuid, case_id uuid, check_in_id uuid,
       inbox_id bigint, part int, channel text, kind text, phase text, media_id text, latitude float8, longitude float8, datum text,
       label text, state text)
   on conflict (inbox_id, part) do nothing returning id`,
)

/** A part of a message, and where it hangs. */
export interface Attached {
  origin: Origin
  attachment: NewAttachment
  phase: AttachmentPhase
  holder: Holder
  part: number
}

/** Note parts of messages; their bytes are fetched from the platform afterwards. */
export async function attach(sql: Sql, attached: readonly Attached[], now: Date): Promise<void> {
  if (attached.length > 0) await insertAttachments(sql, JSON.stringify(attached.map(attachmentRow)), now)
}

function attachmentRow({ origin, attachment, phase, holder, part }: Attached) {
  const { location } = attachment
  return {
    organisation_id: origin.organisationId,
    identity_id: origin.identityId,
    case_id: holder.caseId,
    check_in_id: holder.checkInId,
    inbox_id: origin.inboxId === null ? null : String(origin.inboxId),
    part,
    channel: origin.channel,
    kind: attachment.kind,
    phase,
    media_id: attachment.mediaId,
    latitude: location?.latitude ?? null,
    longitude: location?.longitude ?? null,
    datum: location?.datum ?? null,
    label: location?.label ?? null,
    state: location ? 'place' : 'waiting',
  }
}

const joinAll = statement<{ id: string }, [string]>(
  'join_attachments',
  // `coalesce`: found by their ids, never among all that hang on nothing, of which a planner knows none at rest.
  `update attachments a set case_id = j.case_id, check_in_id = j.check_in_id, phase = j.phase
     from json_to_recordset($1::json) as j(id uuid, case_id uuid, check_in_id uuid, phase text)
    where a.id = j.id and coalesce(a.case_id, a.check_in_id) is null returning a.id`,
)

/** Attachments that came alone, and the record that they belong to. */
export interface Joined {
  ids: readonly string[]
  holder: Holder
  phase: AttachmentPhase
}

/** Join attachments with their records; what belongs to one already stays there. */
export async function joinAttachments(sql: Sql, joined: readonly Joined[]): Promise<void> {
  const rows = joined.flatMap(({ ids, holder, phase }) =>
    ids.map((id) => ({ id, case_id: holder.caseId, check_in_id: holder.checkInId, phase })),
  )
  if (rows.length > 0) await joinAll(sql, JSON.stringify(rows))
}

export interface WaitingMedia {
  id: string
  channel: ChannelName
  kind: AttachmentKind
  media_id: string
  attempts: number
}

/** Media to be fetched, oldest first; another worker's are skipped for a minute. */
export const claimMedia = statement<WaitingMedia, [Date, number]>(
  'claim_media',
  `update attachments set attempts = attempts + 1, asked_at = $1
    where id = any(array(select id from attachments
                          where state = 'waiting' and media_id is not null
                            and (asked_at is null or asked_at < $1::timestamptz - interval '1 minute')
                          order by created_at limit $2 for update skip locked))
   returning id, channel, kind, media_id, attempts`,
)

export const settleMedia = statement<
  { id: string },
  [string, 'stored' | 'expired' | 'refused' | 'waiting', string | null, string | null, number | null]
>(
  'settle_media',
  `update attachments set state = $2, storage_key = $3, content_type = $4, byte_count = $5 where id = $1 returning id`,
)

const insertPhoto = statement<Record<string, never>, [string, string, ChannelName, string, string, number, Date]>(
  'insert_photo',
  `insert into attachments (id, organisation_id, part, channel, kind, state, storage_key, content_type, byte_count, created_at)
   values ($1, $2, 0, $3, 'image', 'stored', $4, $5, $6, $7)`,
)

/** A photo that came with a form. */
export interface FormPhoto {
  id: string
  organisationId: string
  channel: ChannelName
  storageKey: string
  contentType: string
  byteCount: number
}

/** Note it before its file is written: whatever happens then, its row leads to the file until both are deleted. */
export async function notePhoto(sql: Sql, photo: FormPhoto, now: Date): Promise<void> {
  const { id, organisationId, channel, storageKey, contentType, byteCount } = photo
  await insertPhoto(sql, id, organisationId, channel, storageKey, contentType, byteCount, now)
}

/** It was of no use after all: its file is gone already. */
export const dropPhoto = statement<Record<string, never>, [string]>(
  'drop_photo',
  'delete from attachments where id = $1',
)

/** It belongs to a case as well. */
export const hangPhoto = statement<Record<string, never>, [string, string]>(
  'hang_photo',
  'update attachments set case_id = $2 where id = $1',
)
