import { civilDate } from '../domain/calendar.ts'
import { accountAs, type Roster, type RosterFault } from '../domain/roster.ts'
import type { Db } from './database.ts'
import { addMissingDuties } from './duties.ts'
import { noteImport } from './import-audit.ts'
import { type RosterChanges, rosterChanges } from './roster-changes.ts'
import { type KnownRoster, readKnown, readPlaces } from './roster-known.ts'
import { type PeoplePlan, planPeople } from './roster-people.ts'
import {
  type AssignmentsPlan,
  behindNotices,
  type PlacesPlan,
  planAssignments,
  planPlaces,
  planZones,
  type ZonesPlan,
} from './roster-plan.ts'
import { type Progress, writeAssignments, writePeople, writePlaces, writeZones } from './roster-write.ts'
import type { Seal } from './seal.ts'
import { liftSharedAccounts } from './shared-people.ts'
import { type Note, transact } from './transact.ts'

export interface ImportOptions {
  seal: Seal
  /** Who imports: `cli`, `system`, `person:<id>`. */
  actor: string
  now: Date
  timezone: string
  /** Work it out, write nothing, and tell what each row would change. */
  dryRun?: boolean
  /** Most of a branch may leave at once; else that is taken for a list that was cut. */
  manyMayLeave?: boolean
  /** Told now and then while people and assignments are written. */
  onProgress?: Progress
}

export interface ImportSummary {
  organisations: number
  branches: number
  zones: { added: number; changed: number }
  people: { added: number; changed: number; left: number }
  /** Accounts that are theirs from now on. */
  bound: number
  assignments: { added: number; changed: number; ended: number }
}

export interface ImportOutcome {
  /** Not empty: nothing was written. */
  faults: RosterFault[]
  /** What a person should know although nothing is wrong. */
  notices: string[]
  summary: ImportSummary
  /** Not `null`: nothing was written, since this would make too many people leave. */
  tooManyLeave: { count: number; of: number } | null
  /** `null`: not asked for. */
  changes: RosterChanges | null
}

/** A list that lacks more than this share of a branch, and more people than `FEW`, was probably cut. */
const MAX_LEAVING_SHARE = 1 / 3
const FEW = 5

/** One import or change of the tree at a time: two could give a zone code away twice, or make a circle. */
export const IMPORT_LOCK = 0x7a65_7266n

/**
 * Bring the branches of the roster to what it says: all of it, or nothing when there is any fault.
 *
 * The roster of a branch is the whole of it: what it no longer has, ends. Unchanged rows do nothing.
 */
export function importRoster(db: Db, roster: Roster, options: ImportOptions): Promise<ImportOutcome> {
  return transact(db, (tx, note) => importInto({ tx, note }, roster, options), IMPORT_LOCK)
}

interface Plans {
  places: PlacesPlan
  zones: ZonesPlan
  people: PeoplePlan
  assignments: AssignmentsPlan
}

/** As `importRoster`, inside a transaction that holds more than the roster. */
export async function importInto(
  { tx, note }: { tx: Db; note: Note },
  roster: Roster,
  options: ImportOptions,
): Promise<ImportOutcome> {
  const { plans, known } = await planImport(tx, roster, options.seal)
  const faults = [...plans.places.faults, ...plans.zones.faults, ...plans.people.faults]
  const outcome: ImportOutcome = {
    ...{ faults, notices: [...plans.zones.notices, ...behindNotices(plans.assignments)], summary: summarise(plans) },
    tooManyLeave: options.manyMayLeave ? null : leavingTooMany(plans, known),
    changes: options.dryRun ? rosterChanges(roster, plans, known) : null,
  }
  if (faults.length > 0 || outcome.tooManyLeave || options.dryRun) return outcome
  const today = civilDate(options.now, options.timezone)
  await writePlaces(tx, plans.places)
  await writeZones(tx, plans.zones)
  // Notices and posters tell of duties from the first minute.
  if (plans.zones.added.length + plans.zones.changed.length > 0) await addMissingDuties(tx, today)
  await writePeople(tx, plans.people, { ...options, today })
  await writeAssignments(tx, plans.assignments, { ...options, today })
  await liftSharedAccounts(tx, [...plans.people.personOf.values()], today)
  await auditImport(note, plans, options)
  return outcome
}

function leavingTooMany({ places, people }: Plans, known: KnownRoster): ImportOutcome['tooManyLeave'] {
  const branchIds = new Set([...places.branchOf.values()].map((b) => b.id))
  const of = known.people.filter((p) => !p.left && p.branchId !== null && branchIds.has(p.branchId)).length
  const count = people.leftIds.length
  return count > FEW && count > of * MAX_LEAVING_SHARE ? { count, of } : null
}

async function planImport(tx: Db, roster: Roster, seal: Seal): Promise<{ plans: Plans; known: KnownRoster }> {
  const places = planPlaces(roster, await readPlaces(tx, [...new Set(roster.branches.map((b) => b.name))]))
  const known = await readKnown(tx, seal, {
    branchIds: [...places.branchOf.values()].flatMap((b) => (b.known ? b.id : [])),
    zoneCodes: roster.zones.map((z) => z.code),
    accounts: roster.people.flatMap((p) => p.accounts.map((a) => `${a.channel}/${accountAs(a.channel, a.id)}`)),
  })
  const zones = planZones(roster, places, known.zones)
  const people = planPeople(roster, places, known)
  const ids = { places, zoneOf: zones.zoneOf, personOf: people.personOf, leftIds: people.leftIds }
  return { plans: { places, zones, people, assignments: planAssignments(roster, ids, known) }, known }
}

function summarise({ places, zones, people, assignments }: Plans): ImportSummary {
  const changedZones = new Set([...zones.changed.map((z) => z.id), ...zones.areas.map((a) => a.zoneId)])
  for (const { id } of zones.added) changedZones.delete(id)
  return {
    organisations: places.organisations.length,
    branches: places.branches.length,
    zones: { added: zones.added.length, changed: changedZones.size },
    people: { added: people.added.length, changed: people.changed.length, left: people.leftIds.length },
    bound: people.identities.added.length + people.identities.bound.length,
    assignments: {
      added: assignments.added.length,
      changed: assignments.changed.length,
      ended: assignments.endedIds.length,
    },
  }
}

/** An import that changes nothing leaves no line. */
async function auditImport(note: Note, plans: Plans, { actor, now }: ImportOptions): Promise<void> {
  const summary = summarise(plans)
  if (JSON.stringify(summary).replace(/[^1-9]/gu, '') === '') return
  await noteImport(note, plans.places, { action: 'import_roster', actor, now, detail: summary })
}
