import { buildApp } from '../../src/app.ts'
import { parseConfig } from '../../src/config.ts'
import { type DigestWorld, digestWorld } from '../support/digest-world.ts'
import { freePort } from '../support/product.ts'
import { launchBrowser, type TestBrowser } from './browser.ts'

/** The pages of a branch, listening, and a browser to look at them with. */
export interface DigestSite {
  world: DigestWorld
  url: string
  opened: TestBrowser
  close(): Promise<void>
}

export async function openDigestSite(): Promise<DigestSite> {
  const world = await digestWorld()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  world.deps.config = parseConfig({ DATA_DIR: '/nowhere', PORT: String(port), PUBLIC_URL: url })
  const app = await buildApp(world.deps)
  await app.listen({ port, host: '127.0.0.1' })
  const opened = await launchBrowser()
  return {
    ...{ world, url, opened },
    async close() {
      await opened.close()
      await app.close()
      await world.deps.close()
    },
  }
}
