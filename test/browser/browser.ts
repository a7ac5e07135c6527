/** A headless Chromium brought by npm, with the Chinese font that it lacks. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import sparticuz from '@sparticuz/chromium'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const FONTS = path.resolve(import.meta.dirname, '../../src/documents/fonts')
const SCREENSHOTS = path.resolve(import.meta.dirname, '../screenshots')

export const PHONE = { width: 390, height: 844 }
export const SMALL_PHONE = { width: 360, height: 640 }
export const DESKTOP = { width: 1280, height: 800 }

export interface TestBrowser {
  browser: Browser
  close(): Promise<void>
}

export async function launchBrowser(): Promise<TestBrowser> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'zeren-fonts-'))
  const fontConfig = path.join(folder, 'fonts.conf')
  await writeFile(
    fontConfig,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
     <fontconfig><dir>${FONTS}</dir><cachedir>${folder}</cachedir></fontconfig>`,
  )
  sparticuz.setGraphicsMode = false
  const browser = await chromium.launch({
    executablePath: await sparticuz.executablePath(),
    // Inside a container there is neither a user namespace for the sandbox nor much shared memory.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
    env: { ...process.env, FONTCONFIG_FILE: fontConfig },
  })
  return {
    browser,
    async close() {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What the page complained of: errors of scripts, refused by its own policy, failed requests of its own. */
export function watchFaults(page: Page): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  return faults
}

export async function phone(browser: Browser, viewport = PHONE): Promise<BrowserContext> {
  return browser.newContext({ viewport, deviceScaleFactor: 2, hasTouch: true, isMobile: true, locale: 'zh-CN' })
}

/** To be looked at by people; kept out of the repository. */
export async function screenshot(page: Page, name: string, { fullPage = false } = {}): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true })
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), animations: 'disabled', fullPage })
}
