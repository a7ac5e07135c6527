import { askKnown } from '../decide/ask-known.ts'
import type { Deps } from '../deps.ts'
import { civilDate } from '../domain/calendar.ts'
import { groupBy } from '../domain/group.ts'
import { apply } from '../store/apply.ts'
import { nobodysFacts } from '../store/nobodys-facts.ts'
import { inTransactionWith } from '../store/sql.ts'
import { surroundingsIn, withSurroundings } from '../store/surroundings.ts'
import { organisationsToAsk, takeToAsk } from '../store/to-ask.ts'
import { clockOrder } from './clock-order.ts'
import type { Schedule } from './schedule.ts'

/** After a long list was imported, so many in ten minutes. */
const PEOPLE_MAX = 200

/** The second of the three knows: each new member of a zone who can be reached is asked once. By day, Monday to Friday. */
export const askWhoIsNew: Schedule = {
  name: 'ask-known',
  every: { pattern: '3-53/10 9-17 * * 1-5' },
  async run(deps, now) {
    const owed: bigint[] = []
    const today = civilDate(now, deps.config.timezone)
    for (const { organisation_id: organisationId } of await organisationsToAsk(deps.pool, today)) {
      try {
        owed.push(...(await withSurroundings(deps, () => askIn(deps, organisationId, now))))
      } catch (error) {
        deps.log.error({ organisation_id: organisationId, err: error }, 'asking new members failed')
      }
    }
    return owed
  },
}

function askIn(deps: Deps, organisationId: string, now: Date): Promise<bigint[]> {
  return inTransactionWith(deps.pool, [], async (sql) => {
    const { timezone } = deps.config
    const surroundings = await surroundingsIn(sql, deps, { organisationId, now })
    const facts = nobodysFacts(surroundings)
    const { people, zones } = surroundings.responsibility
    const rows = await takeToAsk(sql, { organisationId, today: civilDate(now, timezone), limit: PEOPLE_MAX }, now)
    const decisions = [...groupBy(rows, (row) => row.person_id)].flatMap(([personId, own]) => {
      const person = people.get(personId)
      const asked = own.flatMap((row) => zones.get(row.zone_code) ?? [])
      return person && asked.length > 0 ? askKnown({ facts, now }, person, asked) : []
    })
    return (await apply(sql, [clockOrder(organisationId, decisions)], { now, timezone })).owed
  })
}
