/** Forms that name people: the year of each member, and what is to be put right. For their own branch alone. */
import { type Exposure, STATEMENTS, type Statement } from '../domain/review/statements.ts'
import {
  EVALUATION_STAGES,
  type EvaluationStage,
  RECTIFICATION_STATES,
  REVIEW_KINDS,
  type RectificationState,
  type ReviewKind,
} from '../domain/review/vocabulary.ts'
import { ACTIVITIES } from '../domain/vocabulary.ts'
import { type Cell, counted, type FormRecord, leading, type ReviewForm } from './review-form.ts'
import { evidencePath, rectificationRecord, roundPath } from './review-records.ts'
import { type PackRound, roundFacts } from './review-round-forms.ts'

/** A number of a member's year, and the records that it counts. */
export interface PackStatement extends Pick<Statement, 'about' | 'activity'> {
  records: readonly FormRecord[]
}

export interface PackEvaluation {
  id: string
  name: string
  zoneCodes: readonly string[]
  stage: EvaluationStage
  summary: string | null
  grade: string | null
  gradeReason: string | null
  statements: readonly PackStatement[]
  exposure: Exposure
  /** What neighbouring schemes have of the member, told apart by scheme. */
  post: string | null
  target: string | null
}

/** The member reads it before anybody else does. */
const TOLD: readonly EvaluationStage[] = ['shown', 'appealed', 'final']

export function evaluationForm(round: PackRound, members: readonly PackEvaluation[]): ReviewForm {
  return {
    title: `${REVIEW_KINDS.year_end_evaluation}表`,
    branch: round.branch,
    facts: [...roundFacts(round), ['参加考核', `${members.length}人`]],
    tables: [
      {
        caption: '考核情况',
        header: ['姓名', '责任区', '设岗', '目标', '本人总结', '进度', '等次', '理由'],
        rows: members.map((one) => [
          ...[one.name, one.zoneCodes.join('、'), one.post ?? '', one.target ?? '', one.summary ?? ''],
          ...[EVALUATION_STAGES[one.stage], ...gradeOf(one)],
        ]),
      },
      {
        caption: '全年记录',
        header: ['姓名', '项目', '数量'],
        rows: members.flatMap(({ id, name, statements }) =>
          statements.map((one) => [name, about(one), counted(one.records, evidencePath(id, one))]),
        ),
      },
      {
        caption: '工作量',
        header: ['姓名', '责任区数', '负责天数', '户数', '区内事项', '每百户事项', '等别人的时间（小时）'],
        rows: members.map(({ name, exposure }) => [name, ...exposureCells(exposure)]),
      },
    ],
    notes: [
      '按姓名排列，不排名次，不打分。群众、党员和支部的意见分开看，不合成一个数。',
      '上报的事项多少不影响评定，等别人办理的时间不算在本人头上。本人看过以后才写等次。',
    ],
    signatures: ['支部书记'],
  }
}

function gradeOf({ stage, grade, gradeReason }: PackEvaluation): [string, string] {
  return TOLD.includes(stage) ? [grade ?? '', gradeReason ?? ''] : ['', '']
}

function about({ about: what, activity }: PackStatement): string {
  return activity === null ? STATEMENTS[what] : `${STATEMENTS[what]}：${ACTIVITIES[activity]}`
}

function exposureCells(told: Exposure): string[] {
  const known = (count: number | null) => (count === null ? '未填' : String(count))
  return [
    ...[String(told.zoneCount), String(told.days), known(told.householdCount), String(told.caseCount)],
    ...[known(told.casesPer100Households), String(Math.round(told.waitedMinutes / 60))],
  ]
}

export interface PackRectification {
  id: string
  number: number
  name: string
  zone: string | null
  what: string
  reason: string
  /** What the member says to it. */
  answer: string | null
  dueOn: string
  helper: string | null
  rechecker: string | null
  state: RectificationState
  extendedCount: number
  endReason: string | null
  /** Where it was found to be needed; `null`: outside of any round. */
  round: { id: string; kind: ReviewKind; period: string } | null
}

export function rectificationForm(
  { branch, period }: { branch: string; period: string },
  list: readonly PackRectification[],
): ReviewForm {
  const being = (states: readonly RectificationState[]) =>
    counted(list.filter(({ state }) => states.includes(state)).map(rectificationRecord))
  return {
    title: '限期整改清单',
    branch,
    facts: [
      ['年度', period],
      ...(Object.keys(RECTIFICATION_STATES) as RectificationState[]).map(
        (state) => [RECTIFICATION_STATES[state], being([state])] as const,
      ),
    ],
    tables: [
      {
        caption: '整改事项',
        header: [
          '编号',
          '姓名',
          '责任区',
          '要改什么',
          '为什么',
          '本人说明',
          '期限',
          '谁帮助',
          '谁复查',
          '进度',
          '结果',
          '出自',
        ],
        rows: list.map((one) => [
          leading(`${one.number}号`, rectificationRecord(one).path),
          ...[one.name, one.zone ?? '', one.what, one.reason, one.answer ?? '', dueSaid(one)],
          ...[one.helper ?? '', one.rechecker ?? '', RECTIFICATION_STATES[one.state], one.endReason ?? ''],
          cameFrom(one),
        ]),
      },
    ],
    notes: ['只在支部内使用，不公开。'],
    signatures: ['支部书记'],
  }
}

function cameFrom({ round }: PackRectification): Cell {
  if (round === null) return ''
  return leading(`${round.period} ${REVIEW_KINDS[round.kind]}`, roundPath(round.kind, round.id))
}

function dueSaid({ dueOn, extendedCount }: PackRectification): string {
  return extendedCount === 0 ? dueOn : `${dueOn}（延长${extendedCount}次）`
}
