/** Keeps callbacks before they are acknowledged: all that wait go into one insert and one commit. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Delivery, KeepDelivery, KeptDelivery } from '../channels/channel.ts'
import { isAway } from './database.ts'
import { insertDeliveries } from './inbox-insert.ts'
import type { Seal } from './seal.ts'

/** While one commit is under way the next one is made ready; more at once only make each smaller. */
const LANE_COUNT = 2
const MAX_ROWS = 500
/** The platforms wait 5 s and then send again, so after this an honest 503 is better. */
const HOLD_MS = 4_000
const MAX_HELD = 10_000
const MAX_HELD_BYTES = 32 << 20
const EXPIRY_EVERY_MS = 100
const COMPLAIN_EVERY_MS = 10_000

export interface KeeperOptions {
  /** Best a pool of its own with two connections: the hot path then waits for nobody. */
  pool: Pool
  seal: Seal
  organisationIdOf: (delivery: Delivery) => string
  /** When a delivery came, as it is written down. */
  now: () => Date
  log: Logger
  /** After each commit, once: the rows that are new, and how many had been sent before. */
  onKept?: (fresh: readonly { inboxId: bigint; lane: Delivery['lane'] }[], batch: { again: number; ms: number }) => void
  onRefused?: (count: number) => void
  holdMs?: number
  maxHeld?: number
}

export interface Keeper {
  /** @throws NotKeptError when it could not be kept within 4 s, or too many wait already */
  keep: KeepDelivery
  /** Takes nothing more, and ends when all that was taken is kept or refused. */
  close(): Promise<void>
}

/** The platform shall send it again. */
export class NotKeptError extends Error {
  override name = 'NotKeptError'
  readonly statusCode = 503
}

/** A delivery that waits for its commit, with everybody who waits for it. */
interface Held {
  delivery: Delivery
  key: string
  expiresAt: number
  waiters: { resolve(kept: KeptDelivery): void; reject(error: Error): void }[]
  settled: boolean
}

/**
 * Makes a keeper.
 *
 * A request waits for the commit that holds its delivery, not for one of its own. While PostgreSQL is away deliveries
 * are held and tried again; what was sent when a connection broke is simply inserted again, since its key is unique.
 */
export function createKeeper(options: KeeperOptions): Keeper {
  const keeper = new GroupCommit(options)
  return { keep: (delivery) => keeper.keep(delivery), close: () => keeper.close() }
}

class GroupCommit {
  readonly #options: KeeperOptions
  readonly #holdMs: number
  readonly #maxHeld: number
  /** In order of arrival; those in a commit are taken out. */
  #queue: Held[] = []
  /** All that are not settled, by key: the same message on many sockets is one row to insert. */
  readonly #held = new Map<string, Held>()
  #heldBytes = 0
  #busyLanes = 0
  #flushPlanned = false
  #expiry: NodeJS.Timeout | null = null
  #away = false
  #closed = false
  /** Refused by the database since the last line in the log. */
  #untold = 0
  #quietUntil = 0

  constructor(options: KeeperOptions) {
    this.#options = options
    this.#holdMs = options.holdMs ?? HOLD_MS
    this.#maxHeld = options.maxHeld ?? MAX_HELD
  }

  keep(delivery: Delivery): Promise<KeptDelivery> {
    const key = `${delivery.channel}\n${delivery.key}`
    const held = this.#held.get(key)
    if (held !== undefined) {
      return new Promise<KeptDelivery>((resolve, reject) => held.waiters.push({ resolve, reject })).then(
        ({ inboxId }) => ({ inboxId, fresh: false }),
      )
    }
    if (this.#closed || this.#held.size >= this.#maxHeld || this.#heldBytes > MAX_HELD_BYTES) {
      this.#options.onRefused?.(1)
      return Promise.reject(new NotKeptError(this.#closed ? 'stopping' : 'too many deliveries wait'))
    }
    return new Promise((resolve, reject) => {
      const fresh: Held = {
        delivery,
        key,
        expiresAt: performance.now() + this.#holdMs,
        waiters: [{ resolve, reject }],
        settled: false,
      }
      this.#held.set(key, fresh)
      this.#heldBytes += delivery.raw.length
      this.#queue.push(fresh)
      this.#expiry ??= setInterval(() => this.#refuseExpired(), EXPIRY_EVERY_MS)
      this.#planFlush()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    while (this.#held.size > 0) await sleep(5)
  }

  /** At the end of this turn of the event loop, so that requests read together are kept together. */
  #planFlush(): void {
    if (this.#flushPlanned || this.#busyLanes >= LANE_COUNT) return
    this.#flushPlanned = true
    setImmediate(() => {
      this.#flushPlanned = false
      if (this.#queue.length > 0 && this.#busyLanes < LANE_COUNT) void this.#runLane()
    })
  }

  /** Commits one batch after the other until nothing waits. */
  async #runLane(): Promise<void> {
    this.#busyLanes++
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, MAX_ROWS).filter((held) => !held.settled)
      if (batch.length > 0) await this.#commit(batch)
    }
    this.#busyLanes--
  }

  async #commit(batch: Held[]): Promise<void> {
    const { pool, seal, organisationIdOf, onKept, log, now } = this.#options
    const startedAt = performance.now()
    try {
      const ids = await insertDeliveries(
        pool,
        batch.map(({ delivery }) => ({
          ...delivery,
          organisationId: organisationIdOf(delivery),
          sealed: seal.seal('inbox', delivery.raw),
        })),
        now(),
      )
      if (this.#away) log.info('the database is back, deliveries are kept again')
      this.#away = false
      this.#settleKept(batch, ids)
      const fresh = batch.flatMap(({ delivery: { lane } }, i) => (ids[i] ? [{ inboxId: ids[i], lane }] : []))
      onKept?.(fresh, { again: batch.length - fresh.length, ms: performance.now() - startedAt })
    } catch (error) {
      await this.#recover(batch, error)
    }
  }

  #settleKept(batch: Held[], ids: (bigint | null)[]): void {
    for (const [i, held] of batch.entries()) {
      const inboxId = ids[i] ?? null
      this.#settle(held, (waiter) => waiter.resolve({ inboxId, fresh: inboxId !== null }))
    }
  }

  /** Away: hold and try again. Refused by the database: one of them is at fault, so each goes alone. */
  async #recover(batch: Held[], error: unknown): Promise<void> {
    const { log, onRefused } = this.#options
    if (isAway(error) || isDeadlock(error)) {
      if (!this.#away) log.warn({ err: error }, 'the database is away, deliveries are held')
      this.#away = true
      this.#queue.unshift(...batch.filter((held) => !held.settled))
      await sleep(50)
      return
    }
    if (batch.length > 1) {
      for (const held of batch) if (!held.settled) await this.#commit([held])
      return
    }
    this.#complain(error)
    onRefused?.(1)
    for (const held of batch) this.#settle(held, (waiter) => waiter.reject(new NotKeptError('refused by the database')))
  }

  /** Seldom: a full disk refuses every one of a storm. */
  #complain(error: unknown): void {
    this.#untold++
    if (performance.now() < this.#quietUntil) return
    this.#options.log.error({ err: error, count: this.#untold }, 'deliveries cannot be kept')
    this.#untold = 0
    this.#quietUntil = performance.now() + COMPLAIN_EVERY_MS
  }

  #refuseExpired(): void {
    const now = performance.now()
    let count = 0
    // Held in order of arrival, so the first that has time left ends the search.
    for (const held of this.#held.values()) {
      if (held.expiresAt > now) break
      count++
      this.#settle(held, (waiter) => waiter.reject(new NotKeptError('the database is away')))
    }
    if (count > 0) this.#options.onRefused?.(count)
  }

  #settle(held: Held, tell: (waiter: Held['waiters'][number]) => void): void {
    if (held.settled) return
    held.settled = true
    this.#held.delete(held.key)
    this.#heldBytes -= held.delivery.raw.length
    for (const waiter of held.waiters) tell(waiter)
    if (this.#held.size > 0 || this.#expiry === null) return
    clearInterval(this.#expiry)
    this.#expiry = null
  }
}

/** Two processes inserted the same keys at once; the loser's work is undone and may be done again. */
function isDeadlock(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === '40P01'
}
