import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { embeddedAddress, type Ledger, readLedger, storedKeys } from './ledger.ts'
import { type WecomProduct, wecomProduct } from './wecom-product.ts'

const MESSAGES = 1_000
const KILLS = 10

let world: WecomProduct

beforeAll(async () => {
  world = await wecomProduct({ zoneCount: 20, memberCount: MESSAGES })
})

afterAll(() => world?.close())

/** Seeded, so that a failure can be played again: the seed is in the printed figure. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

/** Both processes die at once: nothing gets the chance to tidy up. */
async function killEverything(): Promise<void> {
  const postmaster = Number(readFileSync(path.join(world.dir, 'pgdata/postmaster.pid'), 'utf8').split('\n')[0])
  process.kill(postmaster, 'SIGKILL')
  await world.product().stop('SIGKILL')
}

async function untilSettled(timeoutMs: number): Promise<Ledger> {
  const until = Date.now() + timeoutMs
  for (;;) {
    const ledger = await readLedger(await embeddedAddress(world.dir))
    if ((ledger.unhandled === 0 && ledger.open === 0) || Date.now() > until) return ledger
    await pause(500)
  }
}

test('R1: kill -9 of everything at ten random moments loses and doubles nothing that was acknowledged', async () => {
  const seed = Date.now() % 1_000_000
  const next = random(seed)
  const { platform } = world
  await world.start()
  const sent = Array.from({ length: MESSAGES }, async (_, i) => {
    await pause(i * 20)
    const msgId = String(9_000_000_000_000_000_000n + BigInt(i))
    const text = `${(i % 20) + 1}号楼楼道灯坏了,编号${i}`
    return { msgId, ...(await platform.send({ from: `member${i}`, text, msgId })) }
  })
  for (let kill = 0; kill < KILLS; kill++) {
    await pause(300 + next() * 1_500)
    await killEverything()
    await world.start()
  }
  const outcomes = await Promise.all(sent)
  const acknowledged = outcomes.filter((o) => o.delivered)
  const ledger = await untilSettled(90_000)
  const keys = new Set(await storedKeys(await embeddedAddress(world.dir)))
  const lost = acknowledged.filter((o) => !keys.has(o.msgId))
  const cards = outcomes.map((_, i) => platform.inboxOf(`member${i}`).length)
  console.log(
    `R1  seed ${seed}: ${KILLS} kills, acknowledged ${acknowledged.length} of ${MESSAGES}, lost ${lost.length} (pass 0), ` +
      `doubled ${ledger.doubled} (pass 0), cards on phones doubled ${cards.filter((n) => n > 1).length} (pass 0)`,
  )
  expect(lost).toEqual([])
  expect(ledger.doubled).toBe(0)
  expect(ledger.unhandled).toBe(0)
  expect(ledger.putAside).toBe(0)
  // Each message tells of one matter: as many cases as messages, whatever was repeated.
  expect(ledger.records).toBe(ledger.stored)
  expect(ledger.open).toBe(0)
  expect(cards.filter((n) => n > 1).length).toBe(0)
  expect(cards.filter((n) => n === 1).length).toBe(ledger.stored)
}, 240_000)
