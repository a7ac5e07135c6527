import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeExamples } from '../../src/jobs/keep-examples.ts'
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

/** What is in the table once the errand was run. */
async function kept() {
  await makeExamples(world.deps)
  const { rows } = await world.deps.pool.query<Record<string, unknown>>(
    'select * from learning_examples order by head, final',
  )
  return rows
}

async function verdicts() {
  return (await world.deps.pool.query<Record<string, unknown>>('select * from verdicts order by id')).rows
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

test('a verdict becomes an example once, by whichever of two workers, and after a cut', async () => {
  const { pool } = world.deps
  await world.says('zhaomin', '3号楼2单元楼道灯坏了')
  await world.says('zhaomin', '对')
  const noted = await verdicts()
  expect(noted.length).toBeGreaterThan(0)
  // Cut in the middle of it: the table that it writes to is not there.
  await pool.query('alter table learning_examples rename to away')
  await expect(makeExamples(world.deps)).rejects.toThrow()
  await pool.query('alter table away rename to learning_examples')
  expect(await verdicts()).toEqual(noted)
  await Promise.all([makeExamples(world.deps), makeExamples(world.deps), makeExamples(world.deps)])
  expect(await kept()).toHaveLength(noted.length)
  expect(await verdicts()).toEqual([])
})

test('what was noted tells ids and answers, no words, and is gone with its record', async () => {
  const { pool } = world.deps
  await world.says('zhaomin', '3号楼2单元楼道灯坏了，找赵小梅13812345678')
  await world.says('zhaomin', '对')
  expect(JSON.stringify(await verdicts())).not.toMatch(/[\u4e00-\u9fff]|1381234|zhaomin/)
  await pool.query('delete from case_history')
  await pool.query('delete from cases')
  expect(await kept()).toEqual([])
})

test('a matter that became one for few people before the example was made teaches nothing', async () => {
  await world.says('zhaomin', '3号楼2单元楼道灯坏了')
  await world.says('zhaomin', '对')
  await world.deps.pool.query(`update cases set category = 'hardship'`)
  expect(await kept()).toEqual([])
})

test('of one person no more than so many are taken, and after a year none is left', async () => {
  await world.says('zhaomin', '3号楼2单元楼道灯坏了')
  await world.says('zhaomin', '对')
  await world.says('zhaomin', '3号楼1单元下水道堵了')
  await world.says('zhaomin', '对')
  const { pool, db } = world.deps
  await makeExamples(world.deps)
  const heads = async (perTeller: number) =>
    (await newestExamples(pool, { perTeller, limit: 100 })).filter((e) => e.head === 'category').length
  expect([await heads(5), await heads(1)]).toEqual([2, 1])
  await applyRetention(db, new Date(world.deps.now().getTime() + 367 * 86_400_000))
  expect(await kept()).toEqual([])
})
