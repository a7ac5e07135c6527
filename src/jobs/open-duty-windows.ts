import { civilDate } from '../domain/calendar.ts'
import { addMissingDuties } from '../store/duties.ts'
import { openDutyWindows, turnDutyWindows } from '../store/duty-windows.ts'
import type { Schedule } from './schedule.ts'

/** Each night: duties for new kinds of zones, windows that begin or end, and windows for what comes next. */
export const openDuties: Schedule = {
  name: 'open-duty-windows',
  every: { pattern: '12 0 * * *' },
  async run({ db, pool, config: { timezone } }, now) {
    const today = civilDate(now, timezone)
    await addMissingDuties(db, today)
    await turnDutyWindows(db, today)
    await openDutyWindows(pool, now, { today, timezone })
    return []
  },
}
