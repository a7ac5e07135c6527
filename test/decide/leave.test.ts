/** Going away, coming back and handing over, as it is said to the bot and as the others hear of it. */
import { beforeEach, describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import type { PersonFacts } from '../../src/decide/facts.ts'
import { read } from '../../src/understanding/read.ts'
import { BRANCH, caseFacts, factsOf, NOW, PEOPLE, person, said, type Who, whileAway, ZONES } from './facts.ts'
import { contentFaults } from './manners.ts'
import { only, tells, wordsOf } from './told.ts'
import { World } from './world.ts'

const reading = (text: string, now = NOW) => read({ text, sentAt: now, role: 'member' })

let world: World
beforeEach(() => {
  world = new World()
})
function says(who: Who, text: string): string[] {
  const happening = said(text, reading(text, world.now))
  expect(contentFaults(world.decides(who, happening))).toEqual([])
  return world.happens(who, happening)
}

/** A matter of A3 that 周建国 has in hand. */
function inHand(changes: Parameters<typeof caseFacts>[0] = {}): void {
  const code = changes.code ?? 'A3-0001'
  world.cases.push(caseFacts({ state: 'accepted', ...changes, id: code, code }))
}

describe('leave with somebody who stands in', () => {
  test('is noted, told to who stands in with what is in hand, and switches who acts', () => {
    inHand()
    expect(says('zhou', '我明天起出差，老王代')).toMatchInlineSnapshot(`
      [
        "zhou: 好的，从11月19日起您不在，由王秀英代。这段时间新的事和提醒不发给您。回来后说一声“销假”就行。",
        "wang: 周建国从11月19日起不在，请您代一下责任区 A3 的事，新的事会直接发给您。
      周建国手上现在有 1 件：
      A3-0001（3号楼2单元楼道灯坏了两天了）",
      ]
    `)
    expect(says('li', '3号楼2单元门禁坏了').length).toBe(1)
    expect(says('li', '对').some((line) => line.startsWith('zhou:'))).toBe(true)
    world.after(24 * 60)
    says('li', '2号楼门口井盖破了')
    const told = says('li', '对')
    expect(told.some((line) => line.startsWith('wang:'))).toBe(true)
    expect(told.some((line) => line.startsWith('zhou:'))).toBe(false)
    expect(says('wang', '我的待办')).toMatchInlineSnapshot(`
      [
        "wang: 您有 3 件待办：
      A3-0001 公共设施，3号楼2单元楼道，已受理
      A3-0002 公共设施，3号楼2单元，待受理
      A3-0003 公共设施，2号楼门口，待受理
      办完请说“办结”加编号，再加一句做了什么。",
      ]
    `)
    expect(says('wang', '办结 A3-0001 换了新灯泡').length).toBeGreaterThan(0)
    expect(world.case('A3-0001').state).toBe('to_verify')
  })

  test('ends with 销假, and who stood in hears it', () => {
    inHand()
    says('zhou', '请假3天，事情找老王')
    expect(says('zhou', '销假，回来了')).toMatchInlineSnapshot(`
      [
        "zhou: 好的，欢迎回来，新的事和提醒照常发给您。您手上有 1 件事，说“我的待办”可以看。",
        "wang: 周建国已经回来，您不用再代了。代办的事已交还，转给您的还由您办。",
      ]
    `)
    says('li', '2号楼门口井盖破了')
    expect(says('li', '对').some((line) => line.startsWith('zhou:'))).toBe(true)
  })

  test('that is still to come is taken back the same way', () => {
    says('zhou', '我下周出差，老王代')
    expect(says('zhou', '不请假了')).toMatchInlineSnapshot(`
      [
        "zhou: 好的，之前说的请假取消了，新的事和提醒照常发给您。",
        "wang: 周建国11月23日到11月29日不用您代了。",
      ]
    `)
  })

  test('told anew for the same days replaces what was told', () => {
    says('zhou', '我下周出差，老王代')
    expect(says('zhou', '我下周出差，李敏代')).toMatchInlineSnapshot(`
      [
        "zhou: 好的，11月23日到11月29日您不在，由李敏代。这段时间新的事和提醒不发给您。提前回来就说一声“销假”。",
        "li: 周建国11月23日到11月29日不在，请您代一下责任区 A3 的事，新的事会直接发给您。",
        "wang: 周建国11月23日到11月29日不用您代了。",
      ]
    `)
  })

  test('does not tell a cover of a matter that names them', () => {
    inHand({ text: '3号楼王秀英家漏水' })
    expect(says('zhou', '请假3天，老王代').join()).not.toContain('A3-0001')
  })
})

describe('leave without a cover', () => {
  test('falls to the others of the zone', () => {
    expect(says('zhou', '我明天请一天假')).toMatchInlineSnapshot(`
      [
        "zhou: 好的，11月19日您不在，由李敏代。这段时间新的事和提醒不发给您。提前回来就说一声“销假”。",
        "li: 周建国11月19日不在，请您代一下责任区 A3 的事，新的事会直接发给您。",
      ]
    `)
  })

  test('falls to the secretary where the zone has nobody else', () => {
    expect(says('wang', '请假')).toMatchInlineSnapshot(`
      [
        "wang: 好的，从11月18日起您不在，由赵志远代。这段时间新的事和提醒不发给您。回来后说一声“销假”就行。",
        "zhao: 王秀英从11月18日起不在，请您代一下责任区 B2 的事，新的事会直接发给您。",
      ]
    `)
  })

  test('that only sounds like it is asked about', () => {
    const vague = {
      ...reading('假'),
      understanding: { intent: 'command', records: [], command: { name: 'leave', args: {} }, confidence: 0.7 },
    } as const
    const decisions = decide(
      said('假', { ...vague, understanding: { ...vague.understanding, records: [] } }),
      factsOf('zhou'),
      NOW,
    )
    expect(only(decisions, 'set_absence')).toEqual([])
    expect(
      tells(decisions)
        .map((t) => wordsOf(t.content))
        .join(),
    ).toContain('您要请假吗')
  })
})

describe('who stands in is asked once where it is not clear', () => {
  const twoWangs = () => {
    const other = person('wang2', '王建军', [['zone_member', 'A3', true]])
    const zones = ZONES.map((z) => (z.code === 'A3' ? { ...z, backups: [...z.backups, other] } : z))
    return factsOf('zhou', { zones })
  }
  const order = (facts: ReturnType<typeof factsOf>, text: string) => decide(said(text, reading(text)), facts, NOW)

  test('of two, and the leave stands meanwhile', () => {
    const decisions = order(twoWangs(), '我下周出差，老王代')
    expect(only(decisions, 'set_absence')).toMatchObject([
      { coverId: null, startsOn: '2026-11-23', endsOn: '2026-11-29' },
    ])
    expect(tells(decisions).map((t) => wordsOf(t.content))).toMatchInlineSnapshot(`
      [
        "{"type":"text","text":"好的，11月23日到11月29日您不在，记下了。您说的是王建军（A3），还是王秀英（B2）？回一个就行。\\n回执 K7M2QX"}",
      ]
    `)
    const question = only(decisions, 'remember')[0]?.question ?? null
    const facts = twoWangs()
    for (const answer of ['王建军', 'A3', '第2个', 'A3那位']) {
      const answered = order({ ...facts, conversation: { ...facts.conversation, question } }, answer)
      expect(only(answered, 'set_absence'), answer).toMatchObject([
        { coverId: answer === '第2个' ? expect.any(String) : 'wang2' },
      ])
    }
  })

  test('of two with one name, by their zones', () => {
    const same = person('wang2', '王秀英', [['zone_member', 'A3', true]])
    const facts = { ...twoWangs(), zones: ZONES.map((z) => (z.code === 'A3' ? { ...z, backups: [same] } : z)) }
    const asked = order(facts, '我下周出差，王秀英代')
    const question = only(asked, 'remember')[0]?.question ?? null
    expect(question?.options.map((o) => o.label).sort()).toEqual(['王秀英（A3）', '王秀英（B2）'])
    const answered = order({ ...facts, conversation: { ...facts.conversation, question } }, 'B2')
    expect(only(answered, 'set_absence')).toMatchObject([{ coverId: 'wang' }])
  })

  test('of nobody known, of oneself, of somebody away: another name will do', () => {
    expect(says('zhou', '我下周出差，老马代')).toMatchInlineSnapshot(`
      [
        "zhou: 好的，11月23日到11月29日您不在，记下了。支部里没有找到“老马”，请回一下全名。",
      ]
    `)
    expect(says('zhou', '周建国')).toMatchInlineSnapshot(`
      [
        "zhou: 好的，11月23日到11月29日您不在，记下了。代您的不能是您自己，请回另一位的名字。",
      ]
    `)
    expect(says('zhou', '李敏')[0]).toContain('由李敏代')
    const away = whileAway(factsOf('zhou'), { wang: null })
    expect(
      tells(order(away, '我下周出差，王秀英代'))
        .map((t) => wordsOf(t.content))
        .join(),
    ).toContain('王秀英那几天也不在')
  })

  test('no name at all is an answer too', () => {
    says('zhou', '我下周出差，老马代')
    expect(says('zhou', '不用了')).toEqual(['zhou: 好的，先不指定人。'])
  })
})

describe('leave of a member, told by who leads', () => {
  test('is noted and told to them and to who stands in', () => {
    inHand()
    expect(says('zhao', '老周下周休假，老王代')).toMatchInlineSnapshot(`
      [
        "zhao: 好的，11月23日到11月29日周建国不在，由王秀英代。这段时间新的事和提醒不发给周建国。提前回来就说一声“周建国回来了”。",
        "zhou: 支部书记 赵志远给您记了请假，11月23日到11月29日，由王秀英代。这段时间新的事和提醒不发给您。不对或者提前回来，说一声“销假”。",
        "wang: 周建国11月23日到11月29日不在，请您代一下责任区 A3 的事，新的事会直接发给您。
      周建国手上的事，到时说“我的待办”可以看。",
      ]
    `)
    world.after(7 * 24 * 60)
    says('li', '2号楼门口井盖破了')
    const told = says('li', '对')
    expect(told.some((line) => line.startsWith('wang:'))).toBe(true)
    expect(told.some((line) => line.startsWith('zhou:'))).toBe(false)
  })

  test('who leads may stand in, and is told so once', () => {
    expect(says('zhao', '给王秀英请三天假，我代')).toMatchInlineSnapshot(`
      [
        "zhao: 好的，11月18日到11月20日王秀英不在，由您代。这段时间新的事和提醒不发给王秀英。提前回来就说一声“王秀英回来了”。",
        "wang: 支部书记 赵志远给您记了请假，11月18日到11月20日，由赵志远代。这段时间新的事和提醒不发给您。不对或者提前回来，说一声“销假”。",
      ]
    `)
  })

  test('without a cover falls to the others of the zone', () => {
    expect(says('zhao', '周建国请假三天')[0]).toContain('由李敏代')
  })

  test('ends by a word of who leads, of the member, or is cancelled', () => {
    says('zhao', '给周建国请三天假，老王代')
    expect(says('zhao', '老周回来了')).toMatchInlineSnapshot(`
      [
        "zhao: 好的，周建国回来了，新的事和提醒照常发给周建国。",
        "zhou: 支部书记 赵志远说您已经回来，新的事和提醒照常发给您。要是还不在，请再跟我说一声哪几天请假。",
        "wang: 周建国已经回来，您不用再代了。代办的事已交还，转给您的还由您办。",
      ]
    `)
    expect(says('zhao', '老周回来了')).toEqual(['zhao: 周建国现在没有请假，新的事和提醒照常发给周建国。'])
    says('zhao', '给周建国请三天假')
    expect(says('zhou', '销假')[0]).toContain('欢迎回来')
    says('zhao', '老周下周休假，老王代')
    expect(says('zhao', '取消老周的请假')).toMatchInlineSnapshot(`
      [
        "zhao: 好的，周建国的请假取消了，新的事和提醒照常发给周建国。",
        "zhou: 支部书记 赵志远取消了您之前的请假，新的事和提醒照常发给您。要是还不在，请再跟我说一声哪几天请假。",
        "wang: 周建国11月23日到11月29日不用您代了。",
      ]
    `)
  })

  test.each(['li', 'qian', 'helper'] as const)('is not for %s to tell', (who) => {
    expect(says(who, '老周下周休假，老王代')).toEqual([`${who}: 别人的请假要支部书记来说。老周自己也可以跟我说一声。`])
    expect(says(who, '老周回来了')).toEqual([`${who}: 别人的销假要支部书记来说。老周自己也可以跟我说一声。`])
  })

  test('a resident is sent to the secretary, and by their own name it is their own', () => {
    expect(says('resident', '给周建国请三天假')[0]).toContain('支部书记')
    expect(says('zhou', '周建国下周休假，老王代')[0]).toContain('您不在，由王秀英代')
  })

  test('asks of whom and who stands in, one after the other', () => {
    expect(says('zhao', '给老马请三天假，老刘代')).toEqual(['zhao: 支部里没有找到“老马”，请回一下全名。'])
    expect(says('zhao', '周建国')[0]).toContain('周建国不在，记下了。支部里没有找到“老刘”')
    expect(says('zhao', '周建国')[0]).toContain('代周建国的不能是本人')
    expect(says('zhao', '李敏')).toMatchInlineSnapshot(`
      [
        "zhao: 好的，11月18日到11月20日周建国不在，由李敏代。这段时间新的事和提醒不发给周建国。提前回来就说一声“周建国回来了”。",
        "zhou: 支部书记 赵志远给您记了请假，11月18日到11月20日，由李敏代。这段时间新的事和提醒不发给您。不对或者提前回来，说一声“销假”。",
        "li: 周建国11月18日到11月20日不在，请您代一下责任区 A3 的事，新的事会直接发给您。
      周建国手上的事，到时说“我的待办”可以看。",
      ]
    `)
  })

  test('of two of one surname asks which; back is the one who was away', () => {
    const other = person('zhou2', '周小燕', [['zone_member', 'B2', true]])
    const zones = ZONES.map((z) => (z.code === 'B2' ? { ...z, backups: [other] } : z))
    const facts = factsOf('zhao', { zones })
    const order = (text: string, changed = facts) => decide(said(text, reading(text)), changed, NOW)
    const asked = order('老周下周休假')
    const question = only(asked, 'remember')[0]?.question ?? null
    expect(question?.about).toBe('who_is_away')
    expect(only(asked, 'set_absence')).toEqual([])
    const answered = order('周小燕', { ...facts, conversation: { ...facts.conversation, question } })
    expect(only(answered, 'set_absence')).toMatchObject([{ personId: 'zhou2', startsOn: '2026-11-23' }])
    expect(only(order('老周回来了', whileAway(facts, { zhou2: null })), 'end_absence')).toMatchObject([
      { personId: 'zhou2' },
    ])
    expect(only(order('老周回来了', whileAway(facts, { zhou2: null, zhou: null })), 'end_absence')).toEqual([])
  })

  test('of another branch of the subtree is for who leads above, for no secretary beside and no administrator above', () => {
    const far: PersonFacts = { ...person('ma', '马向前', [['zone_member', 'C1']]), branchId: 'branch-c' }
    const zone = {
      ...(ZONES[0] as (typeof ZONES)[number]),
      id: 'zone-c1',
      code: 'C1',
      branchId: 'branch-c',
      primary: far,
      backups: [],
    }
    const base = factsOf('zhao')
    const secretary = { role: 'branch_secretary', zoneCode: null, branchId: BRANCH, backup: false } as const
    const administrator = { ...secretary, role: 'organisation_admin' } as const
    const told = (posts: PersonFacts['assignments']) => {
      const zhao: PersonFacts = { ...PEOPLE.zhao, assignments: posts }
      const branch = { id: 'branch-c', name: '东门支部', secretaries: [], above: [zhao] }
      const facts = { zones: [...ZONES, zone], branches: [...base.branches, branch] }
      const sender = { ...base.sender, person: zhao }
      return decide(said('给马向前请三天假', reading('给马向前请三天假')), { ...base, ...facts, sender }, NOW)
    }
    const below = new Set(['branch-c'])
    expect(only(told([{ ...secretary, below }]), 'set_absence')).toMatchObject([{ personId: 'ma' }])
    expect(only(told([secretary]), 'set_absence')).toEqual([])
    expect(only(told([secretary, { ...administrator, below }]), 'set_absence')).toEqual([])
  })
})

test('days that are over are asked again, and a resident is sent to the secretary', () => {
  expect(says('zhou', '我11月2号到5号出差，老王代')).toMatchInlineSnapshot(`
    [
      "zhou: 11月2日已经过了，请再说一下是哪几天。",
    ]
  `)
  expect(says('resident', '请假3天')[0]).toContain('支部书记')
})

describe('everything in hand', () => {
  test('goes to another for good, but for what names them', () => {
    inHand()
    inHand({ code: 'A3-0002', text: '2号楼王秀英家门口堆杂物' })
    inHand({ code: 'A3-0003', text: '1号楼门口井盖破了', state: 'in_progress' })
    expect(says('zhou', '我的事都交给老王')).toMatchInlineSnapshot(`
      [
        "zhou: 好的，您手上的 2 件事都交给责任区党员 王秀英了。A3-0002 不能交给责任区党员 王秀英，还在您这里，请支部书记安排。",
        "wang: 周建国把手上的事交给您办，以后由您办：
      A3-0001（3号楼2单元楼道灯坏了两天了）
      A3-0003（3号楼2单元楼道 公共设施）",
      ]
    `)
    expect(world.cases.map((c) => c.handlerId)).toEqual(['wang', 'zhou', 'wang'])
  })

  test('asks to whom where nobody is named', () => {
    inHand()
    expect(says('zhou', '我的事都交给')).toMatchInlineSnapshot(`
      [
        "zhou: 您手上的事交给谁？回个名字就行。",
      ]
    `)
    expect(says('zhou', '李敏').join()).toContain('都交给责任区党员 李敏了')
  })

  test('is nothing where nothing is in hand', () => {
    expect(says('zhou', '我的事都交给老王')).toEqual(['zhou: 您手上现在没有要转交的事。'])
  })

  test('does not go to somebody away', () => {
    inHand()
    says('wang', '请假3天')
    expect(says('zhou', '我的事都交给王秀英')[0]).toContain('也不在')
    expect(world.case('A3-0001').handlerId).toBe('zhou')
  })
})
