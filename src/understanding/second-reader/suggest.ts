import type { Place } from '../../domain/place.ts'
import type { Span } from '../clauses.ts'
import type { Correction, Understanding, UnderstoodCheckIn, UnderstoodIncident } from '../understanding.ts'
import { type Finding, isGraver } from './findings.ts'

/** What a second reader would have otherwise on the open card; nobody's word against the sender's. */
export type Suggestion =
  | {
      do: 'change'
      kind: Finding['kind']
      /** Which of the records of that kind, in the order told, from 0. */
      index: number
      change: SuggestedChange
    }
  /** A matter of the message that the first reading did not see. */
  | { do: 'add'; record: UnderstoodIncident | UnderstoodCheckIn }

export type SuggestedChange = Pick<Correction, 'category' | 'activity' | 'urgency' | 'occurredAt'> & { place?: Place }

/** More than this is not overlooked in one message. */
const ADDED_MAX = 2

/**
 * The first reading and what the second one proved, merged: slots filled or corrected, urgency raised and never lowered,
 * matters added and never taken away.
 */
export function suggest(first: Understanding, findings: readonly Finding[]): Suggestion[] {
  const pairs = pairUp(first, findings)
  const changes = pairs.flatMap(({ record, index, finding }): Suggestion[] => {
    const change = changeOf(record, finding)
    return Object.keys(change).length > 0 ? [{ do: 'change', kind: record.kind, index, change }] : []
  })
  const paired = pairs.map((p) => p.finding)
  // What stands on the card as something else is not put there twice.
  const alone = first.records.filter((r) => !pairs.some((p) => p.record === r))
  const isNew = (f: Finding) => isOther(f, paired) && alone.every((r) => overlap(spanOf(r), f.span) === 0)
  const added = findings.filter((f) => !paired.includes(f) && isNew(f)).slice(0, ADDED_MAX)
  return [...changes, ...added.flatMap((f): Suggestion[] => recordOf(f).map((record) => ({ do: 'add', record })))]
}

type Known = Understanding['records'][number]

interface Pair {
  record: Known
  /** Among the records of its kind. */
  index: number
  finding: Finding
}

/**
 * Each known record with the finding that tells the same matter: of its kind, in words of its own, at no other building;
 * best of the same category, else the first. Where there is one of a kind on both sides, that one.
 */
function pairUp({ records }: Understanding, findings: readonly Finding[]): Pair[] {
  const free = new Set(findings)
  return records.flatMap((record) => {
    const known = records.filter((r) => r.kind === record.kind)
    const alike = [...free].filter((f) => f.kind === record.kind)
    const inside = alike.filter((f) => overlap(spanOf(record), f.span) > 0 && !isElsewhere(f.place, record.place))
    const only = alike.length === 1 && known.length === 1 ? alike[0] : undefined
    const finding = inside.find((f) => isSameMatter(f, record)) ?? inside[0] ?? only
    if (!finding) return []
    free.delete(finding)
    return [{ record, index: known.indexOf(record), finding }]
  })
}

function isSameMatter(finding: Finding, record: Known): boolean {
  return record.kind === 'incident' ? finding.category === record.category : finding.activity === record.activity
}

function isElsewhere(place: Place | null, known: Place | null): boolean {
  return place?.building != null && known?.building != null && place.building !== known.building
}

function spanOf({ source: [from, to] }: Known): Span {
  return { from, to }
}

function overlap(one: Span, other: Span): number {
  return Math.max(0, Math.min(one.to, other.to) - Math.max(one.from, other.from))
}

function changeOf(record: Known, finding: Finding): SuggestedChange {
  const { place, occurredAt } = finding
  return {
    ...(record.kind === 'incident' ? incidentChange(record, finding) : activityChange(record, finding)),
    ...(place && isFuller(place, record.place) ? { place } : {}),
    ...(occurredAt && occurredAt.date !== record.occurredAt?.date ? { occurredAt } : {}),
  }
}

function incidentChange(record: UnderstoodIncident, { category, urgency }: Finding): SuggestedChange {
  const better = category !== null && category !== 'other' && category !== record.category
  // What has been dealt with needs nobody today.
  const graver = urgency !== null && record.state === 'open' && isGraver(urgency, record.urgency)
  return { ...(better ? { category } : {}), ...(graver ? { urgency } : {}) }
}

/** A talk is kept without words, so only its sender may say that it was one. */
function activityChange(record: UnderstoodCheckIn, { activity }: Finding): SuggestedChange {
  const kept = activity === null || activity === 'other' || activity === 'talk' || record.activity === 'talk'
  return kept || activity === record.activity ? {} : { activity }
}

const PARTS = ['building', 'unit', 'floor', 'room'] as const

/** A place where none was known, or one that says all that was known and more. */
function isFuller(place: Place, known: Place | null): boolean {
  if (known === null) return true
  if (PARTS.some((part) => known[part] !== null && known[part] !== place[part])) return false
  return (
    place.text !== known.text && (place.text.includes(known.text) || PARTS.some((p) => known[p] === null && place[p]))
  )
}

/** Words of its own, and another matter or another spot than any that is known. */
function isOther(finding: Finding, known: readonly Finding[]): boolean {
  return known.every((k) => {
    const same = k.kind === finding.kind && k.category === finding.category && k.activity === finding.activity
    const spot = finding.place !== null && finding.place.text !== k.place?.text
    return overlap(k.span, finding.span) === 0 && (!same || spot)
  })
}

function recordOf({ kind, span, category, activity, urgency, place, occurredAt }: Finding) {
  const told = { place, occurredAt, source: [span.from, span.to] as [number, number] }
  if (kind === 'incident') {
    if (category === null || category === 'other') return []
    return [{ ...told, kind, category, urgency: urgency ?? ('normal' as const), state: 'open' as const }]
  }
  return activity === null || activity === 'other' ? [] : [{ ...told, kind, activity }]
}
