import type { Deps } from '../deps.ts'
import { addDays, type CivilDate, civilDate, daysBetween, instantOf } from '../domain/calendar.ts'
import { appealUntil } from '../domain/review/appeal.ts'
import {
  appealsAsked,
  appealsDecided,
  finishRounds,
  finishShown,
  missUnreached,
  showGraded,
} from '../store/evaluation-news.ts'
import { owe } from '../store/outbox.ts'
import { drizzleOn, inTransactionWith, type Sql } from '../store/sql.ts'
import { noteOn } from '../store/transact.ts'
import { appealDebts, decidedDebts, handOverDebts, shownDebts } from './evaluation-debts.ts'
import type { Schedule } from './schedule.ts'
import { waysOf } from './ways-of-today.ts'

/** One process at a time; an advisory lock. */
const LOCK = 0x7a65_6576n
/** So many years in one transaction: a cut loses a second's work. */
const YEARS_AT_ONCE = 5_000
/** What could not be told on the day is told within these; told once, for its key is kept. */
const TOLD_WITHIN_DAYS = 14

/**
 * Twice on working days: members see what was graded the day before, the first of all; whoever leads the branch hears whom
 * no message reached, whoever is to decide hears of an appeal, and the member what was decided. What nobody appealed
 * against stands, and a round in which all stands ends.
 */
export const turnEvaluations: Schedule = {
  name: 'turn-evaluations',
  every: { pattern: '12 9,14 * * *' },
  async run(deps, now) {
    const owed: bigint[] = []
    let turned: Turned = { owed: [], more: true }
    for (let isFirst = true; turned.more; isFirst = false) {
      turned = await inTransactionWith(deps.pool, [LOCK], (sql, [mine = false]) =>
        mine ? turnSome(deps, sql, { now, isFirst }) : Promise.resolve({ owed: [], more: false }),
      )
      owed.push(...turned.owed)
    }
    return owed
  },
}

interface Turned {
  owed: bigint[]
  more: boolean
}

async function turnSome(
  { config: { timezone }, channels }: Deps,
  sql: Sql,
  { now, isFirst }: { now: Date; isFirst: boolean },
): Promise<Turned> {
  const tx = drizzleOn(sql)
  const today = civilDate(now, timezone)
  const startOf = (date: CivilDate) => instantOf(date, '00:00', timezone)
  const ways = await waysOf(tx, timezone, { now, today })
  const organisationIds = [...ways].flatMap(([id, { works, quietUntil }]) => (works && quietUntil === null ? [id] : []))
  const telling = { organisationIds, reachable: [...channels.keys()] }
  const part = { limit: YEARS_AT_ONCE, now }
  // Looks at every message that was sent: once, before anything is shown, and all of it, before anything stands.
  const missed = isFirst ? await missUnreached(tx, telling) : []
  const shown = await showGraded(tx, { ...telling, ...part, before: startOf(today) })
  const unreached = [...missed, ...shown.filter(({ address }) => address === null)]
  const sevenDaysAgo = addDays(today, -daysBetween(today, appealUntil(today)))
  const finished = await finishShown(tx, { ...telling, ...part, before: startOf(sevenDaysAgo) })
  const more = [shown, finished].some(({ length }) => length === YEARS_AT_ONCE)
  const deed = (action: string, subject: string) => (one: { id: string; organisationId: string }) => ({
    ...{ organisationId: one.organisationId, at: now, actor: 'system', action },
    ...{ subject: `${subject}:${one.id}`, detail: {} },
  })
  await noteOn(tx)(
    ...shown.map(deed('evaluation_show', 'evaluation')),
    ...unreached.map(deed('evaluation_miss', 'evaluation')),
    ...finished.map(deed('evaluation_finish', 'evaluation')),
    ...(more ? [] : await finishRounds(tx, now)).map(deed('review_final', 'review_round')),
  )
  const since = startOf(addDays(today, -TOLD_WITHIN_DAYS))
  const on = { today, timezone }
  const debts = [
    ...shownDebts(shown, on),
    ...(await handOverDebts(tx, unreached, { ...on, reachable: telling.reachable })),
    ...appealDebts(await appealsAsked(tx, { ...telling, since }), on),
    ...decidedDebts(await appealsDecided(tx, { ...telling, since }), on),
  ]
  return { owed: await owe(sql, debts, now), more }
}
