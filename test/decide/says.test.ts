/** Where a platform's buttons cannot answer, they send words: these decide what the tap would have decided. */
import { describe, expect, test } from 'vitest'
import type { CardButton } from '../../src/channels/channel.ts'
import { decide } from '../../src/decide/decide.ts'
import type { Decision } from '../../src/decide/decision.ts'
import type { Happening } from '../../src/decide/happening.ts'
import { read } from '../../src/understanding/read.ts'
import { factsOf, NOW, PEOPLE, person, said, tappedOn, type Who } from './facts.ts'
import { contentFaults } from './manners.ts'
import { only, tells } from './told.ts'
import { World } from './world.ts'

function spoken(who: Who, text: string): Happening {
  return said(text, read({ text, sentAt: NOW, role: who === 'resident' ? 'resident' : 'member' }))
}

/** All but the answer itself: a tap is answered on its card, words by words. */
function effects(decisions: readonly Decision[]): Decision[] {
  return decisions.filter((d) => d.do !== 'tell' || !d.tell.key.startsWith('reply/'))
}

const EVERYBODY: readonly Who[] = ['zhou', 'li', 'wang', 'sun', 'zhao', 'qian', 'resident']

/** Sentences one after another; a label in brackets is tapped. */
const STORIES: Record<string, readonly (readonly [Who, string])[]> = {
  'one matter, confirmed and taken on': [
    ['wang', '3号楼2单元楼道灯坏了两天了'],
    ['wang', '[对]'],
    ['zhou', '[认领]'],
    ['zhou', '办结 A3-0001 灯已换新'],
  ],
  'one matter, corrected and withdrawn': [
    ['wang', '3号楼2单元楼道灯坏了两天了'],
    ['wang', '不是3号楼，是2号楼'],
    ['wang', '[改]'],
    ['wang', '1号楼'],
    ['wang', '[撤回]'],
  ],
  'two matters on one card': [
    ['zhou', '1号楼井盖破了，另外2号楼门口垃圾没人清'],
    ['zhou', '[对]'],
    ['zhou', '5号楼电梯坏了'],
    ['zhou', '[撤回]'],
  ],
  'work done without a case': [
    ['zhou', '今天上午在1号楼巡查了一圈'],
    ['zhou', '[对]'],
    ['zhou', '下午走访了两户困难老人'],
    ['zhou', '[撤回]'],
  ],
  'work done, and a finding': [
    ['zhou', '早上巡查了一圈，发现1号楼井盖破了'],
    ['zhou', '[撤回]'],
  ],
  'a zone to choose, and the next matter before the answer': [
    ['sun', '楼道灯坏了两天了'],
    ['sun', '[幸福社区二区]'],
    ['sun', '[对]'],
    ['sun', '路灯不亮'],
    ['sun', '1号楼井盖破了'],
  ],
  'a resident who is asked where': [
    ['resident', '楼道灯坏了'],
    ['resident', '3号楼'],
    ['resident', '[对]'],
  ],
  'what was told before': [
    ['wang', '3号楼2单元楼道灯坏了两天了'],
    ['wang', '[对]'],
    ['resident', '三栋二单元楼道里的灯不亮'],
    ['resident', '[是同一件]'],
    ['sun', '3号楼2单元的楼道灯坏了'],
    ['sun', '[不是]'],
  ],
  'one that is done, and looked at': [
    ['wang', '3号楼2单元楼道灯坏了两天了'],
    ['wang', '[对]'],
    ['zhou', '[认领]'],
    ['zhou', '办结 A3-0001 灯已换新'],
    ['li', '[还没好]'],
    ['zhou', '办结 A3-0001 灯又换了一个'],
    ['wang', '[好]'],
  ],
  'one that is reopened': [
    ['wang', '东门有人乱停车'],
    ['wang', '[对]'],
    ['wang', '办结 B2-0001 已经劝离'],
    ['resident', '东门口又堆了垃圾'],
    ['resident', '[对]'],
    ['wang', '办结 B2-0002 垃圾清走了'],
    ['resident', '[没好]'],
  ],
  'an emergency': [
    ['wang', '3号楼着火了，快来人'],
    ['wang', '[对]'],
    ['zhou', '查 A3-0001'],
    ['zhou', '[认领]'],
  ],
}

function step(world: World, who: Who, act: string): void {
  if (act.startsWith('[')) world.taps(who, act.slice(1, -1))
  else world.happens(who, spoken(who, act))
}

function buttonsOf(world: World): { who: Who; button: CardButton; taskId: string }[] {
  return EVERYBODY.flatMap((who) =>
    world.cardsOf(who).flatMap(({ buttons, taskId }) => buttons.map((button) => ({ who, button, taskId }))),
  )
}

describe.each(Object.entries(STORIES))('%s', (_, acts) => {
  test('at every step, the words of every button of the open card do what its tap does', () => {
    const world = new World()
    let compared = 0
    for (const [who, act] of acts) {
      step(world, who, act)
      for (const { who: reader, button, taskId } of buttonsOf(world)) {
        const tap = world.decides(reader, tappedOn(button.action, taskId))
        const stale = effects(tap).length === 0
        const words = world.decides(reader, spoken(reader, button.says))
        if (!stale) {
          expect(effects(words), `${reader} ${button.says}`).toEqual(effects(tap))
          compared++
        }
      }
    }
    expect(compared).toBeGreaterThan(0)
  })

  test('long afterwards they are answered politely, and double nothing', () => {
    const world = new World()
    for (const [who, act] of acts) step(world, who, act)
    for (const { who, button } of buttonsOf(world)) {
      for (const _ of [1, 2]) {
        const decisions = world.decides(who, spoken(who, button.says))
        expect(tells(decisions).length, button.says).toBeGreaterThan(0)
        expect(contentFaults(decisions)).toEqual([])
        expect([...only(decisions, 'open_case'), ...only(decisions, 'open_check_in')], button.says).toEqual([])
        world.happens(who, spoken(who, button.says))
      }
      const again = world.decides(who, spoken(who, button.says))
      expect([...only(again, 'move_case'), ...only(again, 'edit_case'), ...only(again, 'bind')], button.says).toEqual(
        [],
      )
    }
  })

  test('nobody else can say them for the sender', () => {
    const world = new World()
    for (const [who, act] of acts.slice(0, 1)) step(world, who, act)
    const buttons = buttonsOf(world).filter(({ button }) => !button.action.startsWith('accept'))
    for (const { who, button } of buttons) {
      for (const other of EVERYBODY.filter((o) => o !== who)) {
        expect(effects(world.decides(other, spoken(other, button.says))), `${other} ${button.says}`).toEqual([])
      }
    }
  })
})

describe('who an account is', () => {
  const wang = person('wang', '王秀英', [['zone_member', 'B2']], false)
  const asked = (identityId: string) => ({
    identityId,
    address: { channel: 'local' as const, externalId: 'newcomer', personId: null },
    person: wang,
  })
  const binding = asked('3f2a9c01-7b1e-4c5d-8e9f-000000000001')

  test.each(['是', '不是'])('%s in words settles what the tap settles', (label) => {
    const zones = factsOf().zones.map((z) => (z.code === 'B2' ? { ...z, primary: wang } : z))
    const request = spoken('resident', '绑定 王秀英')
    const newcomer = factsOf('resident', { zones })
    const facts = { ...newcomer, sender: { ...newcomer.sender, identityId: binding.identityId } }
    const [card] = tells(decide(request, facts, NOW)).flatMap(({ content }) =>
      'card' in content ? [content.card] : [],
    )
    const button = card?.buttons.find((b) => b.label === label)
    const judge = factsOf('zhao', { binding })
    const tap = decide(tappedOn(button?.action ?? '', card?.taskId), judge, NOW)
    const words = decide(spoken('zhao', button?.says ?? ''), judge, NOW)
    expect(effects(words)).toEqual(effects(tap))
    expect(only(words, 'bind')).toHaveLength(label === '是' ? 1 : 0)
    expect(only(decide(spoken('zhou', button?.says ?? ''), factsOf('zhou', { binding }), NOW), 'bind')).toEqual([])
  })

  test.each([
    ['of another account of the same name', '是本人 王秀英 AAAAAA', binding],
    ['of another person', '是本人 李敏 3F2A9C', binding],
    ['that nobody was asked about', '是本人 王秀英 3F2A9C', null],
  ])('a yes %s binds nobody', (_, words, known) => {
    const decisions = decide(spoken('zhao', words), factsOf('zhao', { binding: known }), NOW)
    expect(only(decisions, 'bind')).toEqual([])
    expect(tells(decisions)).toHaveLength(1)
  })

  test('nobody vouches for the own account', () => {
    const own = { ...binding, person: PEOPLE.zhao }
    const words = spoken('zhao', '是本人 赵志远 3F2A9C')
    expect(only(decide(words, factsOf('zhao', { binding: own }), NOW), 'bind')).toEqual([])
  })
})
