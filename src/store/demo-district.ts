/** The demo district, of which a year is played: put into a database where nobody real is, with the same ids in each. */
import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { civilDate } from '../domain/calendar.ts'
import type { Roster, RosterPerson } from '../domain/roster.ts'
import type { Db } from './database.ts'
import { DEMO_LOCK, knowEverything } from './demo.ts'
import { addMissingDuties } from './duties.ts'
import { findScope } from './organisations.ts'
import { importInto } from './roster.ts'
import { branches, identities, organisations, people, zones } from './schema/organisation.ts'
import type { Seal } from './seal.ts'
import { transact } from './transact.ts'

export interface District {
  name: string
  roster: Roster
  /** Who scanned the code of which zone. */
  residents: readonly { zone: string; account: string; name: string }[]
}

/**
 * Found it as of `now`: everything of it is as old as that.
 *
 * Its ids are made of its names, since draws go by the hash of a list of ids: in every database the same zones are drawn.
 *
 * @returns `false`: it was there before, and nothing was done
 */
export function foundDistrict(
  db: Db,
  seal: Seal,
  { name, roster, residents }: District,
  { now, timezone, rootId }: { now: Date; timezone: string; rootId: string },
): Promise<boolean> {
  const path = `/${name}`
  return transact(
    db,
    async (tx, note) => {
      const known = await findScope(tx, path)
      const organisationId = known?.organisationId ?? idOf(path)
      if (known && (await tx.$count(branches, sql`organisation_id = ${organisationId}`)) > 0) return false
      if (!known) {
        await tx.insert(organisations).values({ id: organisationId, parentId: rootId, name, path, demo: true })
      }
      await insertNamed(tx, { organisationId, path }, roster, now)
      const { faults } = await importInto({ tx, note }, roster, { seal, actor: 'system', now, timezone })
      if (faults.length > 0) throw new Error(`the roster of the demo district: ${faults[0]?.message}`)
      await insertAccounts(tx, { organisationId, path }, { roster, residents })
      await knowEverything(tx, now)
      await addMissingDuties(tx, civilDate(now, timezone))
      return true
    },
    DEMO_LOCK,
  )
}

interface Place {
  organisationId: string
  path: string
}

/** A uuid (version 8: of our own making). */
function idOf(name: string): string {
  const hex = createHash('sha256').update(`demo district ${name}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const personId = ({ path }: Place, { home, name }: RosterPerson) => idOf(`${path} ${home.name} ${name}`)
/** Everybody in the local chat is called by their id, which nobody has to type. */
const accountOf = (place: Place, person: RosterPerson) => `qu-${personId(place, person).slice(0, 8)}`

/** The import finds them there and adds the rest. */
async function insertNamed(tx: Db, place: Place, roster: Roster, createdAt: Date): Promise<void> {
  const { organisationId, path } = place
  const branchId = (name: string) => idOf(`${path} ${name}`)
  const rows = { organisationId, createdAt }
  await tx.insert(branches).values(roster.branches.map(({ name }) => ({ ...rows, id: branchId(name), name })))
  await tx.insert(zones).values(
    roster.zones.map(({ code, name, kind, branch }) => ({
      ...{ ...rows, id: idOf(`${path} ${code}`), branchId: branchId(branch.name), code },
      ...{ name: name ?? code, kind: kind ?? ('community' as const) },
    })),
  )
  await tx.insert(people).values(
    roster.people.map((person) => ({
      ...{ ...rows, id: personId(place, person), branchId: branchId(person.home.name), name: person.name },
    })),
  )
}

async function insertAccounts(
  tx: Db,
  place: Place,
  { roster, residents }: Pick<District, 'roster' | 'residents'>,
): Promise<void> {
  const { organisationId, path } = place
  const rows = { organisationId, channel: 'local' as const, boundBy: 'demo' as const }
  await tx.insert(identities).values([
    ...roster.people.map((person) => ({
      ...{ ...rows, personId: personId(place, person), externalId: accountOf(place, person), displayId: person.name },
    })),
  ])
  await tx.insert(identities).values(
    residents.map(({ zone, account, name }) => ({
      ...{ organisationId, channel: 'local' as const, zoneId: idOf(`${path} ${zone}`) },
      ...{ externalId: account, displayId: name },
    })),
  )
}
