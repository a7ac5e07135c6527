/** What falls due: while nobody was there to tell it, and for very many at once. By one clock that the test moves. */
import { afterEach, test } from 'vitest'
import { addDays, civilDate, localTime } from '../../src/domain/calendar.ts'
import { groupBy } from '../../src/domain/group.ts'
import { deliver } from '../../src/jobs/deliver.ts'
import { runTick, SCHEDULES } from '../../src/jobs/schedules.ts'
import { chinaCalendar } from '../../src/store/work-calendar.ts'
import { testBranch } from '../support/branch.ts'
import { type WecomWorld, wecomWorld } from '../support/wecom-world.ts'
import { expectReached } from './expect-reached.ts'
import { sizeOf } from './sizes.ts'

const MINUTE_MS = 60_000
const timezone = 'Asia/Shanghai'
const at = (local: string) => new Date(`${local}:00+08:00`)

let world: WecomWorld
const open: WecomWorld[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

async function begin(size: number, local: string): Promise<void> {
  world = await wecomWorld(testBranch({ zoneCount: size, memberCount: size }).csv, { at: at(local).toISOString() })
  open.push(world)
}

/** Every schedule twice, as by two schedulers that both make good what was missed; then everything is sent. */
async function catchUp(): Promise<void> {
  const { deps } = world
  for (const { name } of SCHEDULES) await Promise.all([1, 2].map(() => runTick(deps, name, deps.now())))
  await deliver(deps)
}

function moveTo(now: Date): void {
  world.platform.advance(now.getTime() - world.deps.now().getTime())
  world.deps.clock.now = now
}

/** The working day that has so many others between itself and `day`. */
function after(day: string, missed: number): string {
  let on = day
  for (let left = missed + 1; left > 0; ) {
    on = addDays(on, 1)
    if (chinaCalendar().isWorkingDay(on)) left--
  }
  return on
}

interface Counted {
  person: string
  purpose: string
  n: number
}

/** Messages by the clock since an instant, by person and purpose. */
async function toldSince(since: Date): Promise<Counted[]> {
  const { rows } = await world.deps.pool.query<Counted>(
    `select d.recipient as person, o.purpose, count(*)::int as n from outbox o join deliveries d on d.outbox_id = o.id
      where o.created_at >= $1 and o.purpose in ('clock', 'duty', 'digest') group by 1, 2`,
    [since],
  )
  return rows
}

test('T2: down across one, three and a hundred days on which something was due, each is told the nearest once', async () => {
  const seen: string[] = []
  let ok = true
  for (const missed of [1, 3, 100]) {
    await begin(3, '2026-03-02T10:00')
    await catchUp()
    await world.says('member0', '2号楼2单元楼道灯坏了')
    await world.says('member0', '对')
    const back = at(`${after('2026-03-02', missed)}T10:00`)
    moveTo(back)
    await catchUp()
    const first = await toldSince(back)
    for (let i = 0; i < 3; i++) {
      moveTo(new Date(world.deps.now().getTime() + 10 * MINUTE_MS))
      await catchUp()
    }
    const all = await toldSince(back)
    const most = Math.max(...all.map((c) => c.n))
    const people = new Set(all.map((c) => c.person))
    const { rows } = await world.deps.pool.query<{ late: number }>(
      "select count(*)::int as late from duty_windows where state = 'open' and ends_on < $1",
      [civilDate(back, timezone)],
    )
    seen.push(
      `${missed}: ${all.length} to ${people.size} people, at most ${most} of a kind, windows left open ${rows[0]?.late}`,
    )
    ok &&=
      people.has('member1') &&
      people.has('secretary') &&
      most === 1 &&
      first.length === all.length &&
      rows[0]?.late === 0
  }
  expectReached({
    mark: 'T2',
    what: 'down across working days on which reminders, digests and duties were due, then two schedulers at once, four times',
    size: '1, 3 and 100 days',
    reached: seen.join('; '),
    pass: 'the handler and the secretary told, at most 1 message of a kind each, nothing more later, no window left open that ended',
    ok,
  })
}, 120_000)

test('T6: a thousand reminders due at nine are spread over five minutes or more, and none goes out in quiet hours', async () => {
  const { reminders } = sizeOf('crowded')
  await begin(reminders, '2026-11-17T17:00')
  const { deps } = world
  await deps.pool.query(
    `insert into cases (organisation_id, branch_id, zone_id, code, kind, category, urgency, state, text, source_start,
       source_end, confidence, channel, record_number, reporter_role, handler_id, accept_due_at, resolve_due_at,
       clock_started_at,
       remind_at, created_at)
     select z.organisation_id, z.branch_id, z.id, code || '-0001', 'incident', 'facility', 'normal', 'new', '楼道灯坏了', 0, 5, 0.9,
       'wecom', 1, 'resident', a.person_id, $1, $1::timestamptz + interval '5 days', $1::timestamptz - interval '1 day', $1, $1
       from zones z join assignments a on a.zone_id = z.id`,
    [at('2026-11-18T09:00')],
  )
  const dueTimes = async () => {
    const { rows } = await deps.pool.query<{ due_at: Date }>(
      "select d.due_at from deliveries d join outbox o on o.id = d.outbox_id where o.purpose = 'clock' order by 1",
    )
    return rows.map((row) => row.due_at)
  }
  moveTo(at('2026-11-18T02:00'))
  await catchUp()
  const inTheNight = (await dueTimes()).length
  moveTo(at('2026-11-18T09:00'))
  await catchUp()
  const due = await dueTimes()
  const spreadS = ((due.at(-1)?.getTime() ?? 0) - (due[0]?.getTime() ?? 0)) / 1_000
  const perMinute = groupBy(due, (d) => localTime(d, timezone))
  const fullest = Math.max(...[...perMinute.values()].map((list) => list.length))
  const crowded = due.filter((d) => d.getTime() % (30 * MINUTE_MS) < MINUTE_MS).length
  expectReached({
    mark: 'T6',
    what: 'reminders that are all due at 09:00',
    size: `${reminders} handlers`,
    reached: `told ${due.length}, from ${localTime(due[0] ?? new Date(0), timezone)} over ${spreadS.toFixed(0)} s, at most ${fullest} in a minute, in the minutes :00 and :30 ${crowded}, in quiet hours ${inTheNight}`,
    pass: `told ≥ ${reminders}, over ≥ 300 s, at :00 and :30 0, in quiet hours 0`,
    ok: due.length >= reminders && spreadS >= 300 && crowded === 0 && inTheNight === 0,
  })
}, 120_000)
