/** 各位党员:周五开会, said to the bot: an announcement of who leads; of anybody else, words that were passed on. */
import { expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import { read } from '../../src/understanding/read.ts'
import { factsOf, NOW, said, type Who } from './facts.ts'
import { only } from './told.ts'

const says = (who: Who, text: string) =>
  decide(said(text, read({ text, sentAt: NOW, role: 'member' })), factsOf(who), NOW)

test.each(['各位党员:周五下午三点开会', '周五开会，通知一下大家'])(
  '%s is shown to a secretary before it goes out',
  (text) => {
    const [remember] = only(says('zhao', text), 'remember')
    expect(remember?.question).toMatchObject({ about: 'send', order: { name: 'announce' } })
    expect(only(says('zhao', text), 'announce')).toEqual([])
  },
)

test.each(['zhou', 'resident'] as const)('%s hears a short word, and nothing waits', (who) => {
  const decisions = says(who, '各位党员:周五下午三点开会')
  expect(only(decisions, 'remember')).toEqual([])
  expect(only(decisions, 'open_case')).toEqual([])
})
