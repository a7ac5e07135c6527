import { type Answer, failed } from './answers.ts'

export interface FrequencyOptions {
  /** Of one API: 10 000 a minute and 150 000 an hour [D 90312]. */
  callsPerMinute: number
  callsPerHour: number
  /** Person-sends of a day: accounts × 200, 500 accounts at least [D 90236]. */
  personSendsPerDay: number
  /** `gettoken` that fails so often within an hour is blocked for an hour (WeCom staff, 2021). */
  failedTokensPerHour: number
  nowMs: () => number
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const CHINA_OFFSET_MS = 8 * HOUR_MS

/** Sends of messages do not count among the calls [D 90312]. */
const UNCOUNTED = new Set(['message/send'])

interface Window {
  fromMs: number
  count: number
}

/** Limits that are answered 45009, each until its window is over: a minute, an hour, a day [D 90312]. */
export class Frequency {
  readonly #options: FrequencyOptions
  readonly #windows = new Map<string, Window>()
  #day = ''
  #personSends = 0

  constructor(options: FrequencyOptions) {
    this.#options = options
  }

  /** `null`: the call may pass, and is counted. A refused one is not. */
  admit(api: string): Answer | null {
    if (UNCOUNTED.has(api)) return null
    const { callsPerMinute, callsPerHour } = this.#options
    const minute = this.#window(`${api} minute`, MINUTE_MS)
    const hour = this.#window(`${api} hour`, HOUR_MS)
    if (minute.count >= callsPerMinute || hour.count >= callsPerHour) return tooOften()
    minute.count += 1
    hour.count += 1
    return null
  }

  /** Whether `gettoken` may be asked at all after what failed within the hour. */
  admitToken(): Answer | null {
    return this.#window('failed tokens', HOUR_MS).count >= this.#options.failedTokensPerHour ? tooOften() : null
  }

  noteFailedToken(): void {
    this.#window('failed tokens', HOUR_MS).count += 1
  }

  /** Whether so many people may be told something today yet; 45009 is the family's code [M]. */
  admitPeople(count: number): Answer | null {
    const day = new Date(this.#options.nowMs() + CHINA_OFFSET_MS).toISOString().slice(0, 10)
    if (day !== this.#day) {
      this.#day = day
      this.#personSends = 0
    }
    if (this.#personSends + count > this.#options.personSendsPerDay) return tooOften()
    this.#personSends += count
    return null
  }

  #window(key: string, lengthMs: number): Window {
    const nowMs = this.#options.nowMs()
    const known = this.#windows.get(key)
    if (known !== undefined && nowMs < known.fromMs + lengthMs) return known
    const window = { fromMs: nowMs, count: 0 }
    this.#windows.set(key, window)
    return window
  }
}

function tooOften(): Answer {
  return failed(45009, 'api freq out of limit')
}
