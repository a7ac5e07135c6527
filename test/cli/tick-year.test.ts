/** A whole year of the demo: who is told what, and when. The log is a golden file; UPDATE_GOLDEN=1 writes it anew. */
import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoYear } from '../../src/cli/demo-year.ts'
import { inOrder, runTicks, type ToldLine, ticksBetween } from '../../src/cli/tick.ts'
import { addDays, civilDate, localTime } from '../../src/domain/calendar.ts'
import { loadDemo, removeDemo } from '../../src/store/demo.ts'
import { chinaCalendar } from '../../src/store/work-calendar.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'
import { withChannels } from '../support/stories.ts'

const GOLDEN = new URL('../fixtures/tick-2026.jsonl', import.meta.url)
const timezone = 'Asia/Shanghai'
/** Beside other tests on a small machine; alone it takes well under a minute. */
const LIMIT_MS = 280_000

/** A message as it was owed. */
interface Sent {
  key: string
  lane: string
  purpose: string
  who: string
  due_at: Date
}

let deps: TestDeps
let golden: string
let sent: Sent[]

beforeAll(async () => {
  deps = await testDeps([])
  const local = withChannels(deps).channels.get('local')
  if (!local) throw new Error('there is no local chat')
  deps = withChannels(deps, { ...local, name: 'wecom' })
  await loadDemo(deps.db, deps.seal, { now: new Date('2026-11-23T02:00:00Z'), timezone })
  // The local chat rings nowhere, so it knows no quiet hours: members are told where it rings.
  await deps.pool.query(
    `insert into identities (organisation_id, person_id, channel, external_id, display_id, bound_by)
     select organisation_id, person_id, 'wecom', external_id, display_id, bound_by from identities where person_id is not null`,
  )
  const span = ['2026-01-01', '2026-12-31', timezone] as const
  const lines: ToldLine[] = []
  await runTicks(deps, inOrder([...ticksBetween(...span), ...demoYear(...span)]), (line) => lines.push(line))
  golden = await readable(lines)
  const { rows } = await deps.pool.query<Sent>(
    `select o.key, o.lane, o.purpose, coalesce(p.name, d.recipient) as who, d.due_at
       from outbox o join deliveries d on d.outbox_id = o.id left join people p on p.id = d.person_id
      where o.key not like 'card/%' order by d.due_at, o.key`,
  )
  sent = rows
}, LIMIT_MS)
afterAll(() => deps.close())

/** Ids are new in every database: people and branches stand by their names, and no order hangs on ids. */
async function readable(lines: readonly ToldLine[]): Promise<string> {
  const { rows } = await deps.pool.query<{ id: string; name: string }>(
    'select id, name from people union all select id, name from branches',
  )
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  const named = (text: string) =>
    text.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => names.get(id) ?? 'id')
  const told = lines
    // A card that shows a new state where it lies rings nowhere.
    .filter(({ key }) => !key.startsWith('card/'))
    .map(({ at, to, key, ...line }) => ({
      at: `${civilDate(new Date(at), timezone)} ${localTime(new Date(at), timezone)}`,
      job: line.job,
      lane: line.lane,
      to: to.map(named).sort(),
      // Of words and of positions in the outbox; those of reviews end in a hash of ids.
      key: named(key).replace(/^(review\/[\d-]+)\/[0-9a-f]{16}$/, '$1'),
      about: line.about,
    }))
    .map((line) => JSON.stringify(line))
  // By instant and job as they came, within one by what is told.
  const order = (line: string) => line.slice(0, line.indexOf('"lane"'))
  const blocks: string[][] = []
  for (const line of told) {
    const block = blocks.at(-1)
    if (block?.[0] && order(block[0]) === order(line)) block.push(line)
    else blocks.push([line])
  }
  return `${blocks.flatMap((block) => block.sort()).join('\n')}\n`
}

test('is told as the golden file has it', async () => {
  if (process.env.UPDATE_GOLDEN) await writeFile(GOLDEN, golden)
  expect(golden).toBe(await readFile(GOLDEN, 'utf8'))
})

const rings = ({ lane, purpose }: Sent) => lane !== 'reply' && purpose !== 'reply' && purpose !== 'emergency'
const byTheClock = ({ purpose }: Sent) => ['clock', 'duty', 'digest'].includes(purpose)

test('nobody is told anything in quiet hours, but of an emergency or in answer', () => {
  const late = sent.filter(rings).filter(({ due_at }) => {
    const time = localTime(due_at, timezone)
    return time < '08:00' || time >= '20:00'
  })
  expect(late).toEqual([])
})

test('reminders and digests rest on weekends and holidays, and are there on the Saturdays that are worked', () => {
  const calendar = chinaCalendar()
  const days = new Set(sent.filter(byTheClock).map(({ due_at }) => civilDate(due_at, timezone)))
  expect([...days].filter((day) => !calendar.isWorkingDay(day))).toEqual([])
  // The Saturday before Spring Festival, and that after the National Day.
  expect([...days]).toEqual(expect.arrayContaining(['2026-02-14', '2026-10-10']))
  for (let day = '2026-02-15'; day <= '2026-02-23'; day = addDays(day, 1)) expect(days).not.toContain(day)
})

test('nothing that many are told goes out at the full or the half hour', () => {
  const crowded = sent.filter(byTheClock).filter(({ due_at }) => due_at.getTime() % 1_800_000 === 0)
  expect(crowded).toEqual([])
})

test('nobody is told the same twice', () => {
  const told = sent.map(({ key, who }) => `${who} ${key}`)
  expect(told.filter((one, i) => told.indexOf(one) !== i)).toEqual([])
})

test('nobody hears of duties twice in a week, and more than five times in a quarter', () => {
  const duties = sent.filter(({ purpose }) => purpose === 'duty')
  for (const who of new Set(duties.map((d) => d.who))) {
    const days = duties.filter((d) => d.who === who).map((d) => civilDate(d.due_at, timezone))
    expect(days.filter((day, i) => i > 0 && day < addDays(days[i - 1] ?? '', 7))).toEqual([])
    for (const months of [/-0[1-3]-/, /-0[4-6]-/, /-0[7-9]-/, /-1[0-2]-/]) {
      expect(days.filter((day) => months.test(day)).length, `${who} ${months}`).toBeLessThanOrEqual(5)
    }
  }
})

test('duties of the half-year and of the year’s end are told in time', () => {
  const days = sent.filter(({ purpose }) => purpose === 'duty').map(({ due_at }) => civilDate(due_at, timezone))
  expect(days.some((day) => day >= '2026-05-25' && day <= '2026-06-05')).toBe(true)
  expect(days.some((day) => day >= '2026-11-25' && day <= '2026-12-05')).toBe(true)
})

test('windows tile the year: each duty of a zone has one at a time, with no gap', async () => {
  const { rows } = await deps.pool.query(
    `select duty_id, zone_id, starts_on, ends_on from (
       select *, lag(ends_on) over (partition by duty_id, zone_id order by starts_on) as last from duty_windows) w
      where last is not null and starts_on <> last + 1`,
  )
  expect(rows).toEqual([])
  const { rows: first } = await deps.pool.query<{ on: string }>('select min(starts_on)::text as on from duty_windows')
  expect(first).toEqual([{ on: '2026-01-01' }])
})

test('after it the demo can be removed with all that was told', async () => {
  expect(await removeDemo(deps.db, { actor: 'test', now: new Date('2027-01-01T00:00:00Z') })).toBeGreaterThan(100)
})
