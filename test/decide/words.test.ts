import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import type { PersonFacts } from '../../src/decide/facts.ts'
import { matterTitle, sayTime, shown, withReceipt } from '../../src/decide/replies/words.ts'
import { categoryLabel } from '../../src/domain/vocabulary.ts'
import { COMMAND_NAMES } from '../../src/understanding/understanding.ts'
import { caseFacts, draftOf, factsOf, incident, NOW, PEOPLE, readingOf, said } from './facts.ts'
import { contentFaults } from './manners.ts'
import { tells, wordsOf } from './told.ts'

describe("a person's words on our cards", () => {
  test.each([
    ['[点我](http://evil.cn/x)', '［点我］(（链接略）)'],
    ['看 www.evil.com 和 evil.top/abc', '看 （链接略） 和 （链接略）'],
    ['<@all> @所有人 <a href="x">', '＜＠all＞ ＠所有人 ＜a href="x"＞'],
    ['反\u202e转\u200b零宽', '反转零宽'],
    ['第一行\n第二行\t完', '第一行 第二行 完'],
    ['标记\uE000c1\uE001', '标记c1'],
    ['灯坏了。', '灯坏了。'],
  ])('%s', (text, harmless) => {
    expect(shown(text, 200)).toBe(harmless)
  })

  test('are cut on a character', () => {
    expect(shown('一二三四五', 3)).toBe('一二…')
    expect(shown('👨👩👧👦', 3)).toBe('👨👩…')
  })
})

test('a text ends with its receipt and fits into one message, however long it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), (text) => {
      const whole = withReceipt(text, 'K7M2QX')
      expect(whole.endsWith('\n回执 K7M2QX')).toBe(true)
      expect(Buffer.byteLength(whole)).toBeLessThanOrEqual(2048)
      expect(/\p{Surrogate}/u.test(whole)).toBe(/\p{Surrogate}/u.test(text))
    }),
  )
})

test.each([
  [{ date: '2026-11-01', time: null }, '11月1日'],
  [{ date: '2026-11-21', time: '15:00' }, '11月21日下午3点'],
  [null, null],
])('%o is said %s', (at, words) => {
  expect(sayTime(at)).toBe(words)
})

describe('a notice names the matter', () => {
  const place = (text: string) => ({ text, building: null, unit: null, floor: null, room: null })
  test.each([
    ['3号楼2单元楼道灯坏了两天了', '3号楼2单元楼道', 'A3-0017（3号楼2单元楼道灯坏了两天了）'],
    ['你好，3号楼的灯坏了。快来人！', '3号楼', 'A3-0017（你好，3号楼的灯坏了）'],
    ['楼道灯坏了，3号楼', '3号楼', 'A3-0017（楼道灯坏了）'],
    ['３号楼灯坏了', '3号楼', 'A3-0017（３号楼灯坏了）'],
    ['！！！', null, 'A3-0017（公共设施）'],
    ['东门边上那棵歪着的大树昨天夜里倒下来压住了车', '东门', 'A3-0017（东门边上那棵歪着的大树昨天夜里倒下来压…）'],
  ])('by its first words: %s', (text, spot, title) => {
    expect(matterTitle(caseFacts({ text, place: spot === null ? null : place(spot) }))).toBe(title)
  })

  test('by its place and kind, where the place was told or corrected later', () => {
    expect(matterTitle(caseFacts({ text: '3号楼灯坏了', place: place('2号楼') }))).toBe('A3-0017（2号楼 公共设施）')
  })

  test('by its kind alone to whoever may not read its words', () => {
    expect(matterTitle(caseFacts({ category: 'family' }), false)).toMatch(/^A3-0017（[^3]+）$/)
  })

  test('never in a way that is more than words', () => {
    expect(matterTitle(caseFacts({ text: '看[这里](http://evil.cn)<@all>', place: null }))).not.toMatch(/http|<@|\]\(/)
  })
})

describe('everything said has an answer', () => {
  const situations = {
    'a member': factsOf('zhou', { referred: [caseFacts({ state: 'new' })] }),
    'a resident': factsOf('resident'),
    'a newcomer': (() => {
      const facts = factsOf('resident')
      return { ...facts, sender: { ...facts.sender, firstContact: true } }
    })(),
    'a secretary with an open card': factsOf('zhao', {
      conversation: { draft: draftOf([caseFacts()]), question: null, loose: [] },
    }),
  }

  describe.each(Object.entries(situations))('to %s', (_, facts) => {
    test.each(COMMAND_NAMES)('command %s', (name) => {
      const reading = readingOf({ command: { name, args: { code: 'A3-0017' } }, codes: ['A3-0017'] })
      const decisions = decide(said(name, reading), facts, NOW)
      const waits = decisions.some((d) => d.do === 'wait')
      expect(waits || tells(decisions).length > 0).toBe(true)
      expect(contentFaults(decisions)).toEqual([])
    })

    test.each(['report', 'enquiry', 'command', 'chat'] as const)('intent %s, clear or not', (intent) => {
      for (const confidence of [0, 0.4, 0.95]) {
        const records = intent === 'report' ? [incident()] : []
        const decisions = decide(said('东门的事', readingOf({ intent, confidence, records })), facts, NOW)
        expect(tells(decisions).length).toBeGreaterThan(0)
        expect(contentFaults(decisions)).toEqual([])
      }
    })

    test.each(['yes', 'no', 'change', 'withdraw'] as const)('answer %s', (answer) => {
      const decisions = decide(said('好', readingOf({ answer })), facts, NOW)
      expect(decisions.length).toBeGreaterThan(0)
      expect(contentFaults(decisions)).toEqual([])
    })
  })
})

test('no text of a person makes a link, a mention or a code of the bot', () => {
  const payload = fc.oneof(
    fc.constantFrom(
      '[a](http://e.vil)',
      '<@all>',
      '@所有人',
      '<font color="x">',
      '\uE000c1\uE001',
      '\u202Eabc',
      'https://e.vil',
    ),
    fc.string({ unit: 'grapheme' }),
  )
  fc.assert(
    fc.property(fc.array(payload, { maxLength: 6 }), (parts) => {
      // The sender may exclaim; we do not.
      const text = `3号楼${parts.join('').replace(/[!！]/g, '')}`
      const place = { text, building: '3', unit: null, floor: null, room: null }
      const emergency = incident({ category: 'fire', urgency: 'emergency', place, source: [0, text.length] })
      const decisions = decide(said(text, readingOf({ records: [emergency] })), factsOf('wang'), NOW)
      expect(contentFaults(decisions)).toEqual([])
      for (const { content } of tells(decisions)) {
        expect(wordsOf(content)).not.toMatch(/https?:\/\/e|<@|@所有人|<font|\]\(|\u202E/)
      }
    }),
  )
})

describe('a matter that speaks of the secretary', () => {
  const told = (above: PersonFacts[]) => {
    const branches = [{ id: 'branch-xingfu', name: '支部', secretaries: [PEOPLE.zhao], above }]
    const bribe = said('赵书记收了装修公司的钱', readingOf({ records: [incident({ category: 'integrity' })] }))
    const decisions = decide(bribe, factsOf('zhou', { branches }), NOW)
    return wordsOf(tells(decisions)[0]?.content ?? { type: 'text', text: '' })
  }

  test('says that the secretary does not see it, and where to turn', () => {
    expect(told([])).toContain('本支部书记看不到这件事。请直接向上级党组织或纪检监察部门反映。')
    expect(told([PEOPLE.qian])).toContain('看不到这件事。已转给管理员 钱春华。')
  })

  test('is of 廉洁问题 where there is no hospital', () => {
    expect(told([])).toContain('廉洁问题')
    expect(categoryLabel('integrity', 'hospital')).toBe('廉洁行医')
  })
})

test('收到了吗 after an order tells what became of the last report', () => {
  const previous = { receipt: 'K7M2QX', receivedAt: NOW, handled: true, codes: [] }
  const reported = [caseFacts({ code: 'A3-0042', state: 'accepted' })]
  const asked = said('收到了吗', readingOf({ command: { name: 'receipt', args: {} } }))
  const words = wordsOf(
    tells(decide(asked, factsOf('zhou', { previous, reported }), NOW))[0]?.content ?? { type: 'text', text: '' },
  )
  expect(words).toContain('A3-0042，现在已受理')
})
