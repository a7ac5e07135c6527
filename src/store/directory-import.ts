import { sql } from 'drizzle-orm'
import { civilDate } from '../domain/calendar.ts'
import { groupBy } from '../domain/group.ts'
import { accountAs, type Roster, type RosterBranch, type RosterFault } from '../domain/roster.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { type DirectoryFate, type DirectoryPeoplePlan, planDirectoryPeople } from './directory-people.ts'
import { noteImport } from './import-audit.ts'
import { IMPORT_LOCK, type ImportOptions } from './roster.ts'
import { type KnownPlaces, readKnown, readPlaces } from './roster-known.ts'
import { type AssignmentsPlan, type PlacesPlan, planPlaces } from './roster-plan.ts'
import { writeAssignments, writePeople, writePlaces } from './roster-write.ts'
import { liftSharedAccounts } from './shared-people.ts'
import { type Note, transact } from './transact.ts'

export interface DirectoryImportOptions
  extends Pick<ImportOptions, 'seal' | 'actor' | 'now' | 'timezone' | 'dryRun' | 'onProgress'> {
  channel: ChannelName
  /** Accounts that the platform was asked about and has no longer. */
  gone: readonly string[]
}

export interface DirectoryOutcome {
  /** Not empty: nothing was written. */
  faults: RosterFault[]
  counts: { organisations: number; branches: number; added: number; bound: number; leftOut: number; released: number }
  /** By row: what becomes of that member. One that is not here stays as it is. */
  fates: ReadonlyMap<number, DirectoryFate>
  released: DirectoryPeoplePlan['released']
}

/**
 * Take branches and members over from a platform's directory: all of it, or nothing where there is a fault.
 *
 * It adds branches, people and their accounts. It ends nothing, for a directory does not tell who answers for what:
 * who is not in it stays, and so does every assignment. Only accounts that the platform has no longer are released.
 */
export function importDirectory(db: Db, roster: Roster, options: DirectoryImportOptions): Promise<DirectoryOutcome> {
  return transact(db, (tx, note) => importInto({ tx, note }, roster, options), IMPORT_LOCK)
}

interface Plans {
  places: PlacesPlan
  people: DirectoryPeoplePlan
}

async function importInto(
  { tx, note }: { tx: Db; note: Note },
  roster: Roster,
  options: DirectoryImportOptions,
): Promise<DirectoryOutcome> {
  const plans = await planImport(tx, roster, options)
  const outcome = outcomeOf(plans)
  if (outcome.faults.length > 0 || options.dryRun) return outcome
  const today = civilDate(options.now, options.timezone)
  await writePlaces(tx, plans.places)
  await writePeople(tx, plans.people, { ...options, today })
  await writeAssignments(tx, postsOfNew(roster, plans), { ...options, today })
  await liftSharedAccounts(tx, [...plans.people.personOf.values()], today)
  await auditImport(note, plans, options)
  return outcome
}

async function planImport(tx: Db, roster: Roster, { seal, channel, gone }: DirectoryImportOptions): Promise<Plans> {
  const names = [...new Set(roster.branches.map((b) => b.name))]
  const places = planBranches(roster, await readPlaces(tx, names))
  const listed = roster.people.flatMap((p) => p.accounts.map((a) => accountAs(channel, a.id)))
  const goneAccounts = gone.map((id) => accountAs(channel, id))
  const accounts = [...listed, ...goneAccounts]
  await hold(tx, channel, accounts)
  const known = await readKnown(tx, seal, {
    branchIds: [...places.branchOf.values()].flatMap((b) => (b.known ? b.id : [])),
    zoneCodes: [],
    accounts: accounts.map((id) => `${channel}/${id}`),
  })
  return { places, people: planDirectoryPeople(roster, { places, known, gone: new Set(goneAccounts) }) }
}

/** Nobody binds these accounts in chat between our looking and our writing. */
async function hold(tx: Db, channel: ChannelName, externalIds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    select id from identities where channel = ${channel} and external_id = any(${sql.param([...externalIds])})
     order by id for update`)
}

/** A branch that the installation has once, and the directory too, is that one, whatever it hangs on there. */
function planBranches(roster: Roster, known: KnownPlaces): PlacesPlan {
  const listed = groupBy(roster.branches, (b) => b.name)
  const here = groupBy(known.branches, (b) => b.name)
  const placed = roster.branches.map((branch) => {
    const isKnown = listed.get(branch.name)?.length === 1 && here.get(branch.name)?.length === 1
    return { branch, at: isKnown ? { ...branch, organisation: null } : branch }
  })
  const plan = planPlaces({ ...roster, branches: placed.map(({ at }) => at) }, known)
  const branchOf = new Map<RosterBranch, NonNullable<ReturnType<PlacesPlan['branchOf']['get']>>>()
  for (const { branch, at } of placed) {
    const place = plan.branchOf.get(at)
    if (place) branchOf.set(branch, place)
  }
  return { ...plan, branchOf }
}

/** Whoever is new belongs to the branch, or leads it, as the directory says; of others the roster and the branch decide. */
function postsOfNew(roster: Roster, { places, people }: Plans): AssignmentsPlan {
  const added = new Map(people.added.map((p) => [p.id, p]))
  const posts = roster.assignments.flatMap(({ person, branch, role, backup, position }) => {
    const personId = people.personOf.get(person) ?? ''
    const place = places.branchOf.get(branch)
    if (!added.has(personId) || !place) return []
    const { organisationId, id: branchId } = place
    return [{ organisationId, branchId, personId, zoneId: null, role, backup, position, inRoster: false }]
  })
  return { added: posts, changed: [], endedIds: [], caughtUpIds: [], behind: [], fates: new Map() }
}

function outcomeOf({ places, people }: Plans): DirectoryOutcome {
  const fates = [...people.fates]
  return {
    faults: places.faults,
    counts: {
      organisations: places.organisations.length,
      branches: places.branches.length,
      added: people.added.length,
      bound: people.identities.bound.length + people.identities.added.length,
      leftOut: fates.filter(([, { is }]) => is === 'left_out').length,
      released: people.released.length,
    },
    fates: new Map(fates.map(([{ row }, fate]) => [row, fate])),
    released: people.released,
  }
}

/** An import that changes nothing leaves no line. */
async function auditImport(note: Note, plans: Plans, { actor, now, channel }: DirectoryImportOptions): Promise<void> {
  const { leftOut: _, ...changes } = outcomeOf(plans).counts
  const count = Object.values(changes).reduce((sum, n) => sum + n, 0) + plans.people.changed.length
  if (count === 0) return
  await noteImport(note, plans.places, { action: 'import_directory', actor, now, detail: { channel, ...changes } })
}

/** Accounts of a channel that are bound to people who are there. */
export async function boundAccounts(db: Db, channel: ChannelName): Promise<string[]> {
  const { rows } = await db.execute<{ display_id: string }>(sql`
    select i.display_id from identities i join people p on p.id = i.person_id
     where i.channel = ${channel} and p.left_on is null order by i.display_id`)
  return rows.map((r) => r.display_id)
}
