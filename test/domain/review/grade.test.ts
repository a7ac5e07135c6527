import { describe, expect, test } from 'vitest'
import { gradeRuleFault, gradingRefusal, USUAL_GRADES } from '../../../src/domain/review/grade.ts'

describe('a rule of grades', () => {
  test.each([[USUAL_GRADES], [['好', '较好', '一般', '差']], [['第一档', '第二档']]])('may be %j', (names) => {
    expect(gradeRuleFault(names)).toBeNull()
  })

  test.each([
    [['合格'], 'name_count'],
    [['一', '二', '三', '四', '五', '六', '七'], 'name_count'],
    [['合格', ' '], 'name_length'],
    [['合格', '不'.repeat(11)], 'name_length'],
    [['合格', '合格 '], 'name_twice'],
    [['90分', '合格'], 'points'],
    [['九十分', '合格'], 'points'],
    [['第一名', '第二名'], 'points'],
    [['五星', '四星'], 'points'],
    [['★★★', '★★'], 'points'],
  ])('may not be %j: %s', (names, fault) => {
    expect(gradeRuleFault(names)).toBe(fault)
  })
})

test.each([
  [{ grade: '合格', reason: '全年巡查都做到了', gradedBy: 'secretary' }, null],
  [{ grade: '良好', reason: '好', gradedBy: 'secretary' }, 'unknown_grade'],
  [{ grade: '合格', reason: ' ', gradedBy: 'secretary' }, 'no_reason'],
  [{ grade: '优秀', reason: '好', gradedBy: 'member' }, 'own'],
])('a grading %j is refused: %s', (grading, refusal) => {
  expect(gradingRefusal(USUAL_GRADES, 'member', grading)).toBe(refusal)
})
