/** 接单 and 到场了 of whoever was told, though it lies with somebody else: what was told is looked up in what was sent. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TWO_ZONES } from '../support/two-zones.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(TWO_ZONES)
})
afterEach(() => world.close())

const lastOf = (account: string) => wordsOf(world.platform.inboxOf(account).at(-1))

async function taken(): Promise<unknown[]> {
  const { rows } = await world.deps.pool.query(
    'select c.code, c.state, p.name from cases c left join people p on p.id = c.handler_id order by c.code',
  )
  return rows
}

test.each([
  ['the backup', 'lixiuying', '接单', 'accepted', '李秀英'],
  ['the secretary', 'chenshuhua', '我来处理', 'accepted', '陈书华'],
  ['the member in charge, before it is confirmed', 'zhangjianguo', '到场了', 'in_progress', '张建国'],
])('an alarm is taken on without its number by %s', async (_, account, words, state, name) => {
  await world.says('wangweidong', '3号楼着火了，烟很大')
  await world.says(account, words)
  expect(await taken()).toEqual([{ code: 'A3-0001', state, name }])
})

test('whoever comes second hears that nothing is left, and whoever was not told takes nothing', async () => {
  await world.says('wangweidong', '3号楼着火了，烟很大')
  await world.says('lixiuying', '接单')
  await world.says('chenshuhua', '接单')
  expect(lastOf('chenshuhua')).toContain('没有可以认领的事')
  await world.says('chenshuhua', '5号楼2单元楼道灯坏了')
  await world.taps('chenshuhua', '对')
  await world.says('lixiuying', '接单')
  expect((await taken())[1]).toEqual({ code: 'A4-0001', state: 'new', name: '王卫东' })
})

test('of two who take it on at once the first has it, and the second hears who', async () => {
  await world.says('wangweidong', '3号楼2单元楼道灯坏了')
  await world.taps('wangweidong', '对')
  await Promise.all([world.says('zhangjianguo', '认领 A3-0001'), world.says('chenshuhua', '认领 A3-0001')])
  const [record] = (await taken()) as { name: string }[]
  const [first, second] = record?.name === '张建国' ? ['zhangjianguo', 'chenshuhua'] : ['chenshuhua', 'zhangjianguo']
  expect(lastOf(first)).toContain('由您办理')
  expect(lastOf(second)).toMatch(/现在已受理，由.*不用再办这一步/)
  const { rows } = await world.deps.pool.query("select from case_history where event = 'accept'")
  expect(rows).toHaveLength(1)
})

test('of several that the secretary was told of, which is meant is asked', async () => {
  for (const words of ['3号楼2单元楼道灯坏了', '4号楼门口堆了垃圾']) {
    await world.says('wangweidong', words)
    await world.taps('wangweidong', '对')
  }
  await world.says('chenshuhua', '接单')
  expect(lastOf('chenshuhua')).toContain('您说的是哪一件？')
  await world.says('chenshuhua', 'A3-0002')
  expect(await taken()).toEqual([
    { code: 'A3-0001', state: 'new', name: '张建国' },
    { code: 'A3-0002', state: 'accepted', name: '陈书华' },
  ])
})
