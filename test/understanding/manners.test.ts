import { describe, expect, test } from 'vitest'
import { mayMean } from '../../src/understanding/manners.ts'
import { see } from '../../src/understanding/see.ts'
import { HALVES, mannerFigures, readManners, recordedManners } from '../eval/manners.ts'

/** One message more or less says nothing. */
const MAY_FALL_MESSAGES = 1

describe.each(HALVES)('of messages meant otherwise than their words, in the %s half,', (half) => {
  const cases = readManners(half)
  const figures = mannerFigures(cases)

  test.each(Object.entries(recordedManners()[half] ?? {}))(
    '%s is read as it is meant, at least %i times',
    (manner, before) => {
      const listed = half === 'honest' ? [] : cases.filter((c) => c.manner === manner && c.wrong.length > 0)
      const errors = listed.map(({ message, wrong }) => `${message.text}: ${wrong.join(', ')}`).join('\n')
      expect(figures[manner]?.right ?? 0, errors).toBeGreaterThanOrEqual(before - MAY_FALL_MESSAGES)
    },
  )
})

test('each manner has 25 messages, and every one has its floor', () => {
  const counts: Record<string, number> = {}
  for (const { manner } of HALVES.flatMap(readManners)) counts[manner] = (counts[manner] ?? 0) + 1
  const manners = ['negation', 'plan', 'quote', 'retraction', 'hypothetical', 'sarcasm', 'thanks']
  expect(counts).toEqual(Object.fromEntries(manners.map((manner) => [manner, 25])))
  for (const half of HALVES) expect(Object.keys(recordedManners()[half] ?? {}).sort()).toEqual([...manners].sort())
})

describe('what a message can mean by its structure', () => {
  const sentAt = new Date('2026-11-21T19:05:00+08:00')
  const of = (text: string, role: 'member' | 'resident') => mayMean(see({ text, sentAt, role }).told)

  test.each([
    ['a plan of work is not work done', 'member', '明天去走访几户独居老人', ['enquiry', 'command', 'chat']],
    ['work done with a plan behind it may be reported', 'member', '今天走访了三户,明天继续', 'all'],
    ['a fault beside a plan may be reported', 'member', '明天去巡查,三号楼的灯坏了', 'all'],
    ['thanks for a result are no report', 'resident', '灯修好了,谢谢', ['enquiry', 'command', 'chat']],
    ['thanks with a request may be one', 'resident', '修好了谢谢,麻烦再派人看看水管', 'all'],
    ['a fault behind thanks is what was meant', 'resident', '谢谢,不过门禁还是坏的', ['report', 'enquiry']],
    ['what was sent is taken back by an order', 'resident', '麻烦把刚才那条撤了', ['command']],
    ['what somebody else cancelled is told, not ordered', 'resident', '物业把我的报修单子取消了,没人管', 'all'],
    ['what is cancelled need not be a message', 'resident', '门口那条线的公交取消了', 'all'],
    ['whether it is taken back may be asked', 'resident', '我的投诉撤了吗', 'all'],
  ] as const)('%s', (_, role, text, expected) => {
    const all = ['report', 'enquiry', 'command', 'chat']
    expect(of(text, role)).toEqual(expected === 'all' ? all : expected)
  })
})
