import { uncorrected } from './group-words.ts'
import type { Group } from './groups.ts'
import type { Judge } from './judge.ts'
import type { Normalised } from './normalise.ts'
import type { PlaceMention } from './places.ts'
import { placeOf } from './record-places.ts'
import { type Matter, type RecordTime, timeOf } from './record-times.ts'
import type { TimeMention } from './times.ts'
import type { UnderstoodRecord } from './understanding.ts'

export { uncorrected }

export interface RecordContext {
  message: Normalised
  places: readonly PlaceMention[]
  times: readonly TimeMention[]
  judge: Judge
}

/** Makes a record of each group; place and time that a later one leaves out are taken over from the one before. */
export function makeRecords(groups: readonly Group[], context: RecordContext): UnderstoodRecord[] {
  const stays = { ...context, places: uncorrected(context.places, context.message.text) }
  const records: UnderstoodRecord[] = []
  let time: RecordTime | undefined
  groups.forEach((group, i) => {
    const neighbours = { before: groups[i - 1], after: groups[i + 1] }
    const told = toldOf(group, context.judge)
    time = timeOf(told, group, { neighbours, times: context.times, text: context.message.text, before: time })
    const place = placeOf(group, neighbours, stays)
    records.push({ ...told, place, occurredAt: time.at, source: sourceOf(group, context.message) })
  })
  return records
}

function toldOf(group: Group, judge: Judge): Matter {
  if (group.kind === 'checkin') return { kind: 'checkin', activity: judge.activity(group) }
  return { kind: 'incident', category: judge.category(group), ...judge.urgency(group) }
}

function sourceOf(group: Group, message: Normalised): [number, number] {
  const first = group.clauses[0] ?? group.core
  const last = group.clauses.at(-1) ?? group.core
  return message.span(first.from, last.to)
}
