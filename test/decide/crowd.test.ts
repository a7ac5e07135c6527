import { describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import type { Decision } from '../../src/decide/decision.ts'
import { read } from '../../src/understanding/read.ts'
import { factsOf, messageOf, NOW } from './facts.ts'

/** What the twenty-first message of a minute leads to. */
function said(text: string): Decision[] {
  const facts = factsOf('wang')
  const { inbox } = facts
  if (!inbox) throw new Error('somebody wrote')
  const reading = read({ text, sentAt: NOW, role: 'member' }, 'Asia/Shanghai')
  const happening = { type: 'message', message: messageOf([{ type: 'text', text }]), reading } as const
  return decide(happening, { ...facts, inbox: { ...inbox, crowded: true } }, NOW)
}

const told = (decisions: Decision[]) => decisions.flatMap((d) => (d.do === 'tell' ? [d.tell] : []))

describe('who writes faster than anybody reads', () => {
  test('has everything recorded, and reads one line instead of a card for each', () => {
    const decisions = said('4号楼2单元楼道灯坏了')
    expect(decisions.map((d) => d.do)).toContain('open_case')
    const answers = told(decisions).filter((t) => t.purpose === 'reply')
    expect(answers.map((t) => t.content.type)).toEqual(['text'])
    const again = told(said('5号楼门口垃圾没人清')).filter((t) => t.purpose === 'reply')
    // Under the same key: told once.
    expect(again.map((t) => t.key)).toEqual(answers.map((t) => t.key))
  })

  test('is answered at once all the same when life is at stake', () => {
    const lanes = told(said('4号楼着火了，有人困在里面')).map((t) => t.lane)
    expect(lanes).toContain('emergency')
  })
})
