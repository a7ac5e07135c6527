/** Going away, coming back, and giving everything to another, as people say it to the bot. */
import { describe, expect, test } from 'vitest'
import { readCommand } from '../../src/understanding/commands.ts'
import { readLeaveDays } from '../../src/understanding/leave-days.ts'
import { normalise } from '../../src/understanding/normalise.ts'

/** A Wednesday. */
const NOW = { date: '2026-11-18', minutes: 600 }
const commandOf = (text: string) => readCommand(normalise(text).text, NOW)

describe('leave, its days and who stands in', () => {
  test.each([
    ['我下周出差，老王代', { person: '老王', from: '2026-11-23', to: '2026-11-29' }],
    ['我明天后天出差，老王代', { person: '老王', from: '2026-11-19', to: '2026-11-20' }],
    ['我明天到后天出差，老王代', { person: '老王', from: '2026-11-19', to: '2026-11-20' }],
    ['明后两天请假，老王代', { person: '老王', from: '2026-11-19', to: '2026-11-20' }],
    ['下周我出差，由李敏代班', { person: '李敏', from: '2026-11-23', to: '2026-11-29' }],
    ['我下周去北京出差，有事找李敏', { person: '李敏', from: '2026-11-23', to: '2026-11-29' }],
    ['请假3天，事情找小李', { person: '小李', from: '2026-11-18', to: '2026-11-20' }],
    ['请假三天，我的事都交给老王', { person: '老王', from: '2026-11-18', to: '2026-11-20' }],
    ['我明天请一天假', { from: '2026-11-19', to: '2026-11-19' }],
    ['想请2天假，家里有事', { from: '2026-11-18', to: '2026-11-19' }],
    ['请假', {}],
    ['我住院了，王师傅替我几天', { person: '王师傅' }],
    ['我从明天起休假，老王替我', { person: '老王', from: '2026-11-19' }],
    ['我周五到下周二外出，李敏(B2)负责', { person: '李敏(B2)', from: '2026-11-20', to: '2026-11-24' }],
    ['我明天有事，老王顶一下', { person: '老王', from: '2026-11-19', to: '2026-11-19' }],
    ['11月25号到27号我不在，麻烦小李照看一下', { person: '小李', from: '2026-11-25', to: '2026-11-27' }],
    ['下个月休年假', { from: '2026-12-01', to: '2026-12-31' }],
    ['下周出差', { from: '2026-11-23', to: '2026-11-29' }],
    ['本周六有事去沈阳，请假一天', { from: '2026-11-21', to: '2026-11-21' }],
    ['请假到周五，老母亲住院', { from: '2026-11-18', to: '2026-11-20' }],
    ['请假三天，送孩子去大学报到，小李代', { person: '小李', from: '2026-11-18', to: '2026-11-20' }],
    ['我請假兩天，老王代', { person: '老王', from: '2026-11-18', to: '2026-11-19' }],
  ])('%s', (text, args) => {
    expect(commandOf(text)).toEqual({ name: 'leave', args })
  })

  test.each([
    '3号楼的王奶奶住院了',
    '今天外出巡查了一圈',
    '明天开会',
    '物业经理请假了，3号楼垃圾没人清',
    '5号楼电梯三天不在服务区',
    '老王请假了',
    '老王病了，请假三天',
    '物业没人，请假了，3号楼垃圾没人清',
    '门卫请假两天，大门敞着怎么办',
    '门卫晚上不在，随便进出',
    '昨天出差的邻居家漏水了',
  ])('%s is none', (text) => {
    expect(commandOf(text)?.name).not.toBe('leave')
  })
})

describe('leave of another, as who leads tells it', () => {
  test.each([
    ['老王下周休假，老李代', { whom: '老王', person: '老李', from: '2026-11-23', to: '2026-11-29' }],
    ['给王秀兰请三天假', { whom: '王秀兰', from: '2026-11-18', to: '2026-11-20' }],
    ['给王秀兰请三天假，我代', { whom: '王秀兰', person: '我', from: '2026-11-18', to: '2026-11-20' }],
    ['明天给老王请一天假', { whom: '老王', from: '2026-11-19', to: '2026-11-19' }],
    ['帮佟丽从下周一起请三天假，由李敏代班', { whom: '佟丽', person: '李敏', from: '2026-11-23', to: '2026-11-25' }],
    ['王秀兰请假三天', { whom: '王秀兰', from: '2026-11-18', to: '2026-11-20' }],
    ['王秀兰同志从明天起休假', { whom: '王秀兰', from: '2026-11-19' }],
    ['李敏(A3)明天请假', { whom: '李敏(A3)', from: '2026-11-19', to: '2026-11-19' }],
    ['老王住院了，李敏代', { whom: '老王', person: '李敏' }],
    ['老王下周出差,事情找小李', { whom: '老王', person: '小李', from: '2026-11-23', to: '2026-11-29' }],
    ['给王小明请三天假', { whom: '王小明', from: '2026-11-18', to: '2026-11-20' }],
    ['给马向前明天请一天假', { whom: '马向前', from: '2026-11-19', to: '2026-11-19' }],
    ['万一鸣请两天假', { whom: '万一鸣', from: '2026-11-18', to: '2026-11-19' }],
    ['給王秀蘭請三天假', { whom: '王秀兰', from: '2026-11-18', to: '2026-11-20' }],
  ])('%s', (text, args) => {
    expect(commandOf(text)).toEqual({ name: 'leave', args })
  })

  test.each(['王大爷明天住院', '老王下周出差', '王家里没水三天了', '张奶奶家下周没人，门锁坏了', '石阶下周修好'])(
    '%s is none',
    (text) => {
      expect(commandOf(text)?.name).not.toBe('leave')
    },
  )

  test.each([
    ['老王回来了', '老王'],
    ['王秀兰销假', '王秀兰'],
    ['李小刚回来了', '李小刚'],
    ['给王秀兰销假', '王秀兰'],
    ['老王已经回来上班了', '老王'],
    ['王秀兰休假结束了', '王秀兰'],
    ['取消老王的请假', '老王'],
    ['李敏(A3)不请假了', '李敏(A3)'],
  ])('back: %s', (text, whom) => {
    expect(commandOf(text)).toEqual({ name: 'return_to_work', args: { whom } })
  })
})

describe('being back', () => {
  test.each([
    '销假',
    '销假，回来了',
    '我回来了',
    '我已经回来上班了',
    '提前返岗',
    '我不请假了',
    '取消请假',
    '我今天上班了',
  ])('%s', (text) => {
    expect(commandOf(text)).toEqual({ name: 'return_to_work', args: {} })
  })

  test.each(['物业回来了', '水回来了', '电梯恢复运行了', '小偷又回来了', '小偷回来了', '小狗回来了'])(
    '%s is something else',
    (text) => {
      expect(commandOf(text)?.name).not.toBe('return_to_work')
    },
  )
})

describe('handing over', () => {
  test.each([
    ['我的事都交给老王', { person: '老王', all: true }],
    ['把我手上的事全部移交给李敏', { person: '李敏', all: true }],
    ['我名下的案件都转给王师傅处理', { person: '王师傅', all: true }],
    ['都交给老王吧', { person: '老王', all: true }],
    ['我的事都交给', { all: true }],
    ['交接给王芳', { person: '王芳' }],
    ['A3-17 转给老王', { code: 'A3-0017', person: '老王' }],
  ])('%s', (text, args) => {
    expect(commandOf(text)).toEqual({ name: 'handover', args })
  })
})

describe('days of a leave', () => {
  test.each([
    ['到周五', '2026-11-18', '2026-11-20'],
    ['明天到月底', '2026-11-19', '2026-11-30'],
    ['25号到1月底', '2026-11-25', '2027-01-31'],
    ['星期五到下星期二', '2026-11-20', '2026-11-24'],
    ['这周', '2026-11-18', '2026-11-22'],
    ['下周一到周三', '2026-11-23', '2026-11-25'],
    ['一周', '2026-11-18', '2026-11-24'],
    ['半个月', '2026-11-18', '2026-12-02'],
    ['半天', '2026-11-18', '2026-11-18'],
    ['下周一起三天', '2026-11-23', '2026-11-25'],
    ['大后天', '2026-11-21', '2026-11-21'],
    ['12月30号到1月2号', '2026-12-30', '2027-01-02'],
    ['28日至3日', '2026-11-28', '2026-12-03'],
    ['从下周一开始', '2026-11-23', undefined],
    ['11.20-11.22', '2026-11-20', '2026-11-22'],
    ['家里有事', undefined, undefined],
    ['2月30号', undefined, undefined],
  ])('%s', (text, from, to) => {
    const days = readLeaveDays(text, NOW)
    expect([days.from, days.to]).toEqual([from, to])
  })
})
