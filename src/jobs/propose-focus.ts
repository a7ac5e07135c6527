import { focusProposals } from '../decide/focus-proposals.ts'
import type { Deps } from '../deps.ts'
import { civilDate, instantOf } from '../domain/calendar.ts'
import { proposeFocus, type Quarter, quarterBefore, quarterOf } from '../domain/focus.ts'
import { apply } from '../store/apply.ts'
import { casesByZone, organisationsWithoutFocus, proposeFocuses } from '../store/focuses.ts'
import { nobodysFacts } from '../store/nobodys-facts.ts'
import { inTransaction } from '../store/sql.ts'
import { surroundingsIn, withSurroundings } from '../store/surroundings.ts'
import { clockOrder } from './clock-order.ts'
import type { Schedule } from './schedule.ts'

/** In the first days of a quarter each branch is proposed what its zones look at above all, once. */
export const proposeFocusOfQuarter: Schedule = {
  name: 'propose-focus',
  every: { pattern: '10 9 1-7 1,4,7,10 *' },
  async run(deps, now) {
    const owed: bigint[] = []
    const quarter = quarterOf(civilDate(now, deps.config.timezone))
    for (const organisationId of await organisationsWithoutFocus(deps.pool, quarter)) {
      try {
        owed.push(...(await withSurroundings(deps, () => proposeIn(deps, { organisationId, quarter }, now))))
      } catch (error) {
        // The others go on; this one is looked at again the next day.
        deps.log.error({ organisation_id: organisationId, err: error }, 'proposing a focus failed')
      }
    }
    return owed
  },
}

function proposeIn(
  deps: Deps,
  { organisationId, quarter }: { organisationId: string; quarter: Quarter },
  now: Date,
): Promise<bigint[]> {
  const { timezone } = deps.config
  const before = quarterBefore(quarter)
  const span = {
    from: instantOf(before.startsOn, '00:00', timezone),
    to: instantOf(quarter.startsOn, '00:00', timezone),
  }
  return inTransaction(deps.pool, async (sql) => {
    const surroundings = await surroundingsIn(sql, deps, { organisationId, now })
    const zones = await casesByZone(sql, organisationId, span)
    const proposals = zones.flatMap(({ zoneId, counts }) => proposeFocus(counts).map((p) => ({ ...p, zoneId })))
    const made = await proposeFocuses(sql, organisationId, { quarter, proposals, now })
    const decisions = focusProposals({ facts: nobodysFacts(surroundings), now }, { quarter, made })
    return (await apply(sql, [clockOrder(organisationId, decisions)], { now, timezone })).owed
  })
}
