import { expect, test } from 'vitest'
import { announced } from '../../src/domain/announcement.ts'

test.each([
  ['有事请打支部电话 0571-88001234', '有事请打支部电话 0571-88001234'],
  ['联系电话88001234', '联系电话88001234'],
  ['有事找老王，13812345678', '有事找老王，138****5678'],
  ['证号330102199001011234', '证号330*************34'],
])('what a branch tells everybody keeps the landline of its office, and no number of a person: %s', (words, sent) => {
  expect(announced(words)).toBe(sent)
})
