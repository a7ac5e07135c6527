/** The stretches of time in which duties are to be done: opened from the duties of each zone, ended by the calendar. */
import { sql } from 'drizzle-orm'
import type { Pool } from 'pg'
import type { CivilDate } from '../domain/calendar.ts'
import { type DutyToCome, spansToOpen } from '../domain/duty.ts'
import type { Db } from './database.ts'
import { isDutyOf } from './duties.ts'
import { type Looking, seeDutiesDone } from './duty-evidence.ts'
import { holding } from './holding.ts'
import { drizzleOn, inTransaction } from './sql.ts'

/** Zones of one statement: some ten thousand windows at most. */
const ZONES_AT_ONCE = 2_000

/**
 * Open the windows of all zones that have a member, as of `today`: those that run and those that begin within days.
 * What was told before in a window that has begun does it at once.
 *
 * A window of which more than half is over is not opened for a duty or a member that came in the middle of it. Safe to
 * run twice and side by side, and to be cut anywhere: each batch of zones stands for itself.
 *
 * @returns how many were opened
 */
export async function openDutyWindows(pool: Pool, now: Date, looking: Looking): Promise<number> {
  let count = 0
  for (let after: string | null = null; ; ) {
    const batch: OpenedBatch = await inTransaction(pool, async (client) => {
      const opened = await openForSome(drizzleOn(client), { after, now, today: looking.today })
      await seeDutiesDone(client, opened.begun ?? [], looking)
      return opened
    })
    count += batch.opened
    if (batch.last === null) return count
    after = batch.last
  }
}

interface OpenedBatch extends Record<string, unknown> {
  /** The last zone of the batch; null: there are no more. */
  last: string | null
  opened: number
  /** Ids of the windows that have already begun. */
  begun: string[] | null
}

async function openForSome(
  tx: Db,
  { after, now, today }: { after: string | null; now: Date; today: CivilDate },
): Promise<OpenedBatch> {
  const day = sql`${today}::date`
  const { rows } = await tx.execute<OpenedBatch>(sql`
    with batch as (
      select z.* from zones z where ${after}::uuid is null or z.id > ${after}::uuid order by z.id limit ${ZONES_AT_ONCE}),
    opened as (
      insert into duty_windows (organisation_id, branch_id, zone_id, duty_id, starts_on, ends_on, state, created_at)
      select z.organisation_id, z.branch_id, z.id, d.id, s."startsOn", s."endsOn",
             case when s."startsOn" <= ${day} then 'ready' else 'draft' end, ${now}::timestamptz
        from batch z
        join lateral (
          select min(a.starts_on) as since from assignments a
           where a.organisation_id = z.organisation_id and a.zone_id = z.id and a.role <> 'resident_verifier'
             and ${holding('a', day)}) held on held.since is not null
        join duties d on ${isDutyOf(sql`d`, sql`z`, day)}
        join jsonb_to_recordset(${JSON.stringify(spansToOpen(today))}::jsonb)
          as s(every text, "startsOn" date, "endsOn" date, late boolean) on s.every = d.every
       where (not s.late or greatest(d.starts_on, held.since) <= s."startsOn")
         and not exists (select from duty_windows w
                          where w.duty_id = d.id and w.zone_id = z.id and w.starts_on = s."startsOn")
      on conflict do nothing returning id, state)
    select (select id from batch order by id desc limit 1) as last, count(*)::int as opened,
           array_agg(id) filter (where state = 'ready') as begun from opened`)
  return rows[0] ?? { last: null, opened: 0, begun: null }
}

/** The duties of these zones that fall due. */
export async function dutiesToCome(db: Db, zoneCodes: readonly string[], today: CivilDate): Promise<DutyToCome[]> {
  const day = sql`${today}::date`
  const { rows } = await db.execute<DutyToCome & Record<string, unknown>>(sql`
    select distinct d.every, exists (
             select from duty_windows w
              where w.zone_id = z.id and w.duty_id = d.id and w.starts_on <= ${day} and w.ends_on >= ${day}) as opened
      from zones z join duties d on ${isDutyOf(sql`d`, sql`z`, day)}
     where z.code = any(${sql.param([...zoneCodes])}::text[]) and d.every is not null`)
  return rows
}

/** Begin windows whose first day has come, and end those whose last day is over. */
export async function turnDutyWindows(db: Db, today: CivilDate): Promise<void> {
  // Locked in the order in which messages lock them.
  await db.execute(sql`
    with due as (
      select id from duty_windows
       where (state = 'draft' and starts_on <= ${today}::date) or (state = 'ready' and ends_on < ${today}::date)
       order by id for update)
    update duty_windows w set state = case when ends_on < ${today}::date then 'missed' else 'ready' end
      from due where w.id = due.id`)
}
