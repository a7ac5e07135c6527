/** What a member and a secretary decide of a notice: whether their telephone stands there, and to print it. */
import { isAdministratorOf, isSecretaryOf } from '../../domain/roles.ts'
import type { Decision } from '../decision.ts'
import {
  noPosters,
  phoneHidden,
  phoneOwners,
  phoneShown,
  postersOfBranches,
  postersOfZones,
} from '../replies/notice.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'

/** 公示我的电话: with this nobody has to be asked for it, and no other way makes it public. */
export function showPhone(turn: SpokenTurn): Decision[] {
  return setPhone(turn, true)
}

export function hidePhone(turn: SpokenTurn): Decision[] {
  return setPhone(turn, false)
}

function setPhone(turn: SpokenTurn, isShown: boolean): Decision[] {
  const { person } = turn.facts.sender
  if (!person) return [say(turn, phoneOwners())]
  return [{ do: 'show_phone', personId: person.id, isShown }, say(turn, isShown ? phoneShown() : phoneHidden())]
}

/** More addresses nobody types, and none fits into a message. */
const LINKS_MAX = 8

/** 打印公示牌: who leads gets all of a branch, a member those of their own zones. */
export function posters(turn: SpokenTurn): Decision[] {
  const { facts } = turn
  const posts = facts.sender.person?.assignments ?? []
  const { publicUrl } = facts.settings
  const led = facts.branches.filter(({ id }) => isSecretaryOf(posts, id) || isAdministratorOf(posts, id))
  if (led.length > 0) {
    const links = led.map(({ id, name }) => ({ name, url: `${publicUrl}/posters/${id}` }))
    return [say(turn, postersOfBranches(links.slice(0, LINKS_MAX), links.length))]
  }
  const codes = [...new Set(posts.flatMap(({ zoneCode }) => zoneCode ?? []))].slice(0, LINKS_MAX)
  if (codes.length === 0) return [say(turn, noPosters())]
  return [
    say(
      turn,
      postersOfZones(
        codes.map((code) => ({ name: code, url: `${publicUrl}/z/${encodeURIComponent(code)}/poster.pdf` })),
      ),
    ),
  ]
}
