import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { namedZones } from '../../src/decide/zone-match.ts'
import { DUTY_CATALOGUE } from '../../src/domain/duty-catalogue.ts'
import { verifyAudit } from '../../src/store/audit.ts'
import { loadDemo, removeDemo } from '../../src/store/demo.ts'
import { playablePeople } from '../../src/store/local-people.ts'
import { loadResponsibility } from '../../src/store/responsibility.ts'
import { createSeal } from '../../src/store/seal.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const seal = createSeal(randomBytes(32))
const now = new Date('2026-11-20T02:00:00Z')
const today = '2026-11-20'
const load = (again = false) => loadDemo(database.db, seal, { now, timezone: 'Asia/Shanghai', again })

let database: TestDatabase
beforeEach(async () => {
  database = await testDatabase()
})
afterEach(() => database.drop())

async function demoOrganisation(): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>('select id from organisations where demo')
  return rows[0]?.id ?? ''
}

async function counts(): Promise<Record<string, number>> {
  const tables = [
    'branches',
    'zones',
    'zone_areas',
    'people',
    'identities',
    'assignments',
    'duties',
    'cases',
    'check_ins',
  ]
  const more = ['inbox', 'outbox', 'deliveries', 'local_messages', 'attachments', 'case_history', 'conversations']
  const columns = [...tables, ...more].map((t) => `(select count(*)::int from ${t}) as ${t}`)
  const { rows } = await database.pool.query<Record<string, number>>(`select ${columns.join(', ')}`)
  return rows[0] ?? {}
}

describe('the demo', () => {
  test('has a community branch of nine with six zones, a school and a hospital, and residents', async () => {
    expect(await load()).toBe(true)
    const { rows } = await database.pool.query(`
      select b.name, (select count(*)::int from zones z where z.branch_id = b.id) as zones,
             (select count(*)::int from people p where p.branch_id = b.id) as people
        from branches b join organisations o on o.id = b.organisation_id and o.demo and o.path = '/演示' order by 2 desc, 1`)
    expect(rows).toEqual([
      { name: '幸福里社区党支部', zones: 6, people: 9 },
      { name: '幸福里医院党支部', zones: 2, people: 2 },
      { name: '幸福里学校党支部', zones: 2, people: 2 },
    ])
    const people = await playablePeople(database.pool, { today, roster: false })
    const groups = (group: string) => people.filter((p) => p.group === group).length
    expect([groups('secretary'), groups('member'), groups('resident')]).toEqual([4, 9, 5])
    const started = await database.pool.query('select distinct starts_on::text from assignments')
    expect(started.rows).toEqual([{ starts_on: '2026-01-01' }])
    const bound = await database.pool.query('select distinct bound_by from identities where person_id is not null')
    expect(bound.rows).toEqual([{ bound_by: 'demo' }])
  })

  test('has a primary handler who can be reached in every zone', async () => {
    await load()
    const { zones } = await loadResponsibility(database.pool, await demoOrganisation(), today)
    expect([...zones.keys()].sort()).toEqual(['X1', 'X10', 'X2', 'X3', 'X4', 'X5', 'X6', 'X7', 'X8', 'X9'])
    for (const zone of zones.values()) {
      expect(zone.primary?.addresses, zone.code).toHaveLength(1)
      expect(zone.areas.length).toBeGreaterThan(0)
    }
  })

  test('and the real organisation around it know nothing of each other', async () => {
    await load()
    await database.pool.query(
      `with b as (insert into branches (organisation_id, name) values ($1, '机关党支部') returning id, organisation_id),
       p as (insert into people (organisation_id, branch_id, name) select organisation_id, id, '蒋明远' from b returning *)
       insert into assignments (organisation_id, person_id, branch_id, role, starts_on, position)
         select organisation_id, id, branch_id, unnest(array['branch_secretary', 'organisation_admin']), '2026-01-01', 0 from p`,
      [database.rootOrganisationId],
    )
    const demo = await loadResponsibility(database.pool, await demoOrganisation(), today)
    expect([...demo.people.values()].map((p) => p.name)).not.toContain('蒋明远')
    const real = await loadResponsibility(database.pool, database.rootOrganisationId, today)
    expect([...real.people.values()].map((p) => p.name)).toEqual(['蒋明远'])
    expect([...real.zones.keys()]).toEqual([])
  })

  test.each([
    ['3号楼2单元楼道灯坏了两天了', '3', 'X2'],
    ['红砖楼的灯坏了', null, 'X2'],
    ['8号楼电梯停了', '8', 'X4'],
    ['小广场有人跳舞太吵', null, 'X5'],
    ['后门堆了垃圾', null, 'X6'],
  ])('routes “%s” to exactly one zone', async (text, building, code) => {
    await load()
    const { zones } = await loadResponsibility(database.pool, await demoOrganisation(), today)
    const place = building === null ? null : { text: `${building}号楼`, building, unit: null, floor: null, room: null }
    expect(namedZones([...zones.values()], place, text).map((z) => z.code)).toEqual([code])
  })

  test('gives every branch the duties of each kind of zone that it has', async () => {
    await load()
    const { rows } = await database.pool.query(
      'select zone_kind, count(*)::int, count(distinct clause)::int as clauses from duties group by 1 order by 1',
    )
    expect(rows).toEqual([
      { zone_kind: 'community', count: 12, clauses: 12 },
      { zone_kind: 'hospital', count: 4, clauses: 4 },
      { zone_kind: 'school', count: 5, clauses: 5 },
    ])
  })

  test('is loaded once, by whoever comes first', async () => {
    const loaded = await Promise.all([load(), load(), load()])
    expect(loaded.filter(Boolean)).toHaveLength(1)
    const before = await counts()
    expect(await load()).toBe(false)
    expect(await load(true)).toBe(true)
    expect(await counts()).toEqual(before)
  })

  test('is not loaded over somebody else’s zones', async () => {
    await database.pool.query(`
      with o as (insert into organisations (name, path) values ('甲', '/甲') returning id),
      b as (insert into branches (organisation_id, name) select id, '甲支部' from o returning id, organisation_id)
      insert into zones (organisation_id, branch_id, code, name, kind) select organisation_id, id, 'X3', '三区', 'community' from b`)
    expect(await load()).toBe(false)
    expect((await counts()).people).toBe(0)
  })
})

describe('the demo removed', () => {
  test('takes everything with it that was told there, and nothing else', async () => {
    const before = await counts()
    await load()
    await tellSomething()
    expect((await counts()).cases).toBe(1)
    expect(await removeDemo(database.db, { actor: 'cli', now })).toBeGreaterThan(50)
    expect(await counts()).toEqual(before)
    expect(await verifyAudit(database.db)).toBeNull()
  })

  test('does not come back by itself, but when asked', async () => {
    await load()
    await removeDemo(database.db, { actor: 'cli', now })
    expect(await load()).toBe(false)
    expect((await counts()).zones).toBe(0)
    expect(await load(true)).toBe(true)
    expect((await counts()).zones).toBe(10)
  })

  test('where there is none, is no harm', async () => {
    expect(await removeDemo(database.db, { actor: 'cli', now })).toBe(0)
  })
})

/** One message with a case, a check-in, a photo, a reply and lines in the chat. */
async function tellSomething(): Promise<void> {
  await database.pool.query(`
    with who as (select i.id, i.organisation_id, i.person_id, z.id as zone_id, z.branch_id
                   from identities i, zones z where i.external_id = 'wangxiulan' and z.code = 'X2'),
    kept as (insert into inbox (organisation_id, channel, channel_message_id, conversation, lane, sent_at)
               select (select id from organisations where path = '/'), 'local', 'm1', 'wangxiulan', 'normal', now() from who returning id),
    told as (insert into cases (organisation_id, branch_id, zone_id, code, kind, category, urgency, state, text, source_start,
                                source_end, confidence, channel, inbox_id, record_number, reporter_role, reporter_identity_id)
               select organisation_id, branch_id, zone_id, 'X2-0001', 'incident', 'facility', 'normal', 'new', '灯坏了', 0, 3, 1,
                      'local', kept.id, 0, 'zone_member', who.id from who, kept returning id, organisation_id),
    step as (insert into case_history (case_id, organisation_id, step, at, event, to_state, by_role)
               select id, organisation_id, 1, now(), 'open', 'new', 'zone_member' from told),
    done as (insert into check_ins (organisation_id, zone_id, activity, state, text, source_start, source_end, confidence,
                                    channel, inbox_id, record_number)
               select organisation_id, zone_id, 'patrol', 'kept', '巡查', 0, 2, 1, 'local', kept.id, 1 from who, kept),
    photo as (insert into attachments (organisation_id, identity_id, case_id, inbox_id, part, channel, kind, state)
               select who.organisation_id, who.id, told.id, kept.id, 0, 'local', 'image', 'waiting' from who, told, kept),
    talk as (insert into conversations (identity_id, organisation_id) select id, organisation_id from who),
    reply as (insert into outbox (organisation_id, key, channel, lane, purpose, deadline_at)
               select organisation_id, 'k', 'local', 'reply', 'reply', now() from who returning id, organisation_id),
    sent as (insert into deliveries (outbox_id, recipient, organisation_id, channel, lane, batch, due_at)
               select id, 'wangxiulan', organisation_id, 'local', 'reply', 0, now() from reply)
    insert into local_messages (account, direction, key, content) values ('wangxiulan', 'in', 'm1', '{}')`)
}

describe('the duty catalogue', () => {
  test('has twelve, five and four duties, each with its clause', () => {
    const clauses = (kind: keyof typeof DUTY_CATALOGUE) => DUTY_CATALOGUE[kind].map((d) => d.clause)
    const numbered = (part: string, count: number) => Array.from({ length: count }, (_, i) => `${part}-${i + 1}`)
    expect(clauses('community')).toEqual(numbered('community', 12))
    expect(clauses('village')).toEqual(numbered('community', 12))
    expect(clauses('school')).toEqual(numbered('school', 5))
    expect(clauses('hospital')).toEqual(numbered('hospital', 4))
    expect(clauses('office')).toEqual([])
  })

  test('is short, and watches nobody', () => {
    const titles = Object.values(DUTY_CATALOGUE).flatMap((duties) => duties.map((d) => d.title))
    for (const title of titles) {
      expect(title.length, title).toBeLessThanOrEqual(32)
      expect(title).not.toMatch(/上访|违反|稳定|思想|苗头|统战|监督|举报|排查/)
    }
  })
})
