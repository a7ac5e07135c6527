/** Telling many people something, taking it back and asking whom it reached, as secretaries say it to the bot. */
import { describe, expect, test } from 'vitest'
import { readCommand } from '../../src/understanding/commands.ts'
import { normalise } from '../../src/understanding/normalise.ts'
import { read } from '../../src/understanding/read.ts'

/** A Wednesday. */
const NOW = { date: '2026-11-18', minutes: 600 }
const commandOf = (text: string) => readCommand(normalise(text).text, NOW)

describe('an announcement to members', () => {
  test.each([
    ['通知全体党员：周五下午两点开会', '周五下午两点开会'],
    ['通知全体党员周五下午两点开会', '周五下午两点开会'],
    ['请通知党员们，明天上午九点大扫除', '明天上午九点大扫除'],
    ['通知大家周六早上八点集合', '周六早上八点集合'],
    ['帮我通知一下所有党员，周五开会', '周五开会'],
    ['给全体党员发个通知，周五开会', '周五开会'],
    ['群发消息给各位同志：带好党徽', '带好党徽'],
    ['告诉大家周五下午开会', '周五下午开会'],
    ['跟党员们说一声，周五开会带上党徽', '周五开会带上党徽'],
    ['發通知給全體黨員：週五下午兩點開會', '周五下午两点开会'],
    ['通知支部全体：会议改到三楼', '会议改到三楼'],
  ])('%s', (text, words) => {
    expect(commandOf(text)).toEqual({ name: 'announce', args: { audience: 'members', text: words } })
  })

  test('where nobody is named, it is for the members too', () => {
    expect(commandOf('发通知：周五下午两点开会')).toEqual({ name: 'announce', args: { text: '周五下午两点开会' } })
  })
})

describe('an announcement to residents, or to those of some zones', () => {
  test.each([
    ['发通知给居民：明天上午九点到下午五点停水', undefined, '明天上午九点到下午五点停水'],
    ['向全体居民发布公告：供暖12月1日开始', undefined, '供暖12月1日开始'],
    ['通知各家各户：周末消杀', undefined, '周末消杀'],
    ['通知學生家長：下週一不上課', undefined, '下周一不上课'],
    ['通知3号楼的居民：明天停水', '3号楼', '明天停水'],
    ['通知一下3号楼住户，电梯检修', '3号楼', '电梯检修'],
    ['通知3号楼和4号楼居民，明天停电', '3号楼、4号楼', '明天停电'],
    ['给东区居民发个通知：明天停水', '东区', '明天停水'],
  ])('%s', (text, zone, words) => {
    const args = { audience: 'residents', ...(zone === undefined ? {} : { zone }), text: words }
    expect(commandOf(text)).toEqual({ name: 'announce', args })
  })
})

describe('an announcement for later', () => {
  test.each([
    ['明天早上八点通知全体党员：九点大扫除', '2026-11-19', '08:00'],
    ['明早八点给居民发个通知，注意关窗', '2026-11-19', '08:00'],
    ['下午三点群发给全体居民：停水提前到四点', '2026-11-18', '15:00'],
    ['12月1日上午九点通知大家：交党费', '2026-12-01', '09:00'],
    ['下周一通知党员：交党费', '2026-11-23', undefined],
  ])('%s', (text, on, at) => {
    expect(commandOf(text)).toMatchObject({ name: 'announce', args: { on, ...(at === undefined ? {} : { at }) } })
  })
})

test('goes out in the words of its sender, not as they were read', () => {
  const text = '發通知給全體黨員：\n週五下午２點開會\n請帶 U 盤'
  const { command } = read({ text, sentAt: new Date('2026-11-18T10:00:00+08:00'), role: 'member' }).understanding
  expect(command).toEqual({ name: 'announce', args: { audience: 'members', text: '週五下午２點開會\n請帶 U 盤' } })
})

test.each([
  '通知居民清理楼道杂物',
  '通知了居民停水的事',
  '物业通知明天停水',
  '通知说停水到几点',
  '我们通知大家开会了',
  '三号楼昨天通知大家停水',
  '通知全体党员了',
  '别再通知我',
  '跟大家说声，断电的事是我家热水器短路，闸已合上',
  '挨家挨户上门通知停水',
])('%s orders no announcement', (text) => {
  expect(commandOf(text)?.name).not.toBe('announce')
})

describe('what was announced', () => {
  test.each([
    '撤回刚才的通知',
    '把刚才那条通知撤回',
    '刚才的通知别发了',
    '撤回上一条公告',
    '通知撤回',
    '撤回剛才的通知',
  ])('is taken back by %s', (text) => expect(commandOf(text)).toEqual({ name: 'recall_announcement', args: {} }))

  test('is taken back by its number', () => {
    expect(commandOf('取消通知12')).toEqual({ name: 'recall_announcement', args: { number: '12' } })
  })

  test.each(['刚才的通知多少人看了', '通知发出去了吗', '看看通知情况', '通知有多少人收到了', '通知記錄'])(
    'is asked about by %s',
    (text) => expect(commandOf(text)?.name).toBe('announcements'),
  )

  test('is no matter that was told: 撤回 alone speaks of that', () => {
    expect(commandOf('撤回')?.name).toBe('withdraw')
    expect(commandOf('撤回刚才那条')?.name).toBe('withdraw')
  })
})

test.each([
  '活动文案',
  '给我一份活动宣传文案',
  '责任区活动怎么宣传',
  '有没有现成的宣传稿',
  '活动启动的倡议书',
  '活動文案',
])('%s asks for ready texts', (text) => expect(commandOf(text)).toEqual({ name: 'texts', args: {} }))

describe('words that address many are an announcement of whoever leads, and no order by themselves', () => {
  const addressedIn = (text: string) =>
    read({ text, sentAt: new Date('2026-11-18T10:00:00+08:00'), role: 'member' }).addressed
  test.each([
    ['各位党员:周五下午三点开会', 'members', '各位党员:周五下午三点开会'],
    ['各位黨員同志們：週五下午三點開會', 'members', '各位黨員同志們：週五下午三點開會'],
    ['尊敬的业主：明天上午停水', 'residents', '尊敬的业主：明天上午停水'],
    ['全体居民\n明天上午停水，请提前储水', 'residents', '全体居民\n明天上午停水，请提前储水'],
    ['周五开会，通知一下大家', 'members', '周五开会'],
    ['明天上午停水，麻烦告诉居民一声', 'residents', '明天上午停水'],
    ['周五下午两点开会。跟大家说一声', 'members', '周五下午两点开会'],
  ])('%s', (text, audience, words) => {
    expect(addressedIn(text)).toEqual({ name: 'announce', args: { audience, text: words } })
  })

  test.each(['通知大家', '各位邻居，路灯坏了', '3号楼灯修好了，告诉居民一下', '大家都说停车难', '今天通知了大家'])(
    '%s addresses nobody',
    (text) => {
      expect(addressedIn(text)).toBeNull()
    },
  )
})
