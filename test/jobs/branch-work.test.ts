/** Announcements, talks and focuses, ordered by a secretary on a platform with the real database. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runTick } from '../../src/jobs/schedules.ts'
import { type WecomWorld, wecomWorld, wordsOf } from '../support/wecom-world.ts'

const ROSTER = [
  '支部,责任区编号,责任区,类型,范围,姓名,角色,备用,企业微信账号',
  '幸福支部,A3,东区,社区,3号楼,张建国,党员,,zhangjianguo',
  '幸福支部,A3,东区,社区,3号楼,李敏,党员,是,limin',
  '幸福支部,B2,西区,社区,5号楼,王秀英,党员,,wangxiuying',
  '幸福支部,B2,西区,社区,5号楼,赵大海,党员,是,',
  '幸福支部,,,,,陈书华,书记,,chenshuhua',
  '和平支部,C1,和平苑,社区,8号楼,周强,党员,,zhouqiang',
  '',
].join('\n')
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const EVERYBODY = ['chenshuhua', 'zhangjianguo', 'limin', 'wangxiuying', 'zhouqiang']

let world: WecomWorld
beforeEach(async () => {
  world = await wecomWorld(ROSTER, { at: '2026-11-18T10:00:00+08:00' })
})
afterEach(() => world.close())

const newWords = (account: string) => world.newOn(account).map(wordsOf).join('\n')
const told = async (account: string, text: string) => (await world.says(account, text)).map(wordsOf).join('\n')
const secretary = (text: string) => told('chenshuhua', text)
async function tick(...names: string[]): Promise<void> {
  for (const name of names.length > 0 ? names : ['tell-announcements']) {
    await runTick(world.deps, name, world.deps.now())
  }
  await world.settle()
}
/** Who was told something with these words since the last look. */
const whoHeard = (words: string) => EVERYBODY.filter((account) => newWords(account).includes(words))
async function rows<T>(text: string): Promise<T[]> {
  return (await world.deps.pool.query(text)).rows as T[]
}

test('a secretary whose branch has no zones yet speaks for no other branch', async () => {
  await world.deps.pool.query(`update zones set ended_on = '2026-11-01' where code in ('A3', 'B2')`)
  await secretary('通知8号楼的居民：明天停水')
  await secretary('发出')
  await secretary('下周五晚上七点8号楼在活动室开恳谈会，聊停车')
  await tick()
  expect(await rows('select 1 from announcements')).toEqual([])
  expect(await rows('select 1 from resident_talks')).toEqual([])
})

test('老王年底退休 is asked about, and ends nothing, unless who leads says it of somebody who answers for a zone', async () => {
  expect(await told('limin', '老王年底退休')).not.toContain('支部书记定')
  await told('limin', '张建国年底退休')
  await secretary('刘姐年底退休')
  expect(await rows('select 1 from assignments where ends_on is not null')).toEqual([])
  await secretary('张建国年底退休')
  expect(await rows('select ends_on::text from assignments where ends_on is not null')).toEqual([
    { ends_on: '2026-12-31' },
  ])
})

describe('an announcement', () => {
  test('is shown with whom it reaches how, and goes out after a yes only, to the branch alone', async () => {
    const preview = await secretary('通知全体党员：周五下午两点开会')
    expect(preview).toContain('共 5 人，4 人能收到，1 人还没绑定，请当面告诉')
    expect(preview).toContain('企业微信 4 人')
    await tick()
    expect(await rows('select 1 from announcements')).toEqual([])
    expect(await secretary('发出')).toContain('正在发出')
    await tick()
    expect(whoHeard('周五下午两点开会')).toEqual(['chenshuhua', 'zhangjianguo', 'limin', 'wangxiuying'])
  })

  test('goes out by a button too: the newest preview', async () => {
    await secretary('通知大家：第一条')
    await secretary('通知大家：第二条')
    await world.taps('chenshuhua', '发出')
    await tick()
    expect(await rows('select text from announcements')).toEqual([{ text: '第二条' }])
  })

  test.each(['不发', '先不发了', '算了', '取消'])('is dropped by %s', async (no) => {
    await secretary('通知大家：明天开会')
    expect(await secretary(no)).toContain('没有发出')
    expect(await rows('select 1 from announcements')).toEqual([])
  })

  test('is for who leads: a member is told so, nothing goes out, and the words are kept for who leads', async () => {
    expect(await told('limin', '通知全体党员：今晚不开会了')).toContain('要由支部书记来发。这个问题已转给支部书记')
    expect(newWords('chenshuhua')).toContain('今晚不开会了')
    expect(await told('limin', '发出')).not.toContain('正在发出')
    expect(await rows('select 1 from announcements')).toEqual([])
  })

  test('to a zone goes to those of the zone', async () => {
    expect(await secretary('通知3号楼的党员，明天来领材料')).toContain('发给 东区的党员')
    await secretary('好的')
    await tick()
    expect(whoHeard('明天来领材料')).toEqual(['zhangjianguo', 'limin'])
  })

  test('of another branch’s zone goes to nobody', async () => {
    expect(await secretary('通知8号楼的居民：明天停水')).not.toContain('要发出吗')
  })

  test('for later waits for its hour, and may be called off before', async () => {
    expect(await secretary('明天早上九点通知大家：十点大扫除')).toContain('11月19日上午9点')
    await secretary('发吧')
    await tick()
    expect(whoHeard('十点大扫除').filter((who) => who !== 'chenshuhua')).toEqual([])
    expect(await secretary('撤回刚才的通知')).toContain('取消了，还没有人收到')
    await world.passes(DAY_MS)
    await tick()
    expect(whoHeard('十点大扫除').filter((who) => who !== 'chenshuhua')).toEqual([])
  })

  test('is taken back from who has it, where the platform can', async () => {
    await secretary('通知大家：明天开会')
    await secretary('发出')
    await tick()
    expect(await secretary('撤回刚才的通知')).toContain('已发给 4 人')
    await tick('recall-announcements')
    expect(world.platform.counters.recalled).toBe(1)
    expect(
      await rows(
        'select recalled_by like $$person:%$$ as person, recall_ended_at is not null as ended from announcements',
      ),
    ).toEqual([{ person: true, ended: true }])
    await tick('recall-announcements')
    expect(world.platform.counters.recalled).toBe(1)
    await secretary('撤回刚才的通知')
    const [last] = await rows<{ text: string }>(
      "select content ->> 'text' as text from outbox order by id desc limit 1",
    )
    expect(last?.text).toContain('最近两周没有发过通知')
  })

  test('that is over a day old stays where it is; whoever asks is told whom it reached', async () => {
    await secretary('通知大家：明天开会')
    await secretary('发出')
    await tick()
    expect(await secretary('刚才的通知多少人看了')).toContain('该收 4 人，送到 4 人')
    await world.passes(DAY_MS + HOUR_MS)
    await secretary('撤回刚才的通知')
    await tick('recall-announcements')
    expect(world.platform.counters.recalled).toBe(0)
    expect(await rows('select 1 from announcements where recall_ended_at is null')).toEqual([])
  })

  test('to residents says who reads it on the notice only; telephones are hidden', async () => {
    const preview = await secretary('通知居民：明天停水，问13812345678')
    expect(preview).toContain('居民现在都收不到消息，会写在公示页上，扫码能看')
    expect(preview).toContain('138****5678')
    expect(preview).toContain('电话或证件号已隐去')
    expect(await secretary('可以')).toContain('公示页上也写着')
    expect(await rows('select text from announcements')).toEqual([{ text: '明天停水，问138****5678' }])
  })

  test('that is long is shown whole, and one that is too long is not sent', async () => {
    const words = '请各位党员把自己责任区里的楼道、消防通道、充电桩都看一遍，看到堆放的杂物拍照报上来。'.repeat(3)
    expect(await secretary(`通知大家：${words}`)).toContain(words)
    expect(await secretary(`通知大家：${'好了'.repeat(340)}`)).toContain('这条太长了')
  })
})

describe('a resident talk', () => {
  test('is announced, recorded without names, its promise becomes a case with its day, and is published after a yes', async () => {
    const held = await secretary('明晚七点在活动室开恳谈会，聊停车')
    expect(held).toContain('恳谈会定在11月19日晚上7点，地点活动室，主题“停车”')
    await world.passes(DAY_MS + 10 * HOUR_MS)
    const recorded = await secretary('恳谈会记录：停车位太少，张建国说了三次；3号楼楼道灯坏了，我们答应周五前修好')
    expect(recorded).toContain('停车位太少，某某某说了三次')
    expect(recorded).toContain('已立为 A3-0001，11月20日前办好')
    expect(newWords('zhangjianguo')).toContain('A3-0001')
    expect(await rows('select state, category, resolve_due_at as due from cases')).toEqual([
      { state: 'new', category: 'facility', due: new Date('2026-11-20T18:00:00+08:00') },
    ])
    expect(await rows('select state, number from resident_talks')).toEqual([{ state: 'held', number: 1 }])
    const kept = await rows('select position, promised, case_id is not null as has_case from talk_matters order by 1')
    expect(kept).toEqual([
      { position: 1, promised: false, has_case: false },
      { position: 2, promised: true, has_case: true },
    ])
    // The words as they came are gone with the turn that handled them.
    expect(await rows('select id from inbox where payload is null')).toHaveLength(1)
    expect(await secretary('公布恳谈结果')).toContain('正在办')
    expect(await rows('select result from resident_talks')).toEqual([{ result: null }])
    expect(await secretary('公布')).toContain('写在公示页上了')
    const [{ state, result } = { state: '', result: '' }] = await rows<{ state: string; result: string }>(
      'select state, result from resident_talks',
    )
    expect(state).toBe('published')
    expect(result).not.toContain('张建国')
  })

  test('without hour or place asks for both; one called off is not recorded', async () => {
    expect(await secretary('下周五开恳谈会，聊停车')).toContain('请连时间、地点一起说一遍')
    await secretary('明晚七点在活动室开恳谈会，聊停车')
    expect(await secretary('取消恳谈会')).toContain('取消了')
    expect(await secretary('公布恳谈结果')).toContain('没有找到这场恳谈会')
    expect(await rows('select state from resident_talks')).toEqual([{ state: 'cancelled' }])
  })

  test('that nobody announced is recorded all the same', async () => {
    expect(await secretary('恳谈会记录：想要晾衣架；想要健身器材')).toContain('记下了 2 条')
    expect(await rows('select state, place from resident_talks')).toEqual([{ state: 'held', place: '' }])
  })

  test('is for who leads', async () => {
    expect(await told('limin', '明晚七点在活动室开恳谈会，聊停车')).toContain('由支部书记安排')
    expect(await rows('select 1 from resident_talks')).toEqual([])
  })
})

describe('a focus', () => {
  async function toldLastQuarter(count: number, category: string, firstNumber = 9_000): Promise<void> {
    await world.deps.pool.query(
      `insert into cases (organisation_id, branch_id, zone_id, code, kind, category, urgency, state, text, source_start,
                          source_end, confidence, channel, record_number, reporter_role, building, created_at, updated_at)
       select z.organisation_id, z.branch_id, z.id, 'A3-' || ($3::int + n), 'incident', $2, 'normal', 'resolved', 'x', 0, 1, 1,
              'local', 1, 'resident', '3', '2026-08-15', '2026-08-16'
         from zones z, generate_series(1, $1) n where z.code = 'A3'`,
      [count, category, firstNumber],
    )
  }

  test('is named by the secretary, told to the members of the zone, and read by them', async () => {
    expect(await secretary('3号楼的重点改成停车')).toContain('东区本季度的重点定为：停车')
    expect(whoHeard('东区到12月31日的重点是：停车')).toEqual(['zhangjianguo', 'limin'])
    expect(await told('zhangjianguo', '本季度重点')).toContain('A3：停车')
    expect(await told('wangxiuying', '本季度重点')).toContain('还没有定重点')
  })

  test('is proposed once by what residents told, and stands after the secretary’s yes', async () => {
    await toldLastQuarter(4, 'facility')
    await toldLastQuarter(9, 'hardship', 8_000)
    await tick('propose-focus')
    const card = newWords('chenshuhua')
    expect(card).toContain('本季度各责任区的重点，这样定吗？')
    expect(card).toContain('A3：勤查公共设施，坏了早报早修（3号楼多看看）（上季度 4 件）')
    await tick('propose-focus')
    expect(newWords('chenshuhua')).toBe('')
    expect(await told('zhangjianguo', '本季度重点')).toContain('还没有定重点')
    await world.taps('chenshuhua', '都同意')
    await tick()
    expect(newWords('zhangjianguo')).toContain('勤查公共设施')
    expect(await rows('select state, decided_by is not null as decided from duty_focuses')).toEqual([
      { state: 'accepted', decided: true },
    ])
  })

  test('is refused in words, and by nobody who does not lead', async () => {
    await toldLastQuarter(4, 'facility')
    await tick('propose-focus')
    expect(await told('limin', '同意重点')).toContain('由支部书记定')
    expect(await secretary('不同意3号楼的重点')).toContain('不定')
    expect(await rows('select state from duty_focuses')).toEqual([{ state: 'declined' }])
    expect(await secretary('同意重点')).toContain('没有等您定的重点')
  })
})

test('ready texts are there for who asks', async () => {
  const words = await secretary('活动文案')
  expect(words).toContain('幸福支部')
  expect(words).toContain('【给居民】')
})
