import { eq } from 'drizzle-orm'
import type { Outline } from '../domain/zone-outline.ts'
import { UserError } from '../errors.ts'
import type { Db } from './database.ts'
import { zones } from './schema/organisation.ts'
import { transact } from './transact.ts'

/** The outline of a zone; `null`: it is described by its areas alone. @throws UserError when there is no such zone */
export async function outlineOf(db: Db, code: string): Promise<Outline | null> {
  const [zone] = await db
    .select({ outline: zones.outline })
    .from(zones)
    .where(eq(zones.code, tidyCode(code)))
  if (!zone) throw unknownZone(code)
  return zone.outline as Outline | null
}

/** Draw a zone's outline anew, or with `null` take it away. @throws UserError when there is no such zone */
export function setOutline(
  db: Db,
  code: string,
  { outline, actor, now }: { outline: Outline | null; actor: string; now: Date },
): Promise<void> {
  return transact(db, async (tx, note) => {
    const [zone] = await tx
      .update(zones)
      .set({ outline })
      .where(eq(zones.code, tidyCode(code)))
      .returning({ id: zones.id, organisationId: zones.organisationId })
    if (!zone) throw unknownZone(code)
    const { id, organisationId } = zone
    await note({ organisationId, at: now, actor, action: 'outline_zone', subject: `zone:${id}`, detail: { outline } })
  })
}

const tidyCode = (code: string) => code.normalize('NFKC').trim().toUpperCase()
const unknownZone = (code: string) => new UserError(`没有责任区“${code}”`)
