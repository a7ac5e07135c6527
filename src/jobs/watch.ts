import { logCleared, logRaised } from '../alarm-keeper.ts'
import type { AlarmName } from '../alarms.ts'
import type { Deps } from '../deps.ts'
import { civilDate } from '../domain/calendar.ts'
import { clearAlarms, confirmAlarms, expireAlarms, raiseAlarm } from '../store/alarms.ts'
import { readTrouble, type Trouble } from '../store/trouble.ts'
import { chinaCalendar } from '../store/work-calendar.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const LATE_MS = MINUTE_MS
/** A campaign to a hundred thousand people takes some minutes of what the platforms allow. */
const DIGEST_LATE_MS = 15 * MINUTE_MS

/** Month from which on the holidays of the next year are known: the State Council tells them in November. */
const CALENDAR_MONTH = 11

/** What the watch finds by looking, each with its figure, or `null` where all is well. */
type Finding = 'inbox_late' | 'outbox_late' | 'dead_letters' | 'sends_failed' | 'calendar_missing'

/** Alarms that somebody else raises pass when they have not been confirmed for so long. */
const PASSES_AFTER_MS: Readonly<Record<Exclude<AlarmName, Finding>, number>> = {
  token_failing: 3 * MINUTE_MS,
  link_silent: 3 * MINUTE_MS,
  clock_off: 3 * MINUTE_MS,
  // Confirmed by calls to the platform only: a quiet night must not end them.
  quota_near: 24 * HOUR_MS,
  quota_used_up: 24 * HOUR_MS,
}

/** Look at everything once: raise what is wrong, end what has passed. Safe to run twice and side by side. */
export async function watch({ pool, log, config, now }: Deps): Promise<void> {
  const at = now()
  const trouble = await readTrouble(pool, at)
  // Who only tries the program out needs no holidays of next year.
  const calendar = config.demo ? null : missingYear(at, config.timezone)
  const found = { ...findingsOf(trouble), calendar_missing: calendar }
  const well: AlarmName[] = []
  for (const [name, detail] of Object.entries(found) as [Finding, string | null][]) {
    if (detail === null) well.push(name)
    else if (await raiseAlarm(pool, name, detail, at)) logRaised(log, name, detail)
  }
  // Nobody asks for a token while all sends wait because there is none: that is no sign that it is well again.
  if (trouble.misconfiguredCount > 0) await confirmAlarms(pool, ['token_failing'], at)
  const over = await clearAlarms(pool, well, at)
  for (const [name, ms] of Object.entries(PASSES_AFTER_MS) as [AlarmName, number][]) {
    over.push(...(await expireAlarms(pool, [name], new Date(at.getTime() - ms), at)))
  }
  for (const { name } of over) logCleared(log, name)
}

function findingsOf(trouble: Trouble): Record<Exclude<Finding, 'calendar_missing'>, string | null> {
  const { inboxLateMs, outboxLateMs, digestLateMs, unreachedCount, putAsideCount, misconfiguredCount } = trouble
  const late = outboxLateMs > LATE_MS || digestLateMs > DIGEST_LATE_MS || unreachedCount > 0
  const longestMs = Math.max(outboxLateMs, digestLateMs)
  return {
    inbox_late: inboxLateMs > LATE_MS ? `oldest ${seconds(inboxLateMs)}` : null,
    outbox_late: late ? `oldest ${seconds(longestMs)}, unreached ${unreachedCount}` : null,
    dead_letters: putAsideCount > 0 ? `count ${putAsideCount}` : null,
    sends_failed: misconfiguredCount > 0 ? `recipients ${misconfiguredCount}` : null,
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`
}

/** The year whose holidays should be known by now and are not. */
function missingYear(at: Date, timezone: string): string | null {
  const [year = 0, month = 0] = civilDate(at, timezone).split('-').map(Number)
  const due = month >= CALENDAR_MONTH ? [year, year + 1] : [year]
  const missing = due.find((y) => !chinaCalendar().known(y))
  return missing === undefined ? null : `year ${missing}`
}
