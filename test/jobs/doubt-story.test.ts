/** A card that asks which answer is right, from the words read by the engine to the rows of the database. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeExamples } from '../../src/jobs/keep-examples.ts'
import { read } from '../../src/understanding/read.ts'
import type { Doubt } from '../../src/understanding/understanding.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼、小广场,张建国,党员,zhangjianguo,
幸福支部,A3,东区,社区,3号楼、小广场,赵敏,党员,zhaomin,是
幸福支部,,,,,陈书华,书记,chenshuhua,
`

/** Each may be read in two ways; which of them the model is in doubt about changes with what it learns. */
const AMBIGUOUS = [
  '小广场的地砖松了，容易绊倒人',
  '小广场路面坏了一块，老人走着不方便',
  '小广场边上停的旧车没人管，占地方',
  '小广场边的树枝压着电线',
  '3号楼张奶奶家的灯换好了',
  '3号楼两家吵架，劝好了',
  '3号楼两家为漏水吵架，说了半天',
  '3号楼楼道杂物清了一半',
]

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER)
})
afterEach(() => world.close())

function doubtful<A extends Doubt['about']>(about: A): { text: string; doubt: Extract<Doubt, { about: A }> } {
  for (const text of AMBIGUOUS) {
    const { doubt } = read({ text, sentAt: new Date('2026-11-18T09:30:00+08:00'), role: 'member' })
    if (doubt?.about === about) return { text, doubt: doubt as Extract<Doubt, { about: A }> }
  }
  throw new Error(`the model is in doubt about the ${about} of none of these: add one`)
}

const rowsOf = async (sql: string) => (await world.deps.pool.query<Record<string, unknown>>(sql)).rows

test('a number answers which category it is; the card is shown again, and the answer is an example', async () => {
  const { text, doubt } = doubtful('category')
  const [card] = await world.says('zhaomin', text)
  expect(wordsOf(card)).toContain('这是哪一类：')
  const [again] = await world.says('zhaomin', '2')
  expect(wordsOf(again)).toContain('这件事我这样记，对吗？')
  expect(await rowsOf('select category, state from cases')).toEqual([
    { category: doubt.likeliest[1]?.answer, state: 'draft' },
  ])
  await makeExamples(world.deps)
  expect(await rowsOf(`select predicted, final from learning_examples where head = 'category'`)).toEqual([
    { predicted: doubt.likeliest[0]?.answer, final: doubt.likeliest[1]?.answer },
  ])
})

test('silence keeps what seemed likeliest', async () => {
  const { text, doubt } = doubtful('category')
  await world.says('zhaomin', text)
  await world.passes(11 * 60_000)
  expect(await rowsOf('select category, state from cases')).toEqual([
    { category: doubt.likeliest[0]?.answer, state: 'new' },
  ])
})

test('a tap makes of a record the other kind: one card goes on, nothing is told of what was withdrawn', async () => {
  const { text, doubt } = doubtful('kind')
  const wasMatter = doubt.likeliest[0]?.answer === 'incident'
  await world.says('zhaomin', text)
  await world.taps('zhaomin', wasMatter ? '做完的工作' : '要处理的事')
  await world.taps('zhaomin', '对')
  expect(await rowsOf('select state from cases')).toEqual([{ state: wasMatter ? 'cancelled' : 'new' }])
  expect(await rowsOf('select state from check_ins')).toEqual([{ state: wasMatter ? 'kept' : 'withdrawn' }])
})
