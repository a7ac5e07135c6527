/** Many members who write at a given rate, and the check of the books afterwards. */
import { setTimeout as pause } from 'node:timers/promises'
import type { CallbackOutcome } from '../platforms/wecom/courier.ts'
import type { FakeWecom } from '../platforms/wecom/fake-wecom.ts'
import { endLeases, type Ledger, readLedger, storedKeys } from './ledger.ts'

export interface CrowdOptions {
  /** One message each, from `member<first>` on. */
  count: number
  perSecond: number
  first?: number
  /** Share of callbacks that the platform brings twice although they were answered. */
  twice?: number
  textOf?: (i: number) => string
}

export interface Said extends CallbackOutcome {
  /** By the clock of `performance.now()`. */
  sentMs: number
  from: string
  msgId: string
}

/** Open loop: a slow product does not slow the members down. Resolves when each callback was answered or given up. */
export function crowd(platform: FakeWecom, options: CrowdOptions): Promise<Said[]> {
  const { count, perSecond, first = 0, twice = 0, textOf = lampBroken } = options
  const startedMs = performance.now()
  const series = BigInt(Date.now()) * 1_000_000n
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      await pause((i * 1_000) / perSecond - (performance.now() - startedMs))
      const message = { from: `member${first + i}`, text: textOf(first + i), msgId: String(series + BigInt(i)) }
      const sentMs = performance.now()
      const again = i % 100 < twice * 100 ? platform.send(message) : null
      const outcome = await platform.send(message)
      await again
      return { ...outcome, sentMs, from: message.from, msgId: message.msgId }
    }),
  )
}

/** A matter of its own for each, in one of the twenty zones of the test's branch. */
export function lampBroken(i: number): string {
  return `${(i % 20) + 1}号楼楼道灯坏了,编号${i}`
}

export interface Balance {
  acknowledged: number
  /** Never answered 200: the platform has stopped trying. */
  givenUp: number
  /** Acknowledged, but not stored, or stored without a record. */
  lost: number
  /** Records made twice, and phones that show two cards for one message. */
  doubled: number
  /** Stored, but the sender's phone shows nothing. */
  untold: number
  /** Deliveries and messages that have not ended. */
  open: number
}

/**
 * Waits until everything has ended (or the time is over), then compares: acknowledged, stored, recorded, told.
 *
 * @param run `hasten`: what a killed worker had begun to send is not waited for, but given back at once
 */
export async function balance(
  addressOf: () => Promise<string>,
  run: { platform: FakeWecom; said: readonly Said[]; withinMs?: number; hasten?: boolean },
): Promise<Balance & { settledMs: number }> {
  const startedMs = performance.now()
  if (run.hasten) await endLeases(await addressOf())
  const ledger = await untilSettled(addressOf, run.withinMs ?? 120_000)
  const settledMs = performance.now() - startedMs
  const stored = new Set(await storedKeys(await addressOf()))
  const ours = run.said.filter((s) => stored.has(s.msgId))
  const cards = ours.map((s) => run.platform.inboxOf(s.from).length)
  const acknowledged = run.said.filter((s) => s.delivered)
  return {
    acknowledged: acknowledged.length,
    givenUp: run.said.length - acknowledged.length,
    lost: acknowledged.filter((s) => !stored.has(s.msgId)).length + Math.max(0, ledger.stored - ledger.records),
    doubled: ledger.doubled + Math.max(0, ledger.records - ledger.stored) + cards.filter((n) => n > 1).length,
    untold: cards.filter((n) => n === 0).length,
    open: ledger.open + ledger.unhandled + ledger.putAside,
    settledMs,
  }
}

/** The books when nothing is left to do, or when the time is over. */
export async function untilSettled(addressOf: () => Promise<string>, withinMs: number): Promise<Ledger> {
  const until = Date.now() + withinMs
  for (;;) {
    const ledger = await readLedger(await addressOf())
    if ((ledger.unhandled === 0 && ledger.open === 0) || Date.now() > until) return ledger
    await pause(250)
  }
}

/** `lost 0, doubled 0, untold 0, open 0` */
export function booksOf({ lost, doubled, untold, open }: Balance): string {
  return `lost ${lost}, doubled ${doubled}, untold ${untold}, open ${open}`
}

export const CLEAN_BOOKS = 'lost 0, doubled 0, untold 0, open 0'

export function isClean({ lost, doubled, untold, open }: Balance): boolean {
  return lost + doubled + untold + open === 0
}

/** Seeded, so that a failure can be played again: the seed is in the printed figure. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}
