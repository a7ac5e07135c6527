/** Resident talks, as secretaries tell of them: one to come, what was heard, what came of it. */
import { describe, expect, test } from 'vitest'
import { readCommand } from '../../src/understanding/commands.ts'
import { normalise } from '../../src/understanding/normalise.ts'
import { read } from '../../src/understanding/read.ts'
import { mattersHeard } from '../../src/understanding/talk-orders.ts'

/** A Wednesday. */
const NOW = { date: '2026-11-18', minutes: 600 }
const commandOf = (text: string) => readCommand(normalise(text).text, NOW)

describe('a talk to come', () => {
  test.each([
    ['下周五晚上七点在活动室开恳谈会，聊停车', '2026-11-27', '19:00', '活动室', '停车'],
    ['下周五晚上七點在活動室開懇談會，聊停車', '2026-11-27', '19:00', '活动室', '停车'],
    [
      '定于12月3日下午2点在党群服务中心召开民情恳谈会，主题是楼道充电',
      '2026-12-03',
      '14:00',
      '党群服务中心',
      '楼道充电',
    ],
    ['恳谈会定在周五晚上七点，活动室，聊停车', '2026-11-20', '19:00', '活动室', '停车'],
    ['明晚七点在大榕树下请居民恳谈，听听修路的意见', '2026-11-19', '19:00', '大榕树下', '修路'],
  ])('%s', (text, on, at, place, topic) => {
    expect(commandOf(text)).toEqual({ name: 'hold_talk', args: { on, at, place, text: topic } })
  })

  test('of one zone', () => {
    expect(commandOf('周六上午九点半3号楼开居民恳谈会，地点物业门口，议题加装电梯')).toEqual({
      name: 'hold_talk',
      args: { on: '2026-11-21', at: '09:30', place: '物业门口', text: '加装电梯', zone: '3号楼' },
    })
  })

  test('without an hour, or without a place, which is then asked for', () => {
    expect(commandOf('下周五在活动室开恳谈会')).toEqual({
      name: 'hold_talk',
      args: { on: '2026-11-27', place: '活动室' },
    })
    expect(commandOf('明晚七点开恳谈会，聊停车')).toEqual({
      name: 'hold_talk',
      args: { on: '2026-11-19', at: '19:00', text: '停车' },
    })
  })
})

test.each([
  '今天上午九点在活动室开恳谈会，聊停车',
  '周五恳谈，话题是停车',
  '昨晚民情恳谈会来了三十多位，集中反映公交末班车太早',
  '下月初打算开个恳谈会听听停车的意见，时间等通知',
  '周五恳谈夜，二十来户坐一圈，话题是楼道换窗',
  '恳谈会大家主要抱怨停车，晚上九点后根本没位置',
  '民情恳谈会这个月放在哪天，要不要通知到每栋楼长？',
  '上周五恳谈会记录：职工盼开哺乳间两间',
  '民情恳谈会散了',
  '明天的恳谈会我参加不了',
  '下周五恳谈会在哪里开',
  '下周五的恳谈会没人通知我',
])('%s announces none', (text) => {
  expect(commandOf(text)?.name).not.toBe('hold_talk')
})

describe('what was heard', () => {
  test.each([
    '恳谈会记录：停车位太少；想要晾衣架',
    '居民恳谈会纪要：停车位太少。想要晾衣架',
    '记一下今天的恳谈会：停车位太少\n想要晾衣架',
    '恳谈会记录如下：1.停车位太少 2.想要晾衣架',
    '懇談會記錄：一、停車位太少；二、想要晾衣架',
    '恳谈会记录：\n1. 停车位太少\n2. 想要晾衣架',
  ])('%s', (text) => {
    const matters = ['停车位太少', '想要晾衣架'].map((words) => ({ text: words, promised: false }))
    expect(commandOf(text)).toEqual({ name: 'talk_record', args: { matters } })
  })

  test('a promise is told from the rest, with its day', () => {
    expect(mattersHeard('停车位太少;楼道灯坏了,我们答应周五前修好;狗太多,支部承诺尽快想办法', NOW.date)).toEqual([
      { text: '停车位太少', promised: false },
      { text: '楼道灯坏了，我们答应周五前修好', promised: true, on: '2026-11-20' },
      { text: '狗太多，支部承诺尽快想办法', promised: true },
    ])
    expect(commandOf('恳谈会上我们答应周五前装灯')).toEqual({
      name: 'talk_record',
      args: { matters: [{ text: '我们答应周五前装灯', promised: true, on: '2026-11-20' }] },
    })
  })

  test('a promise is read as a matter of its own: its kind and its place', () => {
    const text = '恳谈会记录：停车难；3号楼2单元楼道灯坏了，我们答应周五前修好'
    const { command } = read({ text, sentAt: new Date('2026-11-18T10:00:00+08:00'), role: 'member' }).understanding
    expect(command?.args.matters?.[1]).toMatchObject({ category: 'facility', place: { building: '3', unit: '2' } })
    expect(command?.args.matters?.[0]).toEqual({ text: '停车难', promised: false })
  })
})

test.each([
  ['公布恳谈结果', 'talk_result'],
  ['把恳谈会结果公布出去', 'talk_result'],
  ['公示这次恳谈会的办理情况', 'talk_result'],
  ['公佈懇談結果', 'talk_result'],
  ['取消恳谈会', 'cancel_talk'],
  ['恳谈会不开了', 'cancel_talk'],
  ['取消恳谈会2', 'cancel_talk'],
  ['恳谈会安排', 'talks'],
  ['看看恳谈会情况', 'talks'],
])('%s is %s', (text, name) => {
  expect(commandOf(text)?.name).toBe(name)
})

test('what came of it may be told in own words', () => {
  expect(commandOf('公布恳谈会结果：停车位已划线')).toEqual({ name: 'talk_result', args: { text: '停车位已划线' } })
})

test.each([
  ['1、停车难；2、电梯老坏'],
  ['(1)停车难 (2)电梯老坏'],
  ['①停车难②电梯老坏'],
  ['第1条 停车难\n第2条 电梯老坏'],
  ['第1点停车难\n第2点电梯老坏'],
  ['第一条意见：停车难，第二条意见：电梯老坏'],
  ['一、停车难\n二、电梯老坏'],
])('what numbers the items is none of what was heard: %s', (list) => {
  const { command } = read({
    text: `恳谈记录：${list}`,
    sentAt: new Date('2026-11-18T10:00:00+08:00'),
    role: 'member',
  }).understanding
  expect(command?.args.matters?.map(({ text }) => text)).toEqual(['停车难', '电梯老坏'])
})
