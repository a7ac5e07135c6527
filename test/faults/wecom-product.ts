/** The product on a fake WeCom, as a process of its own, with a roster in it: what fault tests break. */
import { type FakeWecom, startFakeWecom } from '../platforms/wecom/fake-wecom.ts'
import { type TestBranch, testBranch, writeRoster } from '../support/branch.ts'
import { build, cli, dataFolder, type Environment, freePort, type Product, startProduct } from '../support/product.ts'

export interface WecomProduct {
  platform: FakeWecom
  branch: TestBranch
  env: Environment
  dir: string
  /** The process that runs now. */
  product(): Product
  /** Start it (again) and point the platform at it. */
  start(): Promise<Product>
  close(): Promise<void>
}

/** A branch on WeCom, with its roster in the product's database, and nothing running. */
export interface WecomBranch {
  platform: FakeWecom
  branch: TestBranch
  env: Environment
  dir: string
  close(): Promise<void>
}

/** What connects a product process with the platform. */
export function wecomEnvironment(platform: FakeWecom): Environment {
  return {
    WECOM_CORP_ID: platform.corpId,
    WECOM_AGENT_ID: String(platform.agentId),
    WECOM_SECRET: platform.secret,
    WECOM_CALLBACK_TOKEN: platform.token,
    WECOM_CALLBACK_AES_KEY: platform.aesKey,
    WECOM_API_BASE: platform.url,
  }
}

/** `env` beside what WeCom needs: nothing, for the embedded default. */
export async function wecomBranch(
  size: { zoneCount: number; memberCount: number },
  env: Environment = {},
): Promise<WecomBranch> {
  await build()
  const folder = await dataFolder()
  const platform = await startFakeWecom({ perMinute: Number.POSITIVE_INFINITY, perHour: Number.POSITIVE_INFINITY })
  const full = {
    DATA_DIR: folder.dir,
    ...wecomEnvironment(platform),
    ...env,
  }
  const branch = testBranch(size)
  const imported = await cli(['import', await writeRoster(folder.dir, branch)], full)
  if (imported.code !== 0) throw new Error(`the roster was not imported: ${imported.stderr}`)
  return {
    platform,
    branch,
    env: full,
    dir: folder.dir,
    async close() {
      await platform.close()
      await folder.remove()
    },
  }
}

/** The product as one process, `serve`. `env` as for `wecomBranch`. */
export async function wecomProduct(
  size: { zoneCount: number; memberCount: number },
  env: Environment = {},
): Promise<WecomProduct> {
  const world = await wecomBranch(size, env)
  const full = { PORT: String(await freePort()), ...world.env }
  let product: Product | null = null
  return {
    ...world,
    env: full,
    product() {
      if (!product) throw new Error('the product is not started')
      return product
    },
    async start() {
      product = await startProduct(full)
      world.platform.connect(`${product.url}/webhooks/wecom`)
      return product
    },
    async close() {
      await product?.stop()
      await world.close()
    },
  }
}
