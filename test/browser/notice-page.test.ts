import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMissingDuties } from '../../src/store/duties.ts'
import { changeSettings } from '../../src/store/settings.ts'
import { WEDNESDAY } from '../support/digest-world.ts'
import { DESKTOP, SMALL_PHONE, screenshot, watchFaults } from './browser.ts'
import { type DigestSite, openDigestSite } from './digest-site.ts'

let site: DigestSite
beforeAll(async () => {
  site = await openDigestSite()
  const { deps, told } = site.world
  await addMissingDuties(deps.db, '2026-11-25')
  const changes = { noticeContact: '居委会一楼党群服务站，工作日上午', noticeNames: 'full' }
  const scope = { organisationId: deps.rootOrganisationId, path: '/' }
  await changeSettings(deps.db, scope, { changes, actor: 'test', now: WEDNESDAY })
  const done = { zone: 'A3', state: 'resolved', closedAt: new Date(WEDNESDAY.getTime() - 86_400_000) } as const
  await told({ ...done, code: 'A3-0001', building: '3', placeText: '3号楼2单元' })
  await told({ ...done, code: 'A3-0002', category: 'traffic', state: 'answered_unresolved' })
  await deps.pool.query(`update zones set name = $1 where code = 'A4'`, [PAYLOADS.join('')])
  await deps.pool.query(`update people set name = left($1, 200) where name = '王卫东'`, [PAYLOADS.join(' ')])
  await deps.pool.query(
    `insert into zone_areas (organisation_id, zone_id, text, position)
    select z.organisation_id, z.id, p.text, 10 + p.n from zones z, unnest($1::text[]) with ordinality as p(text, n)
     where z.code = 'A4'`,
    [PAYLOADS],
  )
})
afterAll(() => site?.close())

const PAYLOADS = [
  '<script>window.ran=1</script>',
  '<img src=x onerror=window.ran=1>',
  '"><svg onload=window.ran=1>',
  `' autofocus onfocus=window.ran=1 x='`,
  '<iframe srcdoc="<script>parent.ran=1</script>">',
  '</title><script>window.ran=1</script>',
  '<a href="javascript:window.ran=1">x</a>',
  '<style>*{display:none}</style>',
  '<base href="//evil.example">',
  '{{constructor.constructor("window.ran=1")()}}',
  '＜script＞window.ran=1＜/script＞',
  '\u202e<b onmouseover=window.ran=1>',
]

const SIZES = [
  ['phone', SMALL_PHONE],
  ['desk', DESKTOP],
] as const

/** What is wrong for those who read with a screen reader, a keyboard or weak eyes, by the rules of WCAG 2.2 A and AA. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, { runOnly: ${JSON.stringify(tags)} })`)
  return violations.map((v) => `${v.impact} ${v.id}: ${v.nodes.map((node) => node.html).join(' ')}`)
}

describe.each(SIZES)('a notice on a %s', (name, viewport) => {
  test.each(['A3', 'A4', 'A3?lang=zh-Hant', 'ZZ'])('can be read by everybody: %s', async (address) => {
    // The checker is a script, which the page's own policy refuses.
    const context = await site.opened.browser.newContext({ viewport, locale: 'zh-CN', bypassCSP: true })
    const page = await context.newPage()
    await page.goto(`${site.url}/z/${address}`)
    expect(await findings(page)).toEqual([])
    await context.close()
  })

  test('works without scripts and from our host alone, and fits', async () => {
    const context = await site.opened.browser.newContext({ viewport, locale: 'zh-CN', javaScriptEnabled: false })
    const page = await context.newPage()
    const faults = watchFaults(page)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(`${site.url}/z/A3`)
    expect(asked).toEqual([`${site.url}/z/A3`, `${site.url}/pages/page.css`])
    expect(await page.textContent('h1')).toBe('东区')
    await screenshot(page, `notice-${name}`)
    await page.getByText('火警 119').scrollIntoViewIfNeeded()
    await screenshot(page, `notice-${name}-end`)
    for (const link of await page.getByRole('link').all()) {
      expect((await link.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    }
    await page.getByRole('link', { name: '繁體' }).click()
    expect(await page.textContent('.who li')).toContain('张建国')
    expect(await page.textContent('h2')).toBe('有事找誰')
    await screenshot(page, `notice-${name}-traditional`)
    expect(faults).toEqual([])
    await context.close()
  })

  test('runs nothing that stands in a name, and goes no wider than the window', async () => {
    const context = await site.opened.browser.newContext({ viewport, locale: 'zh-CN' })
    const page = await context.newPage()
    const faults = watchFaults(page)
    await page.goto(`${site.url}/z/A4`)
    await screenshot(page, `notice-${name}-payloads`)
    expect(await page.evaluate('window.ran')).toBeUndefined()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width)
    expect(await page.locator('img, script, svg, iframe, style, base, [onload], [onfocus]').count()).toBe(0)
    expect(faults).toEqual([])
    await context.close()
  })
})
