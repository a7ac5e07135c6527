import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadRoster } from '../support/stories.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,阳光小区,社区,1-3号楼、老机床大院,张建国,党员,zhangjianguo,
幸福支部,B2,东湖名苑,社区,东岸码头,赵敏,党员,zhaomin,
幸福支部,C1,冬湖名苑,社区,西岸码头,李强,党员,liqiang,
幸福支部,D1,翠湖花园,社区,翠湖北岸,孙洁,党员,sunjie,
幸福支部,,,,,陈书华,书记,chenshuhua,
`

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER)
})
afterEach(() => world.close())

async function zonesOfCases(): Promise<(string | null)[]> {
  const { rows } = await world.deps.pool.query<{ code: string | null }>(
    'select z.code from cases c left join zones z on z.id = c.zone_id order by c.created_at, c.record_number',
  )
  return rows.map((row) => row.code)
}

test.each([
  ['by its sound', '洋光小区的路灯坏了', 'A3'],
  ['in Traditional characters', '陽光小區的路燈壞了', 'A3'],
  ['by the sound of what else it is called', '老鸡床大院的路灯坏了', 'A3'],
])('a zone is known %s', async (_, text, code) => {
  await world.says('sunjie', text)
  expect(await zonesOfCases()).toEqual([code])
})

test('a message that names no zone goes to the zone of its sender', async () => {
  await world.says('sunjie', '路灯坏了两天了')
  expect(await zonesOfCases()).toEqual(['D1'])
})

test('of two zones that sound alike it is asked which', async () => {
  const shown = await world.says('sunjie', '懂湖名苑的路灯坏了')
  expect(await zonesOfCases()).toEqual([null])
  const words = shown.map(wordsOf).join(' ')
  expect(words).toContain('东湖名苑')
  expect(words).toContain('冬湖名苑')
  await world.taps('sunjie', '冬湖名苑')
  expect(await zonesOfCases()).toEqual(['C1'])
})

test('a zone that is renamed is known by its new name at once', async () => {
  await world.says('sunjie', '洋光小区的路灯坏了')
  await world.says('sunjie', '对')
  await loadRoster(world.deps, ROSTER.replace('阳光小区', '紫荆家园'))
  await world.says('sunjie', '子荆家园的井盖没了')
  expect(await zonesOfCases()).toEqual(['A3', 'A3'])
})
