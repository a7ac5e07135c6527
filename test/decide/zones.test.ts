/** Offers, assignments and coverage, as they are said to the bot and as the others hear of them. */
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import type { Decision } from '../../src/decide/decision.ts'
import type { Facts, PersonFacts } from '../../src/decide/facts.ts'
import type { OfferFacts, ZoneRecord, ZoningFacts } from '../../src/decide/zoning-facts.ts'
import type { ZonePost } from '../../src/domain/coverage.ts'
import { read } from '../../src/understanding/read.ts'
import { caseFacts, factsOf, NOW, PEOPLE, person, said, tappedOn, type Who, ZONES } from './facts.ts'
import { contentFaults } from './manners.ts'
import { only, tells } from './told.ts'

const post = (personId: string, changes: Partial<ZonePost> = {}): ZonePost => ({
  ...{ personId, role: 'zone_member', backup: false, startsOn: '2026-01-01', endsOn: null, termEndsOn: null },
  ...{ known: true, ...changes },
})
const record = (code: string, posts: ZonePost[], changes: Partial<ZoneRecord> = {}): ZoneRecord => ({
  ...{ code, posts, approved: true, visitCount: 3, longThere: true, caseCount: 1, ...changes },
})
/** Belongs to the branch and answers for nothing yet. */
const CHEN = { ...person('chen', '陈国强', []), branchId: 'branch-xingfu' }
const EMPTY_ZONE = {
  ...ZONES[1],
  id: 'zone-c1',
  code: 'C1',
  name: '幸福社区三区',
  areas: [{ text: '7号楼', building: '7', unit: null }],
  primary: null,
}

function zoning(changes: Partial<ZoningFacts> = {}): ZoningFacts {
  return {
    people: [...Object.values(PEOPLE), CHEN],
    zones: [record('A3', [post('zhou'), post('li', { backup: true })]), record('B2', [post('wang')]), record('C1', [])],
    offers: [],
    handled: [],
    ...changes,
  }
}

function factsFor(who: Who | PersonFacts, changes: Partial<Facts> = {}): Facts {
  const base = typeof who === 'string' ? factsOf(who) : factsOf('wang')
  const sender =
    typeof who === 'string'
      ? base.sender
      : { ...base.sender, person: who, address: { channel: 'local' as const, externalId: who.id, personId: who.id } }
  return { ...base, sender, zones: [...ZONES, EMPTY_ZONE as Facts['zones'][number]], zoning: zoning(), ...changes }
}

function says(who: Who | PersonFacts, text: string, changes: Partial<Facts> = {}): Decision[] {
  const decisions = decide(said(text, read({ text, sentAt: NOW, role: 'member' })), factsFor(who, changes), NOW)
  expect(contentFaults(decisions)).toEqual([])
  return decisions
}

const told = (decisions: readonly Decision[]) =>
  tells(decisions).map(({ to, content }) => {
    const words =
      content.type === 'text'
        ? content.text.split('\n回执')[0]
        : 'card' in content
          ? [
              content.card.title,
              ...content.card.facts.map((f) => `${f.label} ${f.value}`),
              content.card.buttons.map((b) => b.label).join('/'),
            ]
              .filter(Boolean)
              .join(' | ')
          : content.type
    return `${to[0]?.externalId}: ${words}`
  })
const changesOf = (decisions: readonly Decision[]) =>
  decisions.filter((d) => !['tell', 'remember', 'forget_original'].includes(d.do))

describe('an offer', () => {
  test('is put down, answered, and shown to the secretary with a yes and a no', () => {
    const decisions = says('wang', '我报7号楼，我住那里')
    expect(changesOf(decisions)).toEqual([{ do: 'offer_zone', personId: 'wang', zoneCode: 'C1' }])
    expect(told(decisions)).toMatchInlineSnapshot(`
      [
        "wang: 好的，您报了幸福社区三区（C1），等支部书记 赵志远同意，定了告诉您。",
        "zhao: 有人报责任区，同意吗？ | 谁 王秀英 | 责任区 幸福社区三区（C1） | 范围 7号楼 | 现在 没有人负责 | 已负责 B2 | 理由 我住那里 | 同意/不同意",
      ]
    `)
  })

  test('of a zone that is theirs, or offered already, changes nothing', () => {
    expect(told(says('wang', '我报B2'))).toMatchInlineSnapshot(`
      [
        "wang: 幸福社区二区（B2）已经由您负责，不用再报。",
      ]
    `)
    const offers: OfferFacts[] = [{ id: 'o1', personId: 'wang', zoneCode: 'C1', on: '2026-11-17' }]
    const again = says('wang', '我报C1', { zoning: zoning({ offers }) })
    expect(changesOf(again)).toEqual([])
    expect(told(again)).toMatchInlineSnapshot(`
      [
        "wang: 幸福社区三区（C1）您已经报过了，支部定了告诉您。",
      ]
    `)
  })

  test('without a zone asks once, the free ones first, and goes on with the answer', () => {
    const asked = says('wang', '我想认领一个责任区')
    expect(told(asked)).toMatchInlineSnapshot(`
      [
        "wang: 您想报哪个责任区？现在没有人负责的有：C1 幸福社区三区。回编号就行。",
      ]
    `)
    const [remember] = only(asked, 'remember')
    const question = remember?.question ?? null
    const answered = says('wang', 'C1', { conversation: { draft: null, question, loose: [] } })
    expect(changesOf(answered)).toEqual([{ do: 'offer_zone', personId: 'wang', zoneCode: 'C1' }])
  })

  test('of a resident is none, nor is one of a place that is not of the branch', () => {
    expect(changesOf(says('resident', '我报3号楼'))).toEqual([])
    expect(told(says('resident', '我报3号楼'))).toMatchInlineSnapshot(`
      [
        "resident: 责任区由支部里的党员负责。您看到什么事，直接说一句就行。",
      ]
    `)
    expect(changesOf(says('wang', '我报19号楼'))).toEqual([])
    expect(told(says('wang', '我报19号楼'))).toMatchInlineSnapshot(`
      [
        "wang: 没有找到“19号楼”这个责任区，请说编号或名称。有的是：幸福社区一区（A3）、幸福社区二区（B2）、幸福社区三区（C1）。",
      ]
    `)
  })

  test('of a secretary is an assignment: they take part as ordinary members', () => {
    const decisions = says('zhao', '我报7号楼')
    expect(changesOf(decisions)).toMatchObject([
      { do: 'begin_post', post: { personId: 'zhao', zoneCode: 'C1', role: 'zone_member', first: true, known: true } },
    ])
  })

  const offers: OfferFacts[] = [{ id: 'o1', personId: 'wang', zoneCode: 'C1', on: '2026-11-17' }]
  test('is taken by the secretary in words or by a tap, and the member hears of it', () => {
    const decisions = says('zhao', '同意王秀英报C1', { zoning: zoning({ offers }) })
    expect(changesOf(decisions)).toMatchObject([
      { do: 'settle_offer', offerId: 'o1', state: 'approved', by: 'zhao' },
      { do: 'begin_post', post: { personId: 'wang', zoneCode: 'C1', first: true, known: true, by: 'zhao' } },
    ])
    expect(told(decisions)).toMatchInlineSnapshot(`
      [
        "zhao: 好的，幸福社区三区（C1）由王秀英负责，已告诉王秀英。",
        "wang: 支部同意您负责幸福社区三区（C1）。那里的事会发给您，说“我的职责”可以看要做什么。",
      ]
    `)
    const byTap = decide(tappedOn('offer-yes:wang:C1'), factsFor('zhao', { zoning: zoning({ offers }) }), NOW)
    expect(changesOf(byTap)).toEqual(changesOf(decisions))
    const late = decide(tappedOn('offer-yes:wang:C1'), factsFor('zhao'), NOW)
    expect(changesOf(late)).toEqual([])
  })

  test('is declined with a reason', () => {
    const decisions = says('zhao', '不同意王秀英报C1，想请她多管管B2', { zoning: zoning({ offers }) })
    expect(changesOf(decisions)).toMatchObject([{ do: 'settle_offer', state: 'declined', reason: '想请她多管管B2' }])
    expect(told(decisions)).toMatchInlineSnapshot(`
      [
        "zhao: 好的，王秀英报幸福社区三区（C1）没有同意，已告诉本人。",
        "wang: 您报的幸福社区三区（C1），支部这次没有同意。理由：想请她多管管B2。谢谢您愿意出力，想报别的可以再说一声。",
      ]
    `)
  })

  test('is decided by nobody else, whatever they say or tap', () => {
    for (const who of ['zhou', 'wang', 'helper', 'resident'] as const) {
      const words = says(who, '同意王秀英报C1', { zoning: zoning({ offers }) })
      const tap = decide(tappedOn('offer-yes:wang:C1'), factsFor(who, { zoning: zoning({ offers }) }), NOW)
      expect([...changesOf(words), ...changesOf(tap)]).toEqual([])
    }
  })

  test('is taken back', () => {
    const decisions = says('wang', '我不报C1了', { zoning: zoning({ offers }) })
    expect(changesOf(decisions)).toMatchObject([{ do: 'settle_offer', offerId: 'o1', state: 'withdrawn' }])
  })
})

describe('an assignment', () => {
  test('of a zone without a member is made at once; the member is asked for one tap', () => {
    const decisions = says('zhao', '让陈国强管7号楼，他住那里')
    expect(changesOf(decisions)).toMatchObject([
      {
        do: 'begin_post',
        post: {
          personId: 'chen',
          zoneCode: 'C1',
          role: 'zone_member',
          backup: false,
          first: true,
          startsOn: '2026-11-18',
          reason: '他住那里',
          by: 'zhao',
          known: false,
        },
      },
    ])
    expect(told(decisions)).toMatchInlineSnapshot(`
      [
        "zhao: 好的，幸福社区三区（C1）由陈国强负责。已告诉陈国强。不对就再说一句。",
        "chen: 请您负责这个责任区 | 责任区 幸福社区三区（C1） | 范围 7号楼 | 说明 他住那里 | 知道了",
      ]
    `)
  })

  test('of a zone that somebody has asks once: together or instead', () => {
    const asked = says('zhao', '让陈国强管3号楼')
    expect(changesOf(asked)).toEqual([])
    expect(told(asked)).toMatchInlineSnapshot(`
      [
        "zhao: 幸福社区一区（A3）现在由周建国负责，范围是1号楼、2号楼、3号楼、红砖楼、老年活动中心。陈国强是和周建国一起负责，还是换成陈国强？回“一起”或“换”就行。",
      ]
    `)
    const question = only(asked, 'remember')[0]?.question ?? null
    const answer = (text: string) => says('zhao', text, { conversation: { draft: null, question, loose: [] } })
    expect(changesOf(answer('一起'))).toMatchObject([{ do: 'begin_post', post: { personId: 'chen', first: false } }])
    expect(told(answer('一起')).join()).toContain('（A3）由陈国强和周建国一起负责。')
    expect(changesOf(answer('换成他'))).toMatchObject([
      { do: 'end_post', personId: 'zhou', zoneCode: 'A3', lastOn: '2026-11-17' },
      { do: 'begin_post', post: { personId: 'chen', zoneCode: 'A3', first: true } },
    ])
    expect(changesOf(answer('算了'))).toEqual([])
  })

  test('instead of somebody who leaves later begins when they are gone', () => {
    const decisions = says('zhao', '3号楼换成陈国强，周建国年底退')
    expect(changesOf(decisions)).toMatchObject([
      { do: 'end_post', personId: 'zhou', zoneCode: 'A3', lastOn: '2026-12-31', by: 'zhao' },
      { do: 'begin_post', post: { personId: 'chen', startsOn: '2027-01-01', first: true } },
    ])
    expect(told(decisions)).toMatchInlineSnapshot(`
      [
        "zhao: 好的，幸福社区一区（A3）从2027年1月1日起由陈国强负责。周建国负责到12月31日。已告诉陈国强。不对就再说一句。",
        "chen: 请您负责这个责任区 | 责任区 幸福社区一区（A3） | 范围 1号楼、2号楼、3号楼、红砖楼、老年活动中心 | 从 2027年1月1日 | 一起 李敏 | 知道了",
        "zhou: 幸福社区一区（A3）您负责到12月31日，之后由别人接，谢谢您这些日子出力。您手上的事请办完，要转交可以说：我的事都交给老李。",
      ]
    `)
  })

  test('adds a backup, a helper, a guest, or several, with a term', () => {
    expect(changesOf(says('zhao', '陈国强当B2的备用'))).toMatchObject([
      { do: 'begin_post', post: { personId: 'chen', role: 'zone_member', backup: true, first: false } },
    ])
    expect(changesOf(says('zhao', '让陈国强协助B2'))).toMatchObject([
      { do: 'begin_post', post: { personId: 'chen', role: 'helper' } },
    ])
    const helped = says('zhao', '让何小林管A3')
    expect(changesOf(helped)).toMatchObject([{ do: 'begin_post', post: { personId: 'helper', role: 'helper' } }])
    expect(told(helped)[0]).toContain('何小林在名册里是协助员，记为协助')
    const guest = {
      ...CHEN,
      branchId: 'branch-elsewhere',
      assignments: [{ role: 'guest_member' as const, zoneCode: null, branchId: 'branch-xingfu', backup: false }],
    }
    const people = [...Object.values(PEOPLE), guest]
    expect(changesOf(says('zhao', '让陈国强管C1', { zoning: zoning({ people }) }))).toMatchObject([
      { do: 'begin_post', post: { personId: 'chen', role: 'guest_member' } },
    ])
    expect(changesOf(says('zhao', '让陈国强和李敏管C1，任期到明年底'))).toMatchObject([
      { do: 'begin_post', post: { personId: 'chen', termEndsOn: '2027-12-31' } },
      { do: 'begin_post', post: { personId: 'li', zoneCode: 'C1', termEndsOn: '2027-12-31' } },
    ])
  })

  test('ends with a word, at once or on a day; a member only wishes it', () => {
    expect(changesOf(says('zhao', '不让周建国管3号楼了'))).toMatchObject([
      { do: 'end_post', personId: 'zhou', zoneCode: 'A3', lastOn: '2026-11-17' },
    ])
    const later = says('zhao', '周建国年底退')
    expect(changesOf(later)).toMatchObject([{ do: 'end_post', personId: 'zhou', lastOn: '2026-12-31' }])
    expect(told(later)).toMatchInlineSnapshot(`
      [
        "zhao: 好的，幸福社区一区（A3）由周建国负责到12月31日。",
        "zhou: 幸福社区一区（A3）您负责到12月31日，之后由别人接，谢谢您这些日子出力。您手上的事请办完，要转交可以说：我的事都交给老李。",
      ]
    `)
    const wish = says('zhou', '我不管3号楼了')
    expect(changesOf(wish)).toEqual([])
    expect(told(wish)).toMatchInlineSnapshot(`
      [
        "zhou: 好的，已告诉支部书记 赵志远，定下来之前还由您负责。",
        "zhao: 周建国想不再负责幸福社区一区（A3）。要定就说：周建国不管A3了，要换人就说：A3换成老李。",
      ]
    `)
  })

  test('that stands already is said to stand', () => {
    const decisions = says('zhao', '让王秀英管B2')
    expect(changesOf(decisions)).toEqual([])
    expect(told(decisions)).toMatchInlineSnapshot(`
      [
        "zhao: 幸福社区二区（B2）已经由王秀英负责，不用再改。",
      ]
    `)
  })

  test('asks which person where several are meant, and says so where nobody is', () => {
    const people = [
      ...Object.values(PEOPLE),
      CHEN,
      {
        ...CHEN,
        id: 'chen2',
        name: '陈芳',
        assignments: [{ role: 'zone_member' as const, zoneCode: 'B2', branchId: 'branch-xingfu', backup: false }],
      },
    ]
    const asked = says('zhao', '让老陈管C1', { zoning: zoning({ people }) })
    expect(changesOf(asked)).toEqual([])
    expect(told(asked)).toMatchInlineSnapshot(`
      [
        "zhao: 您说的是陈国强，还是陈芳（B2）？回一个就行。",
      ]
    `)
    const question = only(asked, 'remember')[0]?.question ?? null
    const answered = says('zhao', '陈芳', {
      zoning: zoning({ people }),
      conversation: { draft: null, question, loose: [] },
    })
    expect(changesOf(answered)).toMatchObject([{ do: 'begin_post', post: { personId: 'chen2', zoneCode: 'C1' } }])
    expect(changesOf(says('zhao', '让孙大圣管C1'))).toEqual([])
  })

  test.each(['让陈国强管3号楼', '3号楼换成李敏', '周建国不管3号楼了', '李敏当B2的备用', '责任区划分支部通过了'])(
    '%s changes nothing when a member, a helper or a resident says it',
    (text) => {
      for (const who of ['zhou', 'wang', 'helper', 'resident'] as const) expect(changesOf(says(who, text))).toEqual([])
    },
  )

  test('of a day that is over is asked anew', () => {
    expect(changesOf(says('zhao', '让陈国强管C1，从11月1日起'))).toEqual([])
  })
})

describe('the three knows and the coverage', () => {
  test('the secretary says that the branch approved the zones', () => {
    const zones = [record('A3', [post('zhou')], { approved: false }), record('B2', []), record('C1', [])]
    const decisions = says('zhao', '责任区划分支部通过了', { zoning: zoning({ zones }) })
    expect(changesOf(decisions)).toEqual([{ do: 'approve_zones', branchId: 'branch-xingfu', by: 'zhao' }])
    expect(told(decisions)).toMatchInlineSnapshot(`
      [
        "zhao: 好的，1 个责任区的划分记为支部已通过。",
      ]
    `)
  })

  test('a member knows by one tap or in words, of their own zones only', () => {
    const tap = decide(tappedOn('know:B2'), factsFor('wang'), NOW)
    expect(changesOf(tap)).toEqual([{ do: 'know_zones', personId: 'wang', zoneCodes: ['B2'] }])
    expect(changesOf(says('wang', '知道了 B2'))).toEqual(changesOf(tap))
    expect(changesOf(says('wang', '知道了 A3'))).toEqual([])
    expect(changesOf(decide(tappedOn('know:A3'), factsFor('wang'), NOW))).toEqual([])
  })

  test('知道了 alone is of the zones that were asked about of late, and small talk where none were', () => {
    const asked = { askedToKnow: ['B2'] }
    for (const text of ['知道了', '我已经知道了。', '明白了']) {
      const decisions = says('wang', text, asked)
      expect(changesOf(decisions)).toEqual([{ do: 'know_zones', personId: 'wang', zoneCodes: ['B2'] }])
      expect(told(decisions)).toEqual(['wang: 好的，记下了：幸福社区二区（B2）由您负责。'])
    }
    expect(changesOf(says('wang', '知道了', { askedToKnow: [] }))).toEqual([])
    expect(changesOf(says('wang', '收到', asked))).toEqual([])
    expect(changesOf(says('resident', '知道了', asked))).toEqual([])
  })

  test('whoever leads reads the gaps with whom to ask; a member which zones are free', () => {
    const zones = [
      record('A3', [post('zhou', { termEndsOn: '2026-12-10' }), post('li', { backup: true })], {
        caseCount: 30,
        approved: false,
      }),
      record('B2', [post('wang', { known: false })], { visitCount: 0 }),
      // New: nobody could have looked at it for so long.
      record('C1', [], { visitCount: 0, longThere: false }),
    ]
    expect(told(says('zhao', '覆盖情况', { zoning: zoning({ zones }) }))).toMatchInlineSnapshot(`
      [
        "zhao: 3 个责任区，1 个还没有人负责：
      · C1 幸福社区三区：可以请孙洁（还没有责任区）、陈国强（还没有责任区）、王秀英（就在旁边）
      还没有责任区的党员：孙洁、陈国强。
      快到期：周建国（A3，到12月10日）。
      划分还没记为支部通过：A3。通过了请说：责任区划分支部通过了。
      还没点“知道了”：王秀英（B2）。
      公示牌90天没人看过：B2。可以把二维码再贴一贴。
      定了谁就说一句，例如：让老王管C1。",
      ]
    `)
    expect(told(says('wang', '哪些楼没人', { zoning: zoning({ zones }) }))).toMatchInlineSnapshot(`
      [
        "wang: 还没有人负责的有：C1 幸福社区三区。您想负责就说一句，例如：我报C1。",
      ]
    `)
    expect(told(says('resident', '哪些楼没人', { zoning: zoning({ zones }) }))).toMatchInlineSnapshot(`
      [
        "resident: 责任区由支部里的党员负责。您看到什么事，直接说一句就行。",
      ]
    `)
  })
})

describe('我的责任区', () => {
  test.each(['我的责任区', '我负责哪里', '我管哪些楼？', '我的責任區是哪個'])('%s', (text) => {
    expect(told(says('wang', text))[0]).toContain('您负责')
  })

  test('who has none yet hears how to offer', () => {
    expect(told(says(CHEN, '我负责哪里'))[0]).toContain('您现在没有分到责任区。想管哪里，可以说：我报3号楼。')
  })

  test('a resident hears who answers', () => {
    expect(told(says('resident', '我的责任区'))[0]).not.toContain('您负责')
  })
})

describe('what somebody leaves open', () => {
  const open = (code: string, handlerId: string, changes: Parameters<typeof caseFacts>[0] = {}) =>
    caseFacts({ id: code, code, zoneCode: code.split('-')[0] ?? null, handlerId, state: 'accepted', ...changes })
  const posts = [record('A3', [post('zhou')]), record('B2', [post('sun'), post('wang')]), record('C1', [])]
  const left = (...handled: ReturnType<typeof open>[]) => ({ zoning: zoning({ zones: posts, handled }) })
  const given = (decisions: readonly Decision[]) =>
    only(decisions, 'assign_case').map(({ caseId, handlerId, by }) => [caseId, handlerId, by.personId])

  test('goes to whoever takes their place, in the same answer; all three read so', () => {
    const decisions = says(
      'zhao',
      '3号楼换成李敏',
      left(open('A3-0001', 'zhou'), open('A3-0002', 'zhou'), open('A3-0003', 'li'), open('B2-0001', 'zhou')),
    )
    expect(given(decisions)).toEqual([
      ['A3-0001', 'li', 'zhao'],
      ['A3-0002', 'li', 'zhao'],
    ])
    expect(told(decisions)).toMatchInlineSnapshot(`
      [
        "zhao: 好的，幸福社区一区（A3）由李敏负责。周建国不再负责。周建国没办完的 2 件事（A3-0001、A3-0002）也改由李敏办。已告诉李敏。不对就再说一句。",
        "li: 请您负责这个责任区 | 责任区 幸福社区一区（A3） | 范围 1号楼、2号楼、3号楼、红砖楼、老年活动中心 | 知道了",
        "zhou: 幸福社区一区（A3）从今天起不再由您负责，谢谢您这些日子出力。您没办完的 2 件事改由李敏办。",
      ]
    `)
    expect(
      tells(decisions).some(({ content }) => 'card' in content && content.card.text?.includes('没办完的 2 件事')),
    ).toBe(true)
  })

  test('stays with them by one tap, where they are still something in the branch', () => {
    const records = [open('B2-0001', 'sun'), open('B2-0002', 'sun')]
    const decisions = says('zhao', 'B2换成李敏', left(...records))
    expect(given(decisions).map(([code]) => code)).toEqual(['B2-0001', 'B2-0002'])
    const [button] = tells(decisions).flatMap(({ content }) =>
      'card' in content ? content.card.buttons.filter((b) => b.label.startsWith('仍由')) : [],
    )
    expect([button?.label, button?.says]).toEqual(['仍由孙洁办完', 'B2-0001、B2-0002 转给孙洁'])
    const referred = records.map((c) => ({ ...c, handlerId: 'li' }))
    const tapped = decide(tappedOn(button?.action ?? ''), factsFor('zhao', { referred }), NOW)
    expect(given(tapped)).toEqual([
      ['B2-0001', 'sun', 'zhao'],
      ['B2-0002', 'sun', 'zhao'],
    ])
    expect(told(tapped)).toMatchInlineSnapshot(`
      [
        "sun: 支部书记 赵志远把这些事转给您办，以后由您办：
      B2-0001（3号楼2单元楼道灯坏了两天了）
      B2-0002（3号楼2单元楼道灯坏了两天了）",
        "li: B2-0001、B2-0002 改由孙洁办，您不用再办了。",
        "zhao: 好的，B2-0001、B2-0002 转给孙洁了。",
      ]
    `)
    const zones = ZONES.map((zone) => ({ ...zone, backups: [...zone.backups, PEOPLE.sun] }))
    expect(given(says('zhao', button?.says ?? '', { referred, zones }))).toEqual(given(tapped))
    // Nobody else does it by the same button, and a second tap changes nothing.
    expect(given(decide(tappedOn(button?.action ?? ''), factsFor('zhou', { referred }), NOW))).toEqual([])
    expect(given(decide(tappedOn(button?.action ?? ''), factsFor('zhao', { referred: records }), NOW))).toEqual([])
  })

  test('does not go to whom it names, nor if it is about integrity: that is said', () => {
    const decisions = says(
      'zhao',
      '3号楼换成李敏',
      left(open('A3-0001', 'zhou', { text: '李敏多收了我的钱' }), open('A3-0002', 'zhou', { category: 'integrity' })),
    )
    expect(given(decisions)).toEqual([])
    expect(told(decisions)[0]).toContain('A3-0001、A3-0002 不便转给李敏，马上另外安排')
  })

  test('stays as it is while they answer to a later day, and where nobody takes their place', () => {
    expect(given(says('zhao', '3号楼换成李敏，老周年底退', left(open('A3-0001', 'zhou'))))).toEqual([])
    const ended = says('zhao', '周建国不管3号楼了', left(open('A3-0001', 'zhou')))
    expect(given(ended)).toEqual([])
    expect(told(ended)).toMatchInlineSnapshot(`
    [
      "zhao: 好的，幸福社区一区（A3）不再由周建国负责。没办完的 1 件事（A3-0001）马上另外安排，派给谁会告诉您。现在由谁接，请再说一句，例如：让老李管A3。",
      "zhou: 幸福社区一区（A3）从今天起不再由您负责，谢谢您这些日子出力。您没办完的事会另外安排。",
    ]
  `)
  })
})
