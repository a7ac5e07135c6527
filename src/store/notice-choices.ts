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
