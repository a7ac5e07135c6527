import { afterEach, beforeEach, expect, test } from 'vitest'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhangjianguo,
幸福支部,A3,东区,社区,3号楼,赵敏,党员,zhaomin,是
幸福支部,A3,东区,社区,3号楼,李强,党员,liqiang,是
幸福支部,,,,,陈书华,书记,chenshuhua,
`

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER)
})
afterEach(() => world.close())

async function cases() {
  const { rows } = await world.deps.pool.query<{
    code: string
    state: string
    parent: string | null
    followers: number
  }>(
    `select c.code, c.state, p.code as parent, (select count(*)::int from followers f where f.case_id = c.id) as followers
       from cases c left join cases p on p.id = c.parent_id order by c.created_at, c.code`,
  )
  return rows
}

test('what was told before is linked to the earlier case after a mere 是, and its handler hears nothing more', async () => {
  await world.says('liqiang', '3号楼2单元楼道灯坏了两天了')
  await world.says('liqiang', '对')
  world.newOn('zhangjianguo')
  world.newOn('chenshuhua')

  const [card] = await world.says('zhaomin', '三栋二单元楼道里的灯不亮')
  expect(wordsOf(card)).toContain('A3-0001')
  await world.says('zhaomin', '是')

  expect(await cases()).toEqual([
    { code: 'A3-0001', state: 'new', parent: null, followers: 1 },
    { code: 'A3-0002', state: 'duplicate', parent: 'A3-0001', followers: 0 },
  ])
  expect(world.newOn('zhangjianguo')).toEqual([])
  expect(world.newOn('chenshuhua')).toEqual([])
})

test('an unlike matter of the same zone goes its own way', async () => {
  await world.says('liqiang', '3号楼2单元楼道灯坏了两天了')
  await world.says('liqiang', '对')
  await world.says('zhaomin', '3号楼1单元下水道堵了')
  await world.says('zhaomin', '对')
  expect((await cases()).map((c) => [c.code, c.state, c.parent])).toEqual([
    ['A3-0001', 'new', null],
    ['A3-0002', 'new', null],
  ])
})
