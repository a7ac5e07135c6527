/** Zones as they are drawn: added, changed and ended outside of a roster, by a command or in chat. */
import { and, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm'
import type { ZoneDrawing } from '../decide/decision.ts'
import type { CivilDate } from '../domain/calendar.ts'
import type { Area } from '../domain/roster.ts'
import { ZONE_NAME_MAX, type ZoneChanges, type ZoneDrawn, zoneCodeOf, zoneNameOf } from '../domain/zone-drawing.ts'
import { UserError } from '../errors.ts'
import { Conflict } from './cases.ts'
import type { Db } from './database.ts'
import { inScope, type Scope } from './organisations.ts'
import { assignments, branches, zoneAreas, zones } from './schema/organisation.ts'
import { drizzleOn, type Sql, statement } from './sql.ts'
import { type Note, transact } from './transact.ts'

export interface By {
  actor: string
  now: Date
}

/** @throws UserError when it cannot be the code of a zone */
function checkedCode(text: string): string {
  const code = zoneCodeOf(text)
  if (code === null) throw new UserError(`编号“${text}”不行，请用 16 个以内的字母、数字或汉字，例如 A3`)
  return code
}

function checkedName(text: string): string {
  const name = zoneNameOf(text)
  if (name === null) throw new UserError(`名称请写 1 到 ${ZONE_NAME_MAX} 个字`)
  return name
}

/** A new zone of a branch; the branch has not decided on it yet. @throws UserError when the code is taken */
export function addZone(db: Db, branchId: string, { drawn, actor, now }: By & { drawn: ZoneDrawn }): Promise<void> {
  return transact(db, async (tx, note) => {
    const added = await insertZone(tx, branchId, drawn)
    await audit(note, added, { action: 'add_zone', detail: drawn, actor, now })
  })
}

/** Change what is told; the rest stays. @throws UserError when there is no such zone */
export function changeZone(
  db: Db,
  code: string,
  { changes, actor, now }: By & { changes: ZoneChanges },
): Promise<void> {
  return transact(db, async (tx, note) => {
    const zone = await updateZone(tx, code, changes)
    await audit(note, zone, { action: 'change_zone', detail: changes, actor, now })
  })
}

/** From `today` on nobody answers for it any more. Its records and its code stay. @throws UserError */
export function endZone(db: Db, code: string, { today, actor, now }: By & { today: CivilDate }): Promise<void> {
  return transact(db, async (tx, note) => {
    const zone = await closeZone(tx, code, today)
    await audit(note, zone, { action: 'end_zone', detail: { today }, actor, now })
  })
}

/**
 * The same as it is decided in chat, in the transaction of the decision, which audits it.
 *
 * @throws Conflict when it does not fit what is there: it was decided on what has changed since
 */
export async function drawZone(sql: Sql, drawing: ZoneDrawing): Promise<void> {
  const tx = drizzleOn(sql)
  try {
    if ('add' in drawing) await insertZone(tx, drawing.branchId, drawing.add)
    else if ('changes' in drawing) await updateZone(tx, drawing.zoneCode, drawing.changes)
    else await closeZone(tx, drawing.zoneCode, drawing.endsOn)
  } catch (cause) {
    throw cause instanceof UserError ? new Conflict(cause.message, { cause }) : cause
  }
}

const readTaken = statement<{ code: string }, [string]>('read_zone_code', 'select code from zones where code = $1')

/** Whether a zone has or had this code anywhere in the installation. */
export async function isCodeTaken(sql: Sql, code: string): Promise<boolean> {
  return (await readTaken(sql, code)).length > 0
}

async function insertZone(tx: Db, branchId: string, drawn: ZoneDrawn): Promise<ZoneRow> {
  const [code, name] = [checkedCode(drawn.code), checkedName(drawn.name)]
  const [branch] = await tx
    .select({ organisationId: branches.organisationId })
    .from(branches)
    .where(eq(branches.id, branchId))
  const [taken] = await tx.select({ name: zones.name }).from(zones).where(eq(zones.code, code))
  if (!branch || taken) throw new UserError(`编号${code}已经是“${taken?.name ?? ''}”的，请换一个编号`)
  const row = { organisationId: branch.organisationId, branchId, code, name, kind: drawn.kind }
  const [added] = await tx.insert(zones).values(row).returning({ id: zones.id, organisationId: zones.organisationId })
  if (!added) throw new Error(`zone ${code} was not added`)
  await writeAreas(tx, added, drawn.areas)
  return added
}

async function updateZone(tx: Db, code: string, { name, kind, areas }: ZoneChanges): Promise<ZoneRow> {
  const zone = await openZone(tx, code)
  const fields = { ...(name !== undefined && { name: checkedName(name) }), ...(kind !== undefined && { kind }) }
  if (Object.keys(fields).length > 0) await tx.update(zones).set(fields).where(eq(zones.id, zone.id))
  if (areas !== undefined) await writeAreas(tx, zone, areas)
  return zone
}

async function closeZone(tx: Db, code: string, today: CivilDate): Promise<ZoneRow> {
  const zone = await openZone(tx, code)
  const dayBefore = sql`${today}::date - 1`
  await tx.update(zones).set({ endedOn: today }).where(eq(zones.id, zone.id))
  await tx
    .update(assignments)
    .set({ endsOn: dayBefore, startsOn: sql`least(${assignments.startsOn}, ${dayBefore})` })
    .where(and(eq(assignments.zoneId, zone.id), or(isNull(assignments.endsOn), gt(assignments.endsOn, dayBefore))))
  return zone
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
