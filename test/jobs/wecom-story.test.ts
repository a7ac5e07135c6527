import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼、4号楼、小花园,张建国,党员,zhangjianguo,
幸福支部,A3,东区,社区,3号楼、4号楼、小花园,李秀英,党员,lixiuying,是
幸福支部,A4,西区,社区,5号楼、6号楼、停车场,王卫东,党员,wangweidong,
幸福支部,,,,,陈书华,书记,chenshuhua,
幸福支部,,,,,赵敏,党员,,
`

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER)
})
afterEach(() => world.close())

async function cases() {
  const { rows } = await world.deps.pool.query(
    `select code, category, urgency, state, place_text as place, building, unit, occurred_on::text as on, handler.name as handler
       from cases left join people handler on handler.id = handler_id order by cases.created_at, code`,
  )
  return rows
}

describe('one sentence', () => {
  test('becomes one card, one case, and is told to the secretary once it is confirmed', async () => {
    const cards = await world.says('zhangjianguo', '3号楼2单元楼道灯坏了两天了')
    expect(cards).toHaveLength(1)
    expect(wordsOf(cards[0])).toContain('公共设施')
    expect(wordsOf(cards[0])).toContain('A3-0001')
    expect(await cases()).toMatchObject([
      { code: 'A3-0001', category: 'facility', state: 'draft', building: '3', unit: '2', on: '2026-11-16' },
    ])
    expect(world.newOn('chenshuhua')).toEqual([])

    await world.taps('zhangjianguo', '对')
    expect((await cases())[0].state).not.toBe('draft')
    const told = world.newOn('chenshuhua')
    expect(told).toHaveLength(1)
    expect(wordsOf(told[0])).toContain('A3-0001')
    // The reporter is the primary: handler without a second message to himself.
    expect((await cases())[0].handler).toBe('张建国')
  })

  test('goes to the primary of the zone that the place belongs to', async () => {
    await world.says('zhangjianguo', '停车场的栏杆断了一根')
    await world.says('zhangjianguo', '对')
    expect(await cases()).toMatchObject([{ code: 'A4-0001', state: 'new', handler: '王卫东' }])
    expect(world.newOn('wangweidong')).toHaveLength(1)
    expect(world.newOn('chenshuhua')).toHaveLength(1)
    expect(world.newOn('lixiuying')).toEqual([])
  })

  test('is kept after ten minutes of silence, and nobody is bothered about it', async () => {
    await world.says('wangweidong', '4号楼门口垃圾堆了一地')
    await world.passes(9 * 60_000)
    expect((await cases())[0].state).toBe('draft')
    await world.passes(90_000)
    expect((await cases())[0].state).toBe('new')
    expect(world.newOn('wangweidong')).toEqual([])
    expect(world.newOn('zhangjianguo')).toHaveLength(1)
    await world.passes(60_000)
    expect(world.newOn('zhangjianguo')).toEqual([])
  })

  test('is corrected in plain words, and the card shows it', async () => {
    await world.says('zhangjianguo', '3号楼2单元楼道灯坏了')
    const [card] = await world.says('zhangjianguo', '不对，是5号楼')
    expect(wordsOf(card)).toContain('5号楼')
    expect(await cases()).toMatchObject([{ code: 'A3-0001', building: '5', handler: '王卫东' }])
  })

  test('is taken back', async () => {
    await world.says('zhangjianguo', '3号楼2单元楼道灯坏了')
    await world.says('zhangjianguo', '撤回')
    expect(await cases()).toMatchObject([{ state: 'cancelled' }])
    await world.passes(20 * 60_000)
    expect(world.newOn('chenshuhua')).toEqual([])
  })

  test('of something done becomes a check-in', async () => {
    await world.says('zhangjianguo', '今天上午走访了小花园旁边的三户老人，都挺好')
    const { rows } = await world.deps.pool.query('select activity, state from check_ins')
    expect(rows).toMatchObject([{ activity: 'visit', state: 'draft' }])
    await world.passes(11 * 60_000)
    const after = await world.deps.pool.query('select state from check_ins')
    expect(after.rows).toEqual([{ state: 'kept' }])
  })
})

describe('an emergency', () => {
  test('is answered with the number to call, and told at once', async () => {
    const answers = await world.says('wangweidong', '3号楼着火了，烟很大')
    // The number first, then the card.
    expect(wordsOf(answers[0])).toContain('119')
    expect(wordsOf(answers[1])).toContain('A3-0001')
    expect(world.newOn('zhangjianguo').map(wordsOf).join()).toContain('3号楼')
    const alarm = world.newOn('chenshuhua')
    expect(alarm.map((message) => message.msgtype)).toEqual(['text', 'template_card'])
    await world.says('wangweidong', '对')
    expect(world.newOn('chenshuhua')).toEqual([])
    await world.says('lixiuying', '3号楼起火了，快来人')
    expect(world.newOn('chenshuhua')).toEqual([])
  })
})

describe('commands', () => {
  test('are answered from the database', async () => {
    await world.says('zhangjianguo', '3号楼2单元楼道灯坏了')
    await world.says('zhangjianguo', '对')
    expect(wordsOf((await world.says('zhangjianguo', '帮助'))[0])).toContain('我的待办')
    expect(wordsOf((await world.says('zhangjianguo', '我的待办'))[0])).toContain('A3-0001')
    expect(wordsOf((await world.says('zhangjianguo', '查 a3-1'))[0])).toContain('A3-0001')
    expect(wordsOf((await world.says('zhangjianguo', '收到了吗？'))[0])).toMatch(/收到/)
  })
})

describe('somebody unknown', () => {
  test('is recorded all the same, and asked for an invite code', async () => {
    const [answer] = await world.says('newcomer', '5号楼电梯按钮坏了')
    expect(wordsOf(answer)).toMatch(/邀请码/)
    expect(await cases()).toHaveLength(1)
  })
})

test('every answer has a body of its own: WeCom swallows equal ones', async () => {
  for (let i = 0; i < 3; i++) await world.says('zhangjianguo', '谢谢')
  expect(world.platform.counters.duplicates).toBe(0)
})
