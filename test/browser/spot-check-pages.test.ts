import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SpotCheckWorld, spotCheckWorld } from '../support/spot-check-world.ts'
import { watchFaults } from './browser.ts'
import { openReviewSite, type ReviewSite } from './review-site.ts'

let world: SpotCheckWorld
let site: ReviewSite
beforeAll(async () => {
  world = await spotCheckWorld()
  site = await openReviewSite(world)
})
afterAll(async () => {
  await site?.close()
  await world?.close()
})

/** A half-year with duties done and missed, matters and work. */
async function livesThrough(code: string): Promise<void> {
  await world.deps.pool.query(
    `insert into duty_windows (organisation_id, branch_id, zone_id, duty_id, starts_on, ends_on, state)
     select z.organisation_id, z.branch_id, z.id, d.id, m::date, (m + interval '1 month - 1 day')::date,
            case when d.clause = 'community-2' and m >= '2026-04-01' then 'missed' else 'done' end
       from zones z join duties d on d.branch_id = z.branch_id and d.clause in ('community-1', 'community-2', 'community-3')
      cross join generate_series('2026-01-01'::timestamp, '2026-05-01', '1 month') m where z.code = $1
     on conflict do nothing`,
    [code],
  )
  const createdAt = new Date('2026-03-02T10:00:00+08:00')
  for (const n of [1, 2, 3]) {
    await world.told({ code: `${code}-000${n}`, zone: code, createdAt, state: n > 2 ? 'waiting_external' : 'resolved' })
  }
}

test('anybody reads the list before the draw, and draw and phrases after it', async () => {
  const page = await site.strangersPhone()
  const faults = watchFaults(page)
  await page.goto(`${site.url}/reviews/${world.roundId}`)
  await site.looksRight(page, 'spot-check-list')
  const codes = await world.draw()
  await page.reload()
  for (const code of codes) expect(await page.locator('ul').first().textContent()).toContain(code)
  await site.looksRight(page, 'spot-check-record')
  expect(faults).toEqual([])
})

test('a secretary goes through a zone and closes it, and its member reads the result first, by thumb', async () => {
  const drawn = await world.sampled()
  const [code = '', open = ''] = drawn.length > 0 ? drawn : await world.draw()
  await livesThrough(code)
  const page = await site.phoneOf('陈书华')
  const faults = watchFaults(page)
  await page.goto(`${site.url}/review/spot/${world.roundId}`)
  await site.looksRight(page, 'spot-check-round')
  await page.getByRole('link', { name: code }).tap()
  await site.looksRight(page, 'spot-check-zone')
  expect((await page.content()).length).toBeLessThan(30_000)
  await page.getByLabel('在哪里、什么问题').fill('公示牌上的电话打不通')
  await page.getByLabel('限期整改', { exact: true }).tap()
  await page.getByText('限期整改：谁、哪天以前').tap()
  await site.looksRight(page, 'spot-check-finding')
  await page.getByRole('button', { name: '记下这个问题' }).tap()
  await page.getByRole('status').waitFor()
  await page.getByLabel('还要说的（可以不写）').fill('楼道干净，居民都认识他')
  await page.getByRole('button', { name: '检查完了' }).tap()
  await page.getByText('检查结果').waitFor()
  await site.looksRight(page, 'spot-check-closed')
  expect(faults).toEqual([])
  const other = await site.phoneOf(world.memberOf(open))
  await other.goto(`${site.url}/review/spot/${world.roundId}`)
  await other.getByRole('link', { name: open }).tap()
  await other.getByLabel('您的说明').fill('每周走一遍，两位老人家里常去')
  await other.getByRole('button', { name: '发出' }).tap()
  await other.getByRole('status').waitFor()
  await site.looksRight(other, 'spot-check-own-words')
  const member = await site.phoneOf(world.memberOf(code))
  await member.goto(`${site.url}/review/spot/${world.roundId}/${code}`)
  expect(await member.textContent('main')).toContain('楼道干净')
})
