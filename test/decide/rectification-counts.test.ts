import { expect, test } from 'vitest'
import { NO_RECTIFICATIONS, rectificationsKey, rectificationWords } from '../../src/decide/rectification-counts.ts'

const counts = { over: 1, reported: 2, going: 0 }

test('tells what is to be put right of all branches in one line, without what there is none of', () => {
  expect(rectificationWords([{ rectifications: counts }, { rectifications: { ...counts, reported: 1 } }])).toBe(
    '整改：到期没做好 2，等人去看 3。说“整改”可以看。',
  )
})

test('tells nothing, and is no news, where there is nothing', () => {
  expect(rectificationWords([{ rectifications: NO_RECTIFICATIONS }])).toBe('')
  expect(rectificationsKey(NO_RECTIFICATIONS)).toBeNull()
})

test('is news when a number is another', () => {
  expect(rectificationsKey(counts)).not.toBe(rectificationsKey({ ...counts, over: 0, going: 1 }))
})
