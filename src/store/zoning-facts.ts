/** What decisions know of the zones of the sender's branches. */
import type { SenderFacts } from '../decide/facts.ts'
import type { ZoningFacts } from '../decide/zoning-facts.ts'
import { civilDate } from '../domain/calendar.ts'
import { handledIn } from './open-cases.ts'
import { LEADING_ROLES, type Responsibility } from './responsibility.ts'
import type { Asked } from './snapshot.ts'
import type { Sql } from './sql.ts'
import { readZoning } from './zoning.ts'

interface ZoningAsked extends Asked {
  sender: SenderFacts
}

/** Read it for several senders by one statement of a kind; for others nothing. */
export async function zoningFor<One extends ZoningAsked>(
  sql: Sql,
  asked: readonly One[],
  now: Date,
): Promise<(one: One) => { zoning?: ZoningFacts }> {
  const [first] = asked
  if (!first) return () => ({})
  // The time zone is the installation's.
  const today = civilDate(now, first.surroundings.settings.timezone)
  const { zones, offers } = await readZoning(sql, asked.flatMap(branchesOf), today)
  const handled = await handledIn(sql, asked.filter(isLeading).flatMap(branchesOf))
  return (one) => {
    if (!asked.includes(one)) return {}
    const ids = branchesOf(one)
    const own = <T extends { branchId: string }>(rows: readonly T[]) => rows.filter((row) => ids.includes(row.branchId))
    const people = peopleIn(one.surroundings.responsibility, ids)
    const lying = isLeading(one) ? handled.filter((c) => ids.includes(c.branchId ?? '')) : []
    return { zoning: { people, zones: own(zones), offers: own(offers), handled: lying } }
  }
}

/** Whether they may say who answers for a zone. */
function isLeading({ sender: { person } }: ZoningAsked): boolean {
  return person?.assignments.some(({ role }) => LEADING_ROLES.includes(role)) ?? false
}

function branchesOf({ sender: { person } }: ZoningAsked): string[] {
  if (!person) return []
  const ids = [person.branchId, ...person.assignments.map((a) => a.branchId)]
  return [...new Set(ids.flatMap((id) => id ?? []))]
}

function peopleIn({ people }: Responsibility, branchIds: readonly string[]): ZoningFacts['people'] {
  const belongs = (id: string | null) => id !== null && branchIds.includes(id)
  return [...people.values()].filter((p) => belongs(p.branchId) || p.assignments.some((a) => belongs(a.branchId)))
}
