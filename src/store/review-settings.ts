/** What an organisation can set about its reviews, with what holds where nobody did. */
import { z } from 'zod'
import { SHARE_PERCENT_USUAL } from '../domain/review/frozen-list.ts'
import { gradeRuleFault, USUAL_GRADES } from '../domain/review/grade.ts'
import { ANSWER_SENSES, type Question, questionsFault, USUAL_QUESTIONS } from '../domain/review/opinions.ts'
import {
  PERIOD_PARTS,
  type PeriodPart,
  type ReviewDates,
  roundDatesFault,
  USUAL_REVIEW_DATES,
} from '../domain/review/periods.ts'
import { isQuorumRule, USUAL_QUORUM } from '../domain/review/quorum.ts'
import { REVIEW_KINDS, type ReviewKind } from '../domain/review/vocabulary.ts'
import { codesOf } from '../domain/vocabulary.ts'

const day = z.string().regex(/^\d{2}-\d{2}$/u, '请填 MM-DD，例如 06-01')
const roundDates = z.object({ from: day, to: day, yearAfter: z.boolean().optional() })

/** A kind that is not told keeps its usual dates; `{}` means that the organisation has none of it. */
const reviewDates = z
  .partialRecord(z.enum(codesOf(REVIEW_KINDS)), z.partialRecord(z.enum(PERIOD_PARTS), roundDates))
  .transform((told) => ({ ...USUAL_REVIEW_DATES, ...told }) as ReviewDates)
  .refine(
    (dates) =>
      (Object.keys(dates) as ReviewKind[]).every((kind) =>
        Object.entries(dates[kind]).every(([part, told]) => roundDatesFault(kind, part as PeriodPart, told) === null),
      ),
    '日期要写成 MM-DD，每轮 3 到 62 天，不早于所查的时期，不晚于它结束后三个月',
  )

const question = z.object({
  text: z.string(),
  answers: z.array(z.object({ text: z.string(), sense: z.enum(ANSWER_SENSES) })),
})

const usualQuestions = () => USUAL_QUESTIONS.map(({ text, answers }) => ({ text, answers: [...answers] }))

/** Kept in `settings` like all others. */
export const REVIEW_SETTINGS = {
  /** When each round opens and closes, by kind and part of the year. */
  reviewDates: reviewDates.prefault({}),
  /** How many of a branch's zones a spot check looks at, in percent; at least one. */
  spotCheckPercent: z.int('请填整数').min(1, '最小 1').max(100, '最大 100').default(SHARE_PERCENT_USUAL),
  /** What residents are asked. */
  opinionQuestions: z
    .array(question)
    .refine((told) => questionsFault(told) === null, '最多三问，每问 2 到 4 个短答案，不能重复')
    .default(usualQuestions),
  /** Names of the grades, the best first: the branch's own. */
  gradeNames: z
    .array(z.string().trim())
    .refine((told) => gradeRuleFault(told) === null, '等次写 2 到 6 个名称，不能重复，不用分数')
    .default([...USUAL_GRADES]),
  /** How many must vote in an appraisal for its result to stand. */
  appraisalQuorum: z
    .object({ part: z.int(), whole: z.int(), moreThan: z.boolean() })
    .refine((told) => isQuorumRule(told), '请填比例，不低于一半，例如 {"part":1,"whole":2,"moreThan":true}')
    .default(USUAL_QUORUM),
} as const

/** The dates of an organisation from what it has in `settings`; what cannot be read holds as usual. */
export function reviewDatesFrom(told: unknown): ReviewDates {
  return REVIEW_SETTINGS.reviewDates.catch(USUAL_REVIEW_DATES).parse(told ?? {})
}

export function sharePercentFrom(told: unknown): number {
  return REVIEW_SETTINGS.spotCheckPercent.catch(SHARE_PERCENT_USUAL).parse(told ?? undefined)
}

export function gradeNamesFrom(told: unknown): readonly string[] {
  return REVIEW_SETTINGS.gradeNames.catch([...USUAL_GRADES]).parse(told ?? undefined)
}

export function questionsFrom(told: unknown): readonly Question[] {
  return REVIEW_SETTINGS.opinionQuestions.catch(usualQuestions).parse(told ?? undefined)
}
