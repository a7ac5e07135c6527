import { replaceHandlers } from '../decide/replace-handlers.ts'
import type { Deps } from '../deps.ts'
import { civilDate } from '../domain/calendar.ts'
import { apply } from '../store/apply.ts'
import { organisationsWithHandlersGone, takeLeftBehind } from '../store/handlers-gone.ts'
import { nobodysFacts } from '../store/nobodys-facts.ts'
import { inTransactionWith } from '../store/sql.ts'
import { surroundingsIn, withSurroundings } from '../store/surroundings.ts'
import { clockOrder } from './clock-order.ts'
import type { Schedule } from './schedule.ts'

/** After an import: the open cases of those whom the roster no longer has go to others. */
export const replaceHandlersGone: Schedule = {
  name: 'replace-handlers-gone',
  every: { ms: 60_000 },
  async run(deps, now) {
    const owed: bigint[] = []
    const today = civilDate(now, deps.config.timezone)
    for (const { organisation_id: organisationId } of await organisationsWithHandlersGone(deps.pool, today)) {
      try {
        owed.push(...(await withSurroundings(deps, () => replaceIn(deps, organisationId, now))))
      } catch (error) {
        // The others go on; this one is looked at again with the next tick.
        deps.log.error({ organisation_id: organisationId, err: error }, 'replacing handlers failed')
      }
    }
    return owed
  },
}

function replaceIn(deps: Deps, organisationId: string, now: Date): Promise<bigint[]> {
  return inTransactionWith(deps.pool, [], async (sql) => {
    const { timezone } = deps.config
    const surroundings = await surroundingsIn(sql, deps, { organisationId, now })
    const left = await takeLeftBehind(sql, organisationId, civilDate(now, timezone))
    const decisions = replaceHandlers({ facts: nobodysFacts(surroundings), now }, left)
    return (await apply(sql, [clockOrder(organisationId, decisions)], { now, timezone })).owed
  })
}
