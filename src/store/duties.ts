/** What each branch and zone answers for. Rows are ended and begun anew, never changed: what was counted stays true. */
import { type SQL, sql } from 'drizzle-orm'
import { addDays, type CivilDate } from '../domain/calendar.ts'
import { DUTY_CATALOGUE, type DutyPeriod } from '../domain/duty-catalogue.ts'
import type { Activity, Category, ZoneKind } from '../domain/vocabulary.ts'
import { UserError } from '../errors.ts'
import type { Db } from './database.ts'
import { transact } from './transact.ts'

/** One row per kind of zone and duty, as parameters of a statement. */
const CATALOGUE_ROWS = JSON.stringify(
  Object.entries(DUTY_CATALOGUE).flatMap(([zone_kind, duties]) => duties.map((duty) => ({ ...duty, zone_kind }))),
)

/**
 * Give every branch the catalogue of each kind of zone that it has, from the beginning of the year. A duty that was
 * ended stays ended.
 *
 * @returns how many were added
 */
export async function addMissingDuties(db: Db, today: CivilDate): Promise<number> {
  const { rowCount } = await db.execute(sql`
    insert into duties (organisation_id, branch_id, zone_kind, clause, title, every, activities, categories, starts_on)
    select b.organisation_id, b.id, c.zone_kind, c.clause, c.title, c.every, c.activities, c.categories,
           date_trunc('year', ${today}::date)
      from branches b
      join jsonb_to_recordset(${CATALOGUE_ROWS}::jsonb) as c(zone_kind text, clause text, title text, every text,
        activities text[], categories text[]) on true
     where exists (select from zones z
                    where z.organisation_id = b.organisation_id and z.branch_id = b.id and z.kind = c.zone_kind)
       and not exists (select from duties d
                        where d.branch_id = b.id and d.zone_kind = c.zone_kind and d.clause = c.clause and d.zone_id is null)
    on conflict do nothing`)
  return rowCount ?? 0
}

/** `duty` holds on `day`. */
function holdsOn(duty: SQL, day: SQL): SQL {
  return sql`(${duty}.starts_on is null or ${duty}.starts_on <= ${day})
    and (${duty}.ends_on is null or ${duty}.ends_on >= ${day})`
}

/** `duty` is one of `zone` on `day`: its own, or its branch's where it has none of its own for the clause. */
export function isDutyOf(duty: SQL, zone: SQL, day: SQL): SQL {
  return sql`${duty}.branch_id = ${zone}.branch_id and ${duty}.zone_kind = ${zone}.kind
    and (${duty}.zone_id is null or ${duty}.zone_id = ${zone}.id) and ${holdsOn(duty, day)}
    and not (${duty}.zone_id is null and exists (
      select from duties own where own.zone_id = ${zone}.id and own.clause = ${duty}.clause and ${holdsOn(sql`own`, day)}))`
}

export interface ListedDuty {
  id: string
  /** Of the opinion; null: the branch's own. */
  clause: string | null
  title: string
  zoneKind: ZoneKind
  /** Null: all zones of the kind. */
  zoneCode: string | null
  every: DutyPeriod | null
}

/** Duties of a branch that hold on `today`, by kind and clause; those of single zones behind. */
export async function listDuties(db: Db, branchId: string, today: CivilDate): Promise<ListedDuty[]> {
  const { rows } = await db.execute<ListedDuty & Record<string, unknown>>(sql`
    select d.id, d.clause, d.title, d.zone_kind as "zoneKind", z.code as "zoneCode", d.every
      from duties d left join zones z on z.id = d.zone_id
     where d.branch_id = ${branchId} and ${holdsOn(sql`d`, sql`${today}::date`)}
     order by d.zone_kind, z.code nulls first, nullif(split_part(d.clause, '-', 2), '')::int nulls last, d.title limit 500`)
  return rows
}

/** Whose duties are changed: those of all zones of a kind, or of one zone. */
export type DutyHolder = { branchId: string } & ({ zoneKind: ZoneKind } | { zoneId: string })

export interface DutyChange {
  /** Absent: as it was. `null`: all the year, nobody is reminded. */
  every?: DutyPeriod | null
  title?: string
  activities?: readonly Activity[]
  categories?: readonly Category[]
  /** It is no longer theirs. */
  ended?: true
}

interface DutyRow extends Record<string, unknown> {
  id: string
  organisation_id: string
  zone_kind: ZoneKind
  zone_id: string | null
  title: string
  every: DutyPeriod | null
  activities: Activity[]
  categories: Category[]
}

/**
 * Change one duty from `today` on: the row that held ends, its open windows are called off, and a new row begins.
 *
 * @param named the clause, or the title of a duty of their own
 * @throws UserError when they have no such duty
 */
export function changeDuty(
  db: Db,
  holder: DutyHolder,
  { named, change, ...by }: { named: string; change: DutyChange; actor: string; now: Date; today: CivilDate },
): Promise<void> {
  return transact(db, async (tx, note) => {
    const held = await dutyHeld(tx, holder, { named, today: by.today })
    if (!held) throw new UserError(`没有“${named}”这项职责，用 duties list 查看`)
    // Of a zone that so far had its branch's: the branch's goes on for the others.
    const isOwn = !('zoneId' in holder) || held.zone_id === holder.zoneId
    if (isOwn) await endDuty(tx, held.id, by)
    else await callOff(tx, held.id, { zoneId: holder.zoneId })
    const clause = /^[a-z]+-\d+$/u.test(named) ? named : null
    const { ended, ...changes } = change
    const next = { ...held, ...changes }
    const zoneId = 'zoneId' in holder ? holder.zoneId : null
    // Ended for one zone of many: a row of its own without a period says so.
    if (!ended || !isOwn) {
      await tx.execute(sql`
        insert into duties (organisation_id, branch_id, zone_id, zone_kind, clause, title, every, activities, categories, starts_on)
        values (${held.organisation_id}, ${holder.branchId}, ${zoneId}, ${held.zone_kind}, ${clause}, ${next.title},
          ${ended ? null : next.every}, ${sql.param([...next.activities])}, ${sql.param([...next.categories])}, ${by.today})`)
    }
    const { organisation_id: organisationId } = held
    const detail = { holder, named, change }
    await note({
      organisationId,
      at: by.now,
      actor: by.actor,
      action: 'change_duty',
      subject: `duty:${held.id}`,
      detail,
    })
  })
}

/** Add a duty that is not in the catalogue. */
export function addDuty(
  db: Db,
  { branchId, zoneKind }: { branchId: string; zoneKind: ZoneKind },
  { duty, ...by }: { duty: Required<Omit<DutyChange, 'ended'>>; actor: string; now: Date; today: CivilDate },
): Promise<void> {
  return transact(db, async (tx, note) => {
    const { title, every, activities, categories } = duty
    const { rows } = await tx.execute<{ id: string; organisation_id: string }>(sql`
      insert into duties (organisation_id, branch_id, zone_kind, title, every, activities, categories, starts_on)
      select organisation_id, id, ${zoneKind}, ${title}, ${every}, ${sql.param([...activities])}::text[],
             ${sql.param([...categories])}::text[], ${by.today}::date
        from branches where id = ${branchId} returning id, organisation_id`)
    for (const { id, organisation_id: organisationId } of rows) {
      await note({
        organisationId,
        at: by.now,
        actor: by.actor,
        action: 'add_duty',
        subject: `duty:${id}`,
        detail: duty,
      })
    }
  })
}

async function dutyHeld(
  tx: Db,
  holder: DutyHolder,
  { named, today }: { named: string; today: CivilDate },
): Promise<DutyRow | undefined> {
  const theirs =
    'zoneId' in holder
      ? sql`exists (select from zones z where z.id = ${holder.zoneId} and ${isDutyOf(sql`d`, sql`z`, sql`${today}::date`)})`
      : sql`d.zone_kind = ${holder.zoneKind} and d.zone_id is null and ${holdsOn(sql`d`, sql`${today}::date`)}`
  const { rows } = await tx.execute<DutyRow>(sql`
    select d.id, d.organisation_id, d.zone_kind, d.zone_id, d.title, d.every, d.activities, d.categories from duties d
     where d.branch_id = ${holder.branchId} and (d.clause = ${named} or (d.clause is null and d.title = ${named}))
       and ${theirs} limit 1 for update of d`)
  return rows[0]
}

async function endDuty(tx: Db, id: string, { today }: { today: CivilDate }): Promise<void> {
  // The last day is yesterday; one that began today keeps a span of one day.
  const yesterday = addDays(today, -1)
  await tx.execute(sql`
    update duties set ends_on = ${yesterday}, starts_on = least(starts_on, ${yesterday}::date) where id = ${id}`)
  await callOff(tx, id, { zoneId: null })
}

/** Its windows that nobody has done anything in are asked for no more. */
async function callOff(tx: Db, dutyId: string, { zoneId }: { zoneId: string | null }): Promise<void> {
  const there = zoneId === null ? sql`true` : sql`zone_id = ${zoneId}`
  await tx.execute(sql`
    update duty_windows set state = 'cancelled' where duty_id = ${dutyId} and ${there} and state in ('draft', 'ready')`)
}
