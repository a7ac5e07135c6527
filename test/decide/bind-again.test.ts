import { expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import { read } from '../../src/understanding/read.ts'
import { factsOf, NOW, said } from './facts.ts'
import { only } from './told.ts'

test.each(['ABCDEFGHJK', 'abcde-fghjk', 'ABCDE FGHJK', '绑定 ABCDEFGHJK'])(
  'a member who hands in a code again hears that they are bound, and no try is counted: %s',
  (text) => {
    const decisions = decide(said(text, read({ text, sentAt: NOW, role: 'member' })), factsOf('zhou'), NOW)
    expect(only(decisions, 'tell')[0]?.tell.content).toMatchObject({
      text: expect.stringContaining('已经绑定为 周建国'),
    })
    expect(only(decisions, 'count_invite_try')).toEqual([])
  },
)
