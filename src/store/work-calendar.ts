import chineseDays from 'chinese-days'
import { addDays, type CivilDate, type WorkCalendar } from '../domain/calendar.ts'
import { type Sql, statement } from './sql.ts'

/**
 * China's public holidays and make-up working days, as far as the package has the year; weekends beyond.
 *
 * `corrections` are days that an organisation set right by hand: they win.
 */
export function chinaCalendar(corrections: ReadonlyMap<CivilDate, boolean> = new Map()): WorkCalendar {
  return {
    isWorkingDay: (date) => corrections.get(date) ?? isWorked(date),
    // The name of a day is `National Day,国庆节,3` where the holiday is in the data, and just `Thursday` where not.
    known: (year) => detailOf(`${year}-10-01`).name.includes(','),
  }
}

/** Asked for thousands of times in one digest, always for the same few hundred days. */
const worked = new Map<CivilDate, boolean>()
const WORKED_MAX = 10_000

function isWorked(date: CivilDate): boolean {
  let known = worked.get(date)
  if (known === undefined) {
    known = detailOf(date).work
    if (worked.size >= WORKED_MAX) worked.clear()
    worked.set(date, known)
  }
  return known
}

/** A day that is not as its weekday says. */
export interface PublicDay {
  on: CivilDate
  working: boolean
  /** The holiday that it belongs to. */
  why: string
}

/** The public holidays on weekdays and the make-up working days of a year, in order. */
export function publicDays(year: number): PublicDay[] {
  const days: PublicDay[] = []
  for (let on = `${year}-01-01`; on.startsWith(`${year}-`); on = addDays(on, 1)) {
    const { work: working, name } = detailOf(on)
    const weekend = [0, 6].includes(new Date(`${on}T00:00:00Z`).getUTCDay())
    if (working === weekend) days.push({ on, working, why: name.split(',')[1] ?? '' })
  }
  return days
}

/** The package reads a bare date as midnight in UTC and then asks the server's own zone for the day: noon is safe. */
function detailOf(date: CivilDate) {
  return chineseDays.getDayDetail(`${date}T12:00`)
}

const readCorrections = statement<{ on: CivilDate; working: boolean }, [string]>(
  'read_calendar_corrections',
  // The nearest organisation's word wins: read from the root down, later rows overwrite.
  `select d."on"::text as on, d.working from calendar_days d
     join organisations o on o.id = d.organisation_id, organisations own
    where own.id = $1 and (o.path = '/' or own.path = o.path or own.path like o.path || '/%')
    order by length(o.path)`,
)

/** The work calendar of an organisation, with the corrections of its own and of those above. */
export async function workCalendarOf(sql: Sql, organisationId: string): Promise<WorkCalendar> {
  const corrections = await readCorrections(sql, organisationId)
  return chinaCalendar(new Map(corrections.map((d) => [d.on, d.working])))
}
