/** Zones as they are drawn: added, changed and ended outside of a roster. */
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import type { Area } from '../domain/roster.ts'
import type { ZoneKind } from '../domain/vocabulary.ts'
import { UserError } from '../errors.ts'
import type { Db } from './database.ts'
import { inScope, type Scope } from './organisations.ts'
import { assignments, branches, zoneAreas, zones } from './schema/organisation.ts'
import { type Note, transact } from './transact.ts'

export interface By {
  actor: string
  now: Date
}

export interface ZoneDrawn {
  code: string
  name: string
  kind: ZoneKind
  areas: readonly Area[]
}

const CODE = /^(?!W$)[^\s:,-]{1,16}$/u
const NAME_MAX = 40

/** @throws UserError when it cannot be the code of a zone */
function checkedCode(text: string): string {
  const code = text.normalize('NFKC').trim().toUpperCase()
  if (!CODE.test(code)) throw new UserError(`编号“${text}”不行，请用 16 个以内的字母、数字或汉字，例如 A3`)
  return code
}

function checkedName(text: string): string {
  const name = text.replace(/\s+/gu, ' ').trim()
  if (name === '' || [...name].length > NAME_MAX) throw new UserError(`名称请写 1 到 ${NAME_MAX} 个字`)
  return name
}

/** A new zone of a branch; the branch has not decided on it yet. @throws UserError when the code is taken */
export function addZone(db: Db, branchId: string, { drawn, actor, now }: By & { drawn: ZoneDrawn }): Promise<void> {
  return transact(db, async (tx, note) => {
    const code = checkedCode(drawn.code)
    const name = checkedName(drawn.name)
    const [branch] = await tx
      .select({ organisationId: branches.organisationId })
      .from(branches)
      .where(eq(branches.id, branchId))
    const [taken] = await tx.select({ name: zones.name }).from(zones).where(eq(zones.code, code))
    if (!branch || taken) throw new UserError(`编号${code}已经是“${taken?.name ?? ''}”的，请换一个编号`)
    const { organisationId } = branch
    const row = { organisationId, branchId, code, name, kind: drawn.kind }
    const [added] = await tx.insert(zones).values(row).returning({ id: zones.id, organisationId: zones.organisationId })
    if (!added) return
    await writeAreas(tx, added, drawn.areas)
    await audit(note, added, { action: 'add_zone', detail: { ...drawn, code, name }, actor, now })
  })
}

/** Change what is told; the rest stays. @throws UserError when there is no such zone */
export function changeZone(
  db: Db,
  code: string,
  { changes, actor, now }: By & { changes: Partial<Omit<ZoneDrawn, 'code'>> },
): Promise<void> {
  return transact(db, async (tx, note) => {
    const zone = await openZone(tx, code)
    const { name, kind, areas } = changes
    const fields = { ...(name !== undefined && { name: checkedName(name) }), ...(kind !== undefined && { kind }) }
    if (Object.keys(fields).length > 0) await tx.update(zones).set(fields).where(eq(zones.id, zone.id))
    if (areas !== undefined) await writeAreas(tx, zone, areas)
    await audit(note, zone, { action: 'change_zone', detail: changes, actor, now })
  })
}

/** From `today` on nobody answers for it any more. Its records and its code stay. @throws UserError */
export function endZone(db: Db, code: string, { today, actor, now }: By & { today: CivilDate }): Promise<void> {
  return transact(db, async (tx, note) => {
    const zone = await openZone(tx, code)
    await tx.update(zones).set({ endedOn: today }).where(eq(zones.id, zone.id))
    await tx
      .update(assignments)
      .set({
        endsOn: sql`${today}::date - 1`,
        startsOn: sql`least(${assignments.startsOn}, ${today}::date - 1)`,
      })
      .where(and(eq(assignments.zoneId, zone.id), isNull(assignments.endsOn)))
    await audit(note, zone, { action: 'end_zone', detail: { today }, actor, now })
  })
}

interface ZoneRow {
  id: string
  organisationId: string
}

async function openZone(tx: Db, code: string): Promise<ZoneRow> {
  const [zone] = await tx
    .select({ id: zones.id, organisationId: zones.organisationId })
    .from(zones)
    .where(and(eq(zones.code, checkedCode(code)), isNull(zones.endedOn)))
  if (!zone) throw new UserError(`没有责任区“${code}”`)
  return zone
}

async function writeAreas(tx: Db, { id: zoneId, organisationId }: ZoneRow, areas: readonly Area[]): Promise<void> {
  await tx.delete(zoneAreas).where(eq(zoneAreas.zoneId, zoneId))
  const rows = areas.map((area, position) => ({ ...area, zoneId, organisationId, position }))
  if (rows.length > 0) await tx.insert(zoneAreas).values(rows)
}

function audit(
  note: Note,
  { id, organisationId }: ZoneRow,
  { action, detail, actor, now }: By & { action: string; detail: unknown },
): Promise<void> {
  return note({ organisationId, at: now, actor, action, subject: `zone:${id}`, detail })
}

/** Ids of those zones of the scope that have not ended, by code. */
export async function zonesInScope(
  db: Db,
  scope: Scope,
  { codes, today }: { codes: readonly string[]; today: CivilDate },
): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .select({ code: zones.code, id: zones.id })
    .from(zones)
    .where(
      and(
        inArray(zones.code, [...codes]),
        inScope(zones.organisationId, scope),
        sql`(${zones.endedOn} is null or ${zones.endedOn} > ${today}::date)`,
      ),
    )
  return new Map(rows.map(({ code, id }) => [code, id]))
}
