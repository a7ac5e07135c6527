import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ballotsNeeded, isQuorate, isQuorumRule, USUAL_QUORUM } from '../../../src/domain/review/quorum.ts'

const rules = fc
  .record({ part: fc.integer({ min: 1, max: 10 }), whole: fc.integer({ min: 1, max: 10 }), moreThan: fc.boolean() })
  .filter(isQuorumRule)

test.each([
  [USUAL_QUORUM, 10, 6],
  [USUAL_QUORUM, 11, 6],
  [USUAL_QUORUM, 1, 1],
  [{ part: 2, whole: 3, moreThan: false }, 9, 6],
  [{ part: 2, whole: 3, moreThan: true }, 9, 7],
  [{ part: 4, whole: 5, moreThan: false }, 11, 9],
  [{ part: 1, whole: 1, moreThan: false }, 7, 7],
])('by %j of %i there must be %i', (rule, entitled, needed) => {
  expect(ballotsNeeded(rule, entitled)).toBe(needed)
})

test('a quorum can be reached by all, and never by less than half', () => {
  fc.assert(
    fc.property(rules, fc.integer({ min: 1, max: 1_000 }), (rule, entitledCount) => {
      expect(isQuorate(rule, { entitledCount, ballotCount: entitledCount })).toBe(true)
      expect(isQuorate(rule, { entitledCount, ballotCount: Math.ceil(entitledCount / 2) - 1 })).toBe(false)
    }),
  )
})

test('nobody entitled is no quorum', () => {
  expect(isQuorate(USUAL_QUORUM, { entitledCount: 0, ballotCount: 0 })).toBe(false)
})

test.each([
  [{ part: 1, whole: 3, moreThan: true }, false],
  [{ part: 1, whole: 1, moreThan: true }, false],
  [{ part: 3, whole: 2, moreThan: false }, false],
  [{ part: 0.5, whole: 1, moreThan: false }, false],
  [{ part: 0, whole: 0, moreThan: false }, false],
  [{ part: 1, whole: 2, moreThan: false }, true],
])('a branch can have %j as its rule: %s', (rule, may) => {
  expect(isQuorumRule(rule)).toBe(may)
})
