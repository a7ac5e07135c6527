/** What orders about reviews look at beside the snapshot: nothing else asks for it. */
import { ballotToken } from '../ballots/link.ts'
import { readAction } from '../decide/actions.ts'
import type { Facts } from '../decide/facts.ts'
import { NO_REVIEWS, type ReviewFacts } from '../decide/review-facts.ts'
import type { Deps } from '../deps.ts'
import { civilDate } from '../domain/calendar.ts'
import { commendationsOf } from '../store/commendations.ts'
import { openRectificationsOf } from '../store/rectification-lists.ts'
import { openAppraisalsOf } from '../store/review-overview.ts'
import { reviewsOfPerson } from '../store/reviews-of-person.ts'
import { drizzleOn, type Sql } from '../store/sql.ts'
import type { Understood } from './understand-messages.ts'

/** The facts with what the order of the message looks at. */
export async function withReviews(
  { config, seal }: Pick<Deps, 'config' | 'seal'>,
  sql: Sql,
  { one, facts }: { one: Understood; facts: Facts },
  now: Date,
): Promise<Facts> {
  const asked = askedIn(one)
  const { person } = facts.sender
  if (asked === null || !person) return facts
  const today = civilDate(now, config.timezone)
  const known = (reviews: Partial<ReviewFacts>): Facts => ({ ...facts, reviews: { ...NO_REVIEWS, ...reviews } })
  if (asked === 'reviews') return known((await reviewsOfPerson(drizzleOn(sql), person.id, today)) ?? {})
  if (asked === 'rectifications') return known({ rectifications: await openRectificationsOf(sql, person.id) })
  if (asked === 'commendations') return known({ commendations: await commendationsOf(drizzleOn(sql), person.id) })
  const open = await openAppraisalsOf(drizzleOn(sql), person.id, today)
  const tokenOf = (roundId: string) => ballotToken(seal, { roundId, personId: person.id })
  return known({ ballots: open.map((round) => ({ ...round, token: tokenOf(round.roundId) })) })
}

/** What the order or the tap wants to know; `null`: nothing of reviews. */
function askedIn({ inbound, reading }: Understood): 'reviews' | 'ballots' | 'rectifications' | 'commendations' | null {
  const tapped = inbound.type === 'tap' ? readAction(inbound.action) : null
  if (tapped?.verb === 'commend-yes' || tapped?.verb === 'commend-no') return 'commendations'
  const opened = tapped?.verb === 'open' ? tapped.what : null
  const order = reading?.understanding.command?.name
  if (opened === 'ballot' || order === 'appraisal') return 'ballots'
  if (opened === 'rectifications' || order === 'rectifications' || order === 'rectified') return 'rectifications'
  if (order === 'publish_commendation' || order === 'withhold_commendation') return 'commendations'
  return opened === 'review' || order === 'review_progress' || order === 'my_review' ? 'reviews' : null
}
