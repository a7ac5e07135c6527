import { createHash } from 'node:crypto'
import { appealDecidedText, appealText, gradeShownText } from '../decide/replies/evaluation.ts'
import type { Deps } from '../deps.ts'
import { addDays, type CivilDate, civilDate, daysBetween, instantOf } from '../domain/calendar.ts'
import { groupBy } from '../domain/group.ts'
import { appealUntil } from '../domain/review/appeal.ts'
import {
  appealsAsked,
  appealsDecided,
  finishRounds,
  finishShown,
  type News,
  showGraded,
} from '../store/evaluation-news.ts'
import { type Debt, owe } from '../store/outbox.ts'
import { drizzleOn, inTransactionWith, type Sql } from '../store/sql.ts'
import { noteOn } from '../store/transact.ts'
import type { Schedule } from './schedule.ts'
import { waysOf } from './ways-of-today.ts'

/** One process at a time; an advisory lock. */
const LOCK = 0x7a65_6576n
/** So many years in one transaction: a cut loses a second's work. */
const YEARS_AT_ONCE = 5_000
/** What could not be told on the day is told within these; told once, for its key is kept. */
const TOLD_WITHIN_DAYS = 14
const NEWS_DAYS = 3

/**
 * Twice on working days: members see what was graded the day before, the first of all; whoever is to decide hears of
 * an appeal, and the member what was decided. What nobody appealed against stands, and a round in which all stands ends.
 */
export const turnEvaluations: Schedule = {
  name: 'turn-evaluations',
  every: { pattern: '12 9,14 * * *' },
  async run(deps, now) {
    const owed: bigint[] = []
    let turned: Turned
    do {
      turned = await inTransactionWith(deps.pool, [LOCK], (sql, [mine = false]) =>
        mine ? turnSome(deps, sql, now) : Promise.resolve({ owed: [], more: false }),
      )
      owed.push(...turned.owed)
    } while (turned.more)
    return owed
  },
}

interface Turned {
  owed: bigint[]
  more: boolean
}

async function turnSome({ config, channels }: Deps, sql: Sql, now: Date): Promise<Turned> {
  const { timezone } = config
  const tx = drizzleOn(sql)
  const note = noteOn(tx)
  const today = civilDate(now, timezone)
  const startOf = (date: CivilDate) => instantOf(date, '00:00', timezone)
  const ways = await waysOf(tx, timezone, { now, today })
  const organisationIds = [...ways].flatMap(([id, { works, quietUntil }]) => (works && quietUntil === null ? [id] : []))
  const telling = {
    organisationIds,
    reachable: [...channels.keys()],
    since: startOf(addDays(today, -TOLD_WITHIN_DAYS)),
  }
  const shown = await showGraded(tx, { ...telling, before: startOf(today), limit: YEARS_AT_ONCE, now })
  const untilNow = addDays(today, -daysBetween(today, appealUntil(today)))
  const finished = await finishShown(tx, { before: startOf(untilNow), limit: YEARS_AT_ONCE, now })
  const deed = (action: string, subject: string) => (one: { id: string; organisationId: string }) => ({
    ...{
      organisationId: one.organisationId,
      at: now,
      actor: 'system',
      action,
      subject: `${subject}:${one.id}`,
      detail: {},
    },
  })
  await note(
    ...shown.map(deed('evaluation_show', 'evaluation')),
    ...finished.map(deed('evaluation_finish', 'evaluation')),
    ...(await finishRounds(tx, now)).map(deed('review_final', 'review_round')),
  )
  const deadline = instantOf(addDays(today, NEWS_DAYS), '20:00', timezone)
  const told = (news: readonly News[], about: Worded['about'], words: (one: News) => string) =>
    debtsOf(news, { about, words, deadline })
  const debts = [
    ...told(shown, 'shown', ({ period }) => gradeShownText({ period, today, until: appealUntil(today) })),
    ...told(await appealsAsked(tx, telling), 'appeal', ({ period, name }) => appealText({ period, today, name })),
    ...told(await appealsDecided(tx, telling), 'decided', ({ period }) => appealDecidedText({ period, today })),
  ]
  const more = shown.length === YEARS_AT_ONCE || finished.length === YEARS_AT_ONCE
  return { owed: await owe(sql, debts, now), more }
}

interface Worded {
  about: 'shown' | 'appeal' | 'decided'
  words(one: News): string
  deadline: Date
}

/** Equal words to many of an organisation are one message; appeals are each their own, so that none is told twice. */
function debtsOf(news: readonly News[], { about, words, deadline }: Worded): Debt[] {
  const keyOf = ({ id, organisationId }: News) => (about === 'shown' ? organisationId : id)
  const reached = news.filter(({ address }) => address !== null)
  return [...groupBy(reached, (one) => `${keyOf(one)} ${one.period}`).values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const hash = createHash('sha256').update(first.id).digest('hex').slice(0, 16)
    return {
      ...{ organisationId: first.organisationId, key: `evaluation/${about}/${hash}` },
      to: group.flatMap(({ address }) => address ?? []),
      ...({ lane: 'reminder', purpose: 'assignment', caseId: null, checkInId: null, notBefore: null } as const),
      ...{ content: { type: 'text' as const, text: words(first) }, deadline },
    }
  })
}
