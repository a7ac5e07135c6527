/** Asking who answers for a place, and what only sounds like it. */
import { describe, expect, test } from 'vitest'
import { read } from '../../src/understanding/read.ts'

const intentOf = (text: string) =>
  read({ text, sentAt: new Date('2026-11-18T10:30:00+08:00'), role: 'resident' }).understanding.intent

describe('who answers for a place is a question', () => {
  test.each([
    '3号楼谁负责',
    '谁负责3号楼？',
    '誰負責3號樓',
    '3号楼归谁管',
    '请问三号楼现在由谁负责呢',
    '哪位党员管3号楼',
    '谁是3号楼的责任人',
    '我们楼的党员是谁',
    '我们这栋楼谁管',
  ])('%s', (text) => {
    expect(intentOf(text)).toBe('enquiry')
  })
})

test.each(['3号楼的灯坏了谁负责修', '3号楼垃圾没人管，谁来管管'])('%s tells a matter', (text) => {
  expect(intentOf(text)).toBe('report')
})
