import { describe, expect, test } from 'vitest'
import type { MessagePart } from '../../src/channels/channel.ts'
import { read } from '../../src/understanding/read.ts'
import { messageOf, NOW, said, type Who } from './facts.ts'
import { World } from './world.ts'

const says = (world: World, who: Who, text: string) =>
  world.happens(who, said(text, read({ text, sentAt: NOW, role: who === 'resident' ? 'resident' : 'member' })))

const codes = (world: World) => world.cases.map((c) => c.code)

describe('in the ten minutes after an emergency', () => {
  test.each(['在小广场北边', '火已经灭了', '里面还有两个老人', '3号楼着火了，快来人', '火是从2单元的厨房烧起来的'])(
    '%s joins it, and those alarmed hear it once',
    (text) => {
      const world = new World()
      says(world, 'wang', '3号楼着火了，快来人')
      const told = says(world.after(2), 'wang', text)
      expect(codes(world)).toEqual(['A3-0001'])
      expect(world.case('A3-0001').text).toContain(text)
      expect(told.filter((line) => line.startsWith('zhou: 突发 A3-0001'))).toHaveLength(1)
      expect(told.filter((line) => line.startsWith('zhao: 突发 A3-0001'))).toHaveLength(1)
      expect(told.some((line) => line.startsWith('wang: '))).toBe(true)
    },
  )

  test('so does what is told after 对, and when somebody is on the way', () => {
    const world = new World()
    says(world, 'wang', '3号楼着火了，快来人')
    says(world, 'wang', '对')
    expect(says(world.after(1), 'wang', '在小广场北边')).toContain('wang: 收到，已补进 A3-0001，并告诉了已通知的人。')
    says(world, 'zhou', '认领 A3-0001')
    expect(says(world.after(1), 'wang', '火已经灭了').some((line) => line.startsWith('zhao: 突发 A3-0001'))).toBe(true)
    expect(codes(world)).toEqual(['A3-0001'])
    expect(world.case('A3-0001')).toMatchObject({ state: 'accepted' })
  })

  test.each(['5号楼也着火了，快来人', '2号楼门口垃圾没人清', '1号楼井盖破了'])('%s is a case of its own', (text) => {
    const world = new World()
    says(world, 'wang', '3号楼着火了，快来人')
    says(world.after(2), 'wang', text)
    expect(codes(world)).toHaveLength(2)
  })

  test('a place in another zone alarms those who answer for it', () => {
    const world = new World()
    says(world, 'resident', '着火了，快来人')
    const told = says(world.after(1), 'resident', '在5号楼')
    expect(told.filter((line) => line.startsWith('wang: 突发'))).toEqual([
      expect.stringContaining('突发 W-0001：'),
      expect.stringContaining('[认领]'),
    ])
  })

  test('the sender reads that it was passed on, and is asked nothing', () => {
    const world = new World()
    says(world, 'wang', '3号楼着火了，快来人')
    expect(says(world.after(1), 'wang', '里面还有两个老人').at(-1)).toBe(
      'wang: 收到，已补进 A3-0001，并告诉了已通知的人。',
    )
    expect(world.taps('wang', '对').at(-1)).toContain('[已确认]')
  })

  test('later, and by others, it is a case of its own', () => {
    const world = new World()
    says(world, 'wang', '3号楼着火了，快来人')
    says(world.after(1), 'li', '里面还有两个老人，着火了')
    says(world.after(11), 'wang', '3号楼着火了，快来人')
    expect(codes(world)).toHaveLength(3)
  })
})

test('a place of the map stands on the card', () => {
  const world = new World()
  says(world, 'zhou', '路灯坏了两天了')
  const pin: MessagePart = { type: 'location', latitude: 30, longitude: 120, datum: 'GCJ-02', label: '幸福路12号' }
  const told = world.happens('zhou', { type: 'message', message: messageOf([pin]), reading: null })
  expect(told).toHaveLength(1)
  expect(told[0]).toContain('幸福路12号')
  expect(world.cases[0]?.place?.text).toBe('幸福路12号')
})

describe('those alarmed', () => {
  const fire = () => {
    const world = new World()
    says(world, 'wang', '3号楼着火了，快来人')
    return world
  }

  test('do not get the card of the case again when it is confirmed', () => {
    expect(fire().taps('wang', '对')).toEqual([expect.stringContaining('wang: 已记下')])
  })

  test('get the card of another report of the same danger, without another alarm', () => {
    const world = fire()
    says(world.after(1), 'li', '3号楼着火了，快来人')
    const told = world.taps('li', '对')
    expect(told.filter((line) => line.startsWith('zhou'))).toEqual([expect.stringContaining('新事件 A3-0002')])
  })

  test('take it on with one tap, and all others hear who did', () => {
    const world = fire()
    const told = world.taps('li', '认领')
    expect(told.filter((line) => line.includes('接手了'))).toEqual([
      'zhao: 突发 A3-0001（3号楼着火了）由责任区党员 李敏接手了。',
      'zhou: 突发 A3-0001（3号楼着火了）由责任区党员 李敏接手了。',
    ])
    expect(world.case('A3-0001')).toMatchObject({ state: 'accepted', handlerId: 'li' })
    expect(world.taps('zhou', '认领')[0]).toContain('已受理')
    expect(world.case('A3-0001').handlerId).toBe('li')
  })
})
