import { refreshedCard } from '../decide/refresh-card.ts'
import { awaitedRefresh, cardsOfCases, claimCardRefreshes } from '../store/case-cards.ts'
import { type Debt, owe } from '../store/outbox.ts'
import { inTransaction } from '../store/sql.ts'
import type { Schedule } from './schedule.ts'

/** Cases looked at by one run; the next run goes on. */
const CASES_MAX = 200

/** After this long whoever has the card finds out by tapping it. */
const WORTH_MS = 3_600_000

/**
 * Show the new state of cases on every card about them, whoever changed it: in chat, by the clock or by the API.
 *
 * Where a platform no longer lets a card be changed it stays as it is, and answers a tap with the present state.
 */
export const refreshCards: Schedule = {
  name: 'refresh-cards',
  every: { ms: 5_000 },
  async run(deps, now) {
    // Nearly always there is none: then no transaction is opened.
    if ((await awaitedRefresh(deps.pool)).length === 0) return []
    return inTransaction(deps.pool, async (sql) => {
      const cases = new Map((await claimCardRefreshes(sql, CASES_MAX)).map((one) => [one.record.id, one]))
      const cards = await cardsOfCases(sql, [...cases.keys()])
      const debts = cards.flatMap(({ caseId, organisationId, address, card }): Debt[] => {
        const refresh = cases.get(caseId)
        if (!refresh) return []
        const { record, formerHandlerId } = refresh
        const handedOn = formerHandlerId !== null && formerHandlerId === address.personId
        const shown = refreshedCard(card, record, { handedOn: handedOn && record.handlerId !== formerHandlerId })
        if (!shown) return []
        return [
          {
            organisationId,
            key: `card/${card.taskId}/${address.externalId}/${record.version}`,
            to: [address],
            lane: 'reminder',
            purpose: 'reply',
            content: { type: 'card_update', card: shown, inPlace: true },
            caseId,
            checkInId: null,
            notBefore: null,
            deadline: new Date(now.getTime() + WORTH_MS),
          },
        ]
      })
      return owe(sql, debts, now)
    })
  },
}
