/** What others said of a member's year: residents and peers, each by itself, each with its number of answers. */
import { sql } from 'drizzle-orm'
import { choicesOf } from '../ballots/electorate.ts'
import { type KeptOfZone, type Question, type QuestionResult, resultOf, toldOfZone } from '../domain/review/opinions.ts'
import type { ReviewKind } from '../domain/review/vocabulary.ts'
import type { Db } from './database.ts'
import type { Evaluation } from './evaluations.ts'

/** What residents of one zone answered in one round. */
export interface ResidentsPicture {
  kind: ReviewKind
  period: string
  zoneCode: string
  answerCount: number
  /** Empty: too few answered. */
  results: QuestionResult[]
}

/** What members of the branch voted about the same year. */
export interface PeersPicture {
  period: string
  ballotCount: number
  /** By choice; `null`: too few, or no quorum. */
  choices: { text: string; count: number }[] | null
}

const ABSTAINED = '弃权'

interface OpinionRow extends Record<string, unknown> {
  kind: ReviewKind
  period: string
  code: string
  answer_count: number
  kept: KeptOfZone | null
  questions: Question[] | null
}

interface PeersRow extends Record<string, unknown> {
  period: string
  ballot_count: number
  counts: number[] | null
  choices: string[] | null
}

/** Rounds of the year that are counted, in the zones for which the member answered, in the order in which they were. */
export async function residentsPictures(db: Db, { round, zoneCodes }: Evaluation): Promise<ResidentsPicture[]> {
  const { rows } = await db.execute<OpinionRow>(sql`
    select r.kind, r.period, z.code, o.answer_count, o.counts as kept, r.list -> 'questions' as questions
      from review_rounds r join opinion_results o on o.round_id = r.id join zones z on z.id = o.zone_id
     where r.branch_id = ${round.branchId} and starts_with(r.period, ${round.period}) and r.state in ('closed', 'final')
       and z.code = any(${sql.param(zoneCodes)})
     order by r.opens_on, r.kind, z.code`)
  return rows.map(({ kind, period, code, answer_count, kept, questions }) => {
    const told = kept && toldOfZone(kept)
    const results = (questions ?? []).flatMap((question, i) => resultOf(question, told?.[i] ?? []) ?? [])
    return { kind, period, zoneCode: code, answerCount: answer_count, results }
  })
}

/** The appraisal of the same period, whenever it was held; `null`: none of it is counted. */
export async function peersPicture(db: Db, { round, personId }: Evaluation): Promise<PeersPicture | null> {
  const { rows } = await db.execute<PeersRow>(sql`
    select r.period, b.ballot_count, b.counts, r.list -> 'choices' as choices
      from review_rounds r join ballot_results b on b.round_id = r.id and b.subject_id = ${personId}
     where r.branch_id = ${round.branchId} and r.kind = 'democratic_appraisal' and r.state in ('closed', 'final')
       and r.period = ${round.period}`)
  const [row] = rows
  if (!row) return null
  const words = [...choicesOf({ choices: row.choices ?? undefined }), ABSTAINED]
  const choices = row.counts?.map((count, i) => ({ text: words[i] ?? '', count })) ?? null
  return { period: row.period, ballotCount: row.ballot_count, choices }
}
