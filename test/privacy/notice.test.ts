/** P1: whoever tells something is told who reads it and how long it is kept, and which words they were shown is known. */
import { afterEach, describe, expect, test } from 'vitest'
import { noticeVersionOf } from '../../src/store/privacy-notice.ts'
import { settingsFor } from '../../src/store/settings.ts'
import type { TestDeps } from '../support/deps.ts'
import { type DingtalkWorld, dingtalkWorld } from '../support/dingtalk-world.ts'
import { pageWorld } from '../support/page-world.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,钉钉账号
幸福支部,A3,东区,社区,3号楼、4号楼,张建国,党员,zhangjianguo,zhangjianguo
幸福支部,,,,,陈书华,书记,chenshuhua,chenshuhua
`
const LAMP = '3号楼2单元楼道灯坏了两天了'

let world: { close(): Promise<void> } | null = null
afterEach(async () => {
  await world?.close()
  world = null
})

/** What stands of each account that told a case. */
async function tellers({ pool }: TestDeps) {
  const { rows } = await pool.query(
    `select i.channel, i.notice_version as version, i.notice_shown_at <= c.created_at as before
       from cases c left join identities i on i.id = c.reporter_identity_id where c.reporter_role = 'resident'`,
  )
  return rows
}
async function version({ db, rootOrganisationId }: TestDeps) {
  return noticeVersionOf((await settingsFor(db, rootOrganisationId)).privacyNotice)
}

describe('who writes for the first time', () => {
  test('on WeCom reads it under the first answer, once, and that is on record', async () => {
    const wecom: WecomWorld = await wecomWorld(ROSTER)
    world = wecom
    const first = (await wecom.says('newcomer', LAMP)).map(wordsOf).join()
    expect(first).toContain('原话保存30天')
    expect(await tellers(wecom.deps)).toEqual([{ channel: 'wecom', version: await version(wecom.deps), before: true }])
    expect((await wecom.says('newcomer', '4号楼垃圾没人清')).map(wordsOf).join()).not.toContain('原话保存30天')
  })

  test('and of the roster reads nothing of it: a member works, and is no resident', async () => {
    const wecom: WecomWorld = await wecomWorld(ROSTER)
    world = wecom
    expect((await wecom.says('zhangjianguo', LAMP)).map(wordsOf).join()).not.toContain('原话保存30天')
    expect(await tellers(wecom.deps)).toEqual([])
  })

  test('in a group reads it there: what is told there is kept all the same', async () => {
    const dingtalk: DingtalkWorld = await dingtalkWorld(ROSTER)
    world = dingtalk
    dingtalk.platform.addGroup({ conversationId: 'cid1==', title: '东区', members: ['zhangjianguo', 'newcomer'] })
    await dingtalk.says({ from: 'newcomer', text: LAMP, group: 'cid1==' })
    await dingtalk.settle()
    const shown = await tellers(dingtalk.deps)
    expect(shown.length).toBeGreaterThan(0)
    expect(shown.every((row) => row.version !== null && row.before)).toBe(true)
  })

  test('on the notice page reads it beside the field, before the first word', async () => {
    const page = await pageWorld()
    world = page
    const { body } = await page.app.inject({ url: '/z/A3' })
    expect(body).toContain('原话保存30天')
    await page.writes(LAMP)
    expect(await tellers(page.deps)).toEqual([{ channel: 'page', version: await version(page.deps), before: true }])
  })
})

test('other words are another version', () => {
  expect(noticeVersionOf('保存30天')).not.toBe(noticeVersionOf('保存60天'))
})
