import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { embeddedAddress, readLedger } from './ledger.ts'
import { type WecomProduct, wecomProduct } from './wecom-product.ts'

const MESSAGES = 600

let redis: TestRedis
let world: WecomProduct

beforeAll(async () => {
  redis = await startRedis()
  world = await wecomProduct({ zoneCount: 20, memberCount: MESSAGES }, { REDIS_URL: redis.url })
  await world.start()
})

afterAll(async () => {
  await world?.close()
  await redis?.stop()
})

/** An immediate shutdown, as `pg_ctl -m immediate`: no goodbye to anybody, recovery at the next start. */
function breakPostgres(): void {
  const postmaster = Number(readFileSync(path.join(world.dir, 'pgdata/postmaster.pid'), 'utf8').split('\n')[0])
  execFileSync('kill', ['-QUIT', String(postmaster)])
}

test('R3, R4: Redis emptied and PostgreSQL broken in the middle lose nothing, and it goes on within a minute', async () => {
  const { platform } = world
  const sent = Array.from({ length: MESSAGES }, async (_, i) => {
    await pause(i * 15)
    return platform.send({ from: `member${i}`, text: `${(i % 20) + 1}号楼楼道灯坏了` })
  })
  const control = new Redis(redis.url)
  await pause(2_000)
  await control.flushall()
  await pause(2_000)
  breakPostgres()
  await pause(2_000)
  await control.flushall()
  const brokenAt = Date.now()
  const outcomes = await Promise.all(sent)
  const acknowledged = outcomes.filter((o) => o.delivered).length
  let ledger = await readLedger(await embeddedAddress(world.dir))
  while ((ledger.unhandled > 0 || ledger.open > 0) && Date.now() - brokenAt < 90_000) {
    await pause(500)
    ledger = await readLedger(await embeddedAddress(world.dir))
  }
  const tookMs = Date.now() - brokenAt
  control.disconnect()
  console.log(
    `R3, R4  queue on ${redis.kind}: acknowledged ${acknowledged} of ${MESSAGES}, stored ${ledger.stored}, ` +
      `doubled ${ledger.doubled} (pass 0), all told ${Math.round(tookMs / 1000)} s after the last fault (pass 60)`,
  )
  expect(ledger.stored).toBeGreaterThanOrEqual(acknowledged)
  expect(ledger).toMatchObject({ unhandled: 0, open: 0, doubled: 0, putAside: 0 })
  expect(ledger.records).toBe(ledger.stored)
  expect(tookMs).toBeLessThan(60_000)
  expect(acknowledged).toBe(MESSAGES)
}, 180_000)
