import { afterEach, beforeEach, expect, test } from 'vitest'
import { newestExamples } from '../../src/store/learning-examples.ts'
import { applyRetention } from '../../src/store/retention.ts'
import { type WecomWorld, wecomWorld } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhangjianguo,
幸福支部,A3,东区,社区,3号楼,赵敏,党员,zhaomin,是
幸福支部,,,,,陈书华,书记,chenshuhua,
`

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER)
})
afterEach(() => world.close())

/** The letters of a feature that is made of letters, as whoever has the table could read them. */
function lettersOf(feature: string): string {
  const codes = [0, 1, 2].map((place) => Number((BigInt(feature) >> BigInt(16 * place)) & 0xffffn))
  return BigInt(feature) < 2n ** 48n ? String.fromCharCode(...codes.filter((c) => c > 3)) : ''
}

async function kept() {
  const { rows } = await world.deps.pool.query<Record<string, unknown>>(
    'select * from learning_examples order by head, final',
  )
  return rows
}

test('what is confirmed is an example of each of its answers, without its words', async () => {
  await world.says('zhaomin', '3号楼2单元楼道灯坏了，找赵小梅13812345678')
  expect(await kept()).toEqual([])
  await world.says('zhaomin', '对')
  const rows = await kept()
  expect(rows.map((r) => [r.head, r.predicted, r.final])).toContainEqual(['category', 'facility', 'facility'])
  const letters = rows.flatMap((r) => (r.features as string[]).map(lettersOf))
  expect(letters.filter((l) => l.length === 1 || /[赵梅]/.test(l))).toEqual([])
  expect(Object.keys(rows[0] ?? {}).filter((column) => /case|record|identity|person|inbox|text/.test(column))).toEqual(
    [],
  )
  for (const { features, values } of rows) expect(features).toHaveLength((values as number[]).length)
})

test('what is corrected is an example once, however the card is answered then', async () => {
  await world.says('zhaomin', '3号楼2单元楼道灯坏了')
  await world.says('zhaomin', '类别改成环境卫生')
  await world.says('zhaomin', '对')
  const categories = (await kept()).filter((r) => r.head === 'category')
  expect(categories.map((r) => [r.predicted, r.final])).toEqual([['facility', 'environment']])
})

test('of what is for the handler and the secretary alone nothing is kept', async () => {
  await world.says('zhaomin', '3号楼501和502两家为漏水吵了好几天，谁劝都不听')
  await world.says('zhaomin', '对')
  expect(await kept()).toEqual([])
})

test('silence teaches nothing', async () => {
  await world.says('zhaomin', '3号楼2单元楼道灯坏了')
  await world.passes(11 * 60_000)
  expect(await kept()).toEqual([])
})

test('of one person no more than so many are taken, and after a year none is left', async () => {
  await world.says('zhaomin', '3号楼2单元楼道灯坏了')
  await world.says('zhaomin', '对')
  await world.says('zhaomin', '3号楼1单元下水道堵了')
  await world.says('zhaomin', '对')
  const { pool, db } = world.deps
  const heads = async (perTeller: number) =>
    (await newestExamples(pool, { perTeller, limit: 100 })).filter((e) => e.head === 'category').length
  expect([await heads(5), await heads(1)]).toEqual([2, 1])
  await applyRetention(db, new Date(world.deps.now().getTime() + 367 * 86_400_000))
  expect(await kept()).toEqual([])
})
