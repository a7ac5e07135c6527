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
