import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Looked, lookAt, remind } from '../decide/remind.ts'
import type { Deps } from '../deps.ts'
import { apply } from '../store/apply.ts'
import { type DueCases, findDueCases, putOffReminders, takeDueCases } from '../store/due-cases.ts'
import { nobodysFacts } from '../store/nobodys-facts.ts'
import { inTransactionWith } from '../store/sql.ts'
import { surroundingsIn, withSurroundings } from '../store/surroundings.ts'
import { clockOrder } from './clock-order.ts'
import type { Schedule } from './schedule.ts'

/** Cases looked at by one run: so many that only a long outage makes two messages of one hour. */
const CASES_MAX = 20_000
/** Looked at without a pause: some milliseconds. */
const CASES_AT_ONCE = 20

/** Clocks at half, all and half as much again; asking those outside; planned days; answers that did not come. */
export const remindClocks: Schedule = {
  name: 'remind-clocks',
  every: { ms: 30_000 },
  async run(deps, now) {
    const owed: bigint[] = []
    for (const due of await findDueCases(deps.pool, now, CASES_MAX)) {
      try {
        owed.push(...(await withSurroundings(deps, () => remindOf(deps, due, now))))
      } catch (error) {
        // The others are reminded; this one is still due at the next tick.
        deps.log.error({ organisation_id: due.organisation_id, err: error }, 'reminding failed')
      }
    }
    return owed
  },
}

/** Everything that is due in one organisation, by one worker: so one person gets one message. */
function remindOf(deps: Deps, { organisation_id: organisationId, ids }: DueCases, now: Date): Promise<bigint[]> {
  return inTransactionWith(deps.pool, [lockOf(organisationId)], async (sql, [mine]) => {
    if (!mine) return []
    const surroundings = await surroundingsIn(sql, deps, { organisationId, now })
    const cases = await takeDueCases(sql, ids, now)
    const turn = { facts: nobodysFacts(surroundings), now }
    const looked: Looked[] = []
    for (const record of cases) {
      looked.push(lookAt(turn, record))
      // Callbacks of the platforms come in between.
      if (looked.length % CASES_AT_ONCE === 0) await nextTurn()
    }
    const told = remind(
      turn,
      looked.flatMap((l) => l.told),
    )
    await putOffReminders(
      sql,
      looked.flatMap((l) => l.putOff ?? []),
    )
    // What changes is one order: so all of it goes by one statement.
    const orders = [looked.flatMap((l) => l.decisions), told].map((decisions) => clockOrder(organisationId, decisions))
    return (await apply(sql, orders, { now, timezone: deps.config.timezone })).owed
  })
}

function lockOf(organisationId: string): bigint {
  return createHash('sha256').update(`remind ${organisationId}`).digest().readBigInt64BE()
}
