import { expect, test } from 'vitest'
import { appealRefusal, appealUntil, decisionRefusal, mayDecideAppeal } from '../../../src/domain/review/appeal.ts'
import { USUAL_GRADES } from '../../../src/domain/review/grade.ts'

const shown = { personId: 'member', givenBy: 'secretary', shownOn: '2026-12-20', appealed: false }
const appeal = { by: 'member', text: '少算了三次走访' }
const decision = { by: 'above', outcome: 'changed', answer: '核对过，确实少算', grade: '优秀' } as const
const grade = { present: '合格', rule: USUAL_GRADES }

test('a member may appeal for seven days after it was shown', () => {
  expect(appealUntil('2026-12-27')).toBe('2027-01-03')
  expect(appealRefusal(shown, appeal, '2026-12-20')).toBeNull()
  expect(appealRefusal(shown, appeal, '2026-12-27')).toBeNull()
  expect(appealRefusal(shown, appeal, '2026-12-28')).toBe('too_late')
})

test.each([
  ['not_yours', shown, { ...appeal, by: 'secretary' }],
  ['not_shown', { ...shown, shownOn: null }, appeal],
  ['appealed', { ...shown, appealed: true }, appeal],
  ['no_text', shown, { ...appeal, text: '  ' }],
] as const)('an appeal is refused: %s', (refusal, subject, told) => {
  expect(appealRefusal(subject, told, '2026-12-21')).toBe(refusal)
})

test('it is decided by neither of the two', () => {
  expect(mayDecideAppeal(shown, 'member')).toBe(false)
  expect(mayDecideAppeal(shown, 'secretary')).toBe(false)
  expect(mayDecideAppeal(shown, 'above')).toBe(true)
})

test.each([
  [null, decision],
  [null, { ...decision, outcome: 'upheld', grade: null }],
  ['own', { ...decision, by: 'secretary' }],
  ['no_answer', { ...decision, answer: '' }],
  ['unknown_grade', { ...decision, grade: '良好' }],
  ['unknown_grade', { ...decision, grade: null }],
  ['same_grade', { ...decision, grade: '合格' }],
] as const)('a decision is refused: %s', (refusal, told) => {
  expect(decisionRefusal(shown, told, grade)).toBe(refusal)
})

test('what has no grade needs none to be changed', () => {
  expect(decisionRefusal(shown, { ...decision, grade: null }, null)).toBeNull()
})
