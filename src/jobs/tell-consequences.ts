import type { Content } from '../channels/channel.ts'
import { commendedCard } from '../decide/replies/commendations.ts'
import {
  answeredText,
  appealDecidedText,
  appealedText,
  appealSettledText,
  cancelledText,
  closedText,
  extendedText,
  givenText,
  helpText,
  notYetText,
  reportedLine,
  reportedText,
} from '../decide/replies/consequences.ts'
import { civilDate } from '../domain/calendar.ts'
import {
  type ConsequenceNews,
  type ConsequenceToTell,
  consequencesToTell,
  markRectificationsTold,
  mayTellConsequences,
} from '../store/consequences-to-tell.ts'
import { type Debt, owe } from '../store/outbox.ts'
import { drizzleOn, inTransaction } from '../store/sql.ts'
import { oweWithinCap } from '../store/weekly-cap.ts'
import type { Schedule } from './schedule.ts'
import { type Way, waysOf } from './ways-of-today.ts'

/** One at a time: a second process finds everybody told. */
const LOCK = 0x7a65_7263n
const WORTH_MS = 7 * 86_400_000

const TEXTS: Readonly<Record<Exclude<ConsequenceNews, 'commended'>, (one: ConsequenceToTell) => string>> = {
  given: givenText,
  extended: extendedText,
  help: helpText,
  reported: reportedText,
  answered: answeredText,
  not_yet: notYetText,
  closed: closedText,
  cancelled: cancelledText,
  appealed: appealedText,
  decided: appealDecidedText,
  settled: appealSettledText,
}

/**
 * Within a minute: what was decided about somebody, to them first.
 *
 * That is theirs to know whatever else they heard this week, so only who is asked to look again is asked within the cap.
 */
export const tellConsequences: Schedule = {
  name: 'tell-consequences',
  every: { ms: 60_000 },
  async run(deps, now) {
    if (!(await mayTellConsequences(deps.pool, now))) return []
    return inTransaction(
      deps.pool,
      async (sql) => {
        const { timezone } = deps.config
        const db = drizzleOn(sql)
        const told = await consequencesToTell(db, { now, reachable: [...deps.channels.keys()] })
        if (told.length === 0) return []
        const today = civilDate(now, timezone)
        const ways = await waysOf(db, timezone, { now, today })
        const debts = told.map((one) => ({ one, debt: debtOf(one, ways.get(one.organisationId), now) }))
        const asks = debts.filter(({ one }) => one.news === 'reported')
        const owed = await owe(
          sql,
          debts.filter((debt) => !asks.includes(debt)).map(({ debt }) => debt),
          now,
        )
        const requests = asks.map(({ one, debt }) => ({ ...debt, purpose: 'review' as const, line: reportedLine(one) }))
        owed.push(...(await oweWithinCap(db, requests, { now, timezone })))
        const dates = told.filter(({ news }) => news === 'given' || news === 'extended').map(({ id }) => id)
        await markRectificationsTold(db, dates, today)
        return owed
      },
      LOCK,
    )
  },
}

function debtOf(one: ConsequenceToTell, way: Way | undefined, now: Date): Debt {
  return {
    ...{ organisationId: one.organisationId, key: one.key, to: [one.address] },
    ...{ lane: 'reminder', purpose: 'assignment', caseId: null, checkInId: null },
    content: contentOf(one),
    notBefore: way?.quietUntil ?? null,
    deadline: new Date(now.getTime() + WORTH_MS),
  }
}

/** Who is commended is asked something, on a card; all others are told, in words. */
function contentOf({ news, ...one }: ConsequenceToTell): Content {
  if (news !== 'commended') return { type: 'text', text: TEXTS[news]({ news, ...one }) }
  return { type: 'card', card: commendedCard({ ...one, reason: one.what }, `commended-${one.id}`) }
}
