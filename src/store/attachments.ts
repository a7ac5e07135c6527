import type { NewAttachment } from '../decide/decision.ts'
import type { AttachmentKind } from '../decide/facts.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import type { Origin } from './cases.ts'
import { type Sql, statement } from './sql.ts'

/** Where an attachment hangs: a case, a check-in, or nothing yet. */
export interface Holder {
  caseId: string | null
  checkInId: string | null
}

const insertAttachment = statement<{ id: string }, unknown[]>(
  'insert_attachment',
  `insert into attachments (organisation_id, identity_id, case_id, check_in_id, inbox_id, part, channel, kind, media_id,
     latitude, longitude, datum, label, state, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
   on conflict (inbox_id, part) do nothing returning id`,
)

/** Note a part of a message; its bytes are fetched from the platform afterwards. */
export async function attach(
  sql: Sql,
  origin: Origin,
  { attachment, holder, part, now }: { attachment: NewAttachment; holder: Holder; part: number; now: Date },
): Promise<void> {
  const { location } = attachment
  await insertAttachment(
    sql,
    origin.organisationId,
    origin.identityId,
    holder.caseId,
    holder.checkInId,
    origin.inboxId,
    part,
    origin.channel,
    attachment.kind,
    attachment.mediaId,
    location?.latitude ?? null,
    location?.longitude ?? null,
    location?.datum ?? null,
    location?.label ?? null,
    location ? 'place' : 'waiting',
    now,
  )
}

/** Join attachments that came alone with the record that they belong to. */
export const joinAttachments = statement<{ id: string }, [string[], string | null, string | null]>(
  'join_attachments',
  `update attachments set case_id = $2, check_in_id = $3
    where id = any($1::uuid[]) and case_id is null and check_in_id is null returning id`,
)

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
    where id in (select id from attachments
                  where state = 'waiting' and media_id is not null
                    and (asked_at is null or asked_at < $1::timestamptz - interval '1 minute')
                  order by created_at limit $2 for update skip locked)
   returning id, channel, kind, media_id, attempts`,
)

export const settleMedia = statement<
  { id: string },
  [string, 'stored' | 'expired' | 'refused' | 'waiting', string | null, string | null, number | null]
>(
  'settle_media',
  `update attachments set state = $2, storage_key = $3, content_type = $4, byte_count = $5 where id = $1 returning id`,
)
