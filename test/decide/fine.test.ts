/** 好 with the code of a matter: a verdict where its reporter is asked for one, else a question. */
import { describe, expect, test } from 'vitest'
import { read } from '../../src/understanding/read.ts'
import { NOW, said, type Who } from './facts.ts'
import { World } from './world.ts'

function says(world: World, who: Who, text: string): string[] {
  return world.happens(who, said(text, read({ text, sentAt: NOW, role: who === 'resident' ? 'resident' : 'member' })))
}

/** A lamp, told by 王, in the hands of 周. */
function lamp(): World {
  const world = new World()
  says(world, 'wang', '3号楼2单元楼道灯坏了两天了')
  world.taps('wang', '对')
  return world.after(30)
}

function lampDone(): World {
  const world = lamp()
  says(world, 'zhou', '办结 A3-0001 灯已换新')
  return world
}

describe('of its reporter', () => {
  test.each([
    'A3-0001 好',
    'A3-0001好',
    'A3-0001 好的',
    'A3-0001，很好，谢谢',
    '好 A3-0001',
    '好的 A3-0001',
    'A3-0001 滿意',
    'A3-0001 好了，谢谢你们',
  ])('%s: is the verdict that was asked for', (text) => {
    const world = lampDone()
    expect(says(world, 'wang', text)).toEqual(['wang: 谢谢，A3-0001 记为办好了。'])
    expect(world.case('A3-0001')).toMatchObject({ state: 'resolved', satisfied: true })
  })

  test.each(['A3-0001 不好', 'A3-0001 没好', '不满意 A3-0001'])('%s: it goes on', (text) => {
    const world = lampDone()
    expect(says(world, 'wang', text)[0]).toContain('重新办理')
    expect(world.case('A3-0001').satisfied).toBe(false)
  })

  test('is asked about before the end, and changes nothing', () => {
    const world = lamp()
    expect(says(world, 'wang', 'A3-0001 好')).toEqual(['wang: A3-0001 还没办结。您看到已经好了，请说：好了 A3-0001。'])
    expect(world.case('A3-0001')).toMatchObject({ satisfied: null })
  })

  test('shows how it stands once it was said', () => {
    const world = lampDone()
    says(world, 'wang', 'A3-0001 好')
    expect(says(world, 'wang', 'A3-0001 好')[0]).toContain('已解决')
  })
})

describe('of somebody else', () => {
  test('is asked about where it may take the matter on, or mean that it is done', () => {
    const world = lamp()
    expect(says(world, 'zhou', '好的 A3-0001')).toEqual([
      'zhou: 要接手，请说：认领 A3-0001。办好了，请说：办结 A3-0001，再加一句做了什么。',
    ])
    says(world, 'zhou', '认领 A3-0001')
    expect(says(world, 'zhou', '好的 A3-0001')[0]).toBe('zhou: 办好了，请说：办结 A3-0001，再加一句做了什么。')
    expect(world.case('A3-0001').state).toBe('accepted')
  })

  test('is asked about where a second person was to look', () => {
    const world = lampDone()
    expect(says(world, 'li', 'A3-0001 好')).toEqual([
      'li: 您去看过了吗？好了请说：好了 A3-0001。没好请说：没好 A3-0001。',
    ])
    expect(world.case('A3-0001').state).toBe('to_verify')
  })

  test('shows how it stands to whoever has nothing to say of it', () => {
    const world = lampDone()
    expect(says(world, 'zhou', 'A3-0001 好')[0]).toContain('A3-0001')
    expect(world.case('A3-0001')).toMatchObject({ state: 'to_verify', satisfied: null })
  })

  test('tells nobody of a matter that is not theirs to see', () => {
    const world = new World()
    says(world, 'resident', '东门口堆了垃圾')
    world.taps('resident', '对')
    expect(says(world, 'resident', 'A3-0009 好')[0]).toContain('A3-0009')
  })
})
