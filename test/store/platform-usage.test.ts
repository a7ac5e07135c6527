import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { UsageRequest } from '../../src/channels/dingtalk/budget.ts'
import { Budget } from '../../src/channels/dingtalk/budget.ts'
import type { Lane } from '../../src/domain/vocabulary.ts'
import { ChannelError } from '../../src/errors.ts'
import { connect } from '../../src/store/database.ts'
import { openingTurn, platformUsage } from '../../src/store/platform-usage.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await testDatabase()
})
afterEach(() => database.drop())

const ASKED: UsageRequest = { kind: 'api', month: '2026-11', stopAfter: null, afterRefusal: true, pace: null }

describe('the ledger', () => {
  test('counts what many do at once, each once, and by kind and month', async () => {
    const ledger = platformUsage(database.pool, 'dingtalk')
    await Promise.all(Array.from({ length: 40 }, () => ledger.reserve(ASKED)))
    await ledger.reserve({ ...ASKED, kind: 'webhook' })
    await ledger.reserve({ ...ASKED, month: '2026-12' })
    expect(await ledger.reserve(ASKED)).toEqual({ state: 'granted', waitMs: 0, usedCount: 41, refusedAt: null })
  })

  test('stops exactly at the share of a lane, however many ask at once', async () => {
    const ledger = platformUsage(database.pool, 'dingtalk')
    await ledger.reserve(ASKED)
    const all = await Promise.all(Array.from({ length: 30 }, () => ledger.reserve({ ...ASKED, stopAfter: 20 })))
    expect(all.filter((r) => r.state === 'granted')).toHaveLength(19)
    expect(all.filter((r) => r.state === 'stopped')).toHaveLength(11)
  })

  test('plans paced calls one behind the other, and none too far ahead', async () => {
    const ledger = platformUsage(database.pool, 'dingtalk')
    const pace = { costMs: 1_000, aheadMs: 2_500 }
    const waits = []
    for (let i = 0; i < 3; i++) waits.push(await ledger.reserve({ ...ASKED, pace }))
    expect(waits.map((r) => Math.round(r.waitMs / 1_000))).toEqual([0, 1, 2])
    const fourth = await ledger.reserve({ ...ASKED, pace })
    expect(fourth).toMatchObject({ state: 'later', usedCount: 3 })
    expect(fourth.waitMs).toBeGreaterThan(2_500)
  })

  test('remembers that the platform said the month is over', async () => {
    const ledger = platformUsage(database.pool, 'dingtalk')
    const at = new Date('2026-11-20T00:00:00Z')
    await ledger.noteRefusal('api', '2026-11', at)
    expect(await ledger.reserve({ ...ASKED, afterRefusal: false })).toMatchObject({ state: 'stopped', refusedAt: at })
    expect(await ledger.reserve(ASKED)).toMatchObject({ state: 'granted', usedCount: 1 })
    expect(await ledger.reserve({ ...ASKED, month: '2026-12', afterRefusal: false })).toMatchObject({
      state: 'granted',
    })
  })
})

describe('connections to a platform', () => {
  test('are opened ten at a time in twenty seconds, however many ask at once; the others are told when to ask', async () => {
    const waits = await Promise.all(Array.from({ length: 30 }, () => openingTurn(database.pool, 'dingtalk')))
    expect(waits.filter((ms) => ms === 0)).toHaveLength(10)
    expect(Math.min(...waits.filter((ms) => ms > 0))).toBeGreaterThan(0)
    expect(await openingTurn(database.pool, 'dingtalk')).toBeGreaterThan(15_000)
    expect(await openingTurn(database.pool, 'wecom')).toBe(0)
    await database.pool.query(`update platform_openings set opened_at = array(
      select at - interval '21 seconds' from unnest(opened_at) as at)`)
    expect(await openingTurn(database.pool, 'dingtalk')).toBe(0)
  })
})

// Timers of a machine that does much else may be late, so a second try is allowed.
describe('two processes together', { retry: 2 }, () => {
  /** Calls by lane as they were let through, in ms from the start, by two processes that each ask again. */
  async function race(wanted: Partial<Record<Lane, number>>, forMs: number): Promise<Record<Lane, number[]>> {
    const other = connect(database.connectionString, { applicationName: 'other' })
    const beganAt = performance.now()
    const made: Record<Lane, number[]> = { emergency: [], reply: [], reminder: [], digest: [] }
    const budgets = [database.pool, other.pool].map(
      (pool) =>
        new Budget({
          ledger: platformUsage(pool, 'dingtalk'),
          monthly: { api: 10_000, webhook: 10_000 },
          timezone: 'Asia/Shanghai',
          now: () => new Date(),
        }),
    )
    const call = async (budget: Budget, lane: Lane) => {
      while (performance.now() - beganAt < forMs) {
        try {
          await budget.reserve('api', lane)
          made[lane].push(performance.now() - beganAt)
          return
        } catch (error) {
          if (!(error instanceof ChannelError)) throw error
        }
      }
    }
    await Promise.all(
      budgets.flatMap((budget) =>
        (Object.entries(wanted) as [Lane, number][]).flatMap(([lane, count]) =>
          Array.from({ length: count / 2 }, () => call(budget, lane)),
        ),
      ),
    )
    await other.pool.end()
    return made
  }
  const mostInASecond = (times: number[]) => {
    const sorted = [...times].sort((a, b) => a - b)
    return Math.max(...sorted.map((from) => sorted.filter((t) => t >= from && t < from + 1_000).length))
  }

  test('let at most 20 calls a second through, and nearly as many', async () => {
    const { reply } = await race({ reply: 60 }, 10_000)
    expect(reply).toHaveLength(60)
    expect(mostInASecond(reply)).toBeLessThanOrEqual(20)
    expect(Math.max(...reply)).toBeLessThan(60 * 54 * 1.2)
  })

  test('give answers their turn before a campaign of any size', async () => {
    const { reply, digest } = await race({ digest: 200, reply: 20 }, 3_000)
    expect(reply).toHaveLength(20)
    // Twenty calls take a second of the pace; the campaign stands behind them but for a call or two.
    expect(Math.max(...reply)).toBeLessThan(1_400)
    expect(mostInASecond([...reply, ...digest])).toBeLessThanOrEqual(20)
    expect(digest.length).toBeGreaterThan(20)
    expect(mostInASecond(digest)).toBeLessThanOrEqual(19)
  })
})
