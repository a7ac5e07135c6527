/** 抽查进度, 我的考核, 民主评议: counts and own requests in the chat, the rest on pages that open for the sender alone. */
import { civilDate } from '../../domain/calendar.ts'
import type { Opened } from '../actions.ts'
import type { Decision } from '../decision.ts'
import {
  ballotButton,
  ballotGroupText,
  ballotText,
  ballotTitle,
  noBallotText,
  nothingAskedText,
  ownRequestsText,
  progressText,
  reviewsForMembersText,
} from '../replies/review-progress.ts'
import { reviewsOf } from '../review-facts.ts'
import { openSignIn } from '../sign-in.ts'
import { answer, say } from '../tell.ts'
import { receiptOf, type Turn } from '../turn.ts'
import { openRectifications } from './rectifications.ts'

/** Of whoever leads how the rounds of their branches go; of everybody else what is asked of them. */
export function reviewProgress(turn: Turn): Decision[] {
  const { rounds, leads } = reviewsOf(turn)
  if (!leads) return myReview(turn)
  const { settings } = turn.facts
  return openReviews(turn, progressText(rounds, civilDate(turn.now, settings.timezone)))
}

export function myReview(turn: Turn): Decision[] {
  const { requests, leads } = reviewsOf(turn)
  if (turn.facts.sender.person !== null && requests.length === 0 && !leads) return [say(turn, nothingAskedText())]
  return openReviews(turn, requests.length === 0 ? nothingAskedText() : ownRequestsText(requests))
}

/** A link for each vote that the sender has; never where others read it. */
export function appraisal(turn: Turn): Decision[] {
  const { facts } = turn
  if (facts.sender.person === null) return [say(turn, reviewsForMembersText())]
  if (facts.sender.inGroup) return [say(turn, ballotGroupText())]
  const { ballots } = reviewsOf(turn)
  if (ballots.length === 0) return [say(turn, noBallotText())]
  return ballots.map((ballot, place) =>
    answer(
      turn,
      {
        ...{ type: 'link', title: ballotTitle(), text: ballotText(ballot, receiptOf(turn)), button: ballotButton() },
        url: `${facts.settings.publicUrl}/b/${ballot.token}`,
      },
      place === 0 ? {} : { part: String(place) },
    ),
  )
}

/** What a card about reviews leads to, by one tap. */
export function openByTap(turn: Turn, what: Opened): Decision[] {
  switch (what) {
    case 'review':
      return myReview(turn)
    case 'rectifications':
      return openRectifications(turn)
    case 'ballot':
      return appraisal(turn)
  }
}

function openReviews(turn: Turn, words: string): Decision[] {
  const { person } = turn.facts.sender
  if (person === null) return [say(turn, reviewsForMembersText())]
  return openSignIn(turn, { personId: person.id, target: 'review', words })
}
