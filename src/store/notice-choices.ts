/** What people let out onto notices: words of matters that ended, their own telephones. */
import { Conflict } from './cases.ts'
import { type Sql, statement } from './sql.ts'

const setText = statement<{ id: string }, [string, string | null, string | null, Date]>(
  'set_public_text',
  `update cases set public_text = $2, public_text_by = $3::uuid, updated_at = $4, version = version + 1
    where id = $1 returning id`,
)

/** Words for the notice of the case's zone, or none. They are public as soon as somebody (`by`) let them out. */
export async function setPublicText(
  sql: Sql,
  { caseId, text }: { caseId: string; text: { words: string; by: string | null } | null },
  now: Date,
): Promise<void> {
  const [row] = await setText(sql, caseId, text?.words ?? null, text?.by ?? null, now)
  if (!row) throw new Conflict(`case ${caseId} is gone`)
}

const setPhonePublic = statement<Record<string, never>, [string, boolean]>(
  'set_phone_public',
  'update people set phone_public = $2 where id = $1 and phone_public <> $2',
)

/** Put the person's telephone on the notices of their zones, or take it off. */
export async function showPhone(
  sql: Sql,
  { personId, isShown }: { personId: string; isShown: boolean },
): Promise<void> {
  await setPhonePublic(sql, personId, isShown)
}

/** What was shown before goes the way of attachments that are over: its file is removed with them. */
const setPhoto = statement<{ id: string }, [string, string | null, Date]>(
  'set_notice_photo',
  `with former as (select organisation_id, photo_key from people where id = $1),
   taken as (
     delete from attachments a using identities i
      where a.id = $2::uuid and i.id = a.identity_id and i.person_id = $1 and a.kind = 'image' and a.state = 'stored'
        and a.case_id is null and a.check_in_id is null
     returning a.storage_key),
   over as (
     insert into attachments (organisation_id, part, channel, kind, state, storage_key, created_at)
     select organisation_id, 0, 'local', 'image', 'stored', photo_key, $3::timestamptz - interval '25 months'
       from former where photo_key is not null and ($2::uuid is null or exists (select from taken)))
   update people set photo_key = (select storage_key from taken)
    where id = $1 and ($2::uuid is null or exists (select from taken)) returning id`,
)

/** Put a picture that the person sent alone on the notices of their zones, or take theirs off (`null`). */
export async function showPhoto(
  sql: Sql,
  { personId, attachmentId }: { personId: string; attachmentId: string | null },
  now: Date,
): Promise<void> {
  const [row] = await setPhoto(sql, personId, attachmentId, now)
  if (!row) throw new Conflict(`attachment ${attachmentId} is gone`)
}
