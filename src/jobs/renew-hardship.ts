import { askAboutNote } from '../decide/commands/hardship.ts'
import type { Deps } from '../deps.ts'
import { addDays, civilDate } from '../domain/calendar.ts'
import { ASKED_DAYS_BEFORE } from '../domain/hardship.ts'
import { apply } from '../store/apply.ts'
import { type EndingNote, endingNotes } from '../store/hardship.ts'
import { nobodysFacts } from '../store/nobodys-facts.ts'
import { inTransaction } from '../store/sql.ts'
import { surroundingsIn, withSurroundings } from '../store/surroundings.ts'
import { clockOrder } from './clock-order.ts'
import type { Schedule } from './schedule.ts'

/** Notes looked at by one run; the next day goes on. */
const NOTES_MAX = 2_000

/** Of a note on hardship whose words will be deleted within a month, whoever leads is asked whether it is kept on. */
export const renewHardship: Schedule = {
  name: 'renew-hardship',
  every: { pattern: '10 9 * * *' },
  async run(deps, now) {
    const until = addDays(civilDate(now, deps.config.timezone), ASKED_DAYS_BEFORE)
    const owed: bigint[] = []
    for (const [organisationId, notes] of await endingNotes(deps.db, until, NOTES_MAX)) {
      try {
        owed.push(...(await withSurroundings(deps, () => askIn(deps, { organisationId, notes, now }))))
      } catch (error) {
        // The others are asked; these are still due tomorrow.
        deps.log.error({ organisation_id: organisationId, err: error }, 'asking about notes failed')
      }
    }
    return owed
  },
}

function askIn(
  deps: Deps,
  { organisationId, notes, now }: { organisationId: string; notes: readonly EndingNote[]; now: Date },
): Promise<bigint[]> {
  return inTransaction(deps.pool, async (sql) => {
    const surroundings = await surroundingsIn(sql, deps, { organisationId, now })
    const turn = { facts: nobodysFacts(surroundings), now }
    const decisions = notes.flatMap(({ record, on }) => askAboutNote(turn, record, on))
    return (await apply(sql, [clockOrder(organisationId, decisions)], { now, timezone: deps.config.timezone })).owed
  })
}
