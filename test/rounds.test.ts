/** The rounds of a running process, seen from outside. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connect } from '../src/store/database.ts'
import { embeddedAddress } from './faults/ledger.ts'
import { build, dataFolder, type Product, startProduct } from './support/product.ts'

let folder: Awaited<ReturnType<typeof dataFolder>>
let product: Product

beforeEach(async () => {
  await build()
  folder = await dataFolder()
})
afterEach(async () => {
  await product.stop()
  await folder.remove()
})

async function alarm(name: string): Promise<number> {
  const text = await (await fetch(`${product.url}/metrics`)).text()
  return Number(new RegExp(`^zeren_alarm\\{name="${name}"\\} (\\d)$`, 'm').exec(text)?.[1])
}

test('a web process without any worker raises the alarm, and it ends when a worker has done the work', async () => {
  product = await startProduct({ DATA_DIR: folder.dir }, ['web'])
  const { pool } = connect(await embeddedAddress(folder.dir), { max: 1 })
  await pool.query(
    `insert into inbox (organisation_id, channel, channel_message_id, conversation, lane, sent_at, due_at)
     select id, 'local', 'm1', 'nobody', 'normal', now(), now() - interval '2 minutes' from organisations where path = '/'`,
  )
  await vi.waitFor(async () => expect(await alarm('inbox_late')).toBe(1), { timeout: 20_000, interval: 300 })
  await pool.query('update inbox set handled_at = now()')
  await vi.waitFor(async () => expect(await alarm('inbox_late')).toBe(0), { timeout: 20_000, interval: 300 })
  expect(product.output()).toContain('"alarm":"inbox_late"')
  await pool.end()
})
