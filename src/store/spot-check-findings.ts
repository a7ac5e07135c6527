/** What a spot check found in a zone. */
import { sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import { keptWords, type Transaction } from './rectifications.ts'
import { deed, type OpenZone, type Saying } from './spot-check-writes.ts'

interface Found {
  open: OpenZone
  text: string
  /** Of the photo; `null`: none. */
  attachmentId: string | null
  caseId: string | null
  rectificationId: string | null
  now: Date
}

/** What was put down of the zone in the same words before; `null`: nothing. */
export async function findingLike(
  tx: Db,
  { roundId, zoneId }: Saying,
  text: string,
): Promise<{ id: string; caseId: string | null; hasPhoto: boolean } | null> {
  const { rows } = await tx.execute<{ id: string; caseId: string | null; hasPhoto: boolean }>(sql`
    select id, case_id as "caseId", attachment_id is not null as "hasPhoto" from review_findings
     where round_id = ${roundId} and zone_id = ${zoneId} and text = ${keptWords(text)} limit 1`)
  return rows[0] ?? null
}

/** @returns whether there was anything to put down */
export async function insertFinding(
  { tx, note }: Transaction,
  saying: Saying,
  { open, text, attachmentId, caseId, rectificationId, now }: Found,
): Promise<boolean> {
  const kept = keptWords(text)
  if (kept === '') return false
  await tx.execute(sql`
    insert into review_findings (organisation_id, round_id, zone_id, text, attachment_id, found_by, case_id, rectification_id,
           created_at)
    values (${open.round.organisationId}, ${saying.roundId}, ${saying.zoneId}, ${kept}, ${attachmentId}, ${saying.personId},
            ${caseId}, ${rectificationId}, ${now})`)
  const detail = { text: kept, attachmentId, caseId, rectificationId }
  await note(deed(open, saying, { action: 'add_finding', detail, now }))
  return true
}

/** A photo of what was put down without one. */
export async function addFindingPhoto(
  { tx, note }: Transaction,
  saying: Saying,
  { open, findingId, attachmentId, now }: { open: OpenZone; findingId: string; attachmentId: string; now: Date },
): Promise<void> {
  await tx.execute(sql`update review_findings set attachment_id = ${attachmentId} where id = ${findingId}`)
  await note(deed(open, saying, { action: 'add_finding_photo', detail: { findingId, attachmentId }, now }))
}

/** Where the photo of a finding of the zone lies; `null`: there is none, or it was deleted since. */
export async function findingPhotoKey(db: Db, { roundId, zoneId, findingId }: FindingAsked): Promise<string | null> {
  const { rows } = await db.execute<{ key: string | null }>(sql`
    select a.storage_key as key from review_findings f join attachments a on a.id = f.attachment_id
     where f.id = ${findingId} and f.round_id = ${roundId} and f.zone_id = ${zoneId} and a.state = 'stored'`)
  return rows[0]?.key ?? null
}

interface FindingAsked {
  roundId: string
  zoneId: string
  findingId: string
}
