import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { handleInbound } from '../../src/jobs/handle-inbound.ts'
import { serveResidents } from '../../src/jobs/serve-residents.ts'
import { openRows } from '../support/stories.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = `支部,责任区编号,责任区,类型,范围,姓名,角色,企业微信账号,备用
幸福支部,A3,东区,社区,3号楼、4号楼、小花园,张建国,党员,zhangjianguo,
幸福支部,A4,西区,社区,5号楼、6号楼、停车场,王卫东,党员,wangweidong,
幸福支部,,,,,陈书华,书记,chenshuhua,
`
/** As WeCom writes them: case tells two residents apart. */
const AUNT = 'wmQx3FDgAAaB'
const UNCLE = 'wmQx3FDgAAab'
const HOUR_MS = 3_600_000

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER)
})
afterEach(() => world.close())

async function says(account: string, text: string): Promise<string[]> {
  await world.platform.service.says(account, text)
  await world.settle()
  return world.newOn(account).map(wordsOf)
}

async function rows(text: string) {
  return (await world.deps.pool.query(text)).rows
}

describe('a resident in 微信客服', () => {
  test('who came by the code of a zone is greeted with who answers there, who reads it and the page', async () => {
    await world.platform.service.enters(AUNT, 'zone-A3')
    await world.settle()
    const [greeting, ...more] = world.newOn(AUNT)
    expect(more).toEqual([])
    expect(greeting?.text).toMatch(/东区.*责任区党员负责/s)
    expect(greeting?.text).toContain('原话保存30天')
    expect(greeting?.text).toContain('/z/A3')
    await world.passes(60_000)
    expect(await rows(`select visit_count from zone_visits where kind = 'scan'`)).toEqual([{ visit_count: 1 }])
  })

  test('tells something, taps 对 in the menu, and the member of the zone hears of it', async () => {
    await world.platform.service.enters(AUNT, 'zone-A4')
    const [card] = (await says(AUNT, '楼道灯坏了两天了，一直没人修')).slice(-1)
    expect(card).toContain('A4-0001')
    const menu = world.platform.inboxOf(AUNT).at(-1)?.body.msgmenu as { list: { click: { content: string } }[] }
    await says(AUNT, menu.list[0]?.click.content ?? '')
    expect(await rows('select code, state from cases')).toMatchObject([{ code: 'A4-0001', state: 'new' }])
    expect(world.newOn('wangweidong').map(wordsOf).join()).toContain('A4-0001')
  })

  test('is another person than one whose account differs by case alone', async () => {
    await says(AUNT, '3号楼2单元楼道灯坏了')
    await says(UNCLE, '5号楼电梯按钮坏了')
    expect(await rows(`select external_id from identities where channel = 'kf' order by 1`)).toHaveLength(2)
    expect(await rows('select 1 from cases')).toHaveLength(2)
  })

  test('reads with the first answer who reads it, where no greeting came before', async () => {
    expect((await says(AUNT, '你好')).join()).toContain('原话保存30天')
  })

  test('sends a photo, and it is fetched with the secret of the service', async () => {
    const media_id = world.platform.addMedia({
      bytes: Buffer.from('a picture of it'),
      contentType: 'image/png',
      name: 'x.png',
    })
    await world.platform.service.shows(AUNT, { msgtype: 'image', image: { media_id } })
    await says(AUNT, '3号楼2单元楼道灯坏了')
    const { fetchMedia } = await import('../../src/jobs/fetch-media.ts')
    await fetchMedia(world.deps)
    expect(await rows('select state from attachments')).toEqual([{ state: 'stored' }])
  })
})

describe('a greeting', () => {
  test('that comes too late is given up, and nothing else is', async () => {
    await world.platform.service.enters(AUNT, 'zone-A3')
    world.platform.advance(21_000)
    await world.settle()
    expect(world.newOn(AUNT)).toEqual([])
    expect(await rows(`select state, reason from deliveries where channel = 'kf'`)).toEqual([
      { state: 'failed', reason: 'rejected 41050' },
    ])
    expect((await says(AUNT, '3号楼2单元楼道灯坏了')).join()).toContain('A3-0001')
  })

  test('that somebody else has sent is not sent again', async () => {
    await world.platform.service.enters(AUNT, 'zone-A3')
    world.platform.faults.add({ api: 'kf/send_msg_on_event', times: 1, effect: { errcode: 41051 } })
    await world.settle()
    expect(world.newOn(AUNT)).toEqual([])
    expect(world.platform.counters.calls['kf/send_msg_on_event']).toBe(1)
  })
})

/** A case of the resident, confirmed, in the hands of the member. */
async function reported(): Promise<void> {
  await says(AUNT, '3号楼2单元楼道灯坏了')
  await says(AUNT, '对')
  world.newOn('zhangjianguo')
}

describe('what may be said', () => {
  test('is five messages; the rest waits for their next one, and the member is told so once', async () => {
    await reported()
    for (let i = 1; i <= 7; i++) await world.says('zhangjianguo', `回复 A3-0001 第${i}次看过了，还在等配件`)
    const heard = world.newOn(AUNT).length
    expect(heard).toBeLessThanOrEqual(5)
    expect(await rows(`select 1 from deliveries where channel = 'kf' and state = 'failed'`)).toEqual([])
    await world.settle()
    const told = world.platform.inboxOf('zhangjianguo').filter((m) => m.text?.includes('还没有送到'))
    expect(told).toHaveLength(1)
    expect(world.platform.counters.calls['kf/send_msg'] ?? 0).toBeLessThanOrEqual(heard + 3)

    const later = await says(AUNT, '谢谢')
    expect(later.join()).toContain('第7次')
  })

  test('waits when two days went by, and reaches them with their next message', async () => {
    await reported()
    await world.passes(49 * HOUR_MS)
    world.newOn(AUNT)
    await world.says('zhangjianguo', '回复 A3-0001 灯泡今天换好')
    expect(world.newOn(AUNT)).toEqual([])
    expect((await says(AUNT, '修了吗')).join()).toContain('灯泡今天换好')
  })

  test('waits when WeCom says only afterwards that it did not reach them', async () => {
    await reported()
    await world.says('zhangjianguo', '回复 A3-0001 明天上午来看')
    const sent = world.platform.inboxOf(AUNT).at(-1)
    expect(sent?.text).toContain('明天上午')
    world.newOn(AUNT)
    await world.platform.service.failsLater(AUNT, String(sent?.msgId), 4)
    await world.settle()
    expect(world.newOn(AUNT)).toEqual([])
    expect((await says(AUNT, '有人来吗')).join()).toContain('明天上午')
  })

  test('is said once, though the answer to the call was lost', async () => {
    world.platform.faults.add({ api: 'kf/send_msg', times: 1, effect: { reset: 'after' } })
    await world.platform.service.says(AUNT, '3号楼2单元楼道灯坏了')
    await world.settle()
    await world.passes(5_000)
    expect(world.newOn(AUNT)).toHaveLength(1)
    expect(await rows(`select distinct state from deliveries where channel = 'kf'`)).toEqual([{ state: 'sent' }])
  })
})

describe('a refusal after a lost answer', () => {
  const TRY_AGAIN_MS = 5_000
  beforeEach(async () => {
    await reported()
    world.newOn(AUNT)
    world.platform.faults.add({ api: 'kf/send_msg', times: 1, effect: { reset: 'before' } })
  })
  const ended = () =>
    rows(`select d.state, d.reason from deliveries d where channel = 'kf' order by outbox_id desc limit 1`)

  test('that has another reason is no proof that the message had arrived', async () => {
    await world.says('zhangjianguo', '回复 A3-0001 明天上午来看')
    world.platform.faults.add({ api: 'kf/send_msg', times: 1, effect: { errcode: 40096 } })
    await world.passes(TRY_AGAIN_MS)
    expect(world.newOn(AUNT)).toEqual([])
    expect(await ended()).toEqual([{ state: 'failed', reason: 'rejected 40096' }])
  })

  test('for want of room lets it wait, and it is said once when they write', async () => {
    await world.says('zhangjianguo', '回复 A3-0001 明天上午来看')
    world.platform.faults.add({ api: 'kf/send_msg', times: 1, effect: { errcode: 95001 } })
    await world.passes(TRY_AGAIN_MS)
    expect(world.newOn(AUNT)).toEqual([])
    expect((await says(AUNT, '有人来吗')).filter((text) => text.includes('明天上午'))).toHaveLength(1)
  })
})

describe('a person', () => {
  test('is put on at once where one is at work, and the bot keeps silent until they are done', async () => {
    await reported()
    world.platform.kf.servicers = [{ userid: 'wangweidong', status: 0 }]
    expect((await says(AUNT, '转人工')).join()).toContain('已经转给工作人员')
    await world.platform.service.takenOver(AUNT)
    expect(await says(AUNT, '5号楼电梯坏了')).toEqual([])
    expect(await rows('select 1 from cases')).toHaveLength(1)
    await world.platform.service.ended(AUNT)
    expect((await says(AUNT, '5号楼电梯坏了')).join()).toContain('A4-0001')
  })

  test('who has paused is passed over for the next where there is no queue', async () => {
    await reported()
    world.platform.kf.servicers = ['wangweidong', 'zhangjianguo'].map((userid) => ({ userid, status: 0 }))
    world.platform.kf.paused = new Set(['wangweidong'])
    world.platform.kf.hasQueue = false
    expect((await says(AUNT, '转人工')).join()).toContain('已经转给工作人员')
    world.platform.kf.paused = new Set(['wangweidong', 'zhangjianguo'])
    expect((await says(UNCLE, '转人工')).join()).toContain('没有工作人员在线')
  })

  test('is promised once, though two processes hand over at once', async () => {
    await reported()
    world.platform.kf.servicers = [{ userid: 'wangweidong', status: 0 }]
    await world.platform.service.says(AUNT, '转人工')
    await serveResidents(world.deps)
    await handleInbound(world.deps, await openRows(world.deps))
    await Promise.all([serveResidents(world.deps), serveResidents(world.deps), serveResidents(world.deps)])
    await world.settle()
    expect(world.newOn(AUNT).filter((m) => wordsOf(m).includes('已经转给工作人员'))).toHaveLength(1)
  })

  test('is not promised where nobody is at work', async () => {
    await reported()
    world.platform.kf.servicers = [{ userid: 'wangweidong', status: 1 }]
    expect((await says(AUNT, '我要找真人')).join()).toContain('没有工作人员在线')
    expect((await says(AUNT, '5号楼电梯坏了')).join()).toContain('A4-0001')
  })
})

test('calls for an account that is not ours change nothing', async () => {
  await says(AUNT, '你好')
  await world.platform.service.calls('wkSomebodyElses')
  const pages = world.platform.kf.pages.all
  await world.settle()
  expect(world.platform.kf.pages.all).toBe(pages)
})
