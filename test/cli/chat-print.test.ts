import { describe, expect, test } from 'vitest'
import type { Card } from '../../src/channels/channel.ts'
import { cardAnswers, printedLine } from '../../src/cli/chat-print.ts'
import type { ChatContent } from '../../src/http/chat/lines.ts'
import { SAMPLE_CARD } from '../support/sample-card.ts'

const choices = { question: '是哪个区', many: false, options: [{ id: 'X1', label: '南院', says: '南院' }] }

function printed(content: ChatContent): string {
  return printedLine({ id: '1', at: new Date().toISOString(), direction: 'out', clientId: null, content })
}

describe('what a card offers in the terminal', () => {
  test.each<[string, Partial<Card>, string[], string[]]>([
    ['its buttons', {}, [], ['confirm', 'edit']],
    ['options before buttons', { choices }, ['X1'], ['confirm', 'edit']],
    ['a button of ours where a question has none', { choices, buttons: [] }, ['X1'], ['submit']],
    ['nothing when it is closed', { choices, closedAs: '已确认' }, [], []],
  ])('%s', (_what, changes, options, buttons) => {
    const answers = cardAnswers({ ...SAMPLE_CARD, ...changes })
    expect(answers.options.map(({ id }) => id)).toEqual(options)
    expect(answers.buttons.map(({ action }) => action)).toEqual(buttons)
  })

  test('is numbered in the order in which it is read', () => {
    const text = printed({ type: 'card', card: { ...SAMPLE_CARD, choices } })
    expect(text).toMatch(/^助手 \d\d:\d\d\n {2}【A3-0001 记下了】\n/)
    expect(text).toContain('地点：3号楼')
    expect(text).toContain('[1] 南院')
    expect(text).toContain('[2] 对  [3] 改')
  })

  test('shows how it was closed, and offers nothing more', () => {
    const text = printed({ type: 'card_update', card: { ...SAMPLE_CARD, closedAs: '已确认' } })
    expect(text).toContain('（已确认）')
    expect(text).not.toContain('[1]')
  })
})

test('what people write does not steer the terminal', () => {
  expect(printed({ type: 'text', text: '红\u001b[31m色\u0007\r\n第二行\u009b2J' })).toMatch(
    /\n {2}红\[31m色\n {2}第二行2J$/,
  )
})
