/** 没好: what is wrong is asked once, and of what is still being worked on it is told how it stands. */
import { describe, expect, test } from 'vitest'
import { read } from '../../src/understanding/read.ts'
import { messageOf, said, type Who } from './facts.ts'
import { only } from './told.ts'
import { World } from './world.ts'

function says(world: World, who: Who, text: string): string[] {
  const role = who === 'resident' ? 'resident' : 'member'
  return world.happens(who, said(text, read({ text, sentAt: world.now, role })))
}

/** Litter at the gate, told by a resident and cleared by its handler. */
function litterCleared(): World {
  const world = new World()
  says(world, 'resident', '东门口堆了垃圾')
  world.taps('resident', '对')
  says(world.after(30), 'wang', '办结 B2-0001 垃圾清走了')
  return world.after(60)
}

/** A lamp, told by a member of the other zone and taken on. */
function lampTakenOn(): World {
  const world = new World()
  says(world, 'wang', '3号楼2单元楼道灯坏了两天了')
  world.taps('wang', '对')
  world.taps('zhou', '认领')
  return world
}

const ASKED = '哪里还没好？回一句就行，我转给处理人，不回也行。'

describe('没好 without a word of what is wrong', () => {
  test('is asked about in the same message, and told at once to those who act on it', () => {
    const told = says(litterCleared(), 'resident', '没好')
    expect(told.map((line) => line.split(' | ')[0])).toEqual([
      `resident: 好的，B2-0001 重新办理，已经告诉处理人。\n${ASKED}`,
      'wang: 上报人说没好 B2-0001',
      'zhao: 上报人说没好 B2-0001',
    ])
  })

  test('is asked about after a tap too, with its number', () => {
    expect(litterCleared().taps('resident', '没好')[1]).toBe(`resident: B2-0001 ${ASKED}`)
  })

  test.each(['墙角那堆还在', '东门口墙角还有一堆垃圾'])(
    'is answered by %s, which joins the matter and is told to its handler and the secretary',
    (words) => {
      const world = litterCleared()
      says(world, 'resident', '没好')
      expect(says(world, 'resident', words)).toEqual([
        'resident: 好的，您的回复已转给办 B2-0001（东门口堆了垃圾）的人。',
        `wang: B2-0001（东门口堆了垃圾）的上报人说：${words}`,
        `zhao: B2-0001（东门口堆了垃圾）的上报人说：${words}`,
      ])
      expect(world.case('B2-0001')).toMatchObject({ state: 'reopened', text: `东门口堆了垃圾，${words}` })
      expect(world.cases).toHaveLength(1)
    },
  )

  test('is answered by a picture, which goes to the matter', () => {
    const world = litterCleared()
    says(world, 'resident', '没好')
    const picture = { type: 'message' as const, message: messageOf([{ type: 'image', mediaId: 'm1' }]), reading: null }
    expect(only(world.decides('resident', picture), 'attach')).toMatchObject([{ to: { caseId: 'B2-0001' } }])
    expect(world.happens('resident', picture).slice(1)).toEqual([
      'wang: B2-0001（东门口堆了垃圾）的上报人发来了照片',
      'zhao: B2-0001（东门口堆了垃圾）的上报人发来了照片',
    ])
  })

  test('is asked about once: 没好 again, or a plain yes, ends it', () => {
    for (const words of ['没好', '好的', '没有了']) {
      const world = litterCleared()
      says(world, 'resident', '没好')
      expect(says(world, 'resident', words), words).toEqual(['resident: 好的，B2-0001 重新办理，已经告诉处理人。'])
      expect(says(world, 'resident', '谢谢')[0], words).toContain('不客气')
    }
  })

  test('is not answered by another matter, a question or thanks', () => {
    for (const words of ['5号楼电梯坏了，一直停在三楼', '什么时候来人', '谢谢']) {
      const world = litterCleared()
      says(world, 'resident', '没好')
      says(world, 'resident', words)
      expect(world.case('B2-0001').text, words).toBe('东门口堆了垃圾')
    }
  })

  test('is asked for a few words after an emoji', () => {
    const world = litterCleared()
    says(world, 'resident', '没好')
    expect(says(world, 'resident', '😡')).toEqual(['resident: 请用几个字说一句，光有表情我看不明白。'])
    expect(says(world, 'resident', '墙角那堆还在')).toHaveLength(3)
  })

  test('is not asked about while something else is being asked, or by whoever only looked', () => {
    const world = litterCleared()
    says(world, 'resident', '5号楼楼道堆了纸箱')
    expect(world.taps('resident', '没好').join()).not.toContain('哪里还没好')
    const looked = lampTakenOn()
    says(looked, 'zhou', '办结 A3-0001 灯已换新')
    expect(looked.taps('li', '还没好').join()).not.toContain('哪里还没好')
  })

  test('and mended before anybody answered, is found good by the next words', () => {
    const world = litterCleared()
    says(world, 'resident', '没好')
    says(world, 'wang', '办结 B2-0001 墙角也清了')
    expect(says(world, 'resident', '好了，谢谢')).toEqual(['resident: 谢谢，B2-0001 记为办好了。'])
  })

  test.each(['沒好', '還沒修好'])('is understood in Traditional characters: %s', (words) => {
    const world = litterCleared()
    says(world, 'resident', words)
    expect(world.case('B2-0001').state).toBe('reopened')
  })

  test('keeps the words said along as they were written', () => {
    const world = litterCleared()
    says(world, 'resident', '還沒好，牆角那堆還在')
    expect(world.cardsOf('wang').at(-1)?.text).toContain('现在的情况：牆角那堆還在')
  })
})

describe('没好 of what is still being worked on', () => {
  const answer =
    'wang: A3-0001（3号楼2单元楼道灯坏了两天了）还没办结，现在已受理，由责任区党员 周建国办理。\n下一步：已有人在办，办好会告诉您。'

  test.each(['没好 A3-0001', '还没好', '没修好'])('%s: how it stands, who has it and what comes next', (words) => {
    const world = lampTakenOn()
    expect(says(world, 'wang', words)).toEqual([answer])
    expect(world.case('A3-0001').state).toBe('accepted')
  })

  test.each(['没好 A3-0001，四楼也不亮了', '还没好，四楼也不亮了'])('%s: the words go to its handler', (words) => {
    const world = lampTakenOn()
    expect(says(world, 'wang', words)).toEqual([
      answer.replace('办理。', '办理。您说的已转给处理人。'),
      'zhou: A3-0001（3号楼2单元楼道灯坏了两天了）的上报人说：四楼也不亮了',
    ])
    expect(world.case('A3-0001').text).toBe('3号楼2单元楼道灯坏了两天了，四楼也不亮了')
  })

  test('names its handler to a resident by the role alone', () => {
    const world = new World()
    says(world, 'resident', '东门口堆了垃圾')
    world.taps('resident', '对')
    expect(says(world, 'resident', '还没好')[0]).toContain('现在待受理，由责任区党员办理。\n下一步：等人受理')
  })

  test('asks which one is meant where several are open', () => {
    const world = lampTakenOn()
    says(world, 'wang', '1号楼楼道堆了纸箱')
    world.taps('wang', '对')
    expect(says(world, 'wang', '还没好')[0]).toContain('您说的是哪一件？')
  })

  test('is a cry, no verdict: 不好，5号楼水管爆了', () => {
    const world = lampTakenOn()
    says(world, 'wang', '不好，5号楼水管爆了')
    expect(world.cases).toHaveLength(2)
    expect(world.case('A3-0001').text).toBe('3号楼2单元楼道灯坏了两天了')
  })

  test('and 好了 of it is passed on, so that its handler may end it', () => {
    expect(says(lampTakenOn(), 'wang', '好了 A3-0001')).toEqual([
      answer.replace('办理。', '办理。您说的已转给处理人。'),
      'zhou: A3-0001（3号楼2单元楼道灯坏了两天了）的上报人说：已经好了',
    ])
  })
})
