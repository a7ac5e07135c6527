import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readRoster } from '../../src/documents/roster.ts'
import { listDuties } from '../../src/store/duties.ts'
import { type ImportDuty, importDuties } from '../../src/store/duty-imports.ts'
import { importRoster } from '../../src/store/roster.ts'
import { createSeal } from '../../src/store/seal.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
let branchId: string
beforeAll(async () => {
  database = await testDatabase()
  const reading = readRoster([
    ['支部', '责任区编号', '类型', '姓名'],
    ['机关支部', 'J1', '机关', '王芳'],
  ])
  if (!reading) throw new Error('no header')
  const options = { seal: createSeal(randomBytes(32)), actor: 'cli', now: new Date('2026-03-01T02:00:00Z') }
  await importRoster(database.db, reading.roster, { ...options, timezone: 'Asia/Shanghai' })
  branchId = (await database.pool.query('select id from branches')).rows[0].id
})
afterAll(() => database.drop())

const duty = (title: string, every: ImportDuty['every'] = null): ImportDuty => ({
  title,
  every,
  activities: [],
  zoneKind: 'office',
})

function load(duties: ImportDuty[], today: string, dryRun = false) {
  return importDuties(database.db, branchId, {
    duties,
    dryRun,
    actor: 'cli',
    now: new Date(`${today}T02:00:00Z`),
    today,
  })
}
const held = async (today: string) =>
  (await listDuties(database.db, branchId, today)).map((d) => `${d.title} ${d.every}`).sort()

test('a list of an office’s own duties is the whole of them: added, changed, ended, and nothing where nothing differs', async () => {
  expect((await load([duty('接待'), duty('走访')], '2026-03-02', true)).added).toEqual(['接待', '走访'])
  expect(await held('2026-03-02')).toEqual([])
  await load([duty('接待'), duty('走访')], '2026-03-02')
  expect(await load([duty('接待'), duty('走访')], '2026-03-03')).toEqual({ added: [], changed: [], ended: [] })
  const done = await load([duty('走访', 'month'), duty('值守')], '2026-03-04')
  expect(done).toEqual({ added: ['值守'], changed: ['走访'], ended: ['接待'] })
  expect(await held('2026-03-04')).toEqual(['值守 null', '走访 month'])
  expect(await held('2026-03-03')).toEqual(['接待 null', '走访 null'])
})
