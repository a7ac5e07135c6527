/** 同意3号楼的重点: what a zone looks at above all this quarter, decided by whoever leads, told to its members. */
import type { InboundTap } from '../../channels/channel.ts'
import { quarterOf } from '../../domain/focus.ts'
import { mask } from '../../domain/privacy.ts'
import type { FocusFacts } from '../branch-work-facts.ts'
import type { Decision } from '../decision.ts'
import type { ZoneFacts } from '../facts.ts'
import { ownZones, zoneOf } from '../find.ts'
import { ledBranch } from '../led-branch.ts'
import { cardOf } from '../replies/card.ts'
import {
  focusAccepted,
  focusAnsweredAs,
  focusDeclined,
  focusNews,
  focusSet,
  focusText,
  noFocus,
  nothingToDecide,
  onlyLeadersFocus,
} from '../replies/focus.ts'
import { withReceipt } from '../replies/words.ts'
import { orderOf } from '../said-order.ts'
import { say, tellPerson, update } from '../tell.ts'
import { receiptOf, type SpokenTurn, type Turn } from '../turn.ts'
import { mayFill, zonesOrdered } from '../zones-called.ts'
import { today } from './plan.ts'

/** 本季度重点: of the branch for whoever leads it, of the own zones for members. */
export function focus(turn: SpokenTurn): Decision[] {
  const meant = focusesMeant(turn)
  if ('instead' in meant) return meant.instead
  const leads = ledBranch(turn.facts.sender.person) !== null
  const own = ownZones(turn.facts).map((zone) => zone.code)
  const listed = meant.focuses.filter((f) => leads || own.includes(f.zoneCode))
  const accepted = listed.filter((f) => f.state === 'accepted')
  const proposed = leads ? listed.filter((f) => f.state === 'proposed') : []
  if (accepted.length + proposed.length === 0) return [say(turn, noFocus())]
  return [say(turn, focusText(accepted, proposed))]
}

export function acceptFocus(turn: SpokenTurn): Decision[] {
  return settleSaid(turn, true)
}

export function declineFocus(turn: SpokenTurn): Decision[] {
  return settleSaid(turn, false)
}

function settleSaid(turn: SpokenTurn, yes: boolean): Decision[] {
  const meant = focusesMeant(turn)
  if ('instead' in meant) return meant.instead
  return settle(turn, meant.focuses, yes)
}

/** The card has everything that was proposed to the branch. */
export function settleFocusByTap(turn: Turn, tap: InboundTap, yes: boolean): Decision[] {
  const title = focusAnsweredAs(yes)
  const card = cardOf({ taskId: tap.taskId, title, closedAs: title })
  return [...settle(turn, turn.facts.branchWork?.focuses ?? [], yes), update(turn, card, { part: 'card' })]
}

function settle(turn: Turn, focuses: readonly FocusFacts[], yes: boolean): Decision[] {
  const { person } = turn.facts.sender
  const open = focuses.filter((f) => f.state === 'proposed' && mayDecide(turn, f.zoneCode))
  if (!person || !ledBranch(person)) return [say(turn, onlyLeadersFocus())]
  if (open.length === 0) return [say(turn, nothingToDecide())]
  const settled = open.map((f): Decision => {
    return { do: 'settle_focus', focusId: f.id, state: yes ? 'accepted' : 'declined', by: person.id }
  })
  return [...settled, say(turn, yes ? focusAccepted(open) : focusDeclined(open)), ...(yes ? tellZones(turn, open) : [])]
}

/** 3号楼的重点改成停车. */
export function setFocus(turn: SpokenTurn): Decision[] {
  const { person } = turn.facts.sender
  const ordered = zonesOrdered(turn)
  if ('instead' in ordered) return ordered.instead
  const zones = ordered.zones.filter((zone) => mayFill(turn.facts, zone.branchId))
  if (!person || zones.length === 0) return [say(turn, onlyLeadersFocus())]
  const title = mask(orderOf(turn).args.text ?? '')
  const quarter = quarterOf(today(turn))
  const names = zones.map((zone) => zone.name).join('、')
  return [
    ...zones.map((zone): Decision => ({ do: 'set_focus', zoneCode: zone.code, title, ...quarter, by: person.id })),
    say(turn, focusSet(names, title)),
    ...zones.flatMap((zone) => tellZone(turn, zone, { titles: [title], endsOn: quarter.endsOn })),
  ]
}

function mayDecide({ facts }: Turn, zoneCode: string): boolean {
  const zone = zoneOf(facts, zoneCode)
  return zone !== null && mayFill(facts, zone.branchId)
}

/** Those of the zones that the order names; of all where it names none. */
function focusesMeant(turn: SpokenTurn): { focuses: FocusFacts[] } | { instead: Decision[] } {
  const focuses = turn.facts.branchWork?.focuses ?? []
  if (orderOf(turn).args.zone === undefined) return { focuses }
  const ordered = zonesOrdered(turn)
  if ('instead' in ordered) return ordered
  const codes = ordered.zones.map((zone) => zone.code)
  return { focuses: focuses.filter((f) => codes.includes(f.zoneCode)) }
}

function tellZones(turn: Turn, focuses: readonly FocusFacts[]): Decision[] {
  const codes = [...new Set(focuses.map((f) => f.zoneCode))]
  return codes.flatMap((code) => {
    const zone = zoneOf(turn.facts, code)
    const own = focuses.filter((f) => f.zoneCode === code)
    const endsOn = own[0]?.endsOn
    return zone && endsOn ? tellZone(turn, zone, { titles: own.map((f) => f.title), endsOn }) : []
  })
}

/** Those who answer for the zone, but not who decided it. */
function tellZone(turn: Turn, zone: ZoneFacts, { titles, endsOn }: { titles: string[]; endsOn: string }): Decision[] {
  const members = [zone.primary, ...zone.backups].flatMap((p) => (p ? [p] : []))
  const others = members.filter((p) => p.id !== turn.facts.sender.person?.id)
  return others.flatMap((person) =>
    tellPerson(turn, person, {
      key: `focus/${zone.id}/${endsOn}/${person.id}/${receiptOf(turn)}`,
      lane: 'reminder',
      purpose: 'duty',
      content: { type: 'text', text: withReceipt(focusNews(zone.name, titles, endsOn), receiptOf(turn)) },
      about: null,
    }),
  )
}
