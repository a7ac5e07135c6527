import { describe, expect, test } from 'vitest'
import { read } from '../../src/understanding/read.ts'

const sentAt = new Date('2026-11-18T09:30:00+08:00')

describe('what has stopped', () => {
  test.each([
    ['3号楼电梯停了', 'open'],
    ['楼道灯停了，晚上看不见', 'open'],
    ['小区的喷泉停了没人管', 'open'],
    ['隔壁装修的声音停了', 'handled'],
    ['3号楼漏水已经停了', 'handled'],
  ])('%s is %s', (text, state) => {
    const { records } = read({ text, sentAt, role: 'member' }, 'Asia/Shanghai').understanding
    expect(records[0]).toMatchObject({ state })
  })
})
