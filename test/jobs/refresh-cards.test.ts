import { afterEach, beforeEach, expect, test } from 'vitest'
import { TWO_ZONES } from '../support/two-zones.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(TWO_ZONES)
})
afterEach(() => world.close())

const cardOn = (account: string) => world.platform.inboxOf(account).findLast((m) => m.card !== null)

async function fireTakenOn() {
  await world.says('wangweidong', '3号楼着火了，烟很大')
  await world.taps('lixiuying', '认领')
}

test('after one took it on, the cards of all others show it without a further message', async () => {
  await fireTakenOn()
  const before = world.platform.inboxOf('zhangjianguo').length
  expect(wordsOf(cardOn('zhangjianguo'))).toContain('待受理')
  await world.passes(5_000)
  expect(wordsOf(cardOn('zhangjianguo'))).toContain('已受理')
  expect(wordsOf(cardOn('chenshuhua'))).toContain('已受理')
  expect(world.platform.inboxOf('zhangjianguo')).toHaveLength(before)
})

test('its reporter, who had not said 对 yet, is asked nothing more', async () => {
  await fireTakenOn()
  const before = world.platform.inboxOf('wangweidong').length
  expect(wordsOf(cardOn('wangweidong'))).toContain('撤回')
  await world.passes(5_000)
  const card = wordsOf(cardOn('wangweidong'))
  expect(card).toContain('已受理')
  expect(card).not.toContain('撤回')
  expect(world.platform.inboxOf('wangweidong')).toHaveLength(before)
})

test('a card that can no longer be changed stays, tells nobody twice, and answers a tap with the present state', async () => {
  await fireTakenOn()
  await world.deps.pool.query("update card_handles set expires_at = '2026-01-01'")
  const before = world.platform.inboxOf('zhangjianguo').length
  await world.passes(5_000)
  expect(world.platform.inboxOf('zhangjianguo')).toHaveLength(before)
  const { rows } = await world.deps.pool.query(
    "select distinct d.state from deliveries d join outbox o on o.id = d.outbox_id where o.key like 'card/%'",
  )
  expect(rows).toEqual([{ state: 'dropped' }])
  await world.taps('zhangjianguo', '认领')
  expect(wordsOf(cardOn('zhangjianguo'))).toContain('已受理')
})

test('each change is shown once, by however many workers', async () => {
  await fireTakenOn()
  await Promise.all([world.passes(5_000), world.passes(0)])
  await world.passes(5_000)
  const { rows } = await world.deps.pool.query("select key from outbox where key like 'card/%'")
  expect(new Set(rows.map((r) => r.key)).size).toBe(rows.length)
  expect(rows).toHaveLength(3)
  expect((await world.deps.pool.query('select from card_refreshes')).rows).toEqual([])
})

test('the card of whoever had it in hands shows that it was given to somebody else, and asks nothing more', async () => {
  await world.says('wangweidong', '3号楼2单元楼道灯坏了')
  await world.taps('wangweidong', '对')
  await world.taps('zhangjianguo', '认领')
  const before = world.platform.inboxOf('zhangjianguo').length
  await world.says('chenshuhua', 'A3-0001 转给李秀英')
  await world.passes(5_000)
  const card = wordsOf(cardOn('zhangjianguo'))
  expect(card).toContain('已转给别人')
  expect(card).not.toContain('办结')
  expect(world.platform.inboxOf('zhangjianguo')).toHaveLength(before)
  expect(wordsOf(cardOn('lixiuying'))).not.toContain('已转给别人')
})
