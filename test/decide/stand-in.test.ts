/** While a handler is away: who hears what becomes of a matter in their hands, and whose it is when they are back. */
import { describe, expect, test } from 'vitest'
import { read } from '../../src/understanding/read.ts'
import { messageOf, type Who } from './facts.ts'
import { World } from './world.ts'

const LAMP = '3号楼2单元楼道灯坏了两天了'

/** A lamp told by somebody, in the hands of 周建国, who is away for three days; 王秀英 stands in. */
function lampWhileAway({ accepted = true, cover = '，王秀英代' } = {}) {
  const world = new World()
  const says = (who: Who, text: string) => {
    const role = who === 'resident' ? ('resident' as const) : ('member' as const)
    const reading = read({ text, sentAt: world.now, role })
    return world.happens(who, { type: 'message', message: messageOf([{ type: 'text', text }]), reading })
  }
  says('resident', LAMP)
  says('resident', '对')
  if (accepted) says('zhou', '认领 A3-0001')
  says('zhou', `请假3天${cover}`)
  return { world, says }
}

/** Who is told of a message, beside its sender. */
const others = (lines: readonly string[]) => lines.map((line) => line.split(':')[0]).slice(1)

describe('what becomes of a matter is told to whoever stands in, not to who is away', () => {
  test('that somebody else closed it', () => {
    const { says } = lampWhileAway()
    expect(others(says('zhao', '办结 A3-0001 灯已换新'))).toEqual(['resident', 'li', 'wang'])
  })

  test('nothing, where whoever stands in closed it', () => {
    const { says } = lampWhileAway()
    expect(others(says('wang', '办结 A3-0001 灯已换新'))).toEqual(['resident', 'li'])
  })

  test('that more time was given', () => {
    const { says } = lampWhileAway()
    says('wang', 'A3-0001 延期到11月30日，等配件')
    expect(says('zhao', '同意延期 A3-0001 到11月30日')).toEqual([
      'zhao: 好的，A3-0001 延到11月30日。',
      'wang: A3-0001（3号楼2单元楼道灯坏了两天了）可以延到11月30日。',
    ])
  })

  test('what its reporter answers', () => {
    const { says } = lampWhileAway()
    says('wang', 'A3-0001 问一下上报人：几楼的灯')
    expect(others(says('resident', '四楼的'))).toEqual(['wang'])
  })
})

describe('what is taken on in the stead of somebody', () => {
  const handler = (world: World) => world.case('A3-0001').handlerId

  test('stays theirs, and says so to whoever stands in', () => {
    const { world, says } = lampWhileAway({ accepted: false })
    expect(says('wang', '认领 A3-0001')[0]).toBe(
      'wang: A3-0001 由您代周建国办理，周建国回来后交还。想一直由您办，请说：A3-0001 转给我。办完请说：办结 A3-0001，再加一句做了什么。',
    )
    expect(world.case('A3-0001')).toMatchObject({ state: 'accepted', handlerId: 'zhou' })
    expect(says('wang', '我的待办').join()).toContain('A3-0001')
    world.after(4 * 24 * 60)
    expect(says('zhou', '我的待办').join()).toContain('A3-0001')
    expect(says('wang', '我的待办').join()).not.toContain('A3-0001')
  })

  test('says so on a tapped card too', () => {
    const { world, says } = lampWhileAway({ accepted: false })
    says('wang', '查 A3-0001')
    world.taps('wang', '认领')
    expect(world.cardsOf('wang').at(-1)?.text).toContain('周建国回来后交还')
    expect(handler(world)).toBe('zhou')
  })

  test('is theirs for good who say so', () => {
    const { world, says } = lampWhileAway()
    expect(says('wang', 'A3-0001 转给我')).toEqual([
      'wang: 好的，A3-0001 由您办理。办完请说：办结 A3-0001，再加一句做了什么。',
    ])
    expect(handler(world)).toBe('wang')
  })

  test('is theirs for good who are not the only ones to stand in', () => {
    const { world, says } = lampWhileAway({ accepted: false })
    says('zhao', '认领 A3-0001')
    expect(handler(world)).toBe('zhao')
  })
})
