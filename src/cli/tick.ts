import type { Command } from 'commander'
import { CronExpressionParser } from 'cron-parser'
import { drizzle } from 'drizzle-orm/node-postgres'
import { DateTime } from 'luxon'
import type { Deps } from '../deps.ts'
import { SetupError } from '../errors.ts'
import type { Schedule } from '../jobs/schedule.ts'
import { SCHEDULES } from '../jobs/schedules.ts'
import { withoutWriting } from '../store/dry-run.ts'
import { hasRealZones, toldBy } from '../store/told.ts'
import { withDeps } from './with-deps.ts'

const HOUR_MS = 60 * 60 * 1000

interface TickOptions {
  at?: string
  from?: string
  to?: string
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
    .option('--dry-run', '只看，不写入')
    .action((options: TickOptions) => withDeps((deps) => tick(deps, options)))
}

async function tick(deps: Deps, options: TickOptions): Promise<void> {
  const instants = instantsOf(options, deps)
  const last = instants.at(-1)
  if (!last) throw new SetupError('tick：请给出 --at 时刻，或 --from 日期 和 --to 日期')
  if (options.dryRun) {
    await withoutWriting(deps.pool, (pool) => runAll({ ...deps, pool, db: drizzle(pool) }, instants))
    return
  }
  if (last > deps.now() && (await hasRealZones(deps.pool))) {
    throw new SetupError('tick：将来的时刻会提前打扰真实的人；加上 --dry-run 可以只看会通知什么')
  }
  await runAll(deps, instants)
}

async function runAll(deps: Deps, instants: readonly Date[]): Promise<void> {
  for (const at of instants) {
    for (const schedule of SCHEDULES) {
      if (!isDue(schedule, { at, alone: instants.length === 1, timezone: deps.config.timezone })) continue
      const owed = await schedule.run({ ...deps, now: () => at }, at)
      if (owed.length > 0) await print(deps, { schedule, owed, at })
      deps.bells.ring('outbound', owed)
    }
  }
}

async function print(deps: Deps, { schedule, owed, at }: { schedule: Schedule; owed: bigint[]; at: Date }) {
  for (const { lane, to, key, about } of await toldBy(deps.pool, owed)) {
    console.log(JSON.stringify({ at: at.toISOString(), job: schedule.name, lane, to, key, about }))
  }
}

/** In a span each schedule runs when its pattern says so; a single instant runs them all. */
function isDue(schedule: Schedule, when: { at: Date; alone: boolean; timezone: string }): boolean {
  if (when.alone || 'ms' in schedule.every) return true
  const next = CronExpressionParser.parse(schedule.every.pattern, {
    tz: when.timezone,
    currentDate: new Date(when.at.getTime() - HOUR_MS),
  }).next()
  return next.toDate() <= when.at
}

/** One instant, or every full hour of a span. */
function instantsOf({ at, from, to }: TickOptions, { config }: Deps): Date[] {
  if (at !== undefined) return [instant(at)]
  if (from === undefined || to === undefined) return []
  const first = startOfDay(from, config.timezone)
  if (startOfDay(to, config.timezone) < first) throw new SetupError(`tick：--from（${from}）晚于 --to（${to}），请对调`)
  const hours = startOfDay(to, config.timezone).plus({ days: 1 }).diff(first, 'hours').hours
  return Array.from({ length: Math.max(0, hours) }, (_, hour) => first.plus({ hours: hour }).toJSDate())
}

function instant(text: string): Date {
  const at = DateTime.fromISO(text, { setZone: true })
  if (!at.isValid) throw new SetupError(`tick：${text} 不是时刻，请写成 2026-11-22T09:00:00+08:00 这样`)
  return at.toJSDate()
}

function startOfDay(text: string, timezone: string): DateTime {
  const day = DateTime.fromISO(text, { zone: timezone })
  if (!day.isValid) throw new SetupError(`tick：${text} 不是日期，请写成 2026-01-31 这样`)
  return day.startOf('day')
}
