/** What somebody who answers for a zone no more has not ended: whoever takes their place gets it, unless whoever leads says otherwise. */
import type { CardButton } from '../../channels/channel.ts'
import { giveAction } from '../actions.ts'
import type { Decision } from '../decision.ts'
import type { CaseFacts, PersonFacts, ZoneFacts } from '../facts.ts'
import { button } from '../replies/card.ts'
import type { Turn } from '../turn.ts'
import { assigned, mayBeGiven } from './give-cases.ts'

/** As many can be looked up from one button. */
const ON_A_BUTTON_MAX = 20

type Leaver = Pick<PersonFacts, 'id' | 'name'>

export interface HandOver {
  leaver: Leaver
  to: PersonFacts
  given: readonly CaseFacts[]
  /** What they may not get. */
  kept: readonly CaseFacts[]
  /** The one who leaves the zone still is something in the branch, so that matters can stay with them. */
  stays: boolean
}

/** Open matters of these zones that lie with the person. */
export function casesLeft({ facts }: Turn, { id }: Leaver, zones: readonly ZoneFacts[]): CaseFacts[] {
  const codes = zones.map((zone) => zone.code)
  return (facts.zoning?.handled ?? []).filter((c) => c.handlerId === id && codes.includes(c.zoneCode ?? ''))
}

/** Whether the person is still something in the branch when they have left these zones. */
export function staysWithout(turn: Turn, { id }: Leaver, zones: readonly ZoneFacts[]): boolean {
  const codes = zones.map((zone) => zone.code)
  const person = turn.facts.zoning?.people.find((p) => p.id === id)
  return (
    person?.assignments.some(({ branchId, zoneCode }) => {
      return zones.some((zone) => zone.branchId === branchId) && !codes.includes(zoneCode ?? '')
    }) ?? false
  )
}

export function handOver(
  turn: Turn,
  { leaver, to, zones }: { leaver: Leaver; to: PersonFacts; zones: readonly ZoneFacts[] },
): HandOver {
  const left = casesLeft(turn, leaver, zones)
  const given = left.filter((c) => mayBeGiven(c, to))
  const kept = left.filter((c) => !given.includes(c))
  return { leaver, to, given, kept, stays: staysWithout(turn, leaver, zones) }
}

export function handedOver(turn: Turn, { to, given }: HandOver): Decision[] {
  return assigned(turn, given, to)
}

/** One tap, and they stay with whoever had them. */
export function keepButtons(handOvers: readonly HandOver[]): CardButton[] {
  return handOvers.flatMap(({ leaver: { id, name }, given, stays }) => {
    const codes = given.map((c) => c.code)
    if (!stays || codes.length === 0 || codes.length > ON_A_BUTTON_MAX) return []
    const says = `${codes.join('、')} 转给${name}`
    return [button({ label: `仍由${name}办完`, action: giveAction(id, codes), says })]
  })
}
