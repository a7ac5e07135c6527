import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { zonesOfBranch } from '../../src/store/branch-zones.ts'
import { loadDemo } from '../../src/store/demo.ts'
import { createSeal } from '../../src/store/seal.ts'
import { testDatabase } from '../support/database.ts'

test('the zones of a branch stand in the order that people count in: X9 before X10', async () => {
  const database = await testDatabase()
  const now = new Date('2026-11-23T02:00:00Z')
  await loadDemo(database.db, createSeal(randomBytes(32)), { now, timezone: 'Asia/Shanghai' })
  const { rows } = await database.pool.query(`select id from branches where name = '幸福里医院党支部'`)
  const found = await zonesOfBranch(database.db, rows[0].id, '2026-11-23')
  expect(found?.zones.map(({ code }) => code)).toEqual(['X9', 'X10'])
  await database.drop()
})
