/** Sending in this process: fake WeCom, real channel, real database, and one clock for all that tests move. */
import type { Pool } from 'pg'
import { createWecomChannel } from '../../src/channels/wecom/channel.ts'
import type { Lane } from '../../src/domain/vocabulary.ts'
import { deliver } from '../../src/jobs/deliver.ts'
import { type FakeWecom, startFakeWecom } from '../platforms/wecom/fake-wecom.ts'
import type { FakeWecomOptions } from '../platforms/wecom/world.ts'
import { type TestDeps, testDeps } from '../support/deps.ts'

export interface SendingWorld {
  platform: FakeWecom
  deps: TestDeps
  /** Move the clock of product and platform. */
  later(ms: number): void
  /** Send what is due, let time go on to what is due next, and so on until all has ended. Returns the time that passed. */
  settle(limitMs?: number): Promise<number>
  /** Recipients by how they ended. */
  states(): Promise<Record<string, number>>
  close(): Promise<void>
}

/** The clock goes on by this at least, so that what is due in the same moment goes together. */
const STEP_MS = 2_000

export async function sendingWorld(options: FakeWecomOptions = {}): Promise<SendingWorld> {
  const platform = await startFakeWecom(options)
  let deps: TestDeps | null = null
  const channel = createWecomChannel(platform.config(), { now: () => deps?.now() ?? new Date(), timeoutMs: 500 })
  const world = await testDeps([channel])
  deps = world
  world.clock.now = new Date()
  const later = (ms: number) => {
    world.clock.now = new Date(world.now().getTime() + ms)
    platform.advance(ms)
  }
  return {
    platform,
    deps: world,
    later,
    async settle(limitMs = 6 * 3_600_000) {
      const startedMs = world.now().getTime()
      for (;;) {
        // As two workers would.
        await Promise.all([deliver(world), deliver(world)])
        const dueMs = await nextDueMs(world)
        const nowMs = world.now().getTime()
        if (dueMs === null || nowMs - startedMs > limitMs) return nowMs - startedMs
        later(Math.max(STEP_MS, dueMs - nowMs))
      }
    },
    async states() {
      const { rows } = await world.pool.query<{ state: string; count: number }>(
        'select state, count(*)::int from deliveries group by 1',
      )
      return Object.fromEntries(rows.map((r) => [r.state, r.count]))
    },
    async close() {
      await world.close()
      await channel.close()
      await platform.close()
    },
  }
}

async function nextDueMs({ pool }: TestDeps): Promise<number | null> {
  const { rows } = await pool.query<{ due: Date | null }>(
    `select min(due_at) as due from deliveries where state in ('waiting', 'sending')`,
  )
  return rows[0]?.due?.getTime() ?? null
}

/** Owe one text to `count` people, `<prefix>1` and so on, as the announcement API does. */
export async function oweCampaign({ deps }: SendingWorld, what: Campaign): Promise<void> {
  await oweAnnouncement(deps.pool, what, deps.now())
}

export interface Campaign {
  /** Also the text. */
  key: string
  count: number
  prefix?: string
  lane?: Lane
}

/** The same with nothing but a database. */
export async function oweAnnouncement(pool: Pool, what: Campaign, now: Date): Promise<void> {
  const { key, count, prefix = 'member', lane = 'digest' } = what
  await pool.query(
    `with root as (select id from organisations where path = '/'),
     told as (
       insert into outbox (organisation_id, key, channel, lane, purpose, content, deadline_at, created_at)
       select root.id, $1, 'wecom', $2, 'announcement', jsonb_build_object('type', 'text', 'text', $1::text), $3, $4
         from root returning id, organisation_id)
     insert into deliveries (outbox_id, recipient, organisation_id, channel, lane, batch, due_at)
     select told.id, $5 || n, told.organisation_id, 'wecom', $2, (n - 1) / 1000, $4
       from told, generate_series(1, $6::int) as n`,
    [key, lane, new Date(now.getTime() + 7 * 86_400_000), now, prefix, count],
  )
}

/** How often each of `people` has each of `texts`: how many were missed, and how many copies were too many. */
export function reach(
  platform: FakeWecom,
  people: readonly string[],
  texts: readonly string[],
): { missed: number; doubled: number } {
  let missed = 0
  let doubled = 0
  for (const person of people) {
    const got = platform.inboxOf(person).map((m) => m.text)
    for (const text of texts) {
      const copies = got.filter((t) => t === text).length
      if (copies === 0) missed += 1
      doubled += Math.max(0, copies - 1)
    }
  }
  return { missed, doubled }
}

export function members(count: number, prefix = 'member'): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`)
}
