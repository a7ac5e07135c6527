import { afterEach, beforeEach, expect, test } from 'vitest'
import { runTick } from '../../src/jobs/schedules.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,备用,企业微信账号
幸福支部,A3,东区,社区,3号楼,张建国,党员,,zhangjianguo
幸福支部,A4,西区,社区,5号楼,张建国,党员,,zhangjianguo
幸福支部,,,,,李敏,党员,,limin
幸福支部,,,,,陈书华,书记,,chenshuhua
`

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER)
  for (const text of ['3号楼2单元楼道灯坏了', '3号楼3单元门锁坏了']) {
    await world.says('limin', text)
    await world.says('limin', '对')
  }
})
afterEach(() => world.close())

async function handlers(): Promise<string[]> {
  const { rows } = await world.deps.pool.query<{ said: string }>(
    "select c.code || ' ' || p.name as said from cases c join people p on p.id = c.handler_id order by c.code",
  )
  return rows.map((row) => row.said)
}

test('open matters go with the zone in the same answer, and back by one tap', async () => {
  expect(await handlers()).toEqual(['A3-0001 张建国', 'A3-0002 张建国'])
  const told = (await world.says('chenshuhua', '3号楼换成李敏')).map(wordsOf).join('\n')
  expect(told).toContain('张建国没办完的 2 件事（A3-0001、A3-0002）也改由李敏办')
  expect(await handlers()).toEqual(['A3-0001 李敏', 'A3-0002 李敏'])
  await world.taps('chenshuhua', '仍由张建国办完')
  expect(await handlers()).toEqual(['A3-0001 张建国', 'A3-0002 张建国'])
  // Who still is something in the branch keeps them, whatever the clock looks at.
  await runTick(world.deps, 'replace-handlers-gone', world.deps.now())
  expect(await handlers()).toEqual(['A3-0001 张建国', 'A3-0002 张建国'])
})
