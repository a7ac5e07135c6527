/** The end of a year, closed, shown and ended by processes that are killed in the middle, again and again. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { cli, dataFolder, type Environment } from '../support/product.ts'
import { seeded } from './crowd.ts'
import { cutTick } from './cut-tick.ts'
import { expectReached } from './expect-reached.ts'
import { sizeOf, TEST_LIMIT_MS } from './sizes.ts'

const SIZE = sizeOf('year')
/** Of each branch; the secretary has no zone. */
const MEMBERS = 3
const OPENS = '2025-12-01T00:25:00+08:00'
const CLOSES = '2025-12-26T00:25:00+08:00'
const SHOWN = '2025-12-29T09:12:00+08:00'
const STANDS = '2026-01-06T09:12:00+08:00'

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
        select o.id, '第' || i || '支部', '2025-01-05' from organisations o, generate_series(1, ${SIZE.branches}) i
         where o.path = '/' returning id, organisation_id, name),
     zone as (
      insert into zones (organisation_id, branch_id, code, name, kind)
        select organisation_id, id, 'Z' || row_number() over (), name || '的片', 'community' from branch
        returning id, organisation_id, branch_id, code),
     person as (
      insert into people (organisation_id, branch_id, name)
        select z.organisation_id, z.branch_id, '党员' || z.code || '-' || m from zone z, generate_series(0, ${MEMBERS}) m
        returning id, organisation_id, branch_id, name),
     account as (
      insert into identities (organisation_id, channel, external_id, display_id, person_id)
        select organisation_id, 'local', lower('own-' || id), lower('own-' || id), id from person)
    insert into assignments (organisation_id, branch_id, zone_id, person_id, role, position, starts_on)
      select p.organisation_id, p.branch_id, case when p.name not like '%-0' then z.id end, p.id,
             case when p.name like '%-0' then 'branch_secretary' else 'zone_member' end, 1, '2025-01-05'
        from person p join zone z on z.branch_id = p.branch_id`)
})

afterAll(async () => {
  await folder?.remove()
  await database?.drop()
})

const count = async (text: string) => (await database.pool.query<{ n: number }>(text)).rows[0]?.n ?? 0
const at = (stage: string) => count(`select count(*)::int as n from evaluations where stage = '${stage}'`)

test(
  'a year whose close, showing and end are cut again and again has everybody once, and tells everybody once',
  async () => {
    const seed = Date.now() % 1_000_000
    const next = seeded(seed)
    const members = SIZE.branches * MEMBERS
    let cut = 0
    const codes: (number | null)[] = []
    const cutAndRun = async (tick: string, stage: string) => {
      for (let i = 0; i < SIZE.kills; i++) {
        const part = next() * members
        const due = async () => (await at(stage)) > part
        cut += await cutTick({ at: tick, env, due, afterMs: i % 2 === 0 ? 0 : next() * 2_000 })
      }
      codes.push((await cli(['tick', '--at', tick], env)).code)
    }
    codes.push((await cli(['tick', '--at', OPENS], env)).code)
    await cutAndRun(CLOSES, 'summarised')
    const drafted = await at('summarised')
    await database.pool.query(
      `update evaluations set stage = 'graded', grade = '合格', grade_reason = '该做的都做了', graded_at = '2025-12-27T02:00:00Z'`,
    )
    await cutAndRun(SHOWN, 'shown')
    await cutAndRun(STANDS, 'final')
    const noted = await count(
      `select count(*)::int as n from (select subject, action from audit where action like 'evaluation_%' group by 1, 2 having count(*) = 1) t`,
    )
    const asked = await count(`select count(*)::int as n from review_requests where kind = 'grading'`)
    const told = `select d.person_id from deliveries d join outbox o on o.id = d.outbox_id where o.key like 'evaluation/shown/%'`
    const reached = await count(`select count(distinct person_id)::int as n from (${told}) t`)
    const twice = await count(`select count(*)::int as n from (${told} group by 1 having count(*) > 1) t`)
    const [final, rounds] = [
      await at('final'),
      await count(
        "select count(*)::int as n from review_rounds where kind = 'year_end_evaluation' and state = 'final'",
      ),
    ]
    expectReached({
      mark: 'S6',
      what: 'a year closed, shown and ended by processes that are killed in the middle',
      size: `${members} members, ${cut} of ${SIZE.kills * 3} runs cut, seed ${seed}`,
      reached: `drafted ${drafted}, asked to grade ${asked}, told ${reached}, told twice ${twice}, final ${final}, steps noted once ${noted}, rounds ${rounds}, ends ${codes.join(' ')}`,
      pass: `drafted, asked, told, final ${members}, told twice 0, steps ${members * 3}, rounds ${SIZE.branches}, ends 0`,
      ok:
        [drafted, asked, reached, final, noted / 3].every((n) => n === members) &&
        twice === 0 &&
        rounds === SIZE.branches &&
        codes.every((code) => code === 0),
    })
  },
  TEST_LIMIT_MS,
)
