/** What residents answered in a round, zone by zone, as the branch reads it: nothing before the round has ended. */
import type { CivilDate } from '../domain/calendar.ts'
import type { FrozenPerson } from '../domain/review/frozen-list.ts'
import {
  type KeptCounts,
  type KeptOfZone,
  type Question,
  type ToldTogether,
  toldOfZone,
  toldTogether,
} from '../domain/review/opinions.ts'
import type { ReviewKind, RoundState } from '../domain/review/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

export interface ZoneOpinions {
  code: string
  name: string
  /** `null`: nobody told. */
  householdCount: number | null
  /** How many answered; no number where it is too few to be told. */
  answerCount: number | null
  /** `null`: of no question enough. */
  counts: KeptCounts | null
}

export interface OpinionRound {
  id: string
  branchId: string
  branchName: string
  kind: ReviewKind
  period: string
  state: RoundState
  closesOn: CivilDate
  questions: readonly Question[]
  /** Who answered for which zones on the first day. */
  people: readonly Pick<FrozenPerson, 'id' | 'zoneCodes'>[]
  /** Those whose residents are asked. */
  zones: ZoneOpinions[]
  /** By question. */
  together: ToldTogether[]
}

interface Row extends Omit<OpinionRound, 'questions' | 'zones' | 'together'> {
  questions: Question[] | null
}

interface ZoneRow extends Omit<ZoneOpinions, 'counts'> {
  wasAnswered: boolean
  kept: KeptOfZone | null
}

const findRound = statement<Row, [string]>(
  'find_opinion_round',
  `select r.id, r.branch_id as "branchId", b.name as "branchName", r.kind, r.period, r.state, r.closes_on::text as "closesOn",
          r.list -> 'questions' as questions, r.list -> 'people' as people
     from review_rounds r join branches b on b.id = r.branch_id where r.id = $1`,
)

const findZones = statement<ZoneRow, [string]>(
  'find_zone_opinions',
  `select z.code, z.name, z."householdCount", nullif(o.answer_count, 0) as "answerCount",
          o.round_id is not null as "wasAnswered", o.counts as kept
     from review_rounds r
     cross join jsonb_to_recordset(r.list -> 'zones') as z(id uuid, code text, name text, "householdCount" integer)
     left join opinion_results o on o.round_id = r.id and o.zone_id = z.id
    where r.id = $1 and (r.kind <> 'spot_check'
      or exists (select from sampled_zones s where s.round_id = r.id and s.zone_id = z.id and s.reason is null))
    order by z.code`,
)

/** `null`: there is no such round, or residents are not asked in it. */
export async function opinionRound(sql: Sql, roundId: string): Promise<OpinionRound | null> {
  const [row] = await findRound(sql, roundId)
  if (!row?.questions || row.state === 'cancelled') return null
  const rows = await findZones(sql, roundId)
  const answered = rows.filter(({ wasAnswered }) => wasAnswered).map(({ kept }) => kept)
  return {
    ...{ ...row, questions: row.questions },
    zones: rows.map(({ wasAnswered: _, kept, ...zone }) => ({ ...zone, counts: kept && toldOfZone(kept) })),
    together: row.questions.map((_, i) => toldTogether(answered, i)),
  }
}
