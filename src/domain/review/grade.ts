/** Grades: names out of the branch's own rule, given by a person with a reason. Never reckoned, never a number. */

/** The names in the order in which the rule has them. */
export type GradeRule = readonly string[]

export const USUAL_GRADES: GradeRule = ['优秀', '合格', '基本合格', '不合格']

const NAMES = { least: 2, most: 6 }
const NAME_LENGTH_MAX = 10
/** 90分, 第一名, 5★: points and places in other clothes. */
const POINTS = /[0-9０-９]|[零〇一二三四五六七八九十百]+\s*(?:分|名|星)|[★☆]/u

export type GradeRuleFault = 'name_count' | 'name_length' | 'name_twice' | 'points'

export function gradeRuleFault(names: GradeRule): GradeRuleFault | null {
  if (names.length < NAMES.least || names.length > NAMES.most) return 'name_count'
  if (names.some((name) => name.trim() === '' || [...name].length > NAME_LENGTH_MAX)) return 'name_length'
  if (new Set(names.map((name) => name.trim())).size < names.length) return 'name_twice'
  return names.some((name) => POINTS.test(name)) ? 'points' : null
}

export interface Grading {
  grade: string
  reason: string
  /** Person. */
  gradedBy: string
}

export type GradingRefusal = 'unknown_grade' | 'no_reason' | 'own'

/** @param personId whose year is graded */
export function gradingRefusal(rule: GradeRule, personId: string, grading: Grading): GradingRefusal | null {
  if (grading.gradedBy === personId) return 'own'
  if (!rule.includes(grading.grade)) return 'unknown_grade'
  return grading.reason.trim() === '' ? 'no_reason' : null
}
