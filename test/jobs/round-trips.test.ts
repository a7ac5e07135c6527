import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { handleInbound } from '../../src/jobs/handle-inbound.ts'
import { openRows } from '../support/stories.ts'
import { type WecomWorld, wecomWorld } from '../support/wecom-world.ts'

const MEMBERS = Array.from({ length: 11 }, (_, i) => `m${i + 1}`)
const ROSTER = [
  '支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号',
  ...MEMBERS.map(
    (account, i) =>
      `第一支部,A${i + 1},${i + 1}号楼责任区,社区,${i + 1}号楼,王${'甲乙丙丁戊己庚辛壬癸子'[i]},党员,${account}`,
  ),
  '',
].join('\n')
const [FIRST, ...OTHERS] = MEMBERS
const FEW = OTHERS.slice(0, 2)
const MANY = OTHERS.slice(2)

let world: WecomWorld
beforeAll(async () => {
  world = await wecomWorld(ROSTER)
  // Whoever is first has the roster read into memory.
  for (const text of ['楼道灯坏了', '对', '我的待办']) await world.says(FIRST ?? '', text)
}, 60_000)
afterAll(() => world.close())

/** All of them write before anything is handled. @returns how often the database was asked for it */
async function asked(accounts: readonly string[], text: string): Promise<number> {
  for (const from of accounts) await world.platform.send({ from, text })
  const ids = await openRows(world.deps)
  expect(ids).toHaveLength(accounts.length)
  const query = vi.spyOn(pg.Client.prototype, 'query')
  await handleInbound(world.deps, ids)
  const count = query.mock.calls.length
  query.mockRestore()
  await world.settle()
  return count
}

test.for(['楼道灯坏了两天了，晚上看不清', '对', '我的待办', '今天走访了三户老人', '对', '撤回', '我要反映书记乱收钱'])(
  'many who say %s at once ask the database no more often than two',
  async (text) => {
    const few = await asked(FEW, text)
    const many = await asked(MANY, text)
    expect(few).toBeGreaterThan(5)
    expect(many).toBe(few)
  },
)
