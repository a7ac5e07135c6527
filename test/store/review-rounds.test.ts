import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { branchesToReview } from '../../src/store/review-rounds.ts'
import { type ReviewWorld, reviewWorld } from '../support/review-world.ts'

let world: ReviewWorld
beforeEach(async () => {
  world = await reviewWorld()
})
afterEach(() => world.deps.close())

/** The first day of the branch, as a session of that time zone finds it. */
async function since({ madeAt, demo }: { madeAt: string; demo: boolean }, session: string): Promise<string[]> {
  const { db, pool } = world.deps
  await pool.query('update organisations set demo = $1', [demo])
  await pool.query('update branches set created_at = $1', [madeAt])
  const branches = await db.transaction(async (tx) => {
    await tx.execute(sql.raw(`set local time zone '${session}'`))
    return branchesToReview(tx, { today: '2026-06-01', timezone: 'Asia/Shanghai' })
  })
  return [...new Set(branches.map((branch) => branch.since))]
}

test.each([
  ['2025-12-31T23:30:00+08:00', '2025-12-31', '2025-01-01'],
  ['2026-01-01T00:30:00+08:00', '2026-01-01', '2026-01-01'],
])('a branch made at %s began on %s, or, in a demo, on %s, wherever the database is', async (madeAt, day, inDemo) => {
  for (const session of ['UTC', 'America/Los_Angeles', 'Asia/Shanghai']) {
    expect(await since({ madeAt, demo: false }, session), session).toEqual([day])
    expect(await since({ madeAt, demo: true }, session), session).toEqual([inDemo])
  }
})
