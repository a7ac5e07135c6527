/** 表彰1同意公开; 表彰1不公开: whether a commendation is told in public is for the one commended to say, and nobody else. */
import type { InboundTap } from '../../channels/channel.ts'
import type { Decision } from '../decision.ts'
import {
  answeredCard,
  noCommendationText,
  publishedText,
  whichCommendationText,
  withheldText,
} from '../replies/commendations.ts'
import { reviewsForMembersText } from '../replies/review-progress.ts'
import { type CommendationFacts, reviewsOf } from '../review-facts.ts'
import { orderOf } from '../said-order.ts'
import { say, update } from '../tell.ts'
import type { SpokenTurn, Turn } from '../turn.ts'

/** In words: as often as they like, the last word counts. */
export function sayWhetherPublic(turn: SpokenTurn, isPublic: boolean): Decision[] {
  const { person } = turn.facts.sender
  if (person === null) return [say(turn, reviewsForMembersText())]
  const { commendations } = reviewsOf(turn)
  const { number } = orderOf(turn).args
  const named = number === undefined ? whichIsMeant(commendations, isPublic) : numbered(commendations, Number(number))
  const [only, ...others] = named
  if (!only) return [say(turn, noCommendationText())]
  if (others.length > 0) return [say(turn, whichCommendationText(named, isPublic))]
  const words = isPublic ? publishedText(only) : withheldText(only)
  return [...answer(only, { by: person.id, isPublic }), say(turn, words)]
}

/** By the card, once. One that was answered since, here or on the page, shows what holds now. */
export function answerCommendationByTap(
  turn: Turn,
  { taskId }: InboundTap,
  { commendationId, isPublic }: { commendationId: string; isPublic: boolean },
): Decision[] {
  const { person } = turn.facts.sender
  if (person === null) return [say(turn, reviewsForMembersText())]
  const one = reviewsOf(turn).commendations.find(({ id }) => id === commendationId)
  if (!one) return [say(turn, noCommendationText())]
  if (one.isPublic !== null) return [update(turn, answeredCard(taskId, one, one.isPublic))]
  return [...answer(one, { by: person.id, isPublic }), update(turn, answeredCard(taskId, one, isPublic))]
}

function numbered(commendations: readonly CommendationFacts[], number: number): CommendationFacts[] {
  return commendations.filter((one) => one.number === number)
}

/** Without a number: the one that waits for a word, else those of which it would change something. */
function whichIsMeant(commendations: readonly CommendationFacts[], isPublic: boolean): CommendationFacts[] {
  const waiting = commendations.filter((one) => one.isPublic === null)
  return waiting.length > 0 ? waiting : commendations.filter((one) => one.isPublic !== isPublic)
}

function answer(one: CommendationFacts, said: { by: string; isPublic: boolean }): Decision[] {
  return one.isPublic === said.isPublic ? [] : [{ do: 'answer_commendation', commendationId: one.id, ...said }]
}
