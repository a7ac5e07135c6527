/** A whole year of the demo district, from the chat to the meeting. The report is a golden file; UPDATE_GOLDEN=1 writes it anew. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writePacks } from '../../src/cli/demo-district/packs.ts'
import { districtReport } from '../../src/cli/demo-district/report.ts'
import { type DistrictYear, lastWholeYear, playDistrict } from '../../src/cli/demo-district/year.ts'
import { verifyRecord } from '../../src/domain/review/verify.ts'
import { removeDemo } from '../../src/store/demo.ts'
import { publishedRound } from '../../src/store/spot-check-record.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'
import { loadRoster } from '../support/stories.ts'

const GOLDEN = new URL('../fixtures/demo-year-2025.txt', import.meta.url)
/** Beside other tests on a small machine; alone it takes about a minute. */
const LIMIT_MS = 600_000

let deps: TestDeps
let played: DistrictYear

beforeAll(async () => {
  deps = await testDeps([])
  played = await playDistrict(deps, '2025')
}, LIMIT_MS)
afterAll(() => deps.close())

const rows = async <T>(text: string) => (await deps.pool.query(text)).rows as T[]

test('comes to what the golden file says', async () => {
  const report = `${(await districtReport(deps, played)).join('\n')}\n`
  if (process.env.UPDATE_GOLDEN) await writeFile(GOLDEN, report)
  expect(report).toBe(await readFile(GOLDEN, 'utf8'))
})

test('is of one district with five branches and forty zones, and of no other year', async () => {
  expect(await rows('select count(*)::int as zones, count(distinct branch_id)::int as branches from zones')).toEqual([
    { zones: 40, branches: 5 },
  ])
  expect(await rows(`select distinct left(period, 4) as year from review_rounds`)).toEqual([{ year: '2025' }])
  expect(await rows('select 1 from inbox where failed_at is not null')).toEqual([])
})

test('every draw can be drawn again from its record', async () => {
  const rounds = await rows<{ id: string }>(`select id from review_rounds where kind = 'spot_check'`)
  expect(rounds).toHaveLength(5)
  for (const { id } of rounds) {
    const record = (await publishedRound(deps.pool, deps.seal, id))?.record
    expect(record && verifyRecord(record)).toEqual([])
  }
})

test('nobody is graded by themself, and no appeal is decided by who graded', async () => {
  expect(await rows('select 1 from evaluations where graded_by = person_id')).toEqual([])
  expect(
    await rows(`select 1 from appeals a join evaluations e on e.id = a.evaluation_id
                 where a.to_person_id = e.person_id or e.stage <> 'final'`),
  ).toEqual([])
  expect(await rows('select 1 from appeals')).not.toEqual([])
})

test('the papers for the meeting are written for every branch', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'zeren-packs-'))
  await writePacks(deps, folder, played)
  expect(await readdir(folder)).toHaveLength(10)
  await rm(folder, { recursive: true })
})

test('is not played twice, and can be removed with all that was told in it', async () => {
  await expect(playDistrict(deps, '2025')).rejects.toThrow('已经演过')
  expect(await removeDemo(deps.db, { actor: 'test', now: new Date('2026-02-01T00:00:00Z') })).toBeGreaterThan(1_000)
  expect(await rows('select 1 from zones')).toEqual([])
})

test('is not played where real zones are', async () => {
  await loadRoster(
    deps,
    '支部,责任区编号,责任区,类型,范围,姓名,角色,上级组织\n幸福支部,A3,东区,社区,3号楼,张建国,党员,/东山街道',
  )
  await expect(playDistrict(deps, '2025')).rejects.toThrow('真实的责任区')
})

test.each([
  ['2026-11-23', '2025'],
  ['2027-01-31', '2025'],
  ['2027-02-01', '2026'],
])('on %s the last year that is over is %s', (today, year) => {
  expect(lastWholeYear(today)).toBe(year)
})
