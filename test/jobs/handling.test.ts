/** Orders about a case through the database: what a question still lacks is remembered, and what was said is on record. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼,张建国,党员,zhangjianguo,
幸福支部,A3,东区,社区,3号楼,赵敏,党员,zhaomin,是
幸福支部,A3,东区,社区,3号楼,李强,党员,liqiang,是
幸福支部,,,,,陈书华,书记,chenshuhua,
平安支部,C1,西区,社区,9号楼,马国强,党员,maguoqiang,
平安支部,,,,,冯书文,书记,fengshuwen,
`

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER)
  await world.says('liqiang', '3号楼2单元楼道灯坏了两天了')
  await world.says('liqiang', '对')
  world.newOn('zhangjianguo')
})
afterEach(() => world.close())

const said = async (who: string, text: string) => (await world.says(who, text)).map((m) => wordsOf(m)).join('\n')

async function history() {
  const { rows } = await world.deps.pool.query<{ event: string; to: string; reason: string | null }>(
    `select h.event, h.to_state as to, h.reason from case_history h join cases c on c.id = h.case_id
      where c.code = 'A3-0001' order by h.step`,
  )
  return rows.map((r) => [r.event, r.to, ...(r.reason === null ? [] : [r.reason])].join(' '))
}

async function lamp() {
  const { rows } = await world.deps.pool.query('select * from cases where code = $1', ['A3-0001'])
  return rows[0]
}

test('a question to the reporter waits for an answer that reads like a report, and leads back', async () => {
  await said('zhangjianguo', '认领 A3-0001')
  await said('zhangjianguo', '问一下上报人：几楼的灯')
  expect(
    world
      .newOn('liqiang')
      .map((m) => wordsOf(m))
      .join(),
  ).toContain('几楼的灯')
  expect(await said('liqiang', '三楼和四楼的灯不亮')).toContain('您的回复已转给办')
  expect(
    world
      .newOn('zhangjianguo')
      .map((m) => wordsOf(m))
      .join(),
  ).toContain('三楼和四楼的灯不亮')
  expect(await history()).toEqual([
    'open draft',
    'confirm new',
    'accept accepted',
    'ask need_info 几楼的灯',
    'edit need_info 上报人补充（等补充）',
    'answer accepted 三楼和四楼的灯不亮',
  ])
  expect((await lamp()).text).toBe('3号楼2单元楼道灯坏了两天了，三楼和四楼的灯不亮')
})

test('the reason that an order lacks is asked for, and the order goes on with the next words', async () => {
  expect(await said('zhangjianguo', '退回 A3-0001')).toContain('为什么退回')
  expect(await said('zhangjianguo', '灯在西区，不是我们区')).toContain('已退回')
  expect((await history()).at(-2)).toBe('return returned 灯在西区，不是我们区')
  expect(
    world
      .newOn('chenshuhua')
      .map((m) => wordsOf(m))
      .join(),
  ).toContain('灯在西区')
})

test('which case is meant is asked for once, though the sender has two', async () => {
  await world.says('liqiang', '3号楼1单元下水道堵了')
  await world.says('liqiang', '对')
  expect(await said('zhangjianguo', '转物业')).toContain('您说的是哪一件')
  expect(await said('zhangjianguo', '第一个')).toContain('A3-0001')
  expect(await lamp()).toMatchObject({ state: 'waiting_external', external_body: '物业' })
})

test('outside: who, their number and the day to ask again are kept', async () => {
  await said('zhangjianguo', '转12345')
  await said('zhangjianguo', '单号 20261118001')
  expect(await lamp()).toMatchObject({
    state: 'waiting_external',
    external_body: '12345',
    external_number: '20261118001',
  })
  expect((await lamp()).ask_again_on).not.toBeNull()
  await said('zhangjianguo', '12345回了：周五来人')
  expect((await history()).at(-1)).toBe('back in_progress 12345回话：周五来人')
})

test('more time: asked, granted, and the clock moved', async () => {
  const before = (await lamp()).resolve_due_at as Date
  await said('zhangjianguo', '认领 A3-0001')
  expect(await said('zhangjianguo', '延期三周，等配件')).toContain('已交给支部书记')
  expect((await lamp()).extension).toBe('asked')
  expect(await said('chenshuhua', '同意延期 A3-0001 三周')).toContain('延到')
  const after = await lamp()
  expect(after.extension).toBe('granted')
  expect((after.resolve_due_at as Date).getTime()).toBeGreaterThan(before.getTime())
  expect(
    world
      .newOn('zhangjianguo')
      .map((m) => wordsOf(m))
      .join(),
  ).toContain('可以延到')
})

test('bare words close the one in hand, and what was done may be added', async () => {
  expect(await said('zhangjianguo', '都办好了')).toContain('可以再回一句做了什么')
  expect(await said('zhangjianguo', '换了新灯泡')).toContain('已补在 A3-0001')
  expect((await history()).slice(-2)).toEqual(['close to_verify 都办好了', 'edit to_verify 补充办理情况：换了新灯泡'])
})

test.each([
  '认领 A3-0001',
  'A3-0001 灯已换新',
  'A3-0001 转12345',
  'A3-0001 排到周五',
  '退回 A3-0001 不是我们区',
  'A3-0001 转给马国强',
  'A3-0001 不属本区，归别处',
  '同意延期 A3-0001 到12月30日',
  '不同意延期 A3-0001',
  'A3-0001 延期到12月30日',
  '问 A3-0001 上报人：几楼',
])('in another branch nobody may say %s', async (text) => {
  const before = await history()
  for (const who of ['maguoqiang', 'fengshuwen']) expect(await said(who, text)).toContain('您这里不能')
  expect(await history()).toEqual(before)
})

test('a case is not handed to somebody of another branch', async () => {
  expect(await said('zhangjianguo', 'A3-0001 转给马国强')).toContain('支部里没有找到“马国强”')
})
