/** What a spot check found in a zone. */
import { sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import { keptWords, type Transaction } from './rectifications.ts'
import { deed, type OpenZone, type Saying } from './spot-check-writes.ts'

interface Found {
  open: OpenZone
  text: string
  caseId: string | null
  rectificationId: string | null
  now: Date
}

/** Whether the same was put down of the zone before. */
export async function findingLike(tx: Db, { roundId, zoneId }: Saying, text: string): Promise<boolean> {
  const { rows } = await tx.execute(sql`
    select from review_findings where round_id = ${roundId} and zone_id = ${zoneId} and text = ${keptWords(text)} limit 1`)
  return rows.length > 0
}

/** @returns whether there was anything to put down */
export async function insertFinding(
  { tx, note }: Transaction,
  saying: Saying,
  { open, text, caseId, rectificationId, now }: Found,
): Promise<boolean> {
  const kept = keptWords(text)
  if (kept === '') return false
  await tx.execute(sql`
    insert into review_findings (organisation_id, round_id, zone_id, text, found_by, case_id, rectification_id, created_at)
    values (${open.round.organisationId}, ${saying.roundId}, ${saying.zoneId}, ${kept}, ${saying.personId}, ${caseId},
            ${rectificationId}, ${now})`)
  await note(deed(open, saying, { action: 'add_finding', detail: { text: kept, caseId, rectificationId }, now }))
  return true
}
