import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readRoster } from '../../src/documents/roster.ts'
import type { CivilDate } from '../../src/domain/calendar.ts'
import { zoneEntriesToKeep } from '../../src/store/kept-entries.ts'
import { listZones } from '../../src/store/listed-roster.ts'
import { readNoticeBoard } from '../../src/store/notice-board.ts'
import { loadResponsibility } from '../../src/store/responsibility.ts'
import { importRoster } from '../../src/store/roster.ts'
import { createSeal } from '../../src/store/seal.ts'
import { openZoneEntries } from '../../src/store/zone-entries.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const timezone = 'Asia/Shanghai'
const seal = createSeal(randomBytes(32))
let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  const reading = readRoster([
    ['支部', '责任区编号', '姓名'],
    ['第一支部', 'A1', '王芳'],
    ['第一支部', 'A2', '张三'],
  ])
  if (!reading) throw new Error('no header')
  await importRoster(database.db, reading.roster, {
    seal,
    actor: 'cli',
    now: new Date('2026-03-01T02:00:00Z'),
    timezone,
  })
  await database.pool.query("update zones set ended_on = '2026-03-02' where code = 'A2'")
})
afterAll(() => database.drop())

test.each([
  ['the day before, a zone that will end is one', '2026-03-01', ['A1', 'A2']],
  ['from its day on nobody is asked for it', '2026-03-02', ['A1']],
])('%s', async (_, today, codes) => {
  const { zones } = await loadResponsibility(database.pool, database.rootOrganisationId, today)
  expect([...zones.keys()]).toEqual(codes)
  const times = { now: new Date(`${today}T12:00:00+08:00`), timezone, seal }
  const boards = await Promise.all(['A1', 'A2'].map((code) => readNoticeBoard(database.db, code, times)))
  expect(boards.flatMap((board) => board?.code ?? [])).toEqual(codes)
})

test('from its day on no ways in are opened for it, and those that were are taken back', async () => {
  const { pool } = database
  const opened = { scope: { path: '/' }, kind: 'kf' } as const
  expect(await openZoneEntries(pool, { ...opened, today: '2026-03-01' })).toEqual(['A1', 'A2'])
  expect(await openZoneEntries(pool, { ...opened, today: '2026-03-02' })).toEqual(['A1'])
  const due = { kinds: ['kf'], failedBefore: new Date(), seenBefore: new Date(0), limit: 10 } as const
  const endedOn = async (today: CivilDate) =>
    (await zoneEntriesToKeep(pool, { ...due, today })).flatMap((e) => (e.ended ? e.zoneCode : []))
  expect(await endedOn('2026-03-01')).toEqual([])
  expect(await endedOn('2026-03-02')).toEqual(['A2'])
})

test('a zone that ended is not listed', async () => {
  const scope = { organisationId: database.rootOrganisationId, path: '/' }
  const { items } = await listZones(database.db, { scope, limit: 10, after: null, today: '2026-03-02' })
  expect(items.map((z) => z.code)).toEqual(['A1'])
})
