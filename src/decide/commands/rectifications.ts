/** 我的整改; 整改1已完成：楼道杂物清走了. */
import { civilDate } from '../../domain/calendar.ts'
import type { Decision } from '../decision.ts'
import {
  alreadyReportedText,
  nothingToPutRightText,
  openRectificationsText,
  reportedText,
  whatWasDoneText,
  whichRectificationText,
} from '../replies/rectifications.ts'
import { reviewsForMembersText } from '../replies/review-progress.ts'
import { type RectificationFacts, reviewsOf } from '../review-facts.ts'
import { orderOf } from '../said-order.ts'
import { openSignIn } from '../sign-in.ts'
import { say } from '../tell.ts'
import type { SpokenTurn, Turn } from '../turn.ts'

/** What is open, in short, and the page of all of it. */
export function openRectifications(turn: Turn): Decision[] {
  const { person } = turn.facts.sender
  if (person === null) return [say(turn, reviewsForMembersText())]
  const words = openRectificationsText(reviewsOf(turn).rectifications)
  return openSignIn(turn, { personId: person.id, target: 'rectifications', words })
}

/** The member, or who helps, says that it is done: somebody else then looks. */
export function reportRectified(turn: SpokenTurn): Decision[] {
  const { person } = turn.facts.sender
  if (person === null) return [say(turn, reviewsForMembersText())]
  const theirs = reviewsOf(turn).rectifications.filter((one) => one.as !== 'rechecker')
  const { number, text } = orderOf(turn).args
  const named = number === undefined ? theirs : theirs.filter((one) => one.number === Number(number))
  const [only, ...others] = whichIsMeant(named)
  if (!only) return [say(turn, theirs.length === 0 ? nothingToPutRightText() : whichRectificationText(theirs))]
  // Of two branches each has a number 1: that is told apart on the page.
  if (others.length > 0)
    return number === undefined ? [say(turn, whichRectificationText(theirs))] : openRectifications(turn)
  if (only.state === 'reported') return [say(turn, alreadyReportedText(only))]
  if (text === undefined) return [say(turn, whatWasDoneText(only))]
  const today = civilDate(turn.now, turn.facts.settings.timezone)
  return [
    { do: 'report_rectification', rectificationId: only.id, by: person.id, words: text, today },
    say(turn, reportedText(only)),
  ]
}

/** Those that wait to be done, before those of which it was said already. */
function whichIsMeant(named: readonly RectificationFacts[]): readonly RectificationFacts[] {
  const open = named.filter(({ state }) => state === 'open')
  return open.length > 0 ? open : named
}
