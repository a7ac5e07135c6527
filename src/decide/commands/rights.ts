/** 删除我的资料: told first what it does; asked for in so many words, done a day later unless they think again. */
import type { Decision } from '../decision.ts'
import { erasureAsked, erasureTakenBack, rightsInPrivate, rightsText } from '../replies/rights.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'

export function tellRights(turn: SpokenTurn): Decision[] {
  return [say(turn, rightsText(turn.facts.settings, { inRoster: turn.facts.sender.person !== null }))]
}

/** Asking twice is asking once. */
export function eraseMe(turn: SpokenTurn): Decision[] {
  return setErasure(turn, true)
}

export function keepMe(turn: SpokenTurn): Decision[] {
  return setErasure(turn, false)
}

function setErasure(turn: SpokenTurn, isWanted: boolean): Decision[] {
  const { identityId, inGroup, person } = turn.facts.sender
  if (inGroup) return [say(turn, rightsInPrivate())]
  // Others count on who is in the roster, so a branch takes its members out of it.
  if (person && isWanted) return tellRights(turn)
  return [{ do: 'ask_erasure', identityId, isWanted }, say(turn, isWanted ? erasureAsked() : erasureTakenBack())]
}
