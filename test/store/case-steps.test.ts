import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeSteps } from '../../src/store/case-steps.ts'
import { Conflict } from '../../src/store/cases.ts'
import { inTransaction } from '../../src/store/sql.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const NOW = new Date('2026-11-18T02:00:00Z')

test('of two notes at once one stands, and the other is a conflict that is tried again', async () => {
  const { pool, rootOrganisationId } = database
  const { rows } = await pool.query<{ id: string }>(
    `insert into cases (organisation_id, code, kind, category, urgency, state, text, source_start, source_end, confidence,
       channel, record_number, reporter_role)
     values ($1, 'W-0001', 'incident', 'facility', 'normal', 'accepted', '', 0, 0, 1, 'wecom', 1, 'resident') returning id`,
    [rootOrganisationId],
  )
  const note = {
    do: 'note_case',
    caseId: rows[0]?.id ?? '',
    event: 'escalate',
    state: 'accepted',
    reason: null,
  } as const
  const by = { role: 'system', personId: null } as const
  let second: Promise<void> | null = null
  await inTransaction(pool, async (sql) => {
    await takeSteps(sql, [{ ...note, by }], NOW)
    second = takeSteps(pool, [{ ...note, by }], NOW)
    second.catch(() => {})
    await waitedFor()
  })
  await expect(second).rejects.toBeInstanceOf(Conflict)
  await takeSteps(pool, [{ ...note, by }], NOW)
  const { rows: steps } = await pool.query('select step from case_history order by step')
  expect(steps).toEqual([{ step: 1 }, { step: 2 }])
})

/** Somebody waits for a lock. */
async function waitedFor(): Promise<void> {
  for (;;) {
    const { rows } = await database.pool.query('select from pg_locks where not granted')
    if (rows.length > 0) return
  }
}
