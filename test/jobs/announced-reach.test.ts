import { afterEach, beforeEach, expect, test } from 'vitest'
import { countReach, reachCounted, UncountedReach } from '../../src/jobs/announced-reach.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = [
  '支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号',
  '幸福支部,A3,东区,社区,3号楼,张建国,党员,zhangjianguo',
  '幸福支部,A3,东区,社区,3号楼,赵大海,党员,',
  '幸福支部,,,,,陈书华,书记,chenshuhua',
  '和平支部,C1,和平苑,社区,8号楼,周强,党员,zhouqiang',
  '和平支部,,,,,孙梅,书记,sunmei',
].join('\n')
const EVERYBODY = { scope: '/', branchId: null, zoneIds: [], audience: 'members' } as const
const MINUTE_MS = 60_000

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER)
})
afterEach(() => world.close())

const counted = () => reachCounted(world.deps, EVERYBODY, world.deps.now())

test('is counted before it is asked for, and anew after a minute', async () => {
  expect(counted).toThrow(UncountedReach)
  await countReach(world.deps, EVERYBODY)
  expect(counted()).toEqual({ total: 5, byChannel: [{ channel: 'wecom', count: 4 }] })
  world.deps.clock.now = new Date(world.deps.now().getTime() + MINUTE_MS + 1)
  expect(counted).toThrow(UncountedReach)
})

test('each secretary is shown their own, though both ask at the same moment', async () => {
  const asks = ['chenshuhua', 'sunmei'].map((from) =>
    world.platform.send({ from, text: '通知全体党员：周五下午三点开会' }),
  )
  await Promise.all(asks)
  await world.settle()
  expect(wordsOf(world.newOn('chenshuhua')[0])).toMatch(/3 人/)
  expect(wordsOf(world.newOn('sunmei')[0])).toMatch(/2 人/)
})
