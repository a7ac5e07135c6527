/** Bare words by which a matter is taken on: 接单, 我来, 到场了. */
import { describe, expect, test } from 'vitest'
import { read } from '../../src/understanding/read.ts'
import { messageOf, type Who } from './facts.ts'
import { World } from './world.ts'

function speaker(world: World) {
  return (who: Who, text: string): string[] => {
    const role = who === 'resident' ? ('resident' as const) : ('member' as const)
    const reading = read({ text, sentAt: world.now, role })
    return world.happens(who, { type: 'message', message: messageOf([{ type: 'text', text }]), reading })
  }
}

function told(...matters: readonly string[]) {
  const world = new World()
  const says = speaker(world)
  for (const matter of matters) {
    says('resident', matter)
    says('resident', '对')
  }
  return { world, says }
}

const LAMP = '3号楼2单元楼道灯坏了两天了'
const FIRE = '3号楼着火了，烟很大'

describe('of what somebody was told besides', () => {
  test.each([
    ['li', '接单', 'accepted'],
    ['li', '我来', 'accepted'],
    ['zhao', '接单', 'accepted'],
    ['zhou', '接单', 'accepted'],
    ['li', '到场了', 'in_progress'],
  ] as const)('%s takes on the only alarm by %s, before it is confirmed', (who, text, state) => {
    const { world, says } = alarmed()
    says(who, text)
    expect(world.case('A3-0001')).toMatchObject({ state, handlerId: who })
  })

  test('the secretary takes on the only matter that nobody has taken on', () => {
    const { world, says } = told(LAMP)
    says('zhao', '接单')
    expect(world.case('A3-0001')).toMatchObject({ state: 'accepted', handlerId: 'zhao' })
  })

  test('which of several is asked', () => {
    const { world, says } = told(LAMP, '1号楼门口垃圾没人清')
    expect(says('zhao', '接单')[0]).toContain('您说的是哪一件？')
    says('zhao', '第二个')
    expect(world.cases.filter((c) => c.state === 'accepted')).toHaveLength(1)
  })

  test('what endangers somebody goes first, then what lies with the sender', () => {
    const { world, says } = told(LAMP)
    says('wang', FIRE)
    says('zhou', '接单')
    expect(world.cases.map((c) => [c.category, c.state])).toEqual([
      ['facility', 'new'],
      ['fire', 'accepted'],
    ])
    says('zhou', '接单')
    expect(world.case('A3-0001').state).toBe('accepted')
  })

  test('nothing is taken on that somebody else has taken on already', () => {
    const { world, says } = alarmed()
    says('zhou', '接单')
    expect(says('li', '接单')[0]).toContain('没有可以认领的事')
    expect(world.case('A3-0001').handlerId).toBe('zhou')
  })

  test('nobody takes on what they were not told of', () => {
    const { world, says } = alarmed()
    for (const who of ['wang', 'helper', 'resident'] as const) says(who, '接单')
    expect(world.case('A3-0001').state).toBe('draft')
  })
})

function alarmed() {
  const world = new World()
  const says = speaker(world)
  says('wang', FIRE)
  return { world, says }
}

describe('without a code', () => {
  test.each([
    ['接单', 'accepted'],
    ['我来', 'accepted'],
    ['我来处理', 'accepted'],
    ['认领', 'accepted'],
    ['到场了', 'in_progress'],
    ['我到现场了', 'in_progress'],
  ] as const)('%s takes on the only matter that waits for it', (text, state) => {
    const { world, says } = told(LAMP)
    says('zhou', text)
    expect(world.case('A3-0001')).toMatchObject({ state, handlerId: 'zhou' })
  })

  test('one of several is asked about once', () => {
    const { world, says } = told(LAMP, '1号楼门口垃圾没人清')
    expect(says('zhou', '接单')[0]).toContain('A3-0002')
    says('zhou', 'A3-0002')
    expect(world.cases.map((c) => c.state)).toEqual(['new', 'accepted'])
  })

  test('what is taken on already is not meant', () => {
    const { world, says } = told(LAMP, '1号楼门口垃圾没人清')
    says('zhou', '认领 A3-0001')
    says('zhou', '接单')
    expect(world.cases.map((c) => c.state)).toEqual(['accepted', 'accepted'])
  })
})
