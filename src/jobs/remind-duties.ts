import { createHash } from 'node:crypto'
import { dutiesHeldLine, dutyReminderText } from '../decide/replies/duties.ts'
import type { Deps } from '../deps.ts'
import { addDays, type CivilDate, civilDate, instantOf } from '../domain/calendar.ts'
import { groupBy } from '../domain/group.ts'
import { spreadMs } from '../domain/spread.ts'
import { type DueOfPerson, dueDuties, markDutiesTold } from '../store/due-duties.ts'
import { transact } from '../store/transact.ts'
import { type CappedDebt, oweWithinCap } from '../store/weekly-cap.ts'
import type { Schedule } from './schedule.ts'
import { type Way, waysOf } from './ways-of-today.ts'

/** One at a time: a second process finds everybody told. */
const LOCK = 0x7a65_6475n
/** From 09:07 on, so that not everybody is told in one second, and nobody at the full or the half hour. */
const SPREAD_MS = 15 * 60_000
/** Nobody wants to be reminded of what ends today by yesterday's message. */
const WORTH_DAYS = 3

/** On working days: what is still to be done for a zone, and what was too much for an earlier week, in one message each. */
export const remindDuties: Schedule = {
  name: 'remind-duties',
  every: { pattern: '7 9 * * *' },
  run: (deps, now) =>
    transact(
      deps.db,
      async (tx) => {
        const { timezone } = deps.config
        const today = civilDate(now, timezone)
        const due = await dueDuties(tx, { now, timezone, today, reachable: [...deps.channels.keys()] })
        const ways = await waysOf(tx, timezone, { now, today })
        const told = due.filter((one) => ways.get(one.organisationId)?.works)
        const owed = await oweWithinCap(tx, debtsOf(deps, told, { now, today, ways }), { now, timezone })
        await markDutiesTold(tx, told, now)
        return owed
      },
      LOCK,
    ),
}

/** Equal words to many are one message, whichever organisation they belong to. */
function debtsOf(
  { rootOrganisationId, config }: Deps,
  told: readonly DueOfPerson[],
  { now, today, ways }: { now: Date; today: CivilDate; ways: ReadonlyMap<string, Way> },
): CappedDebt[] {
  const worded = told.map((one) => {
    const held = one.held.map(({ line }) => line)
    const quiet = ways.get(one.organisationId)?.quietUntil ?? null
    return { one, quiet, text: dutyReminderText(one.duties, held, today) }
  })
  return [...groupBy(worded, ({ text, quiet }) => `${quiet?.getTime() ?? ''} ${text}`)].flatMap(([seed, group]) => {
    const [first] = group
    if (!first) return []
    const hash = createHash('sha256').update(seed).digest('hex').slice(0, 16)
    return {
      organisationId: rootOrganisationId,
      key: `duty/${today}/${hash}`,
      to: group.map(({ one }) => one.address),
      lane: 'reminder' as const,
      purpose: 'duty' as const,
      content: { type: 'text' as const, text: first.text },
      line: first.one.duties.length > 0 ? dutiesHeldLine(first.one.duties) : (first.one.held[0]?.line ?? ''),
      caseId: null,
      checkInId: null,
      notBefore: new Date((first.quiet ?? now).getTime() + spreadMs(seed, SPREAD_MS)),
      deadline: instantOf(addDays(today, WORTH_DAYS), '20:00', config.timezone),
    }
  })
}
