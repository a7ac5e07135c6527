/** The pages of reviews over a world of tests, listening, and small phones on which people are signed in. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { parseConfig } from '../../src/config.ts'
import { newToken } from '../../src/store/secret-tokens.ts'
import { addPersonLinks } from '../../src/store/sign-in-links.ts'
import type { DigestWorld } from '../support/digest-world.ts'
import { freePort } from '../support/product.ts'
import { launchBrowser, phone, SMALL_PHONE, screenshot } from './browser.ts'

export interface ReviewSite {
  url: string
  /** Without anybody signed in. */
  strangersPhone(): Promise<Page>
  /** On which the person is signed in and sees the list of reviews. */
  phoneOf(name: string): Promise<Page>
  /** Pictured, not wider than a small phone, tapped by any thumb, and read by programs that read aloud. */
  looksRight(page: Page, name: string): Promise<void>
  /** Without the world. */
  close(): Promise<void>
}

export async function openReviewSite(world: Pick<DigestWorld, 'deps' | 'personId'>): Promise<ReviewSite> {
  const { deps } = world
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  deps.config = parseConfig({ DATA_DIR: '/nowhere', PORT: String(port), PUBLIC_URL: url })
  const app = await buildApp(deps)
  await app.listen({ port, host: '127.0.0.1' })
  const opened = await launchBrowser()
  const strangersPhone = async () => (await phone(opened.browser, SMALL_PHONE)).newPage()
  return {
    url,
    strangersPhone,
    async phoneOf(name) {
      const { token, tokenHash } = newToken()
      const expiresAt = new Date(deps.now().getTime() + 60_000)
      const [personId, organisationId] = [await world.personId(name), deps.rootOrganisationId]
      await addPersonLinks(deps.pool, [{ organisationId, personId, tokenHash, expiresAt }])
      const page = await strangersPhone()
      await page.goto(`${url}/sign-in/${token}?to=review`)
      await page.getByRole('button').tap()
      await page.waitForURL(`${url}/review`)
      return page
    },
    async looksRight(page, name) {
      await screenshot(page, name, { fullPage: true })
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(SMALL_PHONE.width)
      for (const button of await page.getByRole('button').all()) {
        if (await button.isVisible()) expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
      }
      // The checker is a script: it looks at a copy, which the policy lets through.
      const context = await opened.browser.newContext({ viewport: SMALL_PHONE, bypassCSP: true })
      const copy = await context.newPage()
      const style = await readFile(new URL('../../src/http/pages/static/page.css', import.meta.url), 'utf8')
      await copy.setContent((await page.content()).replace(/<link[^>]*>/, `<style>${style}</style>`))
      await copy.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
      const { violations } = await copy.evaluate<AxeResults>(`axe.run(document, { runOnly: ${JSON.stringify(tags)} })`)
      expect(violations.map((v) => `${v.impact} ${v.id}: ${v.nodes.map((node) => node.html).join(' ')}`)).toEqual([])
      await context.close()
    },
    async close() {
      await opened.close()
      await app.close()
    },
  }
}
