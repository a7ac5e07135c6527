import { afterAll, beforeAll, expect, test } from 'vitest'
import { newToken } from '../../src/store/secret-tokens.ts'
import { addPersonLinks } from '../../src/store/sign-in-links.ts'
import { WEDNESDAY } from '../support/digest-world.ts'
import { phone, SMALL_PHONE, screenshot, watchFaults } from './browser.ts'
import { type DigestSite, openDigestSite } from './digest-site.ts'

const DAY_MS = 86_400_000

let site: DigestSite
beforeAll(async () => {
  site = await openDigestSite()
})
afterAll(() => site?.close())

async function link({ world, url }: DigestSite): Promise<string> {
  const { token, tokenHash } = newToken()
  const personId = await world.personId('陈书华')
  const expiresAt = new Date(WEDNESDAY.getTime() + 60_000)
  const organisationId = world.deps.rootOrganisationId
  await addPersonLinks(world.deps.pool, [{ organisationId, personId, tokenHash, expiresAt }])
  return `${url}/sign-in/${token}`
}

test('is read and acted on by thumb on a small phone', async () => {
  const { world, url, opened } = site
  const past = new Date(WEDNESDAY.getTime() - DAY_MS)
  const taken = { zone: 'A3', handler: '张建国' }
  const place = { placeText: '3号楼2单元', building: '3', unit: '2' }
  await world.told({
    ...taken,
    ...place,
    code: 'A3-0017',
    state: 'in_progress',
    acceptDoneAt: past,
    resolveDueAt: past,
    text: '3号楼2单元楼道灯坏了三天了，晚上看不见路，老人不敢下楼',
  })
  await world.told({
    code: 'A4-0003',
    zone: 'A4',
    text: '5号楼门口的井盖不见了',
    category: 'traffic',
    urgency: 'emergency',
  })
  await world.told({
    ...taken,
    code: 'A3-0009',
    state: 'waiting_external',
    askAgainOn: '2026-11-20',
    externalBody: '供电局',
    text: '3号楼前电线垂下来了',
  })
  await world.told({
    code: 'A4-0004',
    zone: 'A4',
    text: 'https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example/aaaaaaaaaaaaaaaaaaaaaaa',
  })
  const done = { ...taken, state: 'resolved' as const, closedAt: new Date(WEDNESDAY.getTime() - 5 * DAY_MS) }
  for (const n of [1, 2, 3]) {
    await world.told({
      ...done,
      ...place,
      code: `A3-000${n}`,
      createdAt: new Date(WEDNESDAY.getTime() - (n + 5) * DAY_MS),
      satisfied: n > 1,
    })
  }
  await world.deps.pool.query(`insert into root_causes (organisation_id, branch_id, zone_id, category, place, case_count, proposed_on)
    select organisation_id, branch_id, id, 'facility', '3号楼2单元', 3, '2026-11-24' from zones where code = 'A3'`)
  const context = await phone(opened.browser, SMALL_PHONE)
  const tab = await context.newPage()
  const faults = watchFaults(tab)
  await tab.goto(await link(site))
  await screenshot(tab, 'digest-sign-in')
  await tab.getByRole('button', { name: '打开摘要' }).tap()
  await tab.waitForURL(`${url}/digest`)
  expect(await tab.textContent('h2')).toBe('幸福支部')
  await screenshot(tab, 'digest')
  const wide = await tab.evaluate<number>('document.documentElement.scrollWidth')
  expect(wide).toBe(SMALL_PHONE.width)
  for (const button of await tab.getByRole('button').all()) {
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  }
  await tab.evaluate('scrollTo(0, document.documentElement.scrollHeight)')
  await screenshot(tab, 'digest-end')
  await tab.getByRole('button', { name: '到聊天里办' }).first().tap()
  await tab.getByRole('status').waitFor()
  expect(await tab.getByRole('status').textContent()).toContain('A4-0003')
  await screenshot(tab, 'digest-sent')
  await tab.getByRole('button', { name: '退出' }).tap()
  await tab.getByText('已退出').waitFor()
  await tab.goto(`${url}/digest`)
  await tab.getByText('我发一个链接给您').waitFor()
  expect(faults.filter((fault) => !fault.includes('401'))).toEqual([])
  await context.close()
})
