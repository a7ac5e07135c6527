import { oldRefused, type Reply, refused } from './answers.ts'
import { FORBIDDEN } from './faults.ts'

export interface QuotaOptions {
  /** 5 000 billable calls a month in the standard edition [KB 1431]. */
  apiPerMonth: number
  /** 3 000 messages in by webhook and stream [KB 1431]; answers by `sessionWebhook` count here by inference. */
  inboundPerMonth: number
  /** 20 [KB 1431]. */
  callsPerSecond: number
  nowMs: () => number
}

/** How often the product ran into what a well-paced product does not run into. */
export interface Violations {
  callsPerSecond: number
  callsOverMonth: number
  sessionsOverMonth: number
  groupPerMinute: number
}

const CHINA_OFFSET_MS = 8 * 3_600_000

/** What the platform lets through: a sliding second and a calendar month [KB 1431, 1433]. */
export class Quotas {
  readonly violations: Violations = { callsPerSecond: 0, callsOverMonth: 0, sessionsOverMonth: 0, groupPerMinute: 0 }
  readonly #options: QuotaOptions
  readonly #second = new SlidingWindow(1000)
  #month = ''
  #apiUsed = 0
  #inboundUsed = 0

  constructor(options: QuotaOptions) {
    this.#options = options
  }

  get used(): { api: number; inbound: number } {
    this.#turnMonth()
    return { api: this.#apiUsed, inbound: this.#inboundUsed }
  }

  /** `null`: the call may pass, and is counted. */
  admitCall(family: 'new' | 'old'): Reply | null {
    const { apiPerMonth, callsPerSecond, nowMs } = this.#options
    this.#turnMonth()
    if (this.#apiUsed >= apiPerMonth) {
      this.violations.callsOverMonth += 1
      return family === 'new' ? refused(403, `${FORBIDDEN}.ApiCountLimitForOrg`) : oldRefused(90020, '调用量超限')
    }
    if (!this.#second.admit(nowMs(), callsPerSecond)) {
      this.violations.callsPerSecond += 1
      return family === 'new' ? refused(403, `${FORBIDDEN}.QpsLimitForAppkeyAndApi`) : oldRefused(90018, '应用QPS超限')
    }
    this.#apiUsed += 1
    return null
  }

  /** Whether a message or event still comes in whole; beyond, it comes as errorCode 20001 [KB 0699]. */
  admitInbound(): boolean {
    this.#turnMonth()
    this.#inboundUsed += 1
    return this.#inboundUsed <= this.#options.inboundPerMonth
  }

  /** An answer by `sessionWebhook`. That it is refused beyond the quota is an inference from [KB 1433]. */
  admitSession(): Reply | null {
    if (this.admitInbound()) return null
    this.violations.sessionsOverMonth += 1
    return oldRefused(90020, '调用量超限')
  }

  #turnMonth(): void {
    const month = new Date(this.#options.nowMs() + CHINA_OFFSET_MS).toISOString().slice(0, 7)
    if (month === this.#month) return
    this.#month = month
    this.#apiUsed = 0
    this.#inboundUsed = 0
  }
}

/** Admits so many within any stretch of a given length; what is refused does not count. */
export class SlidingWindow {
  readonly #lengthMs: number
  #times: number[] = []

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs
  }

  admit(nowMs: number, most: number): boolean {
    if (most === Number.POSITIVE_INFINITY) return true
    const from = nowMs - this.#lengthMs
    this.#times = this.#times.filter((atMs) => atMs > from)
    if (this.#times.length >= most) return false
    this.#times.push(nowMs)
    return true
  }
}
