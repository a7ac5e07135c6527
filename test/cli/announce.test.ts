/** `announce` and `texts` as an operator types them, on a database of their own. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registerAnnounce } from '../../src/cli/announce.ts'
import { registerTexts } from '../../src/cli/texts.ts'
import { type Operator, operator } from '../support/commands.ts'

let at: Operator
beforeAll(async () => {
  at = await operator([registerAnnounce, registerTexts])
})
afterAll(() => at.close())

test('an announcement is shown first, sent, listed and taken back', async () => {
  expect(await at.reads('announce', 'send', '周五下午两点开会', '--preview')).toContain('党员共0人，能收到的：没有。')
  expect(await at.reads('announce', 'list')).toBe('')
  expect(await at.reads('announce', 'send', '周五下午两点开会')).toContain('1\n')
  expect(await at.reads('announce', 'list')).toMatch(/^1\t\S+\tmembers\t等着发\t周五下午两点开会\n$/u)
  expect(await at.reads('announce', 'recall', '1')).toContain('已撤回：1')
  expect(await at.reads('announce', 'list')).toContain('已撤回')
})

test.each([
  [['announce', 'send', ' '], '通知不能是空的'],
  [['announce', 'send', '好'.repeat(700)], '通知太长了'],
  [['announce', 'send', '开会', '--at', '明天'], '时刻“明天”不对'],
  [['announce', 'send', '开会', '--scope', '/没有'], '没有组织“/没有”'],
  [['announce', 'recall', '99'], '没有编号为“99”的通知'],
  [['announce', 'recall', 'x'], '没有编号为“x”的通知'],
])('%j is refused in plain words', async (args, words) => {
  expect(await at.reads(...args)).toContain(words)
})

test('the texts to begin with carry the name of the branch', async () => {
  expect(await at.reads('texts', '--branch', '幸福支部')).toContain('幸福支部把地方分成一片一片的责任区')
})
