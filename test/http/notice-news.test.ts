/** What of a notice changes from week to week, the ways in, and what is printed of it. */

import type { FastifyInstance } from 'fastify'
import { unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { addMissingDuties } from '../../src/store/duties.ts'
import { changeSettings } from '../../src/store/settings.ts'
import { type DigestWorld, digestWorld } from '../support/digest-world.ts'
import { pixelsOfPdf, pixelsOfPng, readPdf, scanQr } from '../support/pdf.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,手机,备用,上级组织
幸福支部,A3,幸福里东区,社区,3号楼;于家沟;后街,张建国,党员,zhang,13812345678,,/东山街道
幸福支部,A3,幸福里东区,社区,,刘嫄禤,党员,liu,,是,
幸福支部,A4,西区/二期,社区,7号楼,欧阳娜娜,党员,ou,,,
幸福支部,,,,,陈书华,书记,chen,13900001111,,
东山支部,D1,广场,社区,东山广场,牛爱民,党员,niu,,,/东山街道/东山社区
东山支部,,,,,马向前,书记,ma,,,`
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

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

const get = (url: string) => app.inject({ url })
/** As it is read when what is kept of it is a minute old. */
const shown = async (url: string) => {
  world.deps.clock.now = new Date(world.deps.now().getTime() + MINUTE_MS)
  return (await get(url)).body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
}
const query = (text: string, ...values: unknown[]) => world.deps.pool.query(text, values)
const inDays = (days: number) => new Date(world.deps.now().getTime() + days * DAY_MS)
async function set(changes: Record<string, unknown>): Promise<void> {
  const { rootOrganisationId: organisationId, db, now } = world.deps
  await changeSettings(db, { organisationId, path: '/' }, { changes, actor: 'test', now: now() })
}

describe('what is new in a zone', () => {
  test('what its members look at above all, as long as it was accepted for', async () => {
    const focus = (title: string, category: string, state: string, from: string, until: string) =>
      query(
        `insert into duty_focuses (organisation_id, branch_id, zone_id, category, title, case_count, starts_on, ends_on, state)
         select organisation_id, branch_id, id, $2, $1, 3, $4, $5, $3 from zones where code = 'A3'`,
        ...[title, category, state, from, until],
      )
    await focus('楼道堆物', 'fire', 'accepted', '2026-10-01', '2026-12-31')
    await focus('乱停车', 'traffic', 'proposed', '2026-10-01', '2026-12-31')
    await focus('积水', 'facility', 'declined', '2026-10-01', '2026-12-31')
    await focus('垃圾', 'environment', 'accepted', '2026-07-01', '2026-09-30')
    const page = await shown('/z/A3')
    expect(page).toContain('近期重点 楼道堆物 ')
    for (const hidden of ['乱停车', '积水', '垃圾 ']) expect(page).not.toContain(hidden)
    expect(await shown('/z/A4')).not.toContain('近期重点')
  })

  test('what residents of its part of the tree were told of late, and was not taken back', async () => {
    const announce = (text: string, { scope = '/', audience = 'residents', days = -1, recalled = false } = {}) =>
      query(
        `insert into announcements (organisation_id, scope, audience, text, at, created_by, recalled_at)
         select id, $1, $2, $3, $4, 'test', case when $5 then now() end from organisations where path = $1`,
        ...[scope, audience, text, inDays(days), recalled],
      )
    await announce('周六停水')
    await announce('街道体检', { scope: '/东山街道', days: -13 })
    await announce('社区放电影', { scope: '/东山街道/东山社区' })
    await announce('党员开会', { audience: 'members' })
    await announce('说错了', { recalled: true })
    await announce('明天才说', { days: 1 })
    await announce('上个月的', { days: -15 })
    await announce('明天上午停电', { days: -3 })
    const page = await shown('/z/A3')
    expect(page).toMatch(/通知 周六停水 11月24日 街道体检 11月12日 /)
    for (const hidden of ['放电影', '党员开会', '说错了', '明天才说', '上个月的', '停电'])
      expect(page).not.toContain(hidden)
    expect(await shown('/z/D1')).toContain('社区放电影')
  })

  test('talks to come of the zone or the branch, those called off, and what came of the last ones', async () => {
    const talk = (
      number: number,
      topic: string,
      changes: { state?: string; days?: number; zone?: string; result?: string },
    ) =>
      query(
        `insert into resident_talks (organisation_id, branch_id, zone_id, number, topic, place, starts_at, state, result, published_at)
         select z.organisation_id, z.branch_id, (select id from zones where code = $6), $1, $2, '活动室', $3, $4, $5,
                case when $5::text is not null then $7::timestamptz end from zones z where z.code = 'A3'`,
        ...[number, topic, inDays(changes.days ?? 2), changes.state ?? 'announced', changes.result ?? null],
        ...[changes.zone ?? null, inDays(-1)],
      )
    await talk(1, '停车', {})
    await talk(2, '加装电梯', { state: 'cancelled', days: 3 })
    await talk(3, '西区的事', { zone: 'A4' })
    await talk(4, '养狗', { state: 'published', days: -9, result: '装了两个拾便箱' })
    await talk(5, '昨天的', { days: -1 })
    await talk(6, '还没公布', { state: 'held', days: -3 })
    const page = await shown('/z/A3')
    expect(page).toContain('11月27日早上8点35分 ，活动室，聊停车')
    expect(page).toContain('活动室，聊加装电梯（取消了，不用来）')
    expect(page).toContain('11月16日 聊了养狗：装了两个拾便箱')
    for (const hidden of ['西区的事', '昨天的', '还没公布']) expect(page).not.toContain(hidden)
  })

  test('stays small with all of it, however much was written', async () => {
    const { pool } = world.deps
    const long = '<'.repeat(900)
    await set({ noticeContact: '<'.repeat(100), privacyNotice: '<'.repeat(500), noticeNames: 'full' })
    await pool.query(`update zones set name = $1`, [long])
    await pool.query(`update branches set name = $1`, [long])
    await pool.query(
      `insert into zone_areas (organisation_id, zone_id, text, position)
       select organisation_id, id, $1 || n, n from zones, generate_series(10, 300) n`,
      [long],
    )
    await pool.query(
      `insert into duties (organisation_id, branch_id, zone_kind, title)
       select organisation_id, id, 'community', $1 from branches, generate_series(1, 100)`,
      [long],
    )
    await pool.query(
      `insert into announcements (organisation_id, scope, audience, text, at, created_by)
       select id, '/', 'residents', $1, $2, 'test' from organisations, generate_series(1, 9) where path = '/'`,
      [long, inDays(-1)],
    )
    await pool.query(
      `insert into resident_talks (organisation_id, branch_id, number, topic, place, starts_at, state, result, published_at)
       select organisation_id, id, n, $1, $1, $2, case when n < 9 then 'announced' else 'published' end,
              case when n < 9 then null else $1 end, case when n < 9 then null else $3::timestamptz end
         from branches, generate_series(1, 20) n`,
      [long, inDays(1), inDays(-1)],
    )
    await pool.query(
      `insert into duty_focuses (organisation_id, branch_id, zone_id, category, title, case_count, starts_on, ends_on, state)
       select organisation_id, branch_id, id, c, $1, 1, '2026-10-01', '2026-12-31', 'accepted'
         from zones, unnest(array['fire', 'traffic', 'forest', 'facility']) c`,
      [long],
    )
    await pool.query(`with new as (insert into people (organisation_id, branch_id, name)
        select organisation_id, id, repeat('<', 38) || n from branches, generate_series(10, 60) n returning *)
      insert into assignments (organisation_id, branch_id, person_id, zone_id, role, position, starts_on)
        select n.organisation_id, n.branch_id, n.id, z.id, 'zone_member', 1, '2026-01-01' from new n join zones z on z.code = 'A3'`)
    const done = { state: 'resolved', closedAt: inDays(-1), zone: 'A3' } as const
    const publicTextBy = await world.personId('陈书华')
    for (let n = 1; n < 9; n++) {
      await world.told({
        ...done,
        code: `A3-000${n}`,
        building: long,
        placeText: long,
        publicText: '<'.repeat(100),
        publicTextBy,
      })
    }
    const { body, statusCode } = await get('/z/A3')
    expect(statusCode).toBe(200)
    expect(Buffer.byteLength(body)).toBeLessThan(30_000)
    expect((await get('/z/A3/poster.pdf')).statusCode).toBe(200)
  })
})

describe('ways in', () => {
  const url = 'https://work.weixin.qq.com/gm/0123456789abcdef'
  const open = (kind: string, address: string | null, expiresAt: Date | null = null) =>
    query(
      `insert into zone_entries (organisation_id, zone_id, kind, url, expires_at)
       select organisation_id, id, $1, $2, $3 from zones where code = 'A3'`,
      ...[kind, address, expiresAt],
    )
  const scanned = async (path: string) => scanQr(await pixelsOfPng((await get(path)).rawPayload))?.text
  const page = () => `${world.deps.config.publicUrl}/z/A3`

  test('are offered as links and as codes, while they are open', async () => {
    await open('wecom_group', url)
    await open('kf', 'https://work.weixin.qq.com/kfid/kfc1?scene=A3', inDays(-1))
    await open('wecom_contact', 'javascript:alert(1)')
    await open('dingtalk_group', null)
    const { body, headers } = await get('/z/A3')
    expect(body).toContain(`href="${url}"`)
    expect(body).toContain('微信扫一扫，进居民群')
    expect(body).not.toMatch(/kfid|javascript|钉钉/)
    expect(headers['content-security-policy']).toContain("img-src 'self'")
    expect(await scanned('/z/a3/ways/wecom_group')).toBe(url)
    for (const none of ['kf', 'wecom_contact', 'dingtalk_group', '..', 'x']) {
      expect((await get(`/z/A3/ways/${none}`)).statusCode).toBe(404)
    }
  })

  test('are where the code on paper leads, where the branch chose so, else and without it to the page', async () => {
    await open('wecom_group', url)
    expect(await scanned('/z/A3/qr.png')).toBe(`${page()}?qr`)
    await set({ residentQr: 'wecom_group' })
    world.deps.clock.now = inDays(0.01)
    expect(await scanned('/z/A3/qr.png')).toBe(url)
    const pdf = (await get('/z/A3/poster.pdf')).rawPayload
    expect(scanQr(await pixelsOfPdf(pdf, 150))?.text).toBe(url)
    const { text } = await readPdf(pdf)
    expect(text).toContain('微信扫一扫进群')
    expect(text).toContain('/z/A3')
    await query('delete from zone_entries')
    world.deps.clock.now = inDays(0.01)
    expect(await scanned('/z/A3/qr.png')).toBe(`${page()}?qr`)
  })

  test('whose links change are printed as an address of ours, which leads on as long as there is one', async () => {
    const group = 'https://qr.dingtalk.com/action/joingroup?code=v1,k1,abc'
    await open('dingtalk_group', group, inDays(300))
    await set({ residentQr: 'dingtalk_group' })
    expect(await scanned('/z/A3/qr.png')).toBe(`${page()}/join`)
    expect(await get('/z/A3/join')).toMatchObject({ statusCode: 302, headers: { location: group } })
    await query('update zone_entries set expires_at = $1', inDays(-1))
    world.deps.clock.now = inDays(0.01)
    expect((await get('/z/A3/join')).headers.location).toBe('/z/A3?qr')
    expect((await get('/z/%2F%2Fevil.example/join')).headers.location).toBe('/z/%2F%2Fevil.example?qr')
  })
})

describe('posters', () => {
  test('are in Traditional characters for who asks, people called as they are, places by their own signs', async () => {
    await set({ noticeNames: 'full' })
    const pdf = (await get('/z/A3/poster.pdf?lang=zh-Hant')).rawPayload
    const { text, fonts, pages } = await readPdf(pdf)
    const words = ['黨員責任區公示', '幸福里東區', '于家溝', '刘嫄禤', '責任區黨員', '火警 119 報警 110', '陈书华']
    for (const word of words) expect(text).toContain(word)
    expect(text).not.toMatch(/〓|责任|扫/)
    expect(fonts.map(({ name }) => name).join()).toContain('NotoSansTC')
    for (const font of fonts) expect(font).toMatchObject({ embedded: true, subset: true })
    expect(pages).toBe(1)
    expect(pdf.length).toBeLessThan(200_000)
  })

  test('have rare signs of names, and a telephone only where its owner wants it', async () => {
    await set({ noticeNames: 'full' })
    const { text } = await readPdf((await get('/z/A3/poster.pdf')).rawPayload)
    expect(text).toContain('刘嫄禤')
    expect(text).not.toContain('13812345678')
    await query('update people set phone_public = true')
    world.deps.clock.now = inDays(0.01)
    const chosen = await readPdf((await get('/z/A3/poster.pdf')).rawPayload)
    expect(chosen.text).toContain('13812345678')
    expect(chosen.text).not.toContain('13900001111')
  })

  test('of a branch come on one page and in one archive, for who knows its address', async () => {
    const { rows } = await query(`select id from branches where name = '幸福支部'`)
    const address = `/posters/${rows[0].id}`
    const list = await get(address)
    expect(list.body).toContain('一次下载全部 2 张')
    expect(list.body).toContain('/z/A4/poster.pdf?size=A3&amp;lang=zh-Hant')
    const zip = await get(`${address}/all.zip?size=A3&lang=zh-Hant`)
    expect(zip.headers['content-type']).toBe('application/zip')
    expect(zip.headers['content-disposition']).toContain(encodeURIComponent('幸福支部 公示牌 A3.zip'))
    const files = unzipSync(zip.rawPayload)
    expect(Object.keys(files)).toEqual(['A3 幸福里东区.pdf', 'A4 西区 二期.pdf'])
    const poster = await readPdf(files['A4 西区 二期.pdf'] ?? new Uint8Array())
    expect(poster.cm.width).toBeCloseTo(29.7, 1)
    expect(poster.text).toContain('黨員責任區公示')
    for (const none of ['00000000-0000-0000-0000-000000000000', 'x', '%00', "' or 1=1"]) {
      expect((await get(`/posters/${encodeURIComponent(none)}`)).statusCode).toBe(404)
      expect((await get(`/posters/${encodeURIComponent(none)}/all.zip`)).statusCode).toBe(404)
    }
  })
})
