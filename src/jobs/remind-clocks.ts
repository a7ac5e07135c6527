import { createHash } from 'node:crypto'
import { type Reminding, remind } from '../decide/remind.ts'
import type { Deps } from '../deps.ts'
import { apply, type Order } from '../store/apply.ts'
import { rosterVersion } from '../store/conversations.ts'
import { organisationsWithDueCases, putOffReminders, takeDueCases } from '../store/due-cases.ts'
import { nobodysFacts } from '../store/nobodys-facts.ts'
import { inTransactionWith } from '../store/sql.ts'
import type { Schedule } from './schedule.ts'
import { surroundingsOf, withSurroundings } from './surroundings.ts'

/** Cases of one organisation looked at by one run: enough that nobody of it gets two messages for one hour. */
const CASES_MAX = 5_000

/** Clocks at half, all and half as much again; asking those outside; planned days; answers that did not come. */
export const remindClocks: Schedule = {
  name: 'remind-clocks',
  every: { ms: 30_000 },
  async run(deps, now) {
    const owed: bigint[] = []
    for (const { organisation_id: organisationId } of await organisationsWithDueCases(deps.pool, now)) {
      try {
        owed.push(...(await withSurroundings(deps, () => remindIn(deps, organisationId, now))))
      } catch (error) {
        // The others are reminded; this one is still due at the next tick.
        deps.log.error({ organisation_id: organisationId, err: error }, 'reminding failed')
      }
    }
    return owed
  },
}

/** Everything that is due in one organisation, by one worker: so one person gets one message. */
function remindIn(deps: Deps, organisationId: string, now: Date): Promise<bigint[]> {
  return inTransactionWith(deps.pool, [lockOf(organisationId)], async (sql, [mine]) => {
    if (!mine) return []
    const version = await rosterVersion(sql)
    const surroundings = surroundingsOf(deps, { organisationId, rosterVersion: version, now })
    const cases = await takeDueCases(sql, organisationId, now, CASES_MAX)
    const reminding = remind({ facts: nobodysFacts(surroundings), now }, cases)
    await putOffReminders(sql, reminding.putOff)
    const { owed } = await apply(sql, ordersOf(reminding, organisationId), now)
    return owed
  })
}

/** One order for what changes and one for what is told: so all changes go by one statement. */
function ordersOf({ decisions }: Reminding, organisationId: string): Order[] {
  const origin = {
    ...{ organisationId, channel: 'local' as const, inboxId: null, identityId: null, personId: null },
    role: 'system' as const,
  }
  return [
    { origin, decisions: decisions.filter((d) => d.do !== 'tell') },
    { origin, decisions: decisions.filter((d) => d.do === 'tell') },
  ]
}

function lockOf(organisationId: string): bigint {
  return createHash('sha256').update(`remind ${organisationId}`).digest().readBigInt64BE()
}
