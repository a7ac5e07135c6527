/** 覆盖情况, 哪些楼没人: how the zones are filled, who could fill the gaps, and who knows. */
import { addDays } from '../../domain/calendar.ts'
import { type BranchMember, type Coverage, coverageOf, SOON_DAYS, type ZoneToCover } from '../../domain/coverage.ts'
import type { Decision } from '../decision.ts'
import type { ZoneFacts } from '../facts.ts'
import { coverageText, freeZonesText } from '../replies/coverage.ts'
import { onlyMembersAnswer } from '../replies/zones.ts'
import { say } from '../tell.ts'
import type { SpokenTurn, Turn } from '../turn.ts'
import { mayFill } from '../zones-called.ts'
import { today } from './plan.ts'

/** Whoever leads reads everything, a member which zones are free. */
export function coverage(turn: SpokenTurn): Decision[] {
  const { person } = turn.facts.sender
  if (!person) return [say(turn, onlyMembersAnswer())]
  const led = turn.facts.zones.filter((zone) => mayFill(turn.facts, zone.branchId))
  const on = today(turn)
  return [
    say(turn, led.length > 0 ? coverageText(coverageIn(turn, led), on) : freeZonesText(coverageIn(turn, own(turn)))),
  ]
}

function own({ facts }: Turn): ZoneFacts[] {
  const branches = facts.sender.person?.assignments.map((a) => a.branchId) ?? []
  return facts.zones.filter((zone) => branches.includes(zone.branchId))
}

function coverageIn(turn: Turn, zones: readonly ZoneFacts[]): Coverage {
  const { zoning } = turn.facts
  const on = today(turn)
  const branchIds = new Set(zones.map((zone) => zone.branchId))
  const people = (zoning?.people ?? []).flatMap((person): BranchMember[] => {
    const here = person.assignments.filter((a) => branchIds.has(a.branchId))
    const belongs = here.length > 0 || (person.branchId !== null && branchIds.has(person.branchId))
    return belongs ? [{ id: person.id, name: person.name, roles: here.map((a) => a.role) }] : []
  })
  const records = new Map(zoning?.zones.map((zone) => [zone.code, zone]))
  const toCover = zones.flatMap(({ code, name, areas }): ZoneToCover[] => {
    const record = records.get(code)
    return record ? [{ ...record, name, buildings: areas.flatMap((area) => area.building ?? []) }] : []
  })
  return coverageOf(toCover, people, { today: on, soon: addDays(on, SOON_DAYS) })
}
