/** `demo year`: the demo district is founded on the first of January, and plays until the votes of that year are counted. */
import { createLocalChannel } from '../../channels/local/channel.ts'
import type { Deps } from '../../deps.ts'
import { readRoster } from '../../documents/roster.ts'
import { type CivilDate, civilDate, instantOf } from '../../domain/calendar.ts'
import type { Roster } from '../../domain/roster.ts'
import { UserError } from '../../errors.ts'
import { foundDistrict } from '../../store/demo-district.ts'
import { accountsOfDistrict, branchesThere } from '../../store/demo-district-reads.ts'
import { changeDuty, listDuties } from '../../store/duties.ts'
import { storedTranscript } from '../../store/local-chat.ts'
import { hasRealZones } from '../../store/told.ts'
import { casework, type Told } from './casework.ts'
import { playYear } from './play.ts'
import { reviews } from './reviews.ts'
import { DISTRICT, districtCells, residentsOf } from './roster.ts'

/** By then members voted about one another, and their votes are counted. */
const LAST_DAY = '01-31'

/** The last year that is over with all that belongs to it. */
export function lastWholeYear(today: string): string {
  const year = Number(today.slice(0, 4))
  return String(today.slice(5) > LAST_DAY ? year - 1 : year - 2)
}

/** A year that was played, as of its end. */
export interface DistrictYear {
  year: string
  today: CivilDate
  timezone: string
}

/**
 * Found the district and play its year.
 *
 * @throws UserError where somebody real is, and where a year was played before
 */
export async function playDistrict(given: Deps, year: string): Promise<DistrictYear> {
  const deps = amongThemselves(given)
  const { timezone } = deps.config
  if (await hasRealZones(deps.pool)) {
    throw new UserError('这个库里有真实的责任区，不在这里演。请换一个空的 DATA_DIR 或 DATABASE_URL')
  }
  const reading = readRoster(districtCells())
  if (!reading || reading.faults.length > 0) throw new Error('the roster of the demo district has faults')
  const now = instantOf(`${year}-01-01`, '09:00', timezone)
  if (!(await found(deps, reading.roster, now))) {
    throw new UserError('演示区已经演过了；运行 demo remove 删掉以后可以再演')
  }
  await settleDuties(deps, now)
  const told = toldOf(reading.roster, await accountsOfDistrict(deps.db, `/${DISTRICT}`), { year, timezone })
  const until = `${Number(year) + 1}-${LAST_DAY}`
  await playYear(deps, { year, until, acts: [...casework(told), ...reviews(told)] })
  return { year, today: until, timezone }
}

function found({ db, seal, config, rootOrganisationId: rootId }: Deps, roster: Roster, now: Date): Promise<boolean> {
  const residents = roster.zones.flatMap((zone) =>
    residentsOf({ code: zone.code, kind: zone.kind ?? 'community' }).map((one) => ({ zone: zone.code, ...one })),
  )
  return foundDistrict(db, seal, { name: DISTRICT, roster, residents }, { now, timezone: config.timezone, rootId })
}

function toldOf(
  { zones, assignments }: Roster,
  accounts: ReadonlyMap<string, string>,
  { year, timezone }: { year: string; timezone: string },
): Told {
  return {
    zones,
    holders: assignments.flatMap(({ person, zone, role }) =>
      zone && role !== 'helper' ? [{ name: person.name, zone }] : [],
    ),
    accountOf(name) {
      const account = accounts.get(name)
      if (account === undefined) throw new Error(`${name} is nobody of the demo district`)
      return account
    },
    firstDay: `${year}-01-01`,
    instant: (day, time) => instantOf(`${year}-${day}`, time, timezone),
    nextYear: (day, time) => instantOf(`${Number(year) + 1}-${day}`, time, timezone),
  }
}

/** Nobody outside is asked or told anything: there is the local chat, and no platform, model or inbox. */
function amongThemselves(deps: Deps): Deps {
  const { pool, now, storage } = deps
  const local = createLocalChannel({ transcript: storedTranscript(pool, now), storage })
  const nobody = { secondReader: null, speech: null, service: null, ways: null }
  return { ...deps, ...nobody, channels: new Map([['local', local]]) }
}

/** What the catalogue has each month, these branches decided to do each quarter. */
async function settleDuties({ db, config }: Deps, now: Date): Promise<void> {
  const by = { actor: 'system', now, today: civilDate(now, config.timezone) }
  for (const { id: branchId } of await branchesThere(db, `/${DISTRICT}`)) {
    for (const { clause, zoneKind, every } of await listDuties(db, branchId, by.today)) {
      if (clause === null || every !== 'month') continue
      await changeDuty(db, { branchId, zoneKind }, { named: clause, change: { every: 'quarter' }, ...by })
    }
  }
}
