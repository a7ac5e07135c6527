/** What orders about announcements, talks, focuses and duties look at beside the snapshot: nothing else asks for it. */
import { readAction, type Tapped } from '../decide/actions.ts'
import type { BranchWorkFacts } from '../decide/branch-work-facts.ts'
import { announcedTo } from '../decide/commands/announce.ts'
import type { Facts } from '../decide/facts.ts'
import { type LedBranch, ledBranch } from '../decide/led-branch.ts'
import type { Deps } from '../deps.ts'
import { type CivilDate, civilDate } from '../domain/calendar.ts'
import { nextDutyOn } from '../domain/duty.ts'
import { recentAnnouncements } from '../store/announcement-orders.ts'
import { placeOf } from '../store/announcement-readers.ts'
import { dutiesToCome } from '../store/duty-windows.ts'
import { focusesOf } from '../store/focuses.ts'
import { drizzleOn, type Sql } from '../store/sql.ts'
import { talksOf } from '../store/talks.ts'
import { isCodeTaken } from '../store/zones.ts'
import type { Command, CommandName } from '../understanding/understanding.ts'
import { reachCounted } from './announced-reach.ts'
import type { Understood } from './understand-messages.ts'

const ABOUT_ANNOUNCEMENTS: readonly CommandName[] = ['recall_announcement', 'announcements']
const ABOUT_TALKS: readonly CommandName[] = ['talk_record', 'talk_result', 'cancel_talk', 'talks']
const ABOUT_FOCUS: readonly CommandName[] = ['focus', 'accept_focus', 'decline_focus']
const FOCUS_TAPS: readonly Tapped['verb'][] = ['focus-yes', 'focus-no']

/** The facts with what the order of the message, or the one that waits for it, looks at. @throws UncountedReach */
export async function withBranchWork(
  deps: Deps,
  sql: Sql,
  { one, facts }: { one: Understood; facts: Facts },
  now: Date,
): Promise<Facts> {
  const asked = ordersOf(one, facts)
  const led = asked.orders.length > 0 || asked.aboutFocus ? placeAsked(facts) : null
  if (!led) return facts
  const is = (names: readonly CommandName[]) => asked.orders.some(({ name }) => names.includes(name))
  const announced = asked.orders.find(({ name }) => name === 'announce')
  const newCode = asked.orders.find(({ name }) => name === 'add_zone')?.args.zone
  const today = civilDate(now, deps.config.timezone)
  const branchWork: BranchWorkFacts = {
    ...(announced ? await reachFor(deps, sql, { order: announced, facts }, now) : {}),
    ...(newCode === undefined ? {} : { codeTaken: await isCodeTaken(sql, newCode) }),
    ...(is(['duties']) ? { nextDutyOn: await nextDutyFor(sql, facts, today) } : {}),
    ...(is(ABOUT_ANNOUNCEMENTS) ? { announcements: await recentAnnouncements(sql, led, now) } : {}),
    ...(is(ABOUT_TALKS) ? { talks: await talksOf(sql, led, now) } : {}),
    ...(is(ABOUT_FOCUS) || asked.aboutFocus ? { focuses: await focusesOf(sql, led, today) } : {}),
  }
  return { ...facts, branchWork }
}

function ordersOf({ inbound, reading }: Understood, { conversation }: Facts) {
  const said = [reading?.understanding.command ?? reading?.addressed, conversation.question?.order]
  const tapped = inbound.type === 'tap' ? readAction(inbound.action) : null
  return {
    orders: said.filter((order): order is Command => order !== null && order !== undefined),
    aboutFocus: tapped !== null && FOCUS_TAPS.includes(tapped.verb),
  }
}

/** The branch that the sender leads; of members their own, whose focus they may read. */
function placeAsked({ sender }: Facts): LedBranch | null {
  const { person } = sender
  const led = ledBranch(person)
  if (led) return led
  const branchId = person?.assignments[0]?.branchId ?? person?.branchId ?? null
  return branchId === null ? null : { branchId, whole: false }
}

async function nextDutyFor(sql: Sql, { sender }: Facts, today: CivilDate): Promise<CivilDate | null> {
  const codes = sender.person?.assignments.flatMap(({ zoneCode }) => zoneCode ?? []) ?? []
  return nextDutyOn(await dutiesToCome(drizzleOn(sql), codes, today), today)
}

/** @throws UncountedReach */
async function reachFor(
  deps: Deps,
  sql: Sql,
  { order, facts }: { order: Command; facts: Facts },
  now: Date,
): Promise<Pick<BranchWorkFacts, 'reach'>> {
  const to = announcedTo(facts, order)
  const place = to && (await placeOf(drizzleOn(sql), to.led))
  if (!to || !place) return {}
  const whom = { ...place, audience: to.audience, zoneIds: to.zones.map((zone) => zone.id) }
  return { reach: reachCounted(deps, whom, now) }
}
