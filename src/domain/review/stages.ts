/** A member's year from draft to end. Each stage freezes all that was said before it. */
import { addDays, type CivilDate } from '../calendar.ts'
import { jsonHash } from '../canonical-json.ts'
import { appealUntil } from './appeal.ts'
import type { Exposure, Statement } from './statements.ts'
import { EVALUATION_STAGES, type EvaluationStage } from './vocabulary.ts'

/** All that is said in an evaluation, in the order in which it is said. `null`: not yet. */
export interface EvaluationContent {
  statements: readonly Statement[]
  exposure: Exposure
  summary: string | null
  grade: string | null
  gradeReason: string | null
  gradedBy: string | null
  appeal: string | null
  decision: string | null
}
export type EvaluationField = keyof EvaluationContent

/**
 * `redraft`: the records have changed, or the member corrects. `summarise`: by the member, or by the clock with what the
 * records say. `grade`: by a person with a reason. `regrade`: they think again before the member saw it. `show`: to the member.
 * `miss`: no message reached the member. `hand_over`: shown in person, or opened by the member. `conclude`: ended without,
 * with a reason. `decide`: the appeal, which may change the grade. `finish`: the time to appeal is over, or the member agrees.
 */
export type EvaluationStep =
  | 'redraft'
  | 'summarise'
  | 'grade'
  | 'regrade'
  | 'show'
  | 'miss'
  | 'hand_over'
  | 'conclude'
  | 'appeal'
  | 'decide'
  | 'finish'

interface Step {
  from: EvaluationStage
  to: EvaluationStage
  /** What it may write; all else is as the stage before left it. */
  writes: readonly EvaluationField[]
}

const STEPS: Readonly<Record<EvaluationStep, Step>> = {
  redraft: { from: 'draft', to: 'draft', writes: ['statements', 'exposure', 'summary'] },
  summarise: { from: 'draft', to: 'summarised', writes: ['summary'] },
  grade: { from: 'summarised', to: 'graded', writes: ['grade', 'gradeReason', 'gradedBy'] },
  regrade: { from: 'graded', to: 'graded', writes: ['grade', 'gradeReason', 'gradedBy'] },
  show: { from: 'graded', to: 'shown', writes: [] },
  miss: { from: 'shown', to: 'shown', writes: [] },
  hand_over: { from: 'shown', to: 'shown', writes: [] },
  conclude: { from: 'shown', to: 'final', writes: ['gradeReason'] },
  appeal: { from: 'shown', to: 'appealed', writes: ['appeal'] },
  decide: { from: 'appealed', to: 'final', writes: ['decision', 'grade', 'gradeReason', 'gradedBy'] },
  finish: { from: 'shown', to: 'final', writes: [] },
}

/** `null`: the step is not legal at this stage. */
export function stageAfter(stage: EvaluationStage, step: EvaluationStep): EvaluationStage | null {
  return STEPS[step].from === stage ? STEPS[step].to : null
}

/** How far a year is, for people to read. `shownAt`: when the member got to know it; `null`: nothing reached them yet. */
export function stageName({ stage, shownAt }: { stage: EvaluationStage; shownAt: Date | null }): string {
  return isToHandOver({ stage, shownAt }) ? '等当面给本人看' : EVALUATION_STAGES[stage]
}

/** No message reached the member: somebody is to show it to them. */
export function isToHandOver({ stage, shownAt }: { stage: EvaluationStage; shownAt: Date | null }): boolean {
  return stage === 'shown' && shownAt === null
}

/** Whoever is not found for so long after the grading may be left, with a reason. */
const LOOKED_FOR_DAYS = 7

/** From which day on a year may be ended that its member never got to see. */
export function concludableFrom(gradedOn: CivilDate): CivilDate {
  return addDays(gradedOn, LOOKED_FOR_DAYS)
}

/** What a step would change of that which is frozen when it is taken; empty: it may be taken. */
export function frozenChanges(
  step: EvaluationStep,
  before: EvaluationContent,
  after: EvaluationContent,
): EvaluationField[] {
  const fields = Object.keys(before) as EvaluationField[]
  return fields.filter(
    (field) => !STEPS[step].writes.includes(field) && jsonHash(before[field]) !== jsonHash(after[field]),
  )
}

/** sha256 (hex) of what a stage is left with: kept with it, and looked at before the next step. */
export function frozenHash(content: EvaluationContent): string {
  return jsonHash(content)
}

/** Whether the time to appeal is over, so that what was shown stands. */
export function isFinishDue(
  { stage, shownOn }: { stage: EvaluationStage; shownOn: CivilDate | null },
  today: CivilDate,
): boolean {
  return stage === 'shown' && shownOn !== null && today > appealUntil(shownOn)
}
