/** Residents in 微信客服 are asked about their zone by one line with a link of their own. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { askResidents } from '../../src/jobs/ask-residents.ts'
import { turnReviewRounds } from '../../src/jobs/review-rounds.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼、4号楼,张建国,党员,zhangjianguo,
幸福支部,A4,西区,社区,5号楼、6号楼,王卫东,党员,wangweidong,
幸福支部,,,,,陈书华,书记,chenshuhua,
`
const AUNT = 'wmQx3FDgAAaB'
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER, { at: '2026-11-18T09:30:00+08:00' })
  await world.deps.pool.query("update branches set created_at = '2026-01-01T00:00:00Z'")
})
afterEach(() => world.close())

const openRounds = () => turnReviewRounds.run(world.deps, new Date('2026-11-18T00:25:00+08:00'))
async function comesBy(zone = 'A3', account = AUNT): Promise<void> {
  await world.platform.service.enters(account, `zone-${zone}`)
  await world.settle()
  await world.platform.service.says(account, '4号楼门口垃圾没人清')
  await world.settle()
  world.newOn(account)
}
/** What came of the round while time went by. */
async function asked(afterMs: number, account = AUNT): Promise<string[]> {
  await world.passes(afterMs)
  const lines = world.newOn(account).map(wordsOf)
  return lines.filter((line) => line.includes('/survey/'))
}

describe('a resident who wrote', () => {
  test('is asked when they have been silent for ten minutes, once in the round, and answers by the link', async () => {
    await openRounds()
    await comesBy()
    expect(await asked(5 * MINUTE_MS)).toEqual([])
    const [line, ...more] = await asked(10 * MINUTE_MS)
    expect(more).toEqual([])
    expect(line).toContain('想请您说说东区怎么样')
    expect(line).toContain('到11月25日为止')
    await world.platform.service.says(AUNT, '好的')
    await world.settle()
    expect(await asked(20 * MINUTE_MS)).toEqual([])
    expect(await asked(24 * HOUR_MS)).toEqual([])

    const app = await buildApp(world.deps)
    const path = new URL(/https?:\S+/.exec(line ?? '')?.[0] ?? '').pathname
    const { body } = await app.inject({ url: path })
    const round = /name="round" value="([^"]+)"/.exec(body)?.[1] ?? ''
    const payload = new URLSearchParams({ round, q2: '0' }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    for (let i = 0; i < 3; i++) {
      expect((await app.inject({ method: 'POST', url: path, payload, headers })).statusCode).toBe(303)
    }
    await app.close()
    expect((await world.deps.pool.query('select choices from opinion_answers')).rows).toEqual([
      { choices: [-1, -1, 0] },
    ])
  })

  test('is asked by two processes at once only once', async () => {
    await openRounds()
    await comesBy()
    world.deps.clock.now = new Date(world.deps.now().getTime() + 15 * MINUTE_MS)
    const runs = await Promise.all([1, 2, 3].map(() => askResidents.run(world.deps, world.deps.now())))
    expect(runs.flat()).toHaveLength(1)
  })

  test('is not asked where nothing is asked of their zone', async () => {
    await openRounds()
    await world.deps.pool.query("update review_rounds set list = jsonb_set(list, '{zones}', '[]')")
    await comesBy()
    expect(await asked(15 * MINUTE_MS)).toEqual([])
  })

  test('is not asked at night, but in the morning as long as they can be written to', async () => {
    await openRounds()
    world.platform.advance(11 * HOUR_MS)
    world.deps.clock.now = new Date('2026-11-18T20:30:00+08:00')
    await comesBy()
    expect(await asked(HOUR_MS)).toEqual([])
    expect(await asked(11 * HOUR_MS)).toHaveLength(1)
  })

  test('is not asked after 47 hours: it would not arrive', async () => {
    await openRounds()
    await comesBy()
    world.deps.clock.now = new Date(world.deps.now().getTime() + 48 * HOUR_MS)
    expect(await askResidents.run(world.deps, world.deps.now())).toEqual([])
  })

  test('is not asked on the day on which they told of a danger', async () => {
    await openRounds()
    await world.platform.service.enters(AUNT, 'zone-A3')
    await world.settle()
    await world.platform.service.says(AUNT, '3号楼着火了，快来人')
    await world.settle()
    expect(await asked(15 * MINUTE_MS)).toEqual([])
  })

  test('is not asked while a member serves them', async () => {
    await openRounds()
    await comesBy()
    await world.deps.pool.query("update kf_chats set served_by = 'person'")
    expect(await asked(15 * MINUTE_MS)).toEqual([])
  })
})
