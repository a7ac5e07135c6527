import { type CivilDate, quietUntil } from '../domain/calendar.ts'
import type { Db } from '../store/database.ts'
import { calendarIn, organisationHours } from '../store/organisation-hours.ts'

/** How an organisation's people are told today. */
export interface Way {
  works: boolean
  quietUntil: Date | null
}

export async function waysOf(
  tx: Db,
  timezone: string,
  { now, today }: { now: Date; today: CivilDate },
): Promise<Map<string, Way>> {
  const all = await organisationHours(tx, { from: today, to: today })
  return new Map(
    all.map((own): [string, Way] => [
      own.organisationId,
      { works: calendarIn(own).isWorkingDay(today), quietUntil: quietUntil(now, { ...own, timezone }) },
    ]),
  )
}
