import { afterEach, beforeEach, expect, test } from 'vitest'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhangjianguo,
幸福支部,A3,东区,社区,3号楼,赵敏,党员,,是
幸福支部,,,,,陈书华,书记,chenshuhua,
`

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER)
})
afterEach(() => world.close())

async function boundTo(account: string): Promise<string | null> {
  const { rows } = await world.deps.pool.query(
    'select p.name from identities i join people p on p.id = i.person_id where i.external_id = $1',
    [account],
  )
  return rows[0]?.name ?? null
}

/** A stranger says who they are; returns what the secretary may answer with. */
async function asked(account: string): Promise<string> {
  await world.says(account, '绑定 赵敏')
  const [card] = world.newOn('chenshuhua')
  return wordsOf(card).match(/核对码[^0-9A-F]*([0-9A-F]{6})/)?.[1] ?? ''
}

test('the secretary says in words whose account it is', async () => {
  const mark = await asked('zhaomin')
  await world.says('zhangjianguo', `是本人 赵敏 ${mark}`)
  expect(await boundTo('zhaomin')).toBeNull()
  await world.says('chenshuhua', `是本人 赵敏 ${mark}`)
  expect(await boundTo('zhaomin')).toBe('赵敏')
})

test('of two who say that they are the same person, the mark tells which', async () => {
  const first = await asked('jia')
  const second = await asked('yi')
  expect(first).not.toBe(second)
  await world.says('chenshuhua', `不是本人 赵敏 ${first}`)
  expect(await boundTo('jia')).toBeNull()
  await world.says('chenshuhua', `是本人 赵敏 ${second}`)
  expect([await boundTo('jia'), await boundTo('yi')]).toEqual([null, '赵敏'])
})
