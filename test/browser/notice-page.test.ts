import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createCanvas } from '@napi-rs/canvas'
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
  await fillNews('A4', (n) => PAYLOADS[n % PAYLOADS.length] ?? '')
  await fillNews('D1', (n) => NEWS[n] ?? '')
  await showFace('牛爱民')
})
afterAll(() => site?.close())

const NEWS = [
  '楼道堆物',
  '周六上午8点到12点停水，请提前备水。',
  '停车怎么停',
  '活动室',
  '装了两个拾便箱，月底前再装一个。',
  '广场的路灯换好了，一共换了5盏。',
]

/** Something of everything that stands on a notice for a while only. */
async function fillNews(code: string, words: (n: number) => string): Promise<void> {
  const { deps, told } = site.world
  const on = `from zones where code = '${code}'`
  await deps.pool.query(
    `insert into duty_focuses (organisation_id, branch_id, zone_id, category, title, case_count, starts_on, ends_on, state)
     select organisation_id, branch_id, id, 'fire', $1, 3, '2026-10-01', '2026-12-31', 'accepted' ${on}`,
    [words(0)],
  )
  await deps.pool.query(
    `insert into announcements (organisation_id, branch_id, scope, audience, text, at, created_by)
     select z.organisation_id, z.branch_id, o.path, 'residents', $1, $2, 'test'
       from zones z join organisations o on o.id = z.organisation_id where z.code = $3`,
    [words(1), new Date(WEDNESDAY.getTime() - 3_600_000), code],
  )
  for (const [number, state, result] of [
    [1, 'announced', null],
    [2, 'cancelled', null],
    [3, 'published', words(4)],
  ]) {
    await deps.pool.query(
      `insert into resident_talks (organisation_id, branch_id, zone_id, number, topic, place, starts_at, state, result, published_at)
       select organisation_id, branch_id, id, $1, $2, $3, '2026-11-27 19:00+08', $4, $5, '2026-11-24 09:00+08' ${on}`,
      [number, words(2), words(3), state, result],
    )
  }
  await deps.pool.query(
    `insert into zone_entries (organisation_id, zone_id, kind, url)
     select organisation_id, id, way, 'https://work.weixin.qq.com/' || way || '?x=' || $1
       from zones, unnest(array['wecom_group', 'kf']) way where code = $2`,
    [words(5), code],
  )
  await told({
    ...{ code: `${code}-0001`, zone: code, state: 'resolved', closedAt: new Date(WEDNESDAY.getTime() - 86_400_000) },
    ...{ publicText: words(5), publicTextBy: await site.world.personId('陈书华') },
  })
}

/** A picture, and a telephone that its owner chose to show. */
async function showFace(name: string): Promise<void> {
  const { deps } = site.world
  const canvas = createCanvas(200, 260)
  const context = canvas.getContext('2d')
  context.fillStyle = '#7a9cc6'
  context.fillRect(0, 0, 200, 260)
  context.fillStyle = '#f2d6b3'
  context.arc(100, 120, 60, 0, 7)
  context.fill()
  await deps.storage.put('photos/face', {
    bytes: canvas.toBuffer('image/jpeg'),
    contentType: 'image/jpeg',
    name: 'face.jpg',
  })
  await deps.pool.query(
    `update people set photo_key = 'photos/face', phone_public = true, phone_sealed = $2 where name = $1`,
    [name, deps.seal.seal('phone', '13812345678')],
  )
}

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
  test.each(['A3', 'A4', 'A3?lang=zh-Hant', 'D1', 'D1?lang=zh-Hant', 'ZZ'])(
    'can be read by everybody: %s',
    async (address) => {
      // The checker is a script, which the page's own policy refuses.
      const context = await site.opened.browser.newContext({ viewport, locale: 'zh-CN', bypassCSP: true })
      const page = await context.newPage()
      await page.goto(`${site.url}/z/${address}`)
      expect(await findings(page)).toEqual([])
      await context.close()
    },
  )

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
    expect(
      await page
        .locator('img:not([src^="/z/A4/ways/"]), script, svg, iframe, style, base, [onload], [onfocus]')
        .count(),
    ).toBe(0)
    expect(faults).toEqual([])
    await context.close()
  })

  test.each(['zh-Hans', 'zh-Hant'])('shows what is new, faces and ways in from our host alone: %s', async (lang) => {
    const context = await site.opened.browser.newContext({ viewport, locale: 'zh-CN', javaScriptEnabled: false })
    const page = await context.newPage()
    const faults = watchFaults(page)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(`${site.url}/z/D1?lang=${lang}`)
    for (const image of await page.locator('img').all()) await image.scrollIntoViewIfNeeded()
    await page.waitForLoadState('networkidle')
    const pictures = ['photos/0', 'ways/wecom_group', 'ways/kf'].map((path) => `${site.url}/z/D1/${path}`)
    expect(asked).toEqual(expect.arrayContaining(pictures))
    expect(asked.filter((url) => !url.startsWith(site.url))).toEqual([])
    expect(await page.locator('a[href="tel:13812345678"]').count()).toBe(1)
    await screenshot(page, `notice-${name}-news-${lang}`, { fullPage: true })
    expect(faults).toEqual([])
    await context.close()
  })

  test('of a branch whose posters are printed can be read by everybody', async () => {
    const { rows } = await site.world.deps.pool.query(`select id from branches where name = '幸福支部'`)
    const context = await site.opened.browser.newContext({ viewport, locale: 'zh-CN', bypassCSP: true })
    const page = await context.newPage()
    await page.goto(`${site.url}/posters/${rows[0].id}`)
    expect(await findings(page)).toEqual([])
    expect(await page.evaluate('window.ran')).toBeUndefined()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width)
    await screenshot(page, `posters-${name}`, { fullPage: true })
    await context.close()
  })
})
