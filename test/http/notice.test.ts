import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { readOutline } from '../../src/domain/zone-outline.ts'
import { addMissingDuties } from '../../src/store/duties.ts'
import { changeSettings } from '../../src/store/settings.ts'
import { setOutline } from '../../src/store/zone-outlines.ts'
import { type DigestWorld, digestWorld, WEDNESDAY } from '../support/digest-world.ts'
import { pixelsOfPdf, pixelsOfPng, readPdf, scanQr } from '../support/pdf.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,手机,备用,上级组织
幸福支部,A3,东区,社区,3号楼;5号楼,张建国,党员,zhang,13812345678,,/东山街道
幸福支部,A3,东区,社区,,范于后,党员,fan,,是,
幸福支部,A4,西区,社区,7号楼,欧阳娜娜,党员,ou,,,
幸福支部,A5,南区,社区,9号楼,,,,,,
幸福支部,,,,,陈书华,书记,chen,13900001111,,`
const DAY_MS = 86_400_000
/** On a busy machine; a poster drawn in the same thread holds it for a second and more. */
const LONGEST_WAIT_MS = 250

let world: DigestWorld
let app: FastifyInstance
beforeEach(async () => {
  world = await digestWorld(ROSTER)
  await addMissingDuties(world.deps.db, '2026-11-25')
  app = await buildApp(world.deps)
})
afterEach(async () => {
  await app.close()
  await world.deps.close()
})

const get = (url: string, headers: InjectOptions['headers'] = {}) => app.inject({ url, headers: { ...headers } })
const shown = async (url: string) => (await get(url)).body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
const wait = (ms: number) => {
  world.deps.clock.now = new Date(world.deps.now().getTime() + ms)
}
async function set(changes: Record<string, unknown>): Promise<void> {
  const { rootOrganisationId: organisationId, db, now } = world.deps
  await changeSettings(db, { organisationId, path: '/' }, { changes, actor: 'test', now: now() })
}
const done = { state: 'resolved', closedAt: new Date(WEDNESDAY.getTime() - DAY_MS), zone: 'A3', building: '3' } as const

describe('the notice of a zone', () => {
  test('tells who answers, where, for what, and whom to complain to', async () => {
    await set({ noticeContact: '居委会一楼党群服务站，工作日上午' })
    const text = await shown('/z/A3')
    for (const words of ['幸福支部', '东区', '张同志 责任区党员', '范同志 责任区党员', '3号楼', '5号楼']) {
      expect(text).toContain(words)
    }
    expect(text.indexOf('张同志')).toBeLessThan(text.indexOf('范同志'))
    expect(text).toContain('常看水、电、路灯、沟渠等设施')
    expect(text).toContain('陈同志 支部书记')
    expect(text).toContain('居委会一楼党群服务站')
    expect(text).toContain('火警 119')
    expect(text).toContain('原话保存30天')
  })

  test('says that nobody answers yet, and turns to the branch', async () => {
    expect(await shown('/z/A5')).toContain('还没有定人，有事请找支部。')
  })

  test.each([
    ['full', '张建国 责任区党员', '欧阳娜娜 责任区党员'],
    ['surname', '张同志 责任区党员', '欧阳同志 责任区党员'],
    ['role', '有事找谁 责任区党员', '有事找谁 责任区党员'],
  ])('names people as the branch allows: %s', async (noticeNames, zhang, ouyang) => {
    await set({ noticeNames })
    expect(await shown('/z/A3')).toContain(zhang)
    expect(await shown('/z/A4')).toContain(ouyang)
    if (noticeNames !== 'full') expect(await shown('/z/A3')).not.toContain('建国')
  })

  test('never shows a telephone of a person, an account or who leads what else', async () => {
    await world.deps.pool.query(`update zones set name = '东区 13812345678' where code = 'A3'`)
    const { body } = await get('/z/A3')
    for (const secret of ['13812345678', '13900001111', '5678', 'zhang', '/东山街道']) {
      expect(body.replaceAll('138****5678', '')).not.toContain(secret)
    }
  })

  test('shows of ended matters category, building and end, of public categories alone', async () => {
    const text = '302室老王说张建国家的灯坏了'
    const place = { placeText: '3号楼2单元302室', building: '3', unit: '2', room: '302' }
    await world.told({ ...done, ...place, code: 'A3-0001', text })
    await world.told({ ...done, ...place, code: 'A3-0002', text, category: 'hardship' })
    await world.told({ ...done, ...place, code: 'A3-0003', text, category: 'dispute' })
    await world.told({ ...done, code: 'A3-0004', text, category: 'traffic', state: 'duplicate' })
    await world.told({ ...done, code: 'A3-0005', text, category: 'fire', state: 'answered_unresolved', building: null })
    await world.told({ code: 'A3-0006', zone: 'A3', text, category: 'environment' })
    await world.told({ ...done, code: 'A4-0001', zone: 'A4', text, category: 'forest' })
    const page = await shown('/z/A3')
    expect(page).toContain('11月24日，3号楼，公共设施，已解决')
    expect(page).toContain('11月24日，消防隐患，已答复未解决')
    for (const hidden of ['老王', '302', '2单元', '困难帮扶', '矛盾纠纷', '重复', '环境卫生', '林木保护', 'A3-000']) {
      expect(page).not.toContain(hidden)
    }
  })

  test('is in Traditional characters for who asks, with the names of people as they are', async () => {
    await set({ noticeNames: 'full' })
    const asked = await get('/z/A3?lang=zh-Hant')
    expect(asked.body).toContain('<html lang="zh-Hant">')
    expect(asked.body).toContain('責任區黨員')
    expect(asked.body).toContain('<b>范于后</b>')
    const preferred = await get('/z/A3', { 'accept-language': 'en, zh-HK;q=0.9, zh-CN;q=0.8' })
    const withoutForm = (body: string) => body.replace(/name="once" value="[\w-]{22}"/, '')
    expect(withoutForm(preferred.body)).toBe(withoutForm(asked.body))
    expect(preferred.headers.vary).toContain('accept-language')
    const simplified = await get('/z/A3?lang=zh-Hans', { 'accept-language': 'zh-TW' })
    expect(simplified.body).toContain('责任区党员')
    for (const odd of ['zh-TW;q=0', ';;;', 'zh-'.repeat(9_000), '*']) {
      expect((await get('/z/A3', { 'accept-language': odd.slice(0, 8_000) })).body).toContain('lang="zh-Hans"')
    }
  })

  test('shows the shape and the size of a zone that was drawn on a map', async () => {
    expect((await get('/z/A3')).body).not.toContain('<svg')
    const coordinates = [
      [
        [103.8, 36],
        [103.804, 36],
        [103.804, 36.002],
        [103.8, 36.002],
      ],
    ]
    const outline = readOutline({ type: 'Polygon', coordinates })
    await setOutline(world.deps.db, 'A3', { outline, actor: 'test', now: world.deps.now() })
    wait(61_000)
    const { body } = await get('/z/A3')
    expect(body).toContain('<figcaption>上面是北，东西约360米，南北约220米</figcaption>')
    expect(body).toContain('<path d="M')
    expect(Buffer.byteLength(/<figure.*<\/figure>/su.exec(body)?.[0] ?? '')).toBeLessThan(2_000)
  })

  test('is small, names no other host, needs no script and says how long it may be kept', async () => {
    const { body, headers } = await get('/z/A3')
    expect(Buffer.byteLength(body)).toBeLessThan(30_000)
    expect(body).not.toMatch(/https?:|src=|<script/)
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'private, max-age=60',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
    expect(headers).not.toHaveProperty('set-cookie')
  })

  test('is sent once to who has it already', async () => {
    const { etag } = (await get('/z/A3')).headers
    const again = await get('/z/A3', { 'if-none-match': `"other", ${etag}` })
    expect(again).toMatchObject({ statusCode: 304, body: '' })
  })

  test('is found by a code in small letters', async () => {
    expect((await get('/z/a3')).statusCode).toBe(200)
  })

  test('shows a change of the roster within a second, and one of matters within a minute', async () => {
    await get('/z/A3')
    await world.deps.pool.query(`update people set left_on = '2026-11-25' where name = '张建国'`)
    await world.told({ ...done, code: 'A3-0001' })
    wait(1_000)
    expect(await shown('/z/A3')).not.toContain('张同志')
    await world.told({ ...done, code: 'A3-0002', category: 'traffic' })
    expect(await shown('/z/A3')).not.toContain('道路交通')
    wait(60_000)
    expect(await shown('/z/A3')).toContain('道路交通')
  })

  test('says that a demo is one', async () => {
    await world.deps.pool.query('update organisations set demo = true')
    expect(await shown('/z/A3')).toContain('这是演示，不是真的责任区。')
  })

  test('executes nothing that stands in a name', async () => {
    await set({ noticeNames: 'full', noticeContact: '"><script>alert(1)</script>' })
    const payload = `<img src=x onerror=alert(1)>'"`
    await world.deps.pool.query('update people set name = $1 || name', [payload])
    await world.deps.pool.query('update zones set name = $1', [payload])
    await world.deps.pool.query('update branches set name = $1', [payload])
    await world.deps.pool.query('update zone_areas set text = $1 || text', [payload])
    await world.deps.pool.query('update duties set title = $1', [payload])
    for (const lang of ['zh-Hans', 'zh-Hant']) {
      const { body } = await get(`/z/A3?lang=${lang}`)
      expect(body).not.toMatch(/<img|<script|onerror=[^a]|"><s/)
      expect(body).toContain('&lt;img src=x onerror=alert(1)&gt;&#39;&quot;')
    }
  })
})

describe('a code that leads nowhere', () => {
  const ends = ['', '/qr.svg', '/qr.png', '/poster.pdf']
  test.each(['A9', '%00', 'a-b', '%20', '..%2f..', 'x'.repeat(150), '%3Cimg%3E', '东'])(
    'tells nothing: %s',
    async (code) => {
      const known = (await get('/z/ZZ')).body
      for (const end of ends) {
        const answer = await get(`/z/${code}${end}`)
        expect(answer.statusCode).toBe(404)
        expect(answer.body).toBe(known)
        expect(answer.headers['cache-control']).toBe('no-store')
      }
    },
  )

  test('is not kept in memory: a zone that is founded has its notice at once', async () => {
    expect((await get('/z/B1')).statusCode).toBe(404)
    await world.deps.pool.query(`update zones set code = 'B1' where code = 'A5'`)
    expect((await get('/z/B1')).statusCode).toBe(200)
  })
})

describe('the code to scan', () => {
  test('leads to the notice, also with a stain in its middle', async () => {
    const png = await get('/z/a3/qr.png')
    expect(png.headers['content-type']).toBe('image/png')
    const image = await pixelsOfPng(png.rawPayload)
    expect(scanQr(image)?.text).toBe(`${world.deps.config.publicUrl}/z/A3?qr`)
    const side = Math.floor(image.width * 0.2)
    const from = Math.floor(image.width * 0.4)
    for (let y = from; y < from + side; y++)
      image.data.fill(255, (y * image.width + from) * 4, (y * image.width + from + side) * 4)
    expect(scanQr(image)?.text).toBe(`${world.deps.config.publicUrl}/z/A3?qr`)
  })

  test('is there as a drawing too', async () => {
    const svg = await get('/z/A3/qr.svg')
    expect(svg.headers['content-type']).toBe('image/svg+xml')
    expect(svg.body).toMatch(/^<svg [^>]*>.*<\/svg>\s*$/s)
  })
})

describe('the poster', () => {
  test.each([
    ['', 21, 29.7],
    ['?size=A4', 21, 29.7],
    ['?size=A3', 29.7, 42],
    ['?size=<script>', 21, 29.7],
  ])('is one page of the paper asked for: %s', async (query, width, height) => {
    const pdf = await get(`/z/A3/poster.pdf${query}`)
    expect(pdf.headers['content-type']).toBe('application/pdf')
    expect(pdf.rawPayload.length).toBeLessThan(200_000)
    const { pages, cm } = await readPdf(pdf.rawPayload)
    expect(pages).toBe(1)
    expect(cm.width).toBeCloseTo(width, 1)
    expect(cm.height).toBeCloseTo(height, 1)
  })

  test('is drawn beside what takes the callbacks, which wait for nothing', async () => {
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const pdf = await get('/z/A3/poster.pdf?size=A3')
    delay.disable()
    expect(pdf.statusCode).toBe(200)
    expect(delay.max / 1e6).toBeLessThan(LONGEST_WAIT_MS)
  })

  test('can be searched, brings its fonts and leaves no duty out', async () => {
    const { text, fonts } = await readPdf((await get('/z/A3/poster.pdf')).rawPayload)
    const words = [
      '党员责任区公示',
      '东区',
      '张同志',
      '责任区党员',
      '3号楼',
      '火警 119',
      '陈同志',
      '/z/A3',
      '给居民办实事',
    ]
    for (const word of words) expect(text).toContain(word)
    expect(fonts.length).toBeGreaterThan(0)
    for (const font of fonts) expect(font).toMatchObject({ embedded: true, subset: true })
  })

  test('says that there is more, and shows which signs cannot be printed', async () => {
    await world.deps.pool.query(`insert into duties (organisation_id, branch_id, zone_kind, title)
      select organisation_id, id, 'community', '又一件事' from branches, generate_series(1, 40)`)
    await world.deps.pool.query(`update zones set name = '𠮷园' where code = 'A3'`)
    const { text, pages } = await readPdf((await get('/z/A3/poster.pdf')).rawPayload)
    expect(text).toContain('其余请扫码看。')
    expect(text).toContain('〓园')
    expect(pages).toBe(1)
  })

  test.each(['A4', 'A3'])('has a code of 4 cm or more that leads to the notice, in black: %s', async (size) => {
    const pdf = await get(`/z/A3/poster.pdf?size=${size}`)
    const image = await pixelsOfPdf(pdf.rawPayload, 150)
    for (let i = 0; i < image.data.length; i += 4) {
      const [red, green, blue] = image.data.subarray(i, i + 3)
      if (red !== green || green !== blue) throw new Error('there is a colour')
    }
    const found = scanQr(image)
    expect(found?.text).toBe(`${world.deps.config.publicUrl}/z/A3?qr`)
    expect(((found?.side ?? 0) / 150) * 2.54).toBeGreaterThanOrEqual(4)
  })
})

test('one source asks for no more than a few posters and some hundred notices in a minute', async () => {
  const ask = async (url: string, times: number) => {
    let refused = 0
    for (let i = 0; i < times; i++) if ((await get(url)).statusCode === 429) refused++
    return refused
  }
  expect(await ask('/z/A3/poster.pdf', 25)).toBe(5)
  expect(await ask('/z/A3', 605)).toBe(5)
})
