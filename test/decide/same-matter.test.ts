/** Somebody tells what was told before: asked once, joined only by a yes, and never at anybody's cost. */
import { describe, expect, test } from 'vitest'
import type { Happening } from '../../src/decide/happening.ts'
import { read } from '../../src/understanding/read.ts'
import { NOW, said, type Who } from './facts.ts'
import { contentFaults } from './manners.ts'
import { only } from './told.ts'
import { World } from './world.ts'

const FIRST = '3号楼2单元楼道灯坏了两天了'
const AGAIN = '三栋二单元楼道里的灯不亮'

function spoken(who: Who, text: string): Happening {
  return said(text, read({ text, sentAt: NOW, role: who === 'resident' ? 'resident' : 'member' }))
}

/** 王秀英 told it an hour ago. */
function toldBefore(): World {
  const world = new World()
  world.happens('wang', spoken('wang', FIRST))
  world.taps('wang', '对')
  return world.after(60)
}

function lastCard(world: World, who: Who) {
  const card = world.cardsOf(who).at(-1)
  if (!card) throw new Error(`${who} has no card`)
  return card
}

describe('a matter that was likely told before', () => {
  test('is shown with the question, and what everybody may see of the earlier one', () => {
    const world = toldBefore()
    expect(contentFaults(world.decides('resident', spoken('resident', AGAIN)))).toEqual([])
    world.happens('resident', spoken('resident', AGAIN))
    const { title, text, buttons } = lastCard(world, 'resident')
    expect(title).toBe('这件事好像有人报过，是同一件吗？')
    expect(text).toContain('已有 A3-0001：公共设施 · 3号楼 · 待受理。')
    expect(text).not.toContain('2单元')
    expect(buttons.map((b) => [b.label, b.says])).toEqual([
      ['是同一件', '关注 A3-0001'],
      ['不是', '确认 A3-0002'],
      ['改', '改 A3-0002'],
      ['撤回', '撤回 A3-0002'],
    ])
  })

  test.each([
    ['a tap on 是同一件', (world: World) => world.taps('resident', '是同一件')],
    ['是', (world: World) => world.happens('resident', spoken('resident', '是'))],
    ['the words of the button', (world: World) => world.happens('resident', spoken('resident', '关注 A3-0001'))],
  ])('is joined by %s: nobody hears of it again', (_, answer) => {
    const world = toldBefore()
    world.happens('resident', spoken('resident', AGAIN))
    const told = answer(world)
    expect(world.case('A3-0002').state).toBe('duplicate')
    expect(world.case('A3-0001').state).toBe('new')
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/^resident: .*A3-0001/)
  })

  test.each([
    ['a tap on 不是', (world: World) => world.taps('resident', '不是')],
    ['不是', (world: World) => world.happens('resident', spoken('resident', '不是'))],
  ])('is a matter of its own after %s', (_, answer) => {
    const world = toldBefore()
    world.happens('resident', spoken('resident', AGAIN))
    const told = answer(world)
    expect(world.case('A3-0002').state).toBe('new')
    expect(told.some((line) => line.startsWith('zhou: '))).toBe(true)
  })

  test('is a matter of its own when nobody answers', () => {
    const world = toldBefore()
    world.happens('resident', spoken('resident', AGAIN))
    world.after(11).happens('resident', { type: 'due', due: 'draft_silent' })
    expect(world.case('A3-0002').state).toBe('new')
  })

  test('is linked to the earlier one, which its reporter then follows', () => {
    const world = toldBefore()
    world.happens('resident', spoken('resident', AGAIN))
    const decisions = world.decides('resident', spoken('resident', '是'))
    expect(only(decisions, 'link_case')).toEqual([{ do: 'link_case', caseId: 'A3-0002', earlierId: 'A3-0001' }])
    expect(only(decisions, 'follow')).toEqual([{ do: 'follow', caseId: 'A3-0001', identityId: 'identity-resident' }])
  })

  test('is asked about no more once it was corrected', () => {
    const world = toldBefore()
    world.happens('resident', spoken('resident', AGAIN))
    world.happens('resident', spoken('resident', '不是3号楼，是2号楼'))
    expect(lastCard(world, 'resident').buttons.map((b) => b.label)).toEqual(['对', '改', '撤回'])
    world.happens('resident', spoken('resident', '对'))
    expect(world.case('A3-0002').state).toBe('new')
  })
})

describe('it is not asked', () => {
  const asked = (world: World, who: Who, text: string) => {
    world.happens(who, spoken(who, text))
    return lastCard(world, who).title.includes('同一件')
  }

  test.each([
    ['of another building', '2号楼2单元楼道灯坏了'],
    ['of another thing', '3号楼2单元水管漏水'],
    ['in an emergency', '3号楼2单元楼道着火了，快来人'],
    ['of several matters at once', '3号楼2单元楼道灯坏了，另外2号楼井盖破了'],
  ])('%s', (_, text) => expect(asked(toldBefore(), 'resident', text)).toBe(false))

  test('of what was told more than two weeks ago', () => {
    expect(asked(toldBefore().after(15 * 24 * 60), 'resident', AGAIN)).toBe(false)
  })

  test('of a draft, nor of what is dealt with', () => {
    const world = new World()
    world.happens('wang', spoken('wang', FIRST))
    expect(asked(world, 'resident', AGAIN)).toBe(false)
    const done = toldBefore()
    done.happens('zhou', spoken('zhou', '办结 A3-0001 灯已换新'))
    done.taps('wang', '好')
    expect(asked(done, 'resident', AGAIN)).toBe(false)
  })

  test('of a matter that the sender may not hear of', () => {
    const world = new World()
    world.happens('wang', spoken('wang', '3号楼2单元501和502为噪音天天吵架'))
    world.happens('wang', spoken('wang', '对'))
    expect(asked(world.after(60), 'resident', '3号楼2单元501和502又为噪音吵架')).toBe(false)
  })
})
