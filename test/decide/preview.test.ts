/** What is shown before many people read it goes out after the yes to that very preview. */
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import type { Facts } from '../../src/decide/facts.ts'
import { read } from '../../src/understanding/read.ts'
import type { Command } from '../../src/understanding/understanding.ts'
import { factsOf, NOW, said, tappedOn, type Who } from './facts.ts'
import { contentFaults } from './manners.ts'

const ORDER: Command = { name: 'announce', args: { audience: 'members', text: '周五开会' } }

/** A preview of the order is open. */
function shown(who: Who, order: Command = ORDER): Facts {
  const facts = factsOf(who)
  const question = { about: 'send', askedAt: NOW, options: [{ id: 'send-1', label: '' }], text: null, order } as const
  const reach = { total: 3, byChannel: [{ channel: 'local', count: 3 }] } as const
  return {
    ...facts,
    conversation: { ...facts.conversation, question: { ...question, options: [...question.options] } },
    branchWork: { reach },
  }
}

const decided = (facts: Facts, text: string) =>
  decide(said(text, read({ text, sentAt: NOW, role: 'member' })), facts, NOW)
const announces = (decisions: ReturnType<typeof decide>) => decisions.some((d) => d.do === 'announce')

const SECRETARY: Who = 'zhao'

describe('the preview', () => {
  test.each(['发出', '发吧', '好的', '可以', '对', '没问题，发出去', '發出'])('%s sends it', (text) => {
    const decisions = decided(shown(SECRETARY), text)
    expect(announces(decisions)).toBe(true)
    expect(contentFaults(decisions)).toEqual([])
  })

  test.each(['不发', '先不发', '算了', '不要发了', '取消'])('%s drops it', (text) => {
    const decisions = decided(shown(SECRETARY), text)
    expect(announces(decisions)).toBe(false)
    expect(decisions).toContainEqual({ do: 'remember', question: null })
  })

  test.each(['3号楼2单元楼道灯坏了', '查 A3-0001', '我的待办'])('%s is about something else', (text) => {
    expect(announces(decided(shown(SECRETARY), text))).toBe(false)
  })

  test('a button of an older one sends nothing', () => {
    const decisions = decide(tappedOn('send-yes:send-0', 'send-0'), shown(SECRETARY), NOW)
    expect(announces(decisions)).toBe(false)
    expect(announces(decide(tappedOn('send-yes:send-1', 'send-1'), shown(SECRETARY), NOW))).toBe(true)
  })

  test('a yes of somebody who leads no more sends nothing', () => {
    expect(announces(decided(shown('zhou'), '发出'))).toBe(false)
  })
})
