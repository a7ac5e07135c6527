import { createHash } from 'node:crypto'
import type { Content } from '../channels/channel.ts'
import type { FrozenListTold } from '../decide/replies/frozen-list.ts'
import { requestsCard } from '../decide/replies/review-card.ts'
import { type RequestWorded, requestsLine, requestsText } from '../decide/replies/reviews.ts'
import type { Deps } from '../deps.ts'
import { type CivilDate, civilDate, instantOf } from '../domain/calendar.ts'
import { groupBy } from '../domain/group.ts'
import { spreadMs } from '../domain/spread.ts'
import {
  markRequestsTold,
  type RequestsOfPerson,
  type RequestToTell,
  requestsToTell,
} from '../store/review-requests.ts'
import { transact } from '../store/transact.ts'
import { type CappedDebt, oweWithinCap } from '../store/weekly-cap.ts'
import type { Schedule } from './schedule.ts'
import { type Way, waysOf } from './ways-of-today.ts'

/** One at a time: a second process finds everybody told. */
const LOCK = 0x7a65_7276n
/** So many people in one transaction: memory stays flat, and calls to platforms are full ones. */
const PEOPLE_AT_ONCE = 20_000
const SPREAD_MS = 15 * 60_000

/** On working days: what people are asked for in reviews, in one message each, and once more before the days run out. */
export const tellReviews: Schedule = {
  name: 'tell-reviews',
  every: { pattern: '22 9 * * *' },
  async run(deps, now) {
    const today = civilDate(now, deps.config.timezone)
    const owed: bigint[] = []
    let after: string | null = null
    do {
      const some = await tellSome(deps, { after, today }, now)
      owed.push(...some.owed)
      after = some.last
    } while (after !== null)
    return owed
  },
}

/** @returns the last of them, where there may be more */
function tellSome(deps: Deps, { after, today }: { after: string | null; today: CivilDate }, now: Date) {
  return transact(
    deps.db,
    async (tx) => {
      const { timezone } = deps.config
      const limit = PEOPLE_AT_ONCE
      const reachable = [...deps.channels.keys()]
      const people = await requestsToTell(tx, { today, timezone, reachable, after, limit })
      const ways = await waysOf(tx, timezone, { now, today })
      const told = people.filter((one) => ways.get(one.organisationId)?.works)
      const owed = await oweWithinCap(tx, debtsOf(deps, told, { now, today, ways }), { now, timezone })
      await markRequestsTold(tx, told, now)
      return { owed, last: people.length < limit ? null : (people.at(-1)?.address.personId ?? null) }
    },
    LOCK,
  )
}

/** Equal words to many are one message, whichever organisation they belong to. */
function debtsOf(
  { rootOrganisationId, config }: Deps,
  told: readonly RequestsOfPerson[],
  { now, today, ways }: { now: Date; today: CivilDate; ways: ReadonlyMap<string, Way> },
): CappedDebt[] {
  const worded = told.map((one) => {
    const requests = one.requests.map((request) => ({ ...request, list: listOf(request, config.publicUrl) }))
    const quiet = ways.get(one.organisationId)?.quietUntil ?? null
    const dueOn = requests[0]?.dueOn ?? today
    return { one, requests, quiet, dueOn, text: requestsText(requests, today), line: requestsLine(requests) }
  })
  return [...groupBy(worded, ({ text, quiet }) => `${quiet?.getTime() ?? ''} ${text}`)].flatMap(([seed, group]) => {
    const [first] = group
    if (!first) return []
    // With the first of them: who is told in a later part is not the same message.
    const hash = createHash('sha256').update(`${seed} ${first.one.address.personId}`).digest('hex').slice(0, 16)
    return {
      organisationId: rootOrganisationId,
      key: `review/${today}/${hash}`,
      to: group.map(({ one }) => one.address),
      lane: 'digest' as const,
      purpose: 'review' as const,
      content: contentOf(first.requests, { text: first.text, taskId: `review-${today}-${hash}` }),
      line: first.line,
      caseId: null,
      checkInId: null,
      notBefore: new Date((first.quiet ?? now).getTime() + spreadMs(seed, SPREAD_MS)),
      deadline: instantOf(first.dueOn, '20:00', config.timezone),
    }
  })
}

/** Published by the words that ask for a phrase: whoever speaks can tell later that nothing was changed since. */
function listOf({ roundId, listHash }: RequestToTell, publicUrl: string): FrozenListTold | null {
  return listHash === null ? null : { listHash, url: `${publicUrl}/reviews/${roundId}` }
}

/** A card where there is something to open; what is answered in words is asked for in words. */
function contentOf(requests: readonly RequestWorded[], { text, taskId }: { text: string; taskId: string }): Content {
  const card = requestsCard(requests, taskId)
  return card === null ? { type: 'text', text } : { type: 'card', card, toMany: true }
}
