/** Rounds of reviews, opened and told by a process that is killed in the middle, again and again. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { cli, dataFolder, type Environment } from '../support/product.ts'
import { seeded } from './crowd.ts'
import { cutTick } from './cut-tick.ts'
import { expectReached } from './expect-reached.ts'
import { sizeOf, TEST_LIMIT_MS } from './sizes.ts'

const SIZE = sizeOf('reviews')
const MEMBERS = 4
/** In the night both rounds of early June open; in the morning their first requests are told. */
const NIGHT = '2026-06-01T00:25:00+08:00'
const MORNING = '2026-06-01T09:22:00+08:00'

let database: TestDatabase
let folder: Awaited<ReturnType<typeof dataFolder>>
let env: Environment

beforeAll(async () => {
  database = await testDatabase()
  folder = await dataFolder()
  const SECRET_KEY = randomBytes(32).toString('base64')
  env = { DATABASE_URL: database.connectionString, DATA_DIR: folder.dir, SECRET_KEY, DEMO: '0', LOCAL_CHAT: '1' }
  await database.pool.query(`
    with branch as (
      insert into branches (organisation_id, name, created_at)
        select o.id, '第' || i || '支部', '2026-05-28' from organisations o, generate_series(1, ${SIZE.branches}) i
         where o.path = '/' returning id, organisation_id, name),
     zone as (
      insert into zones (organisation_id, branch_id, code, name, kind)
        select organisation_id, id, 'Z' || row_number() over (), name || '的片', 'community' from branch
        returning id, organisation_id, branch_id, code),
     person as (
      insert into people (organisation_id, branch_id, name)
        select z.organisation_id, z.branch_id, '党员' || z.code || '-' || m from zone z, generate_series(1, ${MEMBERS}) m
        returning id, organisation_id, branch_id, name),
     account as (
      insert into identities (organisation_id, channel, external_id, display_id, person_id)
        select organisation_id, 'local', lower('own-' || id), lower('own-' || id), id from person)
    insert into assignments (organisation_id, branch_id, zone_id, person_id, role, position, starts_on)
      select p.organisation_id, p.branch_id, z.id, p.id, case when p.name like '%-1' then 'branch_secretary' else 'zone_member' end,
             1, '2026-05-28'
        from person p join zone z on z.branch_id = p.branch_id`)
})

afterAll(async () => {
  await folder?.remove()
  await database?.drop()
})

test(
  'a night and a morning that are cut again and again open each round once, and tell each person once',
  async () => {
    const seed = Date.now() % 1_000_000
    const next = seeded(seed)
    const count = async (text: string) => (await database.pool.query<{ n: number }>(text)).rows[0]?.n ?? 0
    const rounds = () => count('select count(*)::int as n from review_rounds')
    const told = () => count("select count(*)::int as n from outbox where purpose = 'review'")
    let cut = 0
    for (let i = 0; i < SIZE.kills; i++) {
      cut += await cutTick({ at: NIGHT, env, due: async () => (await rounds()) >= Math.floor(next() * SIZE.branches) })
    }
    const opened = await cli(['tick', '--at', NIGHT], env)
    for (let i = 0; i < SIZE.kills; i++)
      cut += await cutTick({ at: MORNING, env, due: async () => (await told()) > 0, afterMs: next() * 2_000 })
    const morning = await cli(['tick', '--at', MORNING], env)
    const again = await cli(['tick', '--at', MORNING], env)
    const kinds = await count('select count(distinct (branch_id, kind, period))::int as n from review_rounds')
    const asked = await count('select count(*)::int as n from review_requests')
    const untold = await count('select count(*)::int as n from review_requests where told_at is null')
    const twice = await count(`
    select count(*)::int as n from (
      select d.person_id from deliveries d join outbox o on o.id = d.outbox_id
       where o.purpose = 'review' group by 1 having count(*) > 1) t`)
    const codes = [opened, morning, again].map((ran) => ran.code).join(' ')
    expectReached({
      mark: 'T4',
      what: 'review rounds opened and told by processes that are killed in the middle',
      size: `${SIZE.branches} branches, ${cut} of ${SIZE.kills * 2} runs cut, seed ${seed}`,
      reached: `rounds ${await rounds()}, different ones ${kinds}, asked ${asked}, untold ${untold}, told twice ${twice}, ends ${codes}`,
      pass: `rounds ${SIZE.branches}, all different, asked ${SIZE.branches * MEMBERS}, untold 0, told twice 0, ends 0 0 0`,
      ok:
        kinds === SIZE.branches &&
        (await rounds()) === kinds &&
        asked === SIZE.branches * MEMBERS &&
        untold + twice === 0 &&
        codes === '0 0 0',
    })
  },
  TEST_LIMIT_MS,
)
