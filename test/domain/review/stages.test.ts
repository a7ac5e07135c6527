import { describe, expect, test } from 'vitest'
import {
  type EvaluationContent,
  type EvaluationStep,
  frozenChanges,
  frozenHash,
  isFinishDue,
  stageAfter,
  stageName,
} from '../../../src/domain/review/stages.ts'
import { exposureOf } from '../../../src/domain/review/statements.ts'
import { EVALUATION_STAGES, type EvaluationStage } from '../../../src/domain/review/vocabulary.ts'

const stages = Object.keys(EVALUATION_STAGES) as EvaluationStage[]
const steps: EvaluationStep[] = [
  ...(['redraft', 'summarise', 'grade', 'regrade', 'show', 'miss', 'hand_over', 'conclude'] as const),
  ...(['appeal', 'decide', 'finish'] as const),
]
const content: EvaluationContent = {
  statements: [{ about: 'told', activity: null, count: 1, evidence: [{ kind: 'case', id: 'A1-0001' }] }],
  exposure: exposureOf({ posts: [], zones: [], caseCount: 0, waitedMinutes: 0 }),
  ...{ summary: '全年发现1件事', grade: null, gradeReason: null, gradedBy: null, appeal: null, decision: null },
}
const graded = { ...content, grade: '合格', gradeReason: '做得踏实', gradedBy: 'p1' }

describe('a member’s year', () => {
  test('goes forward only', () => {
    const ways = stages.map((stage) => [stage, ...steps.flatMap((step) => stageAfter(stage, step) ?? [])])
    expect(ways).toEqual([
      ['draft', 'draft', 'summarised'],
      ['summarised', 'graded'],
      ['graded', 'graded', 'shown'],
      ['shown', 'shown', 'shown', 'final', 'appealed', 'final'],
      ['appealed', 'final'],
      ['final'],
    ])
  })

  test('may be drafted anew until the member has spoken', () => {
    const redrafted = { ...content, statements: [], summary: null }
    expect(frozenChanges('redraft', content, redrafted)).toEqual([])
    expect(frozenChanges('summarise', content, { ...content, summary: '改过' })).toEqual([])
    expect(frozenChanges('summarise', content, redrafted)).toEqual(['statements'])
  })

  test('is frozen for whoever comes later: a grading touches no record and no summary', () => {
    expect(frozenChanges('grade', content, graded)).toEqual([])
    expect(frozenChanges('grade', content, { ...graded, statements: [], summary: '另一段' })).toEqual([
      'statements',
      'summary',
    ])
    expect(frozenChanges('show', graded, { ...graded, grade: '优秀' })).toEqual(['grade'])
    expect(frozenChanges('appeal', graded, { ...graded, appeal: '我不同意', grade: null })).toEqual(['grade'])
  })

  test('may have its grade changed by the decision of an appeal, and by nothing else', () => {
    const appealed = { ...graded, appeal: '我不同意' }
    const decided = { ...appealed, decision: '改正', grade: '优秀', gradeReason: '漏看了三次走访', gradedBy: 'p2' }
    expect(frozenChanges('decide', appealed, decided)).toEqual([])
    expect(frozenChanges('decide', appealed, { ...decided, appeal: '我同意' })).toEqual(['appeal'])
    expect(frozenChanges('finish', graded, { ...graded, grade: '优秀' })).toEqual(['grade'])
  })

  test('that its member never saw ends with a reason beside that of the grade, which stays', () => {
    const concluded = { ...graded, gradeReason: '做得踏实（没有给本人看过就结束，原因：出国了）' }
    expect(frozenChanges('conclude', graded, concluded)).toEqual([])
    expect(frozenChanges('conclude', graded, { ...concluded, grade: '优秀' })).toEqual(['grade'])
    expect(frozenChanges('hand_over', graded, concluded)).toEqual(['gradeReason'])
  })

  test('is called by how far it is, and by what is still to do where nothing reached its member', () => {
    const shownAt = new Date('2026-12-28T01:12:00Z')
    expect(stageName({ stage: 'shown', shownAt })).toBe('本人已看，可申诉')
    expect(stageName({ stage: 'shown', shownAt: null })).toBe('等当面给本人看')
    expect(stageName({ stage: 'graded', shownAt: null })).toBe('待本人查看')
    expect(stageName({ stage: 'final', shownAt: null })).toBe('已完成')
  })

  test('shows by its hash that something frozen was changed, however it was kept', () => {
    expect(frozenHash(JSON.parse(JSON.stringify(graded)))).toBe(frozenHash(graded))
    expect(frozenHash({ ...graded, summary: '全年发现2件事' })).not.toBe(frozenHash(graded))
  })

  test('stands when the week for an appeal is over', () => {
    const shown = { stage: 'shown', shownOn: '2026-12-20' } as const
    expect(isFinishDue(shown, '2026-12-27')).toBe(false)
    expect(isFinishDue(shown, '2026-12-28')).toBe(true)
    expect(isFinishDue({ ...shown, stage: 'appealed' }, '2026-12-28')).toBe(false)
    expect(isFinishDue({ ...shown, shownOn: null }, '2026-12-28')).toBe(false)
  })
})
