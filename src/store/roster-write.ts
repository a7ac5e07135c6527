/** Writes what an import has planned: a few statements per table, however long the roster. */
import { getTableColumns, inArray, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { CivilDate } from '../domain/calendar.ts'
import { chunksOf } from '../domain/group.ts'
import type { Db } from './database.ts'
import { PHONE } from './roster-known.ts'
import type { PeoplePlan, PersonRow } from './roster-people.ts'
import type { AssignmentsPlan, PlacesPlan, ZonesPlan } from './roster-plan.ts'
import { assignments, branches, identities, organisations, people, zoneAreas, zones } from './schema/organisation.ts'
import type { Seal } from './seal.ts'

/** `done` of `of` rows are written of what `what` names: `人员`. */
export type Progress = (what: string, done: number, of: number) => void

/** Some megabytes of JSON. */
const ROWS_PER_STATEMENT = 10_000

export async function writePlaces(tx: Db, plan: PlacesPlan): Promise<void> {
  await insertAll(tx, organisations, plan.organisations)
  await insertAll(tx, branches, plan.branches)
}

export async function writeZones(tx: Db, plan: ZonesPlan): Promise<void> {
  await insertAll(tx, zones, plan.added)
  await tx.execute(sql`
    update zones z set name = c.name, kind = c.kind, household_count = c."householdCount", ended_on = null
      from jsonb_to_recordset(${JSON.stringify(plan.changed)}::jsonb) as c(id uuid, name text, kind text, "householdCount" int)
     where z.id = c.id`)
  const replaced = plan.areas.map((a) => a.zoneId)
  for (const some of chunksOf(replaced, ROWS_PER_STATEMENT))
    await tx.delete(zoneAreas).where(inArray(zoneAreas.zoneId, some))
  await insertAll(
    tx,
    zoneAreas,
    plan.areas.flatMap(({ areas, ...zone }) => areas.map((area, position) => ({ ...zone, ...area, position }))),
  )
}

export async function writePeople(
  tx: Db,
  plan: PeoplePlan,
  { seal, now, today, onProgress }: { seal: Seal; now: Date; today: CivilDate; onProgress?: Progress },
): Promise<void> {
  // Those who left go first: a successor may have the same name.
  await tx.execute(sql`update people set left_on = ${today} where id = any(${sql.param(plan.leftIds)})`)
  const changed = plan.changed.map((p) => ({ ...p, ...phoneColumns(p, seal) }))
  await tx.execute(sql`
    update people p set organisation_id = c."organisationId", branch_id = c."branchId", name = c.name,
        phone_sealed = decode(c."phoneHex", 'hex'), phone_tail = c."phoneTail", left_on = null
      from jsonb_to_recordset(${JSON.stringify(
        changed.map(({ phoneSealed, phone: _, ...p }) => ({ ...p, phoneHex: phoneSealed?.toString('hex') ?? null })),
      )}::jsonb)
        as c(id uuid, "organisationId" uuid, "branchId" uuid, name text, "phoneHex" text, "phoneTail" text)
     where p.id = c.id`)
  await insertAll(
    tx,
    people,
    plan.added.map(({ phone, ...p }) => ({ ...p, ...phoneColumns({ phone }, seal) })),
    (done, of) => onProgress?.('人员', done, of),
  )
  await writeIdentities(tx, plan.identities, now)
}

function phoneColumns({ phone }: Pick<PersonRow, 'phone'>, seal: Seal) {
  return phone === null
    ? { phoneSealed: null, phoneTail: null }
    : { phoneSealed: seal.seal(PHONE, phone), phoneTail: phone.slice(-4) }
}

async function writeIdentities(tx: Db, plan: PeoplePlan['identities'], now: Date): Promise<void> {
  await tx.execute(sql`
    update identities set person_id = null, bound_at = null, bound_by = null
     where id = any(${sql.param(plan.releasedIds)})`)
  await tx.execute(sql`
    update identities i set person_id = p.id, organisation_id = p.organisation_id, bound_by = 'roster', bound_at = ${now}
      from jsonb_to_recordset(${JSON.stringify(plan.bound)}::jsonb) as c(id uuid, "personId" uuid)
      join people p on p.id = c."personId"
     where i.id = c.id`)
  await insertAll(
    tx,
    identities,
    plan.added.map((i) => ({ ...i, boundBy: 'roster' as const, boundAt: now })),
  )
}

export async function writeAssignments(
  tx: Db,
  plan: AssignmentsPlan,
  { today, onProgress }: { today: CivilDate; onProgress?: Progress },
): Promise<void> {
  // The last day is yesterday, so that from now on nobody is asked; one made today keeps a span of one day.
  await tx.execute(sql`
    update assignments set ends_on = ${today}::date - 1, starts_on = least(starts_on, ${today}::date - 1), in_roster = false
     where id = any(${sql.param(plan.endedIds)})`)
  await tx.execute(sql`update assignments set in_roster = false where id = any(${sql.param(plan.caughtUpIds)})`)
  await tx.execute(sql`
    update assignments a set backup = c.backup, position = c.position, in_roster = true
      from jsonb_to_recordset(${JSON.stringify(plan.changed)}::jsonb) as c(id uuid, backup boolean, position int)
     where a.id = c.id`)
  await insertAll(
    tx,
    assignments,
    plan.added.map((a) => ({ ...a, startsOn: today })),
    (done, of) => onProgress?.('分工', done, of),
  )
}

/**
 * Insert rows that all have the same keys, as one JSON value per statement: a parameter for every value took four times
 * the CPU time for 60,000 people (10 s against 2.4 s).
 */
async function insertAll<T extends PgTable>(
  tx: Db,
  table: T,
  rows: readonly T['$inferInsert'][],
  onProgress?: (done: number, of: number) => void,
): Promise<void> {
  const columns: Record<string, PgColumn> = getTableColumns(table)
  const told = Object.entries(columns).filter(([key]) => rows[0] !== undefined && key in rows[0])
  const names = sql.join(
    told.map(([, column]) => sql.identifier(column.name)),
    sql`, `,
  )
  let written = 0
  for (const some of chunksOf(rows, ROWS_PER_STATEMENT)) {
    const records = some.map((row) => Object.fromEntries(told.map(([key, { name }]) => [name, jsonValue(row, key)])))
    await tx.execute(sql`
      insert into ${table} (${names})
      select ${names} from jsonb_populate_recordset(null::${table}, ${JSON.stringify(records)}::jsonb)`)
    written += some.length
    onProgress?.(written, rows.length)
  }
}

function jsonValue(row: object, key: string): unknown {
  const value: unknown = Reflect.get(row, key)
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value
}
