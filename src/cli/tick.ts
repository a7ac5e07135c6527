import type { Command } from 'commander'
import { CronExpressionParser } from 'cron-parser'
import { drizzle } from 'drizzle-orm/node-postgres'
import { DateTime } from 'luxon'
import type { Deps } from '../deps.ts'
import { SetupError } from '../errors.ts'
import type { Schedule } from '../jobs/schedule.ts'
import { SCHEDULES } from '../jobs/schedules.ts'
import { withoutWriting } from '../store/dry-run.ts'
import { hasRealZones, type Told, toldBy } from '../store/told.ts'
import { demoYear } from './demo-year.ts'
import { withDeps } from './with-deps.ts'

const HOUR_MS = 60 * 60 * 1000

interface TickOptions {
  at?: string
  from?: string
  to?: string
  demo?: boolean
  dryRun?: boolean
}

/** `tick --at ISO`, `tick --from DATE --to DATE`: run every schedule as of then; one JSON line per thing told. */
export function registerTick(program: Command): void {
  program
    .command('tick')
    .description('按某个时刻或一段日期运行全部定时任务，并列出通知了什么')
    .option('--at <iso>', '时刻，例如 2026-11-22T09:00:00+08:00')
    .option('--from <date>', '第一天')
    .option('--to <date>', '最后一天')
    .option('--demo', '日期范围内，演示支部的人也照一年的样子说话')
    .option('--dry-run', '只看，不写入')
    .action((options: TickOptions) => withDeps((deps) => tick(deps, options)))
}

async function tick(deps: Deps, options: TickOptions): Promise<void> {
  const ticks = ticksOf(options, deps.config)
  const last = ticks.at(-1)
  if (!last) throw new SetupError('tick：请给出 --at 时刻，或 --from 日期 和 --to 日期')
  const print = (line: ToldLine) => console.log(JSON.stringify(line))
  if (options.dryRun) {
    await withoutWriting(deps.pool, (pool) => runTicks({ ...deps, pool, db: drizzle(pool) }, ticks, print))
    return
  }
  if (last.at > deps.now() && (await hasRealZones(deps.pool))) {
    throw new SetupError('tick：将来的时刻会提前打扰真实的人；加上 --dry-run 可以只看会通知什么')
  }
  await runTicks(deps, ticks, print)
}

/** One instant at which something runs. */
export interface Tick {
  at: Date
  schedule: Pick<Schedule, 'name' | 'run'>
}

/** What was told: `at` is when its schedule ran; it goes out within minutes of that, never in quiet hours. */
export interface ToldLine extends Told {
  at: string
  job: string
}

/** Run these ticks one after the other, each as of its own instant, and say what each told. */
export async function runTicks(deps: Deps, ticks: readonly Tick[], say: (line: ToldLine) => void): Promise<void> {
  for (const { at, schedule } of ticks) {
    const owed = await schedule.run({ ...deps, now: () => at }, at)
    if (owed.length === 0) continue
    for (const { lane, to, key, about } of await toldBy(deps.pool, owed)) {
      say({ at: at.toISOString(), job: schedule.name, lane, to, key, about })
    }
    deps.bells.ring('outbound', owed)
  }
}

/** At one instant all schedules; in a span each when its pattern says so, and those without one at every full hour. */
function ticksOf({ at, from, to, demo }: TickOptions, { timezone }: Deps['config']): Tick[] {
  if (at !== undefined) {
    const instant = instantOf(at)
    return SCHEDULES.map((schedule) => ({ at: instant, schedule }))
  }
  if (from === undefined || to === undefined) return []
  return inOrder([...ticksBetween(from, to, timezone), ...(demo ? demoYear(from, to, timezone) : [])])
}

/**
 * All ticks of a span of civil days, both included, in the order in which they happen.
 *
 * @throws SetupError for what is no date, or a span that ends before it begins
 */
export function ticksBetween(from: string, to: string, timezone: string): Tick[] {
  const first = startOfDay(from, timezone)
  const end = startOfDay(to, timezone).plus({ days: 1 })
  if (end <= first) throw new SetupError(`tick：--from（${from}）晚于 --to（${to}），请对调`)
  const span = { from: first.toMillis(), until: end.toMillis() }
  const ticks = SCHEDULES.flatMap((schedule) =>
    instantsOf(schedule.every, span, timezone).map((ms) => ({ at: new Date(ms), schedule })),
  )
  return inOrder(ticks)
}

/** By time; what happens at one instant stays in the order of the list. */
export function inOrder(ticks: readonly Tick[]): Tick[] {
  return [...ticks].sort((a, b) => a.at.getTime() - b.at.getTime())
}

/** Instants (ms) from `from` up to, but not at, `until`. */
function instantsOf(
  every: Schedule['every'],
  { from, until }: Record<'from' | 'until', number>,
  timezone: string,
): number[] {
  if ('ms' in every) return Array.from({ length: (until - from) / HOUR_MS }, (_, hour) => from + hour * HOUR_MS)
  const instants: number[] = []
  const next = CronExpressionParser.parse(every.pattern, { tz: timezone, currentDate: new Date(from - 1) })
  for (let ms = next.next().getTime(); ms < until; ms = next.next().getTime()) instants.push(ms)
  return instants
}

function instantOf(text: string): Date {
  const at = DateTime.fromISO(text, { setZone: true })
  if (!at.isValid) throw new SetupError(`tick：${text} 不是时刻，请写成 2026-11-22T09:00:00+08:00 这样`)
  return at.toJSDate()
}

function startOfDay(text: string, timezone: string): DateTime {
  const day = DateTime.fromISO(text, { zone: timezone })
  if (!day.isValid) throw new SetupError(`tick：${text} 不是日期，请写成 2026-01-31 这样`)
  return day.startOf('day')
}
