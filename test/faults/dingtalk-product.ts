/** The product on a fake DingTalk by stream, as a process of its own, with a roster in it. */
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type FakeDingtalk, startFakeDingtalk } from '../platforms/dingtalk/fake-dingtalk.ts'
import { testBranch } from '../support/branch.ts'
import { testDatabase } from '../support/database.ts'
import { build, cli, dataFolder, type Product, startProduct } from '../support/product.ts'

export interface DingtalkProduct {
  platform: FakeDingtalk
  databaseUrl: string
  product: Product
  close(): Promise<void>
}

/** Starts both, and waits until the product holds a line. What is not acknowledged is brought again after 2 s. */
export async function dingtalkProduct(memberCount: number): Promise<DingtalkProduct> {
  await build()
  const database = await testDatabase()
  const folder = await dataFolder()
  const platform = await startFakeDingtalk({
    everybodyExists: true,
    apiPerMonth: 1e9,
    inboundPerMonth: 1e9,
    callsPerSecond: 1_000,
    redeliverAfterMs: 2_000,
    mostDeliveries: 200,
    pingEveryMs: 5_000,
  })
  const env = {
    DATA_DIR: folder.dir,
    DATABASE_URL: database.connectionString,
    SECRET_KEY: randomBytes(32).toString('base64'),
    ...platform.environment(),
  }
  const roster = path.join(folder.dir, 'roster.csv')
  await writeFile(roster, testBranch({ zoneCount: 20, memberCount }).csv.replace('企业微信账号', '钉钉账号'))
  const imported = await cli(['import', roster], env)
  if (imported.code !== 0) throw new Error(`the roster was not imported: ${imported.stderr}`)
  const product = await startProduct(env)
  await untilConnected(platform, 10_000)
  return {
    platform,
    databaseUrl: database.connectionString,
    product,
    async close() {
      await product.stop()
      await platform.close()
      await database.drop()
      await folder.remove()
    },
  }
}

/** Milliseconds until there is a line, other than `than`, that is not leaving; `limitMs` when there was none by then. */
export async function untilConnected(
  platform: FakeDingtalk,
  limitMs: number,
  than: readonly string[] = [],
): Promise<number> {
  const startedMs = performance.now()
  for (;;) {
    const tookMs = performance.now() - startedMs
    if (platform.connections.some((line) => !line.leaving && !than.includes(line.id))) return tookMs
    if (tookMs > limitMs) return limitMs
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
