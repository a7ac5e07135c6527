import { CronExpressionParser } from 'cron-parser'
import type { Schedule } from '../../src/jobs/schedule.ts'
import { SCHEDULES } from '../../src/jobs/schedules.ts'

const TIMEZONE = 'Asia/Shanghai'

/** The schedules that ran while time went by (`from` not included): those without a pattern, and those whose pattern came. */
export function schedulesBetween(from: Date, until: Date): Schedule[] {
  return SCHEDULES.filter(({ every }) => {
    if ('ms' in every) return true
    const ticks = CronExpressionParser.parse(every.pattern, { tz: TIMEZONE, currentDate: from })
    return ticks.next().toDate() <= until
  })
}
