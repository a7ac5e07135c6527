import type { OccurredAt, Place } from '../../domain/place.ts'
import { type Activity, type Category, URGENCIES, type Urgency } from '../../domain/vocabulary.ts'
import { addDays, type LocalMoment, localMoment } from '../civil-date.ts'
import type { Span } from '../clauses.ts'
import { normalise } from '../normalise.ts'
import { findPlaces, toPlace } from '../places.ts'
import { findTimes, tellTime } from '../times.ts'
import type { UnderstoodRecord } from '../understanding.ts'
import { type AnsweredRecord, NOT_TOLD } from './answer.ts'
import { locate } from './evidence.ts'

/** What a second reader found, as far as the message itself proves it. `null`: told nothing, or proved nothing. */
export interface Finding {
  kind: UnderstoodRecord['kind']
  /** The words that tell it. */
  span: Span
  category: Category | null
  activity: Activity | null
  urgency: Urgency | null
  place: Place | null
  occurredAt: OccurredAt | null
}

/** The message that was read. */
export interface Read {
  /** As its sender wrote it. */
  text: string
  /** As it was shown to the second reader: sign for sign as long. */
  shown: string
  sentAt: Date
  timezone: string
}

/** Older than this is not what a report tells of. */
const OLDEST_DAYS = 366

/**
 * What of an answer the message proves: a slot without evidence that stands in the message word for word is dropped.
 *
 * Numbers of buildings and rooms are read from the words by our own grammar, never taken from the answer.
 */
export function proved(records: readonly AnsweredRecord[], read: Read): Finding[] {
  return records.flatMap((record) => {
    const span = locate(read.shown, record.words)
    if (span === null) return []
    const shows = (evidence: string) => locate(read.shown, evidence, span) !== null
    const what = shows(record.kind_evidence)
    const incident = record.kind === 'incident'
    return [
      {
        kind: record.kind,
        span,
        category: what && incident && record.category !== NOT_TOLD ? record.category : null,
        activity: what && !incident && record.activity !== NOT_TOLD ? record.activity : null,
        urgency: incident && shows(record.urgency_evidence) ? record.urgency : null,
        place: placeOf(locate(read.shown, record.place, span), read),
        occurredAt: timeOf(record, locate(read.shown, record.date_evidence, span), read),
      },
    ]
  })
}

function placeOf(span: Span | null, { text }: Read): Place | null {
  if (span === null) return null
  const words = text.slice(span.from, span.to)
  const normalised = normalise(words)
  const mentions = findPlaces(normalised.text)
  const heaviest = mentions.reduce((best, m) => (m.weight > best.weight ? m : best), mentions[0] ?? NOWHERE)
  return { ...toPlace(heaviest, normalised.original), text: words }
}

const NOWHERE = { from: 0, to: 0, building: null, unit: null, floor: null, room: null, weight: 0 }

/** By our own calendar where it reads the words; else as the answer has it, if a report can tell of that day. */
function timeOf({ date }: AnsweredRecord, span: Span | null, { text, sentAt, timezone }: Read): OccurredAt | null {
  if (span === null) return null
  const now = localMoment(sentAt, timezone)
  const own = tellTime(findTimes(normalise(text.slice(span.from, span.to)).text, now))
  if (own) return own
  return isPast(date, now) ? { date, time: null } : null
}

function isPast(date: string, now: LocalMoment): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(Date.parse(date))) return false
  // A 31 February is not a day: whoever counts on from the day before does not come to it.
  if (addDays(addDays(date, -1), 1) !== date) return false
  return date <= now.date && date >= addDays(now.date, -OLDEST_DAYS)
}

/** Whether the first is graver than the second. */
export function isGraver(one: Urgency, other: Urgency): boolean {
  const order = Object.keys(URGENCIES)
  return order.indexOf(one) > order.indexOf(other)
}
