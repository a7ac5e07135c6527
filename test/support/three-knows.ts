import type { TestDeps } from './deps.ts'

/** The branches approved their zones, members know of theirs, and residents opened the notices: nothing is open there. */
export async function settleThreeKnows({ pool, now }: Pick<TestDeps, 'pool' | 'now'>): Promise<void> {
  await pool.query('update zones set approved_at = $1', [now()])
  await pool.query('update assignments set know_asked_at = $1, acknowledged_at = $1', [now()])
  await pool.query(
    `insert into zone_visits (zone_id, "on", kind, visit_count) select id, $1::timestamptz::date, 'notice', 1 from zones
     on conflict do nothing`,
    [now()],
  )
}
