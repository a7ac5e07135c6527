/** What those who work on a case say in chat, as it is read, and what comes of it. */
import { beforeEach, describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import { read } from '../../src/understanding/read.ts'
import { caseFacts, factsOf, messageOf, NOW, said, type Who } from './facts.ts'
import { tells, wordsOf } from './told.ts'
import { World } from './world.ts'

const LAMP = '3号楼2单元楼道灯坏了两天了'

/** `who` writes in a world; */
function speaker(world: World) {
  return (who: Who, text: string): string[] => {
    const role = who === 'resident' ? ('resident' as const) : ('member' as const)
    const reading = read({ text, sentAt: world.now, role })
    return world.happens(who, { type: 'message', message: messageOf([{ type: 'text', text }]), reading })
  }
}

describe('a matter in hand', () => {
  let world: World
  let says: ReturnType<typeof speaker>
  const state = () => world.case('A3-0001').state

  beforeEach(() => {
    world = new World()
    says = speaker(world)
    says('wang', LAMP)
    says('wang', '对')
    says('zhou', '认领 A3-0001')
  })

  test('is planned, and planned anew; its reporter hears the day', () => {
    expect(says('zhou', '排到周五')).toEqual([
      'zhou: 好的，A3-0001（3号楼2单元楼道灯坏了两天了）排到11月20日，那天早上我提醒您。',
      'wang: 您反映的 A3-0001（3号楼2单元楼道灯坏了两天了）安排在11月20日处理。',
    ])
    expect(world.case('A3-0001')).toMatchObject({ state: 'scheduled', scheduledOn: '2026-11-20' })
    says('zhou', 'A3-0001 改到下周三')
    says('zhou', 'A3-0001 排到下周三')
    expect(world.case('A3-0001')).toMatchObject({ state: 'scheduled', scheduledOn: '2026-11-25' })
  })

  test('is not planned for a day that is over, and a missing day is asked for once', () => {
    expect(says('zhou', '排期 A3-0001 11月10日')).toEqual([
      'zhou: 11月10日已经过去了，请说今天以后的日子，例如：下周三。',
    ])
    expect(state()).toBe('accepted')
  })

  test('waits for its reporter, who answers with the next words', () => {
    expect(says('zhou', '问一下上报人：是几楼的灯')).toEqual([
      'zhou: 好的，您问的已转给 A3-0001 的上报人。等回复的时间不算在期限里。',
      'wang: 关于您反映的 A3-0001（3号楼2单元楼道灯坏了两天了），想问您一句：是几楼的灯\n直接回复就行。',
    ])
    expect(world.case('A3-0001')).toMatchObject({ state: 'need_info', clocks: { pausedAt: world.now } })
    expect(says('wang', '👍')).toEqual(['wang: 请用几个字说一句，光有表情我看不明白。'])
    expect(says('wang', '三楼和四楼的')).toEqual([
      'wang: 好的，您的回复已转给办 A3-0001（3号楼2单元楼道灯坏了两天了）的人。',
      'zhou: A3-0001（3号楼2单元楼道灯坏了两天了）的上报人回复：三楼和四楼的\n可以接着办了。',
    ])
    expect(world.case('A3-0001')).toMatchObject({ state: 'accepted', text: `${LAMP}，三楼和四楼的` })
  })

  test('waits on when its reporter speaks of something else', () => {
    says('zhou', '问一下上报人：是几楼的灯')
    says('wang', '5号楼电梯坏了，一直停在三楼')
    says('wang', '谢谢')
    says('wang', '收到了吗')
    expect(state()).toBe('need_info')
  })

  test('goes on when the handler was told the answer', () => {
    says('zhou', '问一下上报人：是几楼的灯')
    says('zhou', 'A3-0001 上报人回了：三楼')
    expect(world.case('A3-0001')).toMatchObject({ state: 'accepted', text: `${LAMP}，三楼` })
  })

  test('is passed outside with a text to send, its number later, and comes back', () => {
    const [answer, news] = says('zhou', '转12345')
    expect(answer).toBe(
      'zhou: 好的，A3-0001（3号楼2单元楼道灯坏了两天了）记为等12345回话，这段时间不算在期限里。11月23日我来问一声。\n' +
        '下面这段可以直接发给12345：\n您好，反映一件事：3号楼2单元楼道灯坏了两天了。时间：11月16日。请尽快派人处理，谢谢。\n' +
        '有了单号告诉我：A3-0001 单号，再加号码。',
    )
    expect(news).toBe('wang: 您反映的 A3-0001（3号楼2单元楼道灯坏了两天了）已转12345，办好会告诉您。')
    expect(says('zhou', '12345单号 20261118001')).toEqual([
      'zhou: 好的，A3-0001 在12345的单号记下了：20261118001。11月23日我来问一声。',
    ])
    expect(says('zhou', '还没回')).toEqual(['zhou: 好的，A3-0001 接着等12345，11月23日我再问一声。'])
    expect(world.case('A3-0001')).toMatchObject({
      state: 'waiting_external',
      external: { body: '12345', number: '20261118001', askAgainOn: '2026-11-23' },
    })
    expect(says('zhou', '12345回了：已经修好了')).toEqual([
      'zhou: 好的，A3-0001（3号楼2单元楼道灯坏了两天了）记为处理中。要是已经办好，请说：办结 A3-0001 已经修好了。',
    ])
    expect(state()).toBe('in_progress')
  })

  test('waits for somebody else outside, asked on the day that was told', () => {
    says('zhou', '转物业')
    says('zhou', 'A3-0001 转供电局，下周一再问')
    expect(world.case('A3-0001').external).toEqual({ body: '供电局', number: null, askAgainOn: '2026-11-23' })
  })

  test('is given back with a reason, and whoever leads gives it to another one', () => {
    expect(says('zhou', '退回')).toEqual([
      'zhou: A3-0001（3号楼2单元楼道灯坏了两天了）为什么退回？回一句就行，例如：不是我们区。',
    ])
    expect(says('zhou', '楼号不对，应该是二区的')).toEqual([
      'zhou: 好的，A3-0001 已退回，请支部书记 赵志远另外安排。',
      'zhao: A3-0001（3号楼2单元楼道灯坏了两天了）由责任区党员 周建国退回：楼号不对，应该是二区的\n' +
        '请转给合适的人，例如：A3-0001 转给王秀英。自己办请说：认领 A3-0001。',
    ])
    expect(world.case('A3-0001')).toMatchObject({ state: 'returned', handlerId: 'zhao' })
    const told = says('zhao', '转给老李')
    expect(told[0]).toBe('zhao: 好的，A3-0001（3号楼2单元楼道灯坏了两天了）转给责任区党员 李敏了。')
    expect(told[1]).toContain('li: 转给您办理 A3-0001')
    expect(told[1]).toContain('[认领]')
    expect(world.case('A3-0001').handlerId).toBe('li')
  })

  test.each([
    ['A3-0001 转给老马', '支部里没有找到“老马”，请说全名。'],
    ['A3-0001 转给周建国', 'A3-0001 现在就由周建国办理。'],
    ['A3-0001 交给', 'A3-0001（3号楼2单元楼道灯坏了两天了）转给谁？请带上姓名，例如：A3-0001 转给王秀英。'],
  ])('%s hands it to nobody', (text, answer) => {
    expect(says('zhou', text)).toEqual([`zhou: ${answer}`])
    expect(world.case('A3-0001').handlerId).toBe('zhou')
  })

  test('ends as answered, not as resolved', () => {
    says('zhou', '办不了')
    const told = says('zhou', '线路要整楼改造，没有经费')
    expect(told[0]).toBe('zhou: 好的，A3-0001 记为已答复未解决。')
    expect(told[1]).toContain('wang: 您反映的事有答复了')
    expect(state()).toBe('answered_unresolved')
  })

  test('ends as not ours', () => {
    says('zhou', 'A3-0001 不属本区，归供电局管')
    expect(state()).toBe('not_ours')
  })

  test('ends as the same as another one, which its reporter follows', () => {
    says('resident', '3号楼1单元门口的垃圾没人清')
    says('resident', '对')
    expect(says('zhou', 'A3-0001 和 A3-0001 重复')).toEqual(['zhou: A3-0001 就是这一件，请说它和哪一件重复。'])
    expect(says('zhou', 'A3-0001 和 A3-0002 重复')).toEqual([
      'zhou: 好的，A3-0001 记为重复。',
      'wang: 您反映的 A3-0001（3号楼2单元楼道灯坏了两天了）和 A3-0002 是同一件，一起办，有进展会告诉您。',
    ])
    expect(state()).toBe('duplicate')
  })

  describe('and more time', () => {
    const due = () => world.case('A3-0001').clocks.resolve.dueAt?.toISOString()

    test('is asked for once and given by a tap', () => {
      const told = says('zhou', '延期到11月30日，等配件')
      expect(told).toEqual([
        'zhou: 好的，A3-0001 延到11月30日的申请已交给支部书记 赵志远，定了告诉您。',
        'zhao: 有一件事申请延期，同意吗？ | 3号楼2单元楼道灯坏了两天了 | A3-0001 | 责任区党员 周建国 | 11月30日 | 11月25日 | [同意/不同意]',
      ])
      expect(says('zhou', '延期到12月30日')).toEqual(['zhou: A3-0001 已经申请过延期，正等书记定。'])
      expect(world.taps('zhao', '同意')).toEqual([
        'zhao: 延期申请 | 3号楼2单元楼道灯坏了两天了 | A3-0001 | 11月30日 | [已同意]',
        'zhou: A3-0001（3号楼2单元楼道灯坏了两天了）可以延到11月30日。',
      ])
      expect(due()).toBe('2026-11-30T09:30:00.000Z')
      expect(says('zhou', '延期到12月30日')).toEqual(['zhou: A3-0001 的延期已同意，再延要请书记来定。'])
    })

    test('the first decision stands; another day is set by the secretary alone', () => {
      says('zhou', '延期到11月30日，等配件')
      says('zhao', '不同意延期 A3-0001，先修好')
      expect(world.taps('zhao', '同意')).toEqual([
        'zhao: 延期申请 | 3号楼2单元楼道灯坏了两天了 | A3-0001 | 11月25日 | [没有同意]',
      ])
      expect(says('zhao', '同意延期 A3-0001 到12月1日')).toEqual([
        'zhao: A3-0001 的延期没有同意，先定的算数。要另定日子，请说：A3-0001 延期到周五。',
      ])
      expect(due()).toBe('2026-11-25T02:30:00.000Z')
      says('zhao', 'A3-0001 延期到12月1日')
      expect(due()).toBe('2026-12-01T09:30:00.000Z')
    })

    test.each([
      ['wang', '同意延期 A3-0001 到11月30日'],
      ['zhou', '同意延期 A3-0001 到11月30日'],
      ['li', '不同意延期 A3-0001'],
    ] as const)('%s cannot decide it', (who, text) => {
      says('zhou', '延期到11月30日，等配件')
      const [answer, ...others] = says(who, text)
      expect(answer).toMatch(/由支部书记定|没有查到/)
      expect(others).toEqual([])
      expect(world.case('A3-0001').extension).toBe('asked')
    })

    test('is not asked for a day before the one it has, nor for one that is over', () => {
      expect(says('zhou', '延期到周五')).toEqual(['zhou: A3-0001 的期限是11月25日，比这还晚，不用延期。'])
      expect(says('zhou', '延期到11月1日')).toEqual(['zhou: 11月1日已经过去了，请说今天以后的日子，例如：下周三。'])
      expect(says('zhou', '延期')).toEqual([
        'zhou: A3-0001（3号楼2单元楼道灯坏了两天了）延到哪一天？回日子就行，例如：周五。',
      ])
      expect(says('zhou', '12月2日')[0]).toContain('延到12月2日的申请')
    })

    test.each([
      ['请假3天', 'nobody stands in for the secretary'],
      ['请假3天，周建国代', 'who asks stands in for the secretary'],
    ])('is for those above to give where %s: %s', (leave) => {
      says('zhao', leave)
      const told = says('zhou', '延期到11月30日，等配件')
      expect(told[0]).toContain('申请已交给')
      expect(told[1]).toContain('qian: 有一件事申请延期')
      world.taps('qian', '同意')
      expect(due()).toBe('2026-11-30T09:30:00.000Z')
    })

    test('beyond ten working days is told to whoever decides as that', () => {
      const limit = '总时间超过了10个工作日的上限'
      expect(says('zhou', '延期到12月2日，等配件').join()).not.toContain(limit)
      expect(says('zhao', 'A3-0001 延期到12月4日')[0]).toBe(`zhao: 好的，A3-0001 延到12月4日。请注意，${limit}。`)
    })

    test('asked for beyond ten working days shows so on the card', () => {
      expect(says('zhou', '延期到12月4日，等配件')[1]).toContain('总时间超过了10个工作日的上限')
    })
  })
})

describe('a matter that another program told', () => {
  const reporter = { identityId: null, personId: null, role: 'helper' as const, address: null }
  const record = caseFacts({ state: 'accepted', reporter, byProgram: true })
  const answers = (text: string) =>
    tells(decide(said(text, read({ text, sentAt: NOW, role: 'member' })), factsOf('zhou', { referred: [record] }), NOW))
      .map((t) => wordsOf(t.content))
      .join('\n')

  test.each(['办结 A3-0017 灯已换新', 'A3-0017 办不了，没有配件', 'A3-0017 不属本区，归供电局管'])(
    'ends without a word on a chat that its program has not: %s',
    (text) => {
      expect(answers(text)).toMatch(/记为/)
      expect(answers(text)).not.toMatch(/收不到|请上报人/)
    },
  )

  test('is asked about there, for nobody hears a question in a chat', () => {
    expect(answers('问 A3-0017 上报人：几楼')).toContain('A3-0017 是从别的系统报来的，请到那边问')
  })
})
