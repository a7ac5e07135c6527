import { drizzle } from 'drizzle-orm/node-postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runErrands } from '../../src/jobs/errands.ts'
import { SCHEDULES } from '../../src/jobs/schedules.ts'
import { withoutWriting } from '../../src/store/dry-run.ts'
import { toldBy } from '../../src/store/told.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号
幸福支部,A3,东区,社区,3号楼、4号楼,张建国,党员,zhangjianguo
幸福支部,A4,西区,社区,5号楼,王卫东,党员,
幸福支部,,,,,陈书华,书记,chenshuhua
`

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER, { names: { newphone: '王卫东', stranger: '路人甲' } })
})
afterEach(() => world.close())

test('a photo is fetched from the platform and kept, with the sentence that it belongs to', async () => {
  const { platform, deps } = world
  await world.says('zhangjianguo', '3号楼门口的栏杆断了')
  const image = platform.addMedia({ bytes: PNG, contentType: 'image/png', name: 'a.png' })
  await platform.send({ from: 'zhangjianguo', image })
  await world.settle()
  await runErrands(deps)
  const { rows } = await deps.pool.query(
    'select state, storage_key, content_type, case_id is not null as joined from attachments',
  )
  expect(rows).toMatchObject([{ state: 'stored', content_type: 'image/png', joined: true }])
  expect((await deps.storage.get(rows[0].storage_key))?.bytes).toEqual(PNG)
})

test('what the platform no longer has is marked as gone, and not asked for again', async () => {
  const { platform, deps } = world
  await platform.send({ from: 'zhangjianguo', image: 'media-that-never-was' })
  await world.settle()
  await runErrands(deps)
  const calls = platform.counters.calls['media/get']
  await runErrands(deps)
  expect(platform.counters.calls['media/get']).toBe(calls)
  expect((await deps.pool.query('select state from attachments')).rows).toEqual([{ state: 'expired' }])
})

test('a newcomer whose name the directory knows is bound by the yes of the secretary', async () => {
  const { deps } = world
  await world.says('newphone', '5号楼门禁坏了')
  await runErrands(deps)
  await world.settle()
  const asked = world.newOn('chenshuhua').find((m) => wordsOf(m).includes('是本人吗'))
  expect(wordsOf(asked)).toContain('王卫东')
  await world.taps('chenshuhua', '是')
  const { rows } = await deps.pool.query(
    `select p.name from identities i join people p on p.id = i.person_id where i.external_id = 'newphone'`,
  )
  expect(rows).toEqual([{ name: '王卫东' }])
})

test('somebody whom the roster does not know is looked up once, and nobody is bothered', async () => {
  const { deps, platform } = world
  await world.says('stranger', '你好')
  await runErrands(deps)
  await runErrands(deps)
  await world.settle()
  expect(platform.counters.calls['user/get']).toBe(1)
  expect(world.newOn('chenshuhua')).toEqual([])
})

test('a dry run tells what it would tell, and writes nothing', async () => {
  const { deps } = world
  await world.says('zhangjianguo', '4号楼门口垃圾堆了一地')
  const later = new Date(deps.now().getTime() + 11 * 60_000)
  const before = await deps.pool.query('select state, version from cases')
  const told = await withoutWriting(deps.pool, async (pool) => {
    const dry = { ...deps, pool, db: drizzle(pool), now: () => later }
    const owed: bigint[] = []
    for (const schedule of SCHEDULES) owed.push(...(await schedule.run(dry, later)))
    return toldBy(pool, owed)
  })
  expect(told.map((t) => t.about)).toContain('A3-0001')
  expect((await deps.pool.query('select state, version from cases')).rows).toEqual(before.rows)
  expect((await deps.pool.query(`select count(*)::int as n from outbox where purpose = 'assignment'`)).rows).toEqual([
    { n: 0 },
  ])
})
