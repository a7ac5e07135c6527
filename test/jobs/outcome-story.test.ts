/** How a matter ends, on WeCom and in the database: what was said of it is kept apart from its state. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼、4号楼,张建国,党员,zhangjianguo,
幸福支部,A3,东区,社区,3号楼、4号楼,李秀英,党员,lixiuying,是
幸福支部,A3,东区,社区,3号楼、4号楼,周大妈,居民代表,zhoudama,
幸福支部,A4,西区,社区,5号楼、6号楼,王卫东,党员,wangweidong,
幸福支部,,,,,陈书华,书记,chenshuhua,
`
const DAY_MS = 24 * 3_600_000

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER)
})
afterEach(() => world.close())

async function theCase() {
  const { rows } = await world.deps.pool.query(
    `select state, satisfied, verified, responded_at is not null as responded, closed_at is not null as closed,
       reopened_at is not null as reopened,
       (select array_agg(h.event || coalesce(':' || h.reason, '') order by h.step) from case_history h
         where h.case_id = c.id and h.event <> 'edit') as history
       from cases c order by created_at limit 1`,
  )
  return rows[0]
}

async function lampDone() {
  await world.says('wangweidong', '3号楼2单元楼道灯坏了两天了')
  await world.taps('wangweidong', '对')
  await world.says('lixiuying', '关注 A3-0001')
  await world.taps('zhangjianguo', '认领')
  await world.says('zhangjianguo', '办结 A3-0001 灯已换新')
}

test('a second look ends it; what the reporter says of it is another thing', async () => {
  await lampDone()
  expect(await theCase()).toMatchObject({ state: 'to_verify', satisfied: null, responded: true, closed: false })
  await world.taps('zhoudama', '看过了，修好了')
  expect(await theCase()).toMatchObject({ state: 'resolved', verified: true, satisfied: null, closed: true })
  await world.taps('wangweidong', '好')
  expect(await theCase()).toMatchObject({
    state: 'resolved',
    satisfied: true,
    history: ['open', 'confirm', 'accept', 'close:灯已换新', 'good', 'rate'],
  })
})

test('who closed it is known to the next message, and does not look at it', async () => {
  await world.says('wangweidong', '3号楼2单元楼道灯坏了两天了')
  await world.taps('wangweidong', '对')
  await world.says('chenshuhua', '办结 A3-0001 灯已换新')
  expect((await world.says('chenshuhua', '好了 A3-0001')).map(wordsOf).join()).toContain('您这里不用看')
  expect(await theCase()).toMatchObject({ state: 'to_verify', verified: null })
})

test('没好 days later opens it again, its handler and the secretary hear, and the next end is asked about anew', async () => {
  await lampDone()
  await world.taps('wangweidong', '好')
  await world.passes(3 * DAY_MS)
  const heard = ['zhangjianguo', 'chenshuhua']
  for (const account of heard) world.newOn(account)
  await world.says('wangweidong', '没好 A3-0001')
  expect(await theCase()).toMatchObject({ state: 'reopened', satisfied: false, closed: false, reopened: true })
  for (const account of heard) expect(world.newOn(account).map(wordsOf).join(), account).toContain('上报人说没好')
  await world.says('zhangjianguo', '办结 A3-0001 换了整个灯座')
  expect(await theCase()).toMatchObject({ state: 'to_verify', satisfied: null })
})

test('who follows it hears of the end once, and no words of it', async () => {
  await lampDone()
  const news = world.newOn('lixiuying').map(wordsOf)
  expect(news.filter((words) => words.includes('您关注的'))).toHaveLength(1)
  expect(news.join()).not.toContain('灯已换新')
})

test('a card of before is answered with the present state, and changes nothing', async () => {
  await lampDone()
  await world.taps('zhoudama', '看过了，修好了')
  const taskId = world.platform.inboxOf('wangweidong').findLast((m) => m.taskId?.startsWith('rate-'))?.taskId ?? ''
  await world.taps('wangweidong', '没好')
  await world.taps('zhangjianguo', '认领')
  const before = await theCase()
  await world.platform.tap({ from: 'wangweidong', taskId, key: 'good:A3-0001' })
  await world.settle()
  await world.says('zhoudama', '好了 A3-0001')
  expect(await theCase()).toEqual(before)
})
