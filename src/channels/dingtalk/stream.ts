import { setTimeout as pause } from 'node:timers/promises'
import type { Alarms } from '../../alarms.ts'
import type { DingtalkConfig } from '../../config.ts'
import { Connection, type ConnectionOptions } from './connection.ts'
import type { Frame } from './frame.ts'
import { GatewayRefusal } from './gateway.ts'
import { OpeningLimit } from './opening-limit.ts'
import type { FrameAnswer } from './stream-frames.ts'

export interface StreamTimes {
  /** Between our own pings. */
  pingEveryMs: number
  /** A line from which nothing came for so long is dead [ISS OC#308]. */
  silentMs: number
  /** After a go-away, until the old connection is closed by us: DingTalk does it after about 10 s [DP]. */
  retireMs: number
  /** Without any working line for so long, the administrators are told. */
  alarmAfterMs: number
  openTimeoutMs: number
  /** First and longest pause between two tries. */
  backOffMs: number
  mostBackOffMs: number
  /** The least pause where the secret is refused: only a person can help. */
  secretPauseMs: number
  /** The least pause where DingTalk is overloaded or has banned the address. */
  busyPauseMs: number
}

const TIMES: StreamTimes = {
  pingEveryMs: 20_000,
  silentMs: 60_000,
  retireMs: 10_000,
  alarmAfterMs: 60_000,
  openTimeoutMs: 5_000,
  backOffMs: 1_000,
  mostBackOffMs: 60_000,
  secretPauseMs: 30_000,
  busyPauseMs: 3_000,
}

/** The turn to open is asked for no longer than this: without the database the line is opened all the same. */
const TURN_LIMIT_MS = 300
/** A line that ends sooner than this counts as a try that failed. */
const LEAST_LIFE_MS = 1_000
/** While stopping: for what is being kept, and for the closing words. */
const STOP_KEEPING_MS = 4_500
const STOP_CLOSING_MS = 500

export interface StreamOptions {
  config: Pick<DingtalkConfig, 'apiBase' | 'clientId' | 'clientSecret'>
  /** Must not throw. */
  answer: (frame: Frame) => Promise<FrameAnswer>
  onGarbage: ConnectionOptions['onGarbage']
  /**
   * Takes the turn to open among all processes: 0, or the ms until there may be one. Where it fails, each process keeps
   * to its own limit.
   */
  turn?: () => Promise<number>
  alarms: Alarms
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void }
  times?: Partial<StreamTimes>
}

export interface Stream {
  /** Whether there is a line on which DingTalk delivers. */
  isOpen(): boolean
  /** Opens nothing more, lets what is being kept finish and acknowledges it, then closes. */
  close(): Promise<void>
}

/** Holds one line to DingTalk, whatever happens to it. */
export function startStream(options: StreamOptions): Stream {
  const supervisor = new Supervisor(options)
  supervisor.start()
  return { isOpen: () => supervisor.isOpen, close: () => supervisor.close() }
}

class Supervisor {
  readonly #options: StreamOptions
  readonly #times: StreamTimes
  readonly #limit = new OpeningLimit()
  readonly #stopping = new AbortController()
  /** The line on which DingTalk delivers. */
  #current: Connection | null = null
  /** All lines that are not closed: also those told to go, which still take late acks. */
  readonly #lines = new Set<Connection>()
  readonly #answering = new Set<Promise<void>>()
  /** Timers that do something once. */
  readonly #retiring = new Set<NodeJS.Timeout>()
  #next: NodeJS.Timeout | null = null
  #watch: NodeJS.Timeout | null = null
  #opening = false
  /** Tries in a row that gave no line, or one that did not last. */
  #failures = 0
  #aliveAtMs = performance.now()
  #pingedAtMs = performance.now()

  constructor(options: StreamOptions) {
    this.#options = options
    this.#times = { ...TIMES, ...options.times }
  }

  get isOpen(): boolean {
    return this.#current?.isOpen ?? false
  }

  start(): void {
    const everyMs = Math.min(1_000, this.#times.silentMs / 20)
    this.#watch = setInterval(() => this.#look(), everyMs).unref()
    void this.#open()
  }

  async close(): Promise<void> {
    this.#stopping.abort()
    if (this.#next !== null) clearTimeout(this.#next)
    if (this.#watch !== null) clearInterval(this.#watch)
    for (const timer of this.#retiring) clearTimeout(timer)
    // What comes from here on is kept too, but DingTalk may have to bring it again: else a storm would hold us here.
    await Promise.race([Promise.all(this.#answering), pause(STOP_KEEPING_MS, undefined, { ref: false })])
    for (const line of this.#lines) line.disconnect()
    const endMs = performance.now() + STOP_CLOSING_MS
    while (this.#lines.size > 0 && performance.now() < endMs) await pause(5)
    for (const line of this.#lines) line.cut()
  }

  /** Opens the next line after `delayMs`, and never sooner than the limit allows. One try at a time. */
  #plan(delayMs: number): void {
    if (this.#stopping.signal.aborted || this.#opening) return
    if (this.#next !== null) clearTimeout(this.#next)
    const waitMs = Math.max(delayMs, this.#limit.waitMs(performance.now()))
    this.#next = setTimeout(() => void this.#open(), waitMs).unref()
  }

  async #open(): Promise<void> {
    if (this.#opening || this.#stopping.signal.aborted) return
    this.#opening = true
    const waitMs = await this.#turn()
    if (waitMs > 0 || this.#stopping.signal.aborted) {
      this.#opening = false
      // Those who wait for the same turn do not all come back for it at once.
      this.#plan(waitMs * (1 + Math.random() / 4))
      return
    }
    this.#limit.note(performance.now())
    const line = this.#newLine()
    this.#lines.add(line)
    const failure = await line.open().then(
      () => null,
      (error: unknown) => ({ error }),
    )
    this.#opening = false
    if (failure === null) this.#opened(line)
    else {
      this.#lines.delete(line)
      this.#failed(failure.error)
    }
  }

  async #turn(): Promise<number> {
    const asked = this.#options.turn?.().catch(() => 0) ?? 0
    return Promise.race([asked, pause(TURN_LIMIT_MS, 0, { ref: false })])
  }

  #newLine(): Connection {
    const { config, onGarbage } = this.#options
    return new Connection({
      config,
      openTimeoutMs: this.#times.openTimeoutMs,
      signal: this.#stopping.signal,
      onGarbage,
      onFrame: (frame, from) => this.#take(frame, from),
      onGoAway: (line) => this.#retire(line),
      onClosed: (line) => this.#lost(line),
    })
  }

  #opened(line: Connection): void {
    if (this.#stopping.signal.aborted) {
      line.disconnect()
      return
    }
    const { alarms, log } = this.#options
    this.#current = line
    line.openedAtMs = performance.now()
    log.info({ failure_count: this.#failures }, 'connected to DingTalk')
    alarms.clear('link_silent')
    alarms.clear('token_failing')
  }

  #failed(error: unknown): void {
    if (this.#stopping.signal.aborted) return
    const { alarms, log } = this.#options
    this.#failures += 1
    const kind = error instanceof GatewayRefusal ? error.kind : 'unreachable'
    if (kind === 'secret') alarms.raise('token_failing', 'dingtalk gateway')
    const { secretPauseMs, busyPauseMs } = this.#times
    const leastMs = kind === 'secret' ? secretPauseMs : kind === 'busy' ? busyPauseMs : 0
    const delayMs = leastMs + this.#jitterMs()
    log.warn({ err: error, failure_count: this.#failures, delay_ms: Math.round(delayMs) }, 'no connection to DingTalk')
    this.#plan(delayMs)
  }

  /** Full jitter, so that many that were cut together do not come back together. */
  #jitterMs(): number {
    const { backOffMs, mostBackOffMs } = this.#times
    return Math.random() * Math.min(mostBackOffMs, backOffMs * 2 ** Math.min(this.#failures, 20))
  }

  /** A line ended. If it was the one, the next is opened. */
  #lost(line: Connection): void {
    this.#lines.delete(line)
    if (line !== this.#current) return
    this.#leave(line)
    this.#plan(this.#jitterMs())
  }

  /** Told to go: the next line is opened first; this one still takes acks, until it is closed. */
  #retire(line: Connection): void {
    if (line !== this.#current) return
    this.#leave(line)
    const timer = setTimeout(() => {
      this.#retiring.delete(timer)
      line.disconnect()
      // The closing words may stay unanswered.
      setTimeout(() => line.cut(), this.#times.retireMs).unref()
    }, this.#times.retireMs).unref()
    this.#retiring.add(timer)
    this.#plan(this.#failures === 0 ? 0 : this.#jitterMs())
  }

  #leave(line: Connection): void {
    this.#current = null
    const nowMs = performance.now()
    this.#aliveAtMs = line.heardAtMs
    this.#failures = nowMs - line.openedAtMs < LEAST_LIFE_MS ? this.#failures + 1 : 0
  }

  /** Pings, replaces a line that has gone silent, and says so when there is none for long. */
  #look(): void {
    const nowMs = performance.now()
    const { pingEveryMs, silentMs, alarmAfterMs } = this.#times
    const line = this.#current
    if (line !== null) {
      this.#aliveAtMs = line.heardAtMs
      if (nowMs - line.heardAtMs >= silentMs) this.#replace(line)
      else if (nowMs - this.#pingedAtMs >= pingEveryMs) {
        this.#pingedAtMs = nowMs
        line.ping()
      }
    } else if (nowMs - this.#aliveAtMs >= alarmAfterMs) {
      this.#options.alarms.raise('link_silent', `${Math.round((nowMs - this.#aliveAtMs) / 1000)} s`)
    }
  }

  #replace(line: Connection): void {
    this.#options.log.warn({}, 'nothing came from DingTalk for long, the connection is replaced')
    this.#leave(line)
    line.cut()
    this.#plan(0)
  }

  #take(frame: Frame, from: Connection): void {
    const work = this.#options
      .answer(frame)
      .then(async ({ ack, told }) => {
        const delivered = ack !== null && (await from.answer(frame, ack))
        told?.(delivered)
      })
      .finally(() => this.#answering.delete(work))
    this.#answering.add(work)
  }
}
