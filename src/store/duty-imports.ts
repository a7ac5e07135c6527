import { sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import type { DutyPeriod } from '../domain/duty-catalogue.ts'
import { groupBy } from '../domain/group.ts'
import type { Activity, ZoneKind } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { addDuty, changeDuty } from './duties.ts'
import { transact } from './transact.ts'

export interface OwnDuty {
  title: string
  every: DutyPeriod | null
  activities: readonly Activity[]
}
export type ImportDuty = OwnDuty & { zoneKind: ZoneKind }

/** Titles. */
export interface DutyImport {
  added: string[]
  changed: string[]
  ended: string[]
}

interface ImportOptions {
  dryRun: boolean
  actor: string
  now: Date
  today: CivilDate
}

/**
 * Bring the duties that a branch drew up itself to a list, for the kinds of zones that it names: all or nothing.
 *
 * Those of the catalogue are not touched; one's own of such a kind that are not in the list end.
 */
export function importDuties(
  db: Db,
  branchId: string,
  { duties, ...options }: ImportOptions & { duties: readonly ImportDuty[] },
): Promise<DutyImport> {
  return transact(db, async (tx) => {
    const done: DutyImport = { added: [], changed: [], ended: [] }
    for (const [zoneKind, ofKind] of groupBy(duties, (duty) => duty.zoneKind)) {
      const own = ofKind.map(({ zoneKind: _, ...duty }) => duty)
      const { added, changed, ended } = await importKind(tx, { branchId, zoneKind }, own, options)
      done.added.push(...added)
      done.changed.push(...changed)
      done.ended.push(...ended)
    }
    return done
  })
}

async function importKind(
  tx: Db,
  holder: { branchId: string; zoneKind: ZoneKind },
  duties: readonly OwnDuty[],
  { dryRun, ...by }: ImportOptions,
): Promise<DutyImport> {
  const { rows } = await tx.execute<OwnDuty & Record<string, unknown>>(sql`
    select title, every, activities from duties
     where branch_id = ${holder.branchId} and zone_kind = ${holder.zoneKind} and clause is null and zone_id is null
       and (ends_on is null or ends_on >= ${by.today}::date) for update`)
  const held = new Map(rows.map((duty) => [duty.title, duty]))
  const told = new Set(duties.map((duty) => duty.title))
  const added = duties.filter((duty) => !held.has(duty.title))
  const changed = duties.filter((duty) => held.has(duty.title) && differs(duty, held.get(duty.title)))
  const ended = rows.filter((duty) => !told.has(duty.title)).map((duty) => duty.title)
  if (!dryRun) {
    for (const duty of added) await addDuty(tx, holder, { duty: { ...duty, categories: [] }, ...by })
    for (const { title, ...change } of changed) await changeDuty(tx, holder, { named: title, change, ...by })
    for (const named of ended) await changeDuty(tx, holder, { named, change: { ended: true }, ...by })
  }
  return { added: added.map((d) => d.title), changed: changed.map((d) => d.title), ended }
}

function differs(a: OwnDuty, b: OwnDuty | undefined): boolean {
  return a.every !== b?.every || [...a.activities].sort().join() !== [...b.activities].sort().join()
}
