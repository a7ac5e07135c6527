/** 新划责任区A9，A9改名东门片区，A9的范围改成…，撤销责任区A9: shown first, done after a yes. */
import { addDays } from '../../domain/calendar.ts'
import type { Area } from '../../domain/roster.ts'
import { readAreas } from '../../domain/zone-areas.ts'
import {
  withMore,
  without,
  type ZoneChanges,
  type ZoneDrawn,
  zoneCodeOf,
  zoneNameOf,
} from '../../domain/zone-drawing.ts'
import type { Command } from '../../understanding/understanding.ts'
import type { Decision, ZoneDrawing } from '../decision.ts'
import type { ZoneFacts } from '../facts.ts'
import { ledBranch } from '../led-branch.ts'
import { pending } from '../pending.ts'
import {
  areasUnclear,
  badZoneCode,
  badZoneName,
  codeTakenText,
  drawnText,
  nameTheBranch,
  nothingToChange,
  onlySecretaryDraws,
  sayWhichZone,
  zoneCard,
  zoneEnded,
} from '../replies/zone-drawing.ts'
import { leftNews, leftOpen } from '../replies/zones.ts'
import { orderOf } from '../said-order.ts'
import { say, show } from '../tell.ts'
import { cardSeed, type SpokenTurn, type Turn } from '../turn.ts'
import { mayFill, zonesMeant, zonesOrdered } from '../zones-called.ts'
import { casesLeft, staysWithout } from './left-cases.ts'
import { today } from './plan.ts'
import { tellLeaver } from './post-news.ts'
import { membersOf, nameOf } from './zone-people.ts'

/** What an order comes to, by what is known now. `zone`: the one that is there already. */
export interface ZonePlan {
  drawing: ZoneDrawing
  zone: ZoneFacts | null
}

/** Show what is to be drawn, and wait for a yes. */
export function previewZone(turn: SpokenTurn): Decision[] {
  const planned = ordered(turn)
  if ('instead' in planned) return planned.instead
  const { plan } = planned
  const taskId = `draw-${cardSeed(turn)}`
  const order = plan.zone ? named(orderOf(turn), plan.zone) : orderOf(turn)
  const question = { ...pending('send', turn.now, { options: [{ id: taskId, label: '' }] }), order }
  const members = plan.zone ? membersOf(turn, plan.zone).map((post) => nameOf(turn.facts, post.personId)) : []
  return [
    { do: 'remember', question },
    show(turn, zoneCard({ taskId, ...plan, members, shared: sharedWith(turn, plan) })),
  ]
}

/** The sender said yes to it. */
export function drawZone(turn: Turn, order: Command): Decision[] {
  const planned = planOf(turn, order)
  if ('refusal' in planned) return [say(turn, planned.refusal)]
  const { plan } = planned
  const { drawing, zone } = plan
  const done: Decision = { do: 'draw_zone', drawing }
  if (!('endsOn' in drawing)) return [done, say(turn, drawnText(drawing, zone))]
  return zone ? [done, ...tellEnded(turn, zone)] : [done]
}

function ordered(turn: SpokenTurn): { plan: ZonePlan } | { instead: Decision[] } {
  const order = orderOf(turn)
  const leads = turn.facts.branches.some((branch) => mayFill(turn.facts, branch.id))
  if (!leads) return { instead: [say(turn, onlySecretaryDraws())] }
  if (order.name !== 'add_zone') {
    // Which one is meant is asked, where the words fit several.
    const meant = zonesOrdered(turn)
    if ('instead' in meant) return meant
  }
  const planned = planOf(turn, order)
  return 'refusal' in planned ? { instead: [say(turn, planned.refusal)] } : planned
}

type Planned = { plan: ZonePlan } | { refusal: string }

function planOf(turn: Turn, order: Command): Planned {
  return order.name === 'add_zone' ? planNew(turn, order) : planChange(turn, order)
}

function planNew({ facts }: Turn, { args }: Command): Planned {
  const led = ledBranch(facts.sender.person)
  if (!led) return { refusal: onlySecretaryDraws() }
  // Whoever stands above several branches does not say of which it is to be.
  if (led.whole) return { refusal: nameTheBranch() }
  if (args.zone === undefined) return { refusal: sayWhichZone() }
  const code = zoneCodeOf(args.zone)
  if (code === null) return { refusal: badZoneCode(args.zone) }
  const { areas, unclear } = readAreas(args.areas ?? '')
  if (unclear.length > 0) return { refusal: areasUnclear(unclear) }
  const name = zoneNameOf(args.text ?? args.areas ?? `${code}责任区`)
  if (name === null) return { refusal: badZoneName() }
  if (facts.branchWork?.codeTaken) return { refusal: codeTakenText(code) }
  const kind = usualKind(facts.zones.filter((zone) => zone.branchId === led.branchId))
  return { plan: { zone: null, drawing: { branchId: led.branchId, add: { code, name, kind, areas } } } }
}

/** What most zones of the branch are. */
function usualKind(zones: readonly ZoneFacts[]): ZoneDrawn['kind'] {
  const counts = new Map<ZoneDrawn['kind'], number>()
  for (const { kind } of zones) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const [most] = [...counts].sort(([, a], [, b]) => b - a)
  return most?.[0] ?? 'community'
}

function planChange(turn: Turn, order: Command): Planned {
  const [zone] = zonesMeant(turn.facts, order.args.zone ?? '')
  if (!zone || !mayFill(turn.facts, zone.branchId)) return { refusal: onlySecretaryDraws() }
  const { code: zoneCode } = zone
  if (order.name === 'end_zone') return { plan: { zone, drawing: { zoneCode, endsOn: today(turn) } } }
  const { text, areas, moreAreas, lessAreas } = order.args
  const name = text === undefined ? undefined : zoneNameOf(text)
  if (name === null) return { refusal: badZoneName() }
  const told = readAreas(areas ?? moreAreas ?? lessAreas ?? '')
  if (told.unclear.length > 0) return { refusal: areasUnclear(told.unclear) }
  const drawn =
    lessAreas === undefined
      ? withMore(areas === undefined ? zone.areas : [], told.areas)
      : without(zone.areas, told.areas)
  const changes: ZoneChanges = {
    ...(name !== undefined && name !== zone.name && { name }),
    ...(!isSame(drawn, zone.areas) && { areas: drawn }),
  }
  if (Object.keys(changes).length === 0) return { refusal: nothingToChange(zone) }
  return { plan: { zone, drawing: { zoneCode, changes } } }
}

function isSame(one: readonly Area[], other: readonly Area[]): boolean {
  return one.length === other.length && one.every(({ text }, i) => text === other[i]?.text)
}

/** The order by the code of the zone: a name may be another one when it is carried out. */
function named({ name, args }: Command, { code }: ZoneFacts): Command {
  return { name, args: { ...args, zone: code } }
}

/** Areas that come to the zone while another one of the branch has them. */
function sharedWith({ facts }: Turn, { drawing, zone }: ZonePlan): { area: string; of: ZoneFacts }[] {
  const areas = 'add' in drawing ? drawing.add.areas : 'changes' in drawing ? (drawing.changes.areas ?? []) : []
  const come = areas.filter(({ text }) => !zone?.areas.some((area) => area.text === text))
  const branchId = 'add' in drawing ? drawing.branchId : zone?.branchId
  const others = facts.zones.filter((other) => other.branchId === branchId && other.code !== zone?.code)
  return come.flatMap(({ text }) => {
    const of = others.find((other) => other.areas.some((area) => area.text === text))
    return of ? [{ area: text, of }] : []
  })
}

/** Whoever said it, and those who answered for it, hear what becomes of what lies with them: as when a post ends. */
function tellEnded(turn: Turn, zone: ZoneFacts): Decision[] {
  const { people = [] } = turn.facts.zoning ?? {}
  const leavers = membersOf(turn, zone).flatMap(({ personId }) => {
    const person = people.find((p) => p.id === personId)
    if (!person) return []
    return { person, open: casesLeft(turn, person, [zone]), stays: staysWithout(turn, person, [zone]) }
  })
  const left = leavers.map(({ person, open, stays }) => leftOpen(person.name, open, stays)).join('')
  const lastOn = addDays(today(turn), -1)
  return [
    say(turn, zoneEnded(zone, left)),
    ...leavers.flatMap(({ person, open, stays }) => {
      return tellLeaver(turn, person, {
        zones: [zone],
        lastOn,
        left: leftNews({ to: '', given: [], kept: open, stays }),
      })
    }),
  ]
}
