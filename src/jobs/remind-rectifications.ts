import { rectificationReminderLine, rectificationReminderText } from '../decide/replies/consequences.ts'
import { addDays, civilDate, instantOf } from '../domain/calendar.ts'
import { spreadMs } from '../domain/spread.ts'
import { markRectificationsTold } from '../store/consequences-to-tell.ts'
import { dueRectifications } from '../store/due-rectifications.ts'
import { transact } from '../store/transact.ts'
import { oweWithinCap } from '../store/weekly-cap.ts'
import type { Schedule } from './schedule.ts'
import { waysOf } from './ways-of-today.ts'

/** One at a time: a second process finds everybody told. */
const LOCK = 0x7a65_7272n
const SPREAD_MS = 15 * 60_000
/** Nobody wants to hear of today's last day three days later. */
const WORTH_DAYS = 1

/** On working days: what is to be put right soon, and once what was not in its time, in one message to each person. */
export const remindRectifications: Schedule = {
  name: 'remind-rectifications',
  every: { pattern: '37 9 * * *' },
  run: (deps, now) =>
    transact(
      deps.db,
      async (tx) => {
        const { timezone } = deps.config
        const today = civilDate(now, timezone)
        const due = await dueRectifications(tx, { today, reachable: [...deps.channels.keys()] })
        if (due.length === 0) return []
        const ways = await waysOf(tx, timezone, { now, today })
        const told = due.filter((one) => ways.get(one.organisationId)?.works)
        const debts = told.map(({ address, organisationId, due: reminders }) => {
          const quiet = ways.get(organisationId)?.quietUntil ?? now
          return {
            ...{ organisationId, key: `rectifications/${today}/${address.personId}`, to: [address] },
            ...{ lane: 'reminder' as const, purpose: 'review' as const, caseId: null, checkInId: null },
            content: { type: 'text' as const, text: rectificationReminderText(reminders, today) },
            line: rectificationReminderLine(reminders),
            notBefore: new Date(quiet.getTime() + spreadMs(address.personId ?? '', SPREAD_MS)),
            deadline: instantOf(addDays(today, WORTH_DAYS), '20:00', timezone),
          }
        })
        const owed = await oweWithinCap(tx, debts, { now, timezone })
        await markRectificationsTold(
          tx,
          told.flatMap(({ due: reminders }) => reminders.map(({ id }) => id)),
          today,
        )
        return owed
      },
      LOCK,
    ),
}
