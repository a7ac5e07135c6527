/** 删除我的资料: told first what it does; asked for in so many words, done a day later unless they think again. */
import { type Decision, signInToken } from '../decision.ts'
import {
  erasureAsked,
  erasureTakenBack,
  exportButton,
  exportOnPage,
  exportText,
  exportTitle,
  rightsInPrivate,
  rightsText,
} from '../replies/rights.ts'
import { answer, say } from '../tell.ts'
import { receiptOf, type SpokenTurn } from '../turn.ts'

export function tellRights(turn: SpokenTurn): Decision[] {
  return [say(turn, rightsText(turn.facts.settings, { inRoster: turn.facts.sender.person !== null }))]
}

/** For so long the link opens; it is for the one who asked alone. */
const LINK_MS = 30 * 60_000

/** 导出我的资料: a link to all that is kept of the sender. */
export function exportMe(turn: SpokenTurn): Decision[] {
  const { sender, settings } = turn.facts
  if (sender.inGroup) return [say(turn, rightsInPrivate())]
  if (sender.address.channel === 'page') return [say(turn, exportOnPage())]
  const url = `${settings.publicUrl}/my-data/${signInToken('link')}`
  const text = exportText(receiptOf(turn))
  const { identityId } = sender
  return [
    { do: 'open_export', ref: 'link', identityId, expiresAt: new Date(turn.now.getTime() + LINK_MS) },
    answer(turn, { type: 'link', title: exportTitle(), text, url, button: exportButton() }),
  ]
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
