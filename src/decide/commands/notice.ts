/** What a member and a secretary decide of a notice: whether their telephone stands there, and to print it. */
import { isAdministratorOf, isSecretaryOf } from '../../domain/roles.ts'
import type { Decision } from '../decision.ts'
import {
  noPosters,
  phoneHidden,
  phoneOwners,
  phoneShown,
  photoHidden,
  photoNotYet,
  photoShown,
  postersOfBranches,
  postersOfZones,
  sendPhotoFirst,
} from '../replies/notice.ts'
import { orderOf } from '../said-order.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'
import { zonesOrdered } from '../zones-called.ts'

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

/** 公示我的照片: the one that came alone last. */
export function showPhoto(turn: SpokenTurn): Decision[] {
  const { sender, conversation } = turn.facts
  const { person } = sender
  if (!person) return [say(turn, phoneOwners())]
  const pictures = conversation.loose.filter(({ kind }) => kind === 'image')
  const last = pictures.toSorted((a, b) => a.at.getTime() - b.at.getTime()).at(-1)
  if (!last) return [say(turn, sendPhotoFirst())]
  if (!last.onPages) return [say(turn, photoNotYet())]
  return [{ do: 'show_photo', personId: person.id, attachmentId: last.id }, say(turn, photoShown())]
}

export function hidePhoto(turn: SpokenTurn): Decision[] {
  const { person } = turn.facts.sender
  if (!person) return [say(turn, phoneOwners())]
  return [{ do: 'show_photo', personId: person.id, attachmentId: null }, say(turn, photoHidden())]
}

/** More addresses nobody types, and none fits into a message. */
const LINKS_MAX = 8

/** 打印公示牌: who leads gets all of a branch, a member those of their own zones; whoever names zones, theirs. */
export function posters(turn: SpokenTurn): Decision[] {
  const { facts } = turn
  if (orderOf(turn).args.zone !== undefined) {
    const named = zonesOrdered(turn)
    return 'instead' in named
      ? named.instead
      : ofZones(
          turn,
          named.zones.map(({ code }) => code),
        )
  }
  const posts = facts.sender.person?.assignments ?? []
  const { publicUrl } = facts.settings
  const led = facts.branches.filter(({ id }) => isSecretaryOf(posts, id) || isAdministratorOf(posts, id))
  if (led.length > 0) {
    const links = led.map(({ id, name }) => ({ name, url: `${publicUrl}/posters/${id}` }))
    return [say(turn, postersOfBranches(links.slice(0, LINKS_MAX), links.length))]
  }
  const codes = [...new Set(posts.flatMap(({ zoneCode }) => zoneCode ?? []))]
  return codes.length === 0 ? [say(turn, noPosters())] : ofZones(turn, codes)
}

function ofZones(turn: SpokenTurn, codes: readonly string[]): Decision[] {
  const { publicUrl } = turn.facts.settings
  const links = codes.slice(0, LINKS_MAX).map((code) => {
    return { name: code, url: `${publicUrl}/z/${encodeURIComponent(code)}/poster.pdf` }
  })
  return [say(turn, postersOfZones(links))]
}
