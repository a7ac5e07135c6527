/** How a matter ends: the reporter is asked, a second person looks, and what is not good goes on. */
import { describe, expect, test } from 'vitest'
import { read } from '../../src/understanding/read.ts'
import { NOW, said, type Who } from './facts.ts'
import { World } from './world.ts'

const DAY = 24 * 60

function says(world: World, who: Who, text: string): string[] {
  return world.happens(who, said(text, read({ text, sentAt: NOW, role: who === 'resident' ? 'resident' : 'member' })))
}

/** A lamp, told by somebody, confirmed, and closed by its handler: a facility, so somebody is to look at it. */
function lampDone(reporter: Who = 'wang'): World {
  const world = new World()
  says(world, reporter, '3号楼2单元楼道灯坏了两天了')
  world.taps(reporter, '对')
  says(world.after(30), 'zhou', '办结 A3-0001 灯已换新')
  return world
}

/** Litter at the gate: nobody else has to look at it. */
function litterCleared(): World {
  const world = new World()
  says(world, 'resident', '东门口堆了垃圾')
  world.taps('resident', '对')
  says(world.after(30), 'wang', '办结 B2-0001 垃圾清走了')
  return world
}

describe('what is said to be done', () => {
  test('is looked at by one second person of the zone, and its reporter is asked too', () => {
    const world = lampDone()
    expect(world.case('A3-0001')).toMatchObject({ state: 'to_verify', satisfied: null })
    expect(world.told.slice(-3).map((t) => t.to.map((a) => a.externalId).join())).toEqual(['zhou', 'wang', 'li'])
    expect(world.cardsOf('wang').at(-1)).toMatchObject({
      title: '您反映的事办好了，请您看看',
      subtitle: '3号楼2单元楼道灯坏了两天了',
      text: '灯已换新',
    })
  })

  test('is resolved when that person says so, with one tap', () => {
    const world = lampDone()
    expect(world.taps('li', '看过了，修好了')).toEqual([
      'li: 谢谢，记下了 | 3号楼2单元楼道灯坏了两天了 | A3-0001 | 已解决 | [好]',
    ])
    expect(world.case('A3-0001')).toMatchObject({ state: 'resolved', satisfied: null })
  })

  test('is resolved and found good when its reporter says so, in bare words', () => {
    const world = lampDone()
    expect(says(world, 'wang', '好了，谢谢')).toEqual(['wang: 谢谢，A3-0001 记为办好了。'])
    expect(world.case('A3-0001')).toMatchObject({ state: 'resolved', satisfied: true })
  })

  test('goes on when that person says that it is not, and its handler and the secretary hear', () => {
    const world = lampDone()
    const told = world.taps('li', '还没好')
    expect(told.map((line) => line.split(' | ')[0])).toEqual([
      'li: 谢谢，记下了',
      'zhou: 看过还没好 A3-0001',
      'zhao: 看过还没好 A3-0001',
    ])
    expect(world.case('A3-0001')).toMatchObject({ state: 'in_progress', satisfied: null })
  })

  test('is not judged by who did it, nor by people of other zones', () => {
    const world = lampDone()
    for (const who of ['zhou', 'resident'] as const) {
      expect(says(world, who, '好了 A3-0001')[0], who).toContain('您这里不用看')
    }
    expect(world.case('A3-0001').state).toBe('to_verify')
  })

  test('is looked at by the secretary where the zone has nobody else', () => {
    const world = new World()
    says(world, 'resident', '5号楼楼道灯坏了')
    world.taps('resident', '对')
    says(world, 'wang', '办结 B2-0001 灯已换新')
    expect(world.cardsOf('zhao').at(-1)?.title).toBe('请您看看这件事办好了没有')
  })

  test('is never looked at by who closed it, be it a stand-in of its zone or the secretary', () => {
    for (const [closer, looker] of [
      ['li', 'zhao'],
      ['zhao', 'li'],
    ] as const) {
      const world = new World()
      says(world, 'resident', '3号楼2单元楼道灯坏了两天了')
      world.taps('resident', '对')
      says(world, 'zhou', '请假3天')
      says(world.after(30), closer, '办结 A3-0001 灯已换新')
      expect(world.case('A3-0001')).toMatchObject({ state: 'to_verify', closedById: closer })
      expect(says(world, closer, '好了 A3-0001')[0], closer).toContain('您这里不用看')
      expect(world.taps(looker, '看过了，修好了')[0], looker).toContain('已解决')
    }
  })

  test('by a second person who says it twice is said once', () => {
    const world = lampDone()
    world.taps('li', '看过了，修好了')
    expect(world.taps('li', '还没好')[0]).toContain('现在是这样')
    expect(world.case('A3-0001').state).toBe('resolved')
  })
})

describe('没好 of the reporter', () => {
  test('reopens what was closed, and tells its handler and the secretary', () => {
    const world = litterCleared()
    expect(world.case('B2-0001').state).toBe('resolved')
    const told = says(world.after(60), 'resident', '还没好')
    expect(told.map((line) => line.split(/ \| |\n/)[0])).toEqual([
      'resident: 好的，B2-0001 重新办理，已经告诉处理人。',
      'wang: 上报人说没好 B2-0001',
      'zhao: 上报人说没好 B2-0001',
    ])
    expect(world.case('B2-0001')).toMatchObject({ state: 'reopened', satisfied: false, closedAt: null })
    expect(world.taps('wang', '认领')[0]).toContain('已受理')
  })

  test('brings along what is wrong still', () => {
    const world = litterCleared()
    const told = says(world.after(60), 'resident', '没好，墙角那堆还在')
    expect(told[1]).toContain('上报人说没好 B2-0001')
    expect(world.cardsOf('wang').at(-1)?.text).toContain('现在的情况：墙角那堆还在')
  })

  test('is asked for anew after the next end', () => {
    const world = litterCleared()
    world.taps('resident', '没好')
    says(world, 'wang', '办结 B2-0001 又清了一遍')
    expect(world.case('B2-0001')).toMatchObject({ state: 'resolved', satisfied: null })
    world.taps('resident', '好')
    expect(world.case('B2-0001')).toMatchObject({ state: 'resolved', satisfied: true })
  })

  test('is good for fourteen days, and politely refused after them', () => {
    const world = litterCleared()
    expect(world.after(14 * DAY - 1).taps('resident', '没好')[0]).toContain('重新打开')
    const late = litterCleared()
    expect(late.after(14 * DAY + 1).taps('resident', '没好')[0]).toContain('已经超过14天')
    expect(late.case('B2-0001').state).toBe('resolved')
  })

  test('after 好 still reopens: who looks twice may see more', () => {
    const world = litterCleared()
    world.taps('resident', '好')
    says(world.after(DAY), 'resident', '没好 B2-0001')
    expect(world.case('B2-0001').state).toBe('reopened')
  })

  test('twice reopens once', () => {
    const world = litterCleared()
    world.taps('resident', '没好')
    expect(world.taps('resident', '没好')).toEqual([
      'resident: 这件事现在是这样 | 东门口堆了垃圾 | B2-0001 | 重新打开 | [重新打开]',
    ])
  })

  test('of somebody else changes nothing', () => {
    const world = litterCleared()
    says(world, 'zhou', '没好 B2-0001')
    expect(world.case('B2-0001')).toMatchObject({ state: 'resolved', satisfied: null })
  })
})

describe('bare words', () => {
  test('are a verdict only where an end was told of late', () => {
    const world = litterCleared()
    says(world.after(4 * DAY), 'resident', '好了')
    expect(world.case('B2-0001').satisfied).toBeNull()
  })

  test('ask which one is meant where two ends were told', () => {
    const world = litterCleared()
    says(world, 'resident', '5号楼门口有人乱停车')
    world.taps('resident', '对')
    says(world, 'wang', '办结 B2-0002 车开走了')
    expect(says(world, 'resident', '没好')[0]).toContain('您说的是哪一件？')
    expect(world.cases.map((c) => c.state)).toEqual(['resolved', 'resolved'])
  })

  test('after what one told as done oneself are no verdict', () => {
    const world = new World()
    says(world, 'zhou', '1号楼楼道灯坏了，已经换好了')
    world.taps('zhou', '对')
    says(world.after(11), 'zhou', '好')
    expect(world.case('A3-0001').satisfied).toBeNull()
  })
})

describe('those who follow a matter', () => {
  test('hear once how it ended, without its words', () => {
    const world = new World()
    says(world, 'wang', '3号楼2单元楼道灯坏了两天了')
    world.taps('wang', '对')
    says(world, 'resident', '关注 A3-0001')
    const told = says(world, 'zhou', '办结 A3-0001 灯已换新')
    expect(told.filter((line) => line.startsWith('resident'))).toEqual([
      'resident: 您关注的 A3-0001（公共设施）已办好，正请人看过。',
    ])
  })
})

test('whoever handles a matter hears that somebody else closed it', () => {
  const world = new World()
  says(world, 'wang', '3号楼2单元楼道灯坏了两天了')
  world.taps('wang', '对')
  const told = says(world, 'zhao', '办结 A3-0001 已请电工换好')
  expect(told.find((line) => line.startsWith('zhou'))).toBe(
    'zhou: A3-0001（3号楼2单元楼道灯坏了两天了）已由支部书记 赵志远办结：已请电工换好\n您不用再处理。',
  )
})

describe('what comes next', () => {
  const taken = () => {
    const world = new World()
    says(world, 'wang', '3号楼2单元楼道灯坏了两天了')
    world.taps('wang', '对')
    world.taps('zhou', '认领')
    return world
  }
  const text = (world: World, who: Who) => world.cardsOf(who).at(-1)?.text

  test('stands on the card of whoever took it on, with the button that ends it', () => {
    const world = taken()
    expect(text(world, 'zhou')).toBe('3号楼2单元楼道灯坏了两天了\n下一步：办完请说：办结 A3-0001，再加一句做了什么。')
    expect(world.taps('zhou', '办结')).toEqual(['zhou: A3-0001 请加一句做了什么，直接回就行，例如：灯已换新。'])
    says(world, 'zhou', '灯换好了')
    expect(world.case('A3-0001').state).toBe('to_verify')
    expect(world.taps('zhou', '办结')[0]).toContain('现在待验证')
  })

  test('stands on the card of the own matter, for whoever told it', () => {
    const world = taken()
    says(world, 'wang', '查 A3-0001')
    expect(text(world, 'wang')).toContain('下一步：已有人在办，办好会告诉您。')
    expect(world.cardsOf('wang').at(-1)?.buttons).toEqual([])
  })

  test('is said to whoever asks how the own matter stands', () => {
    expect(says(taken(), 'wang', '修好了吗')[0]).toContain('现在已受理。\n下一步：已有人在办')
  })

  test('the card of a draft shows the own words', () => {
    const world = new World()
    says(world, 'resident', '5号楼门口路灯不亮，晚上摔过人')
    expect(text(world, 'resident')).toBe('原话：5号楼门口路灯不亮，晚上摔过人')
  })
})
