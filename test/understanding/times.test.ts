import { describe, expect, test } from 'vitest'
import { normalise } from '../../src/understanding/normalise.ts'
import { findTimes, tellTime } from '../../src/understanding/times.ts'

/** Wednesday 18 November 2026, 10:30. */
const now = { date: '2026-11-18', minutes: 630 }
const timeOf = (message: string, at = now): string | null => {
  const told = tellTime(findTimes(normalise(message).text, at))
  return told && `${told.date}${told.time ? ` ${told.time}` : ''}`
}

describe('findTimes', () => {
  test.each([
    ['昨晚灯就灭了', '2026-11-17'],
    ['昨天下午四点停的', '2026-11-17 16:00'],
    ['前天晚上十点一刻有人翻墙', '2026-11-16 22:15'],
    ['大前天报的', '2026-11-15'],
    ['坏了三天了', '2026-11-15'],
    ['垃圾五天没人收', '2026-11-13'],
    ['两天前就漏了', '2026-11-16'],
    ['停了一周了', '2026-11-11'],
    ['上周五下午', '2026-11-13'],
    ['上上周二开的会', '2026-11-03'],
    ['周一早上八点堵车', '2026-11-16 08:00'],
    ['礼拜天去的', '2026-11-15'],
    ['周五巡的', '2026-11-13'],
    ['上周走访', '2026-11-09'],
    ['周末清了河道', '2026-11-14'],
    ['11月5号下午三点半', '2026-11-05 15:30'],
    ['10月31日', '2026-10-31'],
    ['12月3号开过会', '2025-12-03'],
    ['16号下午三点开会', '2026-11-16 15:00'],
    ['25号去的', '2026-10-25'],
    ['上个月20号', '2026-10-20'],
    ['2026年9月1日', '2026-09-01'],
    ['今天上午九点', '2026-11-18 09:00'],
    ['刚才看见的', '2026-11-18'],
    ['早上7点20就堵了', '2026-11-18 07:20'],
    ['9点开始一直响', '2026-11-18 09:00'],
    ['7:10到8:00护学岗', '2026-11-18 07:10'],
    ['凌晨两点砸门', '2026-11-18 02:00'],
    ['昨夜12点多', '2026-11-17 00:00'],
    ['聽日之前，尋日已經報咗', '2026-11-17'],
    ['大年三十放炮', '2026-02-16'],
  ])('%s → %s', (message, expected) => {
    expect(timeOf(message)).toBe(expected)
  })

  test('takes the New Year of 2027 for the day that it was, though the new moon fell before midnight', () => {
    expect(timeOf('除夕值守', { date: '2027-02-07', minutes: 600 })).toBe('2027-02-05')
  })

  test.each([
    '明天下午三点再去',
    '下周二打疫苗',
    '每天晚上十一点敲墙',
    '天天半夜两点吵',
    '一点问题都没有',
    '有两点建议',
    '去年的事',
    '上个月就说了',
    '坏了半年了',
    '16号楼的灯',
    '周末愉快',
    '九点以后就没车',
    '文件〔2026〕18号',
  ])('%s tells no time', (message) => {
    expect(timeOf(message)).toBeNull()
  })
})
