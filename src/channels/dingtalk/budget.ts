import type { Lane } from '../../domain/vocabulary.ts'

/** What DingTalk counts apart in a month: calls of its API, and messages by webhook and stream [KB 1431]. */
export type UsageKind = 'api' | 'webhook'

/** How a call is let through. */
export interface UsageRequest {
  kind: UsageKind
  /** `2026-11` */
  month: string
  /** Calls of the month after which this one is not made; `null`: it always is. */
  stopAfter: number | null
  /** Whether it is made although DingTalk said that the month is used up. */
  afterRefusal: boolean
  /** Time that this call takes up of the pace, and how far ahead it may be planned; `null`: it is not paced. */
  pace: { costMs: number; aheadMs: number } | null
}

export interface Reservation {
  /** `later`: not counted, and worth asking again after `waitMs`. `stopped`: not in this month. */
  state: 'granted' | 'later' | 'stopped'
  /** Until the call may be made. */
  waitMs: number
  /** Calls of the month, with this one if it was granted. */
  usedCount: number
  refusedAt: Date | null
}

/** What all processes together have used and planned. */
export interface UsageLedger {
  reserve(request: UsageRequest): Promise<Reservation>
  /** DingTalk itself said that the month is used up. */
  noteRefusal(kind: UsageKind, month: string, at: Date): Promise<void>
}

/** Greatest share of the month's calls at which a lane still sends. */
export const STOPS_AT: Readonly<Record<Lane, number | null>> = {
  digest: 0.8,
  reminder: 0.9,
  reply: 0.98,
  emergency: null,
}
