/** Words that pass between whoever told a matter and whoever works on it. */
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import type { Decision } from '../../src/decide/decision.ts'
import type { CaseFacts, Facts } from '../../src/decide/facts.ts'
import { read } from '../../src/understanding/read.ts'
import { caseFacts, draftOf, factsOf, messageOf, NOW, type Who } from './facts.ts'
import { only, tells, wordsOf } from './told.ts'

const ADDRESS = { channel: 'page' as const, externalId: 'page:1', personId: null }
const byResident = { identityId: 'identity-resident', personId: null, role: 'resident' as const, address: ADDRESS }
const lamp = caseFacts({ state: 'accepted', reporter: byResident })

function says(who: Who, text: string, changes: Partial<Facts> = {}): Decision[] {
  const facts = factsOf(who, { referred: [lamp], ...changes })
  const reading = read({ text, sentAt: NOW, role: facts.sender.person ? 'member' : 'resident' })
  return decide({ type: 'message', message: messageOf([{ type: 'text', text }]), reading }, facts, NOW)
}
const quoting = (who: Who, text: string, record: CaseFacts = lamp) =>
  says(who, text, { referred: [record], quotedCodes: [record.code] })
/** What a decision tells to whom: `page:1: 责任区党员答复…`. */
const told = (decisions: readonly Decision[]) =>
  tells(decisions).map((t) => `${t.to.map((a) => a.externalId).join()}: ${wordsOf(t.content)}`)
const toResident = (decisions: readonly Decision[]) => told(decisions).filter((line) => line.startsWith('page:1'))
const noted = (decisions: readonly Decision[]) => only(decisions, 'note_case').map((d) => `${d.event} ${d.reason}`)

describe('whoever works on a matter answers its reporter', () => {
  test.each([
    ['明天上午我过去看看您家的线路', '明天上午我过去看看您家的线路'],
    ['您说的是东边那个楼道吗', '您说的是东边那个楼道吗'],
    ['可以', '可以'],
  ])('by quoting the card and writing: %s', (text, words) => {
    const decisions = quoting('zhou', text)
    expect(toResident(decisions).join()).toContain(words)
    expect(toResident(decisions).join()).toContain('责任区党员')
    expect(noted(decisions)).toEqual([`say ${words}`])
    expect(only(decisions, 'open_case')).toEqual([])
    expect(only(decisions, 'move_case')).toEqual([])
  })

  test.each([
    ['回复 A3-0017 明天上午来看', '明天上午来看'],
    ['答复居民 A3-0017：电工周五到', '电工周五到'],
    ['A3-0017 告诉居民明天上午来看', '明天上午来看'],
    ['A3-0017 回复：明天上午来看', '明天上午来看'],
  ])('by its code: %s', (text, words) => {
    expect(toResident(says('zhou', text)).join()).toContain(words)
  })

  test('without a code where only one is in hand', () => {
    const decisions = says('zhou', '告诉居民明天上午来看', { todo: [{ ...lamp, handlerId: 'zhou' }] })
    expect(toResident(decisions).join()).toContain('明天上午来看')
  })

  test('and has taken it on by that, if nobody had', () => {
    const decisions = quoting('zhou', '我先去看看情况再说啊', caseFacts({ state: 'new', reporter: byResident }))
    expect(only(decisions, 'move_case').map((d) => d.event)).toEqual(['accept'])
    expect(toResident(decisions)).toHaveLength(1)
  })

  test('is asked for the words where there are none', () => {
    const decisions = says('zhou', '回复 A3-0017')
    expect(told(decisions).join()).toContain('要答复什么')
    expect(only(decisions, 'remember')[0]?.question?.order).toMatchObject({ name: 'reply', args: { code: 'A3-0017' } })
  })

  test.each(['谢谢', '怎么样了', '谁负责这里'])('but not with what is said to the bot: %s', (text) => {
    expect(toResident(quoting('zhou', text))).toEqual([])
  })

  test('and orders stay orders', () => {
    expect(only(quoting('zhou', '办好了，灯泡换了新的'), 'move_case').map((d) => d.event)).toEqual(['close'])
  })

  test('telephones are masked, and neither side reads a name of the bot', () => {
    const decisions = quoting('zhou', '我明天来，有事打我电话13812345678')
    expect(toResident(decisions).join()).toContain('138****5678')
    expect(told(decisions).join()).not.toContain('周')
  })

  test('somebody of another zone passes nothing', () => {
    expect(toResident(quoting('wang', '明天上午我过去看看您家的线路'))).toEqual([])
    expect(toResident(says('wang', '回复 A3-0017 明天上午来看'))).toEqual([])
  })

  test('who cannot be reached is said to be', () => {
    const record = caseFacts({ state: 'accepted', reporter: { ...byResident, address: null } })
    expect(told(quoting('zhou', '明天上午我过去看看您家的线路', record)).join()).toContain('收不到')
  })
})

describe('its reporter answers back', () => {
  const own = { ...lamp, handlerId: 'zhou' }
  const toMember = (decisions: readonly Decision[]) => told(decisions).filter((line) => line.startsWith('zhou'))

  test.each(['上午十点以后我在家，来之前打个招呼', '几点来', '好的', '不用了'])('by quoting: %s', (text) => {
    const decisions = quoting('resident', text, own)
    expect(toMember(decisions).join()).toContain(text)
    expect(toMember(decisions).join()).toContain('居民就 A3-0017')
    expect(only(decisions, 'open_case')).toEqual([])
  })

  test('by its code', () => {
    expect(toMember(says('resident', 'A3-0017 几点来', { referred: [own] })).join()).toContain('几点来')
  })

  test.each(['几点来啊', '可以', '不行，那天我不在'])('in bare words after an answer: %s', (text) => {
    expect(toMember(says('resident', text, { answered: own, referred: [] })).join()).toContain(text.slice(0, 2))
  })

  test.each(['谢谢', '您好', '查 A3-0017', '5号楼电梯坏了，一直停在三楼'])('but not with %s', (text) => {
    const decisions = says('resident', text, { answered: own, referred: [own] })
    expect(toMember(decisions).join()).not.toContain('居民就')
  })

  test('not while a card is open, whose question comes first', () => {
    const draft = caseFacts({ code: 'A3-0020', reporter: byResident })
    const conversation = { draft: draftOf([draft]), question: null, loose: [] }
    expect(toMember(says('resident', '可以', { answered: own, referred: [], conversation })).join()).not.toContain(
      '居民就',
    )
  })

  test('somebody else learns nothing of it', () => {
    const others = caseFacts({ state: 'accepted', category: 'hardship', handlerId: 'zhou' })
    expect(toMember(quoting('resident', '几点来', others))).toEqual([])
  })
})

describe('who would have somebody else', () => {
  const own = { ...lamp, handlerId: 'zhou' }
  test.each(['A3-0017 我想找支部', '我想直接找支部书记', '能不能换个人来办', '不想找这个党员', '我要找书记谈'])(
    '%s',
    (text) => {
      const decisions = says('resident', text, { referred: [own], reported: [own] })
      expect(only(decisions, 'assign_case')).toHaveLength(1)
      expect(told(decisions).join()).toContain('不再经原来的党员')
    },
  )

  test('without a matter is heard by the branch', () => {
    const decisions = says('resident', '我想找支部书记', { referred: [] })
    const [opened] = only(decisions, 'open_case')
    expect(opened?.case.kind).toBe('enquiry')
    expect(opened?.case.handlerId).not.toBe('zhou')
  })

  test('gives away no matter of others', () => {
    expect(only(says('wang', 'A3-0017 找支部'), 'assign_case')).toEqual([])
  })
})
