import { describe, expect, test } from 'vitest'
import { readDayAhead } from '../../src/understanding/day-ahead.ts'
import { read } from '../../src/understanding/read.ts'

/** A Wednesday. */
const TODAY = '2026-11-18'
const sentAt = new Date(`${TODAY}T10:30:00+08:00`)
const readingOf = (text: string) => read({ text, sentAt, role: 'member' })

describe('an order with its case', () => {
  const code = 'A3-0017'
  test.each([
    ['问 A3-17 上报人：几单元几楼', 'ask', { text: '几单元几楼' }],
    ['A3-17 问一下上报人是几楼', 'ask', { text: '是几楼' }],
    ['A3-17 排到周五', 'schedule', { on: '2026-11-20' }],
    ['A3-17 定在下周三上午', 'schedule', { on: '2026-11-25' }],
    ['排期 A3-17 11月10号', 'schedule', { on: '2026-11-10' }],
    ['A3-17 转12345', 'refer', { body: '12345' }],
    ['A3-17 已转给供电局，周五再问', 'refer', { body: '供电局', on: '2026-11-20' }],
    ['转物业 A3-17', 'refer', { body: '物业' }],
    ['A3-17 12345单号 20261118001', 'refer', { body: '12345', number: '20261118001' }],
    ['A3-17 物业还没回', 'refer', { body: '物业' }],
    ['A3-17 物业回了：下周来修', 'back', { body: '物业', text: '下周来修' }],
    ['A3-17 退回：不是我们区', 'return', { text: '不是我们区' }],
    ['退回 A3-17 楼号不对', 'return', { text: '楼号不对' }],
    ['A3-17 办不了，没有配件', 'close_as', { end: 'answered_unresolved', text: '没有配件' }],
    ['A3-17 不属本区，归水务局', 'close_as', { end: 'not_ours', text: '归水务局' }],
    ['A3-17 和 A3-12 重复', 'close_as', { end: 'duplicate', other: 'A3-0012' }],
    ['重复 A3-17 A3-12', 'close_as', { end: 'duplicate', other: 'A3-0012' }],
    ['没好 A3-17，灯又灭了,还闪', 'not_good', { text: '灯又灭了，还闪' }],
    ['A3-17 延期到周五，等配件', 'extend', { on: '2026-11-20', text: '等配件' }],
    ['延期 A3-17 三天', 'extend', { on: '2026-11-21' }],
    ['同意延期 A3-17 到11月25日', 'approve', { on: '2026-11-25' }],
    ['A3-17 同意', 'approve', {}],
    ['不同意延期 A3-17，先修好', 'refuse', { text: '先修好' }],
    ['A3-17 都办好了', 'close', { text: '都办好了' }],
    ['A3-17 灯已换新', 'close', { text: '灯已换新' }],
    ['A3-17 修好了，换了灯泡', 'close', { text: '换了灯泡' }],
    ['A3-17 交给王秀英处理', 'handover', { person: '王秀英' }],
  ] as const)('%s', (text, name, args) => {
    expect(readingOf(text).understanding.command).toEqual({ name, args: { code, ...args } })
  })
})

describe('the same, where the case is told otherwise', () => {
  test.each([
    ['问一下上报人：几楼', 'ask', { text: '几楼' }],
    ['排到周五', 'schedule', { on: '2026-11-20' }],
    ['周五', 'schedule', { on: '2026-11-20' }],
    ['转供电局', 'refer', { body: '供电局' }],
    ['单号 20261118001', 'refer', { number: '20261118001' }],
    ['还没回', 'refer', {}],
    ['上报人回了：是2单元', 'back', { body: '上报人', text: '是2单元' }],
    ['退回：不是我们区', 'return', { text: '不是我们区' }],
    ['不归我们管', 'close_as', { end: 'not_ours' }],
    ['重复 A3-0012', 'close_as', { end: 'duplicate', other: 'A3-0012' }],
    ['延期到周五，等配件', 'extend', { on: '2026-11-20', text: '等配件' }],
    ['同意', 'approve', {}],
    ['不同意', 'refuse', {}],
    ['都办好了', 'close', { text: '都办好了' }],
    ['垃圾清运完毕', 'close', { text: '垃圾清运完毕' }],
    ['转给老王', 'handover', { person: '老王' }],
  ] as const)('%s', (text, name, args) => {
    expect(readingOf(text).bareOrder).toEqual({ name, args })
  })

  test.each(['灯还没修好', '灯修好了吗', '处理好了没有', '电梯坏了', '3号楼2单元漏水', '谢谢'])(
    '%s orders nothing',
    (text) => {
      expect(readingOf(text).bareOrder).toBeNull()
      expect(readingOf(text).understanding.command).toBeNull()
    },
  )
})

describe('a day that is planned', () => {
  test.each([
    ['今天', '2026-11-18'],
    ['后天上午去修', '2026-11-20'],
    ['大后天', '2026-11-21'],
    ['周三', '2026-11-18'],
    ['周一', '2026-11-23'],
    ['本周一', '2026-11-16'],
    ['下周一', '2026-11-23'],
    ['下下周一', '2026-11-30'],
    ['周末', '2026-11-21'],
    ['25号', '2026-11-25'],
    ['5号', '2026-12-05'],
    ['下月5号', '2026-12-05'],
    ['月底', '2026-11-30'],
    ['11月10日', '2026-11-10'],
    ['1月5日', '2027-01-05'],
    ['2026-12-01', '2026-12-01'],
    ['12/1', '2026-12-01'],
    ['三天后', '2026-11-21'],
    ['两周', '2026-12-02'],
    ['昨天', '2026-11-17'],
  ])('%s is %s', (text, date) => {
    expect(readDayAhead(text, TODAY)?.date).toBe(date)
  })

  test.each(['等配件', '2月30日', '3号楼的灯', '两年以后', ''])('%s is none', (text) => {
    expect(readDayAhead(text, TODAY)).toBeNull()
  })

  test('leaves the words beside it', () => {
    expect(readDayAhead('到周五,等配件', TODAY)?.rest).toBe('等配件')
    expect(readDayAhead('等配件,延到11月25日前', TODAY)?.rest).toBe('等配件')
  })

  test('29 February is a day of leap years only', () => {
    expect(readDayAhead('2月29日', '2028-02-01')?.date).toBe('2028-02-29')
    expect(readDayAhead('2月29日', '2027-02-01')).toBeNull()
  })
})
