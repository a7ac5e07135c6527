/** A member does not agree with what was said of them: within a week, to somebody who did not say it. */
import { addDays, type CivilDate } from '../calendar.ts'
import type { GradeRule } from './grade.ts'
import type { AppealOutcome } from './vocabulary.ts'

const APPEAL_DAYS = 7

/** The last day, `APPEAL_DAYS` after the one on which it was shown. */
export function appealUntil(shownOn: CivilDate): CivilDate {
  return addDays(shownOn, APPEAL_DAYS)
}

export interface Appealable {
  /** Whom it is about. */
  personId: string
  /** Who said it. */
  givenBy: string
  /** `null`: not yet. */
  shownOn: CivilDate | null
  appealed: boolean
}

export type AppealRefusal = 'not_yours' | 'not_shown' | 'too_late' | 'appealed' | 'no_text'

export function appealRefusal(
  { personId, shownOn, appealed }: Appealable,
  { by, text }: { by: string; text: string },
  today: CivilDate,
): AppealRefusal | null {
  if (by !== personId) return 'not_yours'
  if (shownOn === null) return 'not_shown'
  if (appealed) return 'appealed'
  if (today > appealUntil(shownOn)) return 'too_late'
  return text.trim() === '' ? 'no_text' : null
}

/** Who may decide it: neither of the two. */
export function mayDecideAppeal({ personId, givenBy }: Pick<Appealable, 'personId' | 'givenBy'>, by: string): boolean {
  return by !== personId && by !== givenBy
}

export interface AppealDecision {
  by: string
  outcome: AppealOutcome
  answer: string
  /** Of a grade that is changed: the new one. */
  grade: string | null
}

export type DecisionRefusal = 'own' | 'no_answer' | 'unknown_grade' | 'same_grade'

/** @param grade as it stands, with the names of the rule; `null`: the appeal is about something else */
export function decisionRefusal(
  subject: Pick<Appealable, 'personId' | 'givenBy'>,
  decision: AppealDecision,
  grade: { present: string; rule: GradeRule } | null,
): DecisionRefusal | null {
  if (!mayDecideAppeal(subject, decision.by)) return 'own'
  if (decision.answer.trim() === '') return 'no_answer'
  if (grade === null || decision.outcome === 'upheld') return null
  if (decision.grade === null || !grade.rule.includes(decision.grade)) return 'unknown_grade'
  return decision.grade === grade.present ? 'same_grade' : null
}
