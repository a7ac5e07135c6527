import type { OccurredAt } from '../domain/place.ts'
import type { Activity } from '../domain/vocabulary.ts'
import { inside, type Neighbours, spanOf, tells, unclaimed } from './group-words.ts'
import type { Group } from './groups.ts'
import { type TimeMention, tellTime } from './times.ts'
import type { UnderstoodCheckIn, UnderstoodIncident } from './understanding.ts'

/** A record but for where and when. */
export type Matter =
  | Pick<UnderstoodIncident, 'kind' | 'category' | 'urgency' | 'state'>
  | Pick<UnderstoodCheckIn, 'kind' | 'activity'>

/** When a record happened, and what a record behind it takes over where it tells no time of its own. */
export interface RecordTime {
  at: OccurredAt | null
  /** For a matter told on in the same breath. */
  next: OccurredAt | null
  /** For a further item of a list: `另外…`, `二是…`. */
  nextItem: OccurredAt | null
}

interface TimesAround {
  neighbours: Neighbours
  times: readonly TimeMention[]
  text: string
  before: RecordTime | undefined
}

/** The time that the words of a record tell, else that of the record before it. */
export function timeOf(matter: Matter, group: Group, { neighbours, times, text, before }: TimesAround): RecordTime {
  const led = unclaimed(times, group, neighbours)
  const all = [...inside(times, group), ...led].sort((a, b) => a.from - b.from)
  const own = before?.at ? all.filter((m) => !isOfRepair(m, matter, group, before.at)) : all
  const told = matter.kind === 'incident' && matter.urgency === 'emergency' ? 'emergency' : matter.kind
  const at = tellTime(own, told) ?? timeOfRound(group, neighbours.after, times)
  if (!at) return takenOver(matter, before, isFurtherItem(group, neighbours.before, text))
  const stays = own.some((m) => m.grain === 'lasting')
    ? tellTime(
        own.filter((m) => m.grain !== 'lasting'),
        told,
      )
    : at
  const ofList = isRound(matter)
    ? stays
    : tellTime(
        led.filter((m) => m.to <= group.core.from),
        told,
      )
  return { at, next: passedOn(matter, stays), nextItem: passedOn(matter, ofList) }
}

function takenOver(matter: Matter, before: RecordTime | undefined, isItem: boolean): RecordTime {
  const taken = (matter.kind === 'incident' && isItem ? before?.nextItem : before?.next) ?? null
  const at = matter.kind === 'checkin' ? withoutHour(taken) : taken
  return { at, next: at, nextItem: before?.nextItem ?? null }
}

const FURTHER = /另|还有|对了|顺便|再有|再就是|第[二三四五]|其[次二三四]|[二三四五]是/

/** `另外…`, also where the word stands in a clause of its own before it: `第二,楼下…`. */
function isFurtherItem(group: Group, before: Group | undefined, text: string): boolean {
  if (group.clauses[0]?.itemStart) return true
  return before !== undefined && FURTHER.test(text.slice(spanOf(before).to, spanOf(group).from))
}

/** What was found on a round happened in its hours; after a meeting or a talk the hour is another. */
function passedOn(matter: Matter, time: OccurredAt | null): OccurredAt | null {
  return matter.kind === 'incident' || isRound(matter) ? time : withoutHour(time)
}

function isRound(matter: Matter): boolean {
  return matter.kind === 'checkin' && ROUNDS.has(matter.activity)
}
const ROUNDS: ReadonlySet<Activity> = new Set(['patrol', 'standby', 'visit', 'mediation'])

function withoutHour(time: OccurredAt | null): OccurredAt | null {
  return time && { ...time, time: null }
}

/** `昨天巡田,变压器冒火花,今早换过了`: the day on which it was put right is not the day on which it was found. */
function isOfRepair(mention: TimeMention, matter: Matter, { core }: Group, found: OccurredAt | null): boolean {
  if (matter.kind === 'checkin' || matter.state !== 'handled' || !found) return false
  return mention.from >= core.to && mention.date > found.date
}

/** `夜间巡逻,23:20在南门外发现…`: the hour of what a round found is an hour of the round. */
function timeOfRound(group: Group, next: Group | undefined, times: readonly TimeMention[]): OccurredAt | null {
  if (group.kind !== 'checkin' || next?.kind !== 'incident' || !tells(group, 'patrol')) return null
  const first = next.clauses[0] ?? next.core
  return tellTime(
    times.filter((t) => t.time !== null && t.from >= first.from && t.from < first.to),
    group.kind,
  )
}
