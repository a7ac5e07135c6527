import { expect, test } from 'vitest'
import { readLastDayAhead } from '../../src/understanding/day-ahead.ts'

test.each([
  ['明天上午停水', '2026-11-19'],
  ['周五下午两点在活动室开会', '2026-11-20'],
  ['下周一至周三停电', '2026-11-25'],
  ['11月20日到22日接种', '2026-11-22'],
  ['12月3日前交表,12月1日开会', '2026-12-03'],
  ['本月底前请清理楼道', '2026-11-30'],
  ['请大家不要飞线充电', null],
  ['昨天的通知作废', null],
  ['从明天起每天打扫', null],
])('the last of the days that a text of 18 November tells: %s → %s', (text, last) => {
  expect(readLastDayAhead(text, '2026-11-18')).toBe(last)
})
