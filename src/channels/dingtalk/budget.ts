import { setTimeout as sleep } from 'node:timers/promises'
import type { Alarms } from '../../alarms.ts'
import { civilDate, instantOf } from '../../domain/calendar.ts'
import type { Lane } from '../../domain/vocabulary.ts'
import { ChannelError } from '../../errors.ts'
import { Slots } from '../slots.ts'
import { MONTH_USED_UP } from './faults.ts'

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

/** What the standard edition has in a month [KB 1431]: alarms are raised by it where nobody told the edition. */
const STANDARD_EDITION: Readonly<Record<UsageKind, number>> = { api: 5_000, webhook: 3_000 }

/** Greatest share of the month's calls at which a lane still sends. */
const STOPS_AT: Readonly<Record<Lane, number | null>> = { digest: 0.8, reminder: 0.9, reply: 0.98, emergency: null }

/**
 * 20 calls a second for the whole organisation [KB 1431], with some room for timers that are late and the way there.
 * What many people get at once takes a larger share each, so that at most 18 a second of it go out.
 */
const CALL_MS = 54
const BULK_CALL_MS = 1000 / 18
/** Bulk is planned this little ahead, so that whoever is answered never stands behind more than two calls of it. */
const BULK_AHEAD_MS = 110
const REPLY_AHEAD_MS = 10_000
/** Longer than this a worker does not wait with a bulk call in its hands: replies may be waiting for it. */
const BULK_PATIENCE_MS = 600
/** While a month is over, what must not wait asks again: somebody may have bought more. */
const URGENT_RETRY_MS = 60_000

export interface BudgetOptions {
  ledger: UsageLedger
  /**
   * Calls in a month, as the organisation's edition has them; `null`: nobody told. Then nothing is held back before
   * DingTalk itself says that the month is over.
   */
  monthly: Readonly<Record<UsageKind, number | null>>
  timezone: string
  now: () => Date
  alarms?: Alarms
}

/** Lets calls through in the order of their lanes, as fast as DingTalk takes them and as long as the month lasts. */
export class Budget {
  readonly #options: BudgetOptions
  /** Bulk asks one call at a time, so that a thousand that wait do not all keep asking. */
  readonly #bulk = new Slots(1)
  readonly #levels = new Map<UsageKind, number>()

  constructor(options: BudgetOptions) {
    this.#options = options
  }

  /**
   * Count a call and wait for its turn.
   *
   * @throws ChannelError `rate_limited` if its turn is too far off, or if the rest of the month is kept for higher lanes
   */
  async reserve(kind: UsageKind, lane: Lane): Promise<void> {
    if (kind === 'webhook') return this.#take(kind, lane, null)
    if (lane === 'emergency' || lane === 'reply') {
      return this.#take(kind, lane, { costMs: CALL_MS, aheadMs: REPLY_AHEAD_MS })
    }
    const giveUpAtMs = performance.now() + BULK_PATIENCE_MS
    await this.#bulk.run(() => this.#takePatiently(kind, lane, giveUpAtMs))
  }

  /** DingTalk itself said that the month is over: keep it for all, and say when to try again. */
  async noteUsedUp(kind: UsageKind, lane: Lane): Promise<ChannelError> {
    const { ledger, now, alarms } = this.#options
    await ledger.noteRefusal(kind, this.#month(), now())
    this.#levels.set(kind, 1)
    alarms?.raise('quota_used_up', `dingtalk ${kind}`)
    return this.#monthOver(kind, lane)
  }

  async #takePatiently(kind: UsageKind, lane: Lane, giveUpAtMs: number): Promise<void> {
    for (;;) {
      try {
        return await this.#take(kind, lane, { costMs: BULK_CALL_MS, aheadMs: BULK_AHEAD_MS })
      } catch (error) {
        if (!(error instanceof TurnTooFarOff)) throw error
        const pauseMs = error.waitMs - BULK_AHEAD_MS / 2
        if (performance.now() + pauseMs > giveUpAtMs) throw error
        await sleep(Math.max(pauseMs, 1))
      }
    }
  }

  async #take(kind: UsageKind, lane: Lane, pace: UsageRequest['pace']): Promise<void> {
    const { ledger, monthly } = this.#options
    const share = STOPS_AT[lane]
    const allowed = monthly[kind]
    const reservation = await ledger.reserve({
      kind,
      month: this.#month(),
      stopAfter: share === null || allowed === null ? null : Math.floor(allowed * share),
      afterRefusal: lane === 'emergency' || lane === 'reply',
      pace,
    })
    this.#watch(kind, reservation)
    if (reservation.state === 'stopped') throw this.#monthOver(kind, lane)
    if (reservation.state === 'later') throw new TurnTooFarOff(reservation.waitMs)
    if (reservation.waitMs >= 1) await sleep(reservation.waitMs)
  }

  /** Alarms as the month is used up; said again with each call while it lasts. */
  #watch(kind: UsageKind, { usedCount, refusedAt }: Reservation): void {
    const { monthly, alarms } = this.#options
    const allowed = monthly[kind] ?? STANDARD_EDITION[kind]
    this.#levels.set(kind, refusedAt === null ? usedCount / Math.max(1, allowed) : 1)
    const level = Math.max(...this.#levels.values())
    const detail = `dingtalk ${kind} ${usedCount}/${allowed}`
    if (level >= 0.98) alarms?.raise('quota_used_up', detail)
    else alarms?.clear('quota_used_up')
    if (level >= 0.8 && level < 0.98) alarms?.raise('quota_near', detail)
    else alarms?.clear('quota_near')
  }

  #monthOver(kind: UsageKind, lane: Lane): ChannelError {
    const { now, timezone } = this.#options
    const untilNextMonthMs = monthAfter(civilDate(now(), timezone), timezone).getTime() - now().getTime()
    return new ChannelError('rate_limited', `The ${kind} calls of this month are kept for what is more urgent`, {
      code: MONTH_USED_UP,
      retryAfterMs: lane === 'emergency' ? URGENT_RETRY_MS : untilNextMonthMs,
    })
  }

  #month(): string {
    return civilDate(this.#options.now(), this.#options.timezone).slice(0, 7)
  }
}

/** Too many calls go before this one. */
class TurnTooFarOff extends ChannelError {
  override name = 'TurnTooFarOff'
  readonly waitMs: number

  constructor(waitMs: number) {
    super('rate_limited', 'Too many calls to DingTalk are waiting', { retryAfterMs: Math.ceil(waitMs) })
    this.waitMs = waitMs
  }
}

function monthAfter(date: string, timezone: string): Date {
  const [year = 0, month = 0] = date.split('-').map(Number)
  const next = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`
  return instantOf(next, '00:00', timezone)
}
