/** Democratic appraisals as voters see them: who may vote about whom, and the keys of each box. */
import { choicesOf, electorateOf } from '../ballots/electorate.ts'
import type { Voter } from '../ballots/link.ts'
import type { CivilDate } from '../domain/calendar.ts'
import type { FrozenList } from '../domain/review/frozen-list.ts'
import { type AnswerRefusal, answerRefusal } from '../domain/review/round.ts'
import type { RoundState } from '../domain/review/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

/** Somebody of the frozen list, and the box of ballots about them. */
export interface Subject {
  id: string
  name: string
  /** SPKI; `null`: not made yet. */
  publicKey: Buffer | null
}

export interface BallotRound {
  id: string
  branchName: string
  period: string
  opensOn: CivilDate
  closesOn: CivilDate
  /** Why no ballot is taken today; `null`: they are. */
  refusal: AnswerRefusal | null
  /** What may be said about each, best first. */
  choices: readonly string[]
  /** All of the frozen list. */
  subjects: Subject[]
}

interface RoundRow {
  id: string
  branch_name: string
  period: string
  state: RoundState
  opens_on: CivilDate
  closes_on: CivilDate
  list: FrozenList
}

const findRound = statement<RoundRow, [string]>(
  'find_ballot_round',
  `select r.id, b.name as branch_name, r.period, r.state, r.opens_on::text, r.closes_on::text, r.list
     from review_rounds r join branches b on b.id = r.branch_id
    where r.id = $1 and r.kind = 'democratic_appraisal'`,
)

const findSubjects = statement<{ id: string; name: string; public_key: Buffer | null }, [string, string[]]>(
  'find_ballot_subjects',
  `select p.id, p.name, x.public_key
     from people p left join ballot_boxes x on x.round_id = $1 and x.subject_id = p.id
    where p.id = any($2::uuid[])`,
)

/** The appraisal as of `today`; `null`: there is none with this id. */
export async function ballotRound(sql: Sql, roundId: string, today: CivilDate): Promise<BallotRound | null> {
  const [row] = await findRound(sql, roundId)
  if (!row) return null
  const ids = electorateOf(row.list)
  const found = new Map((await findSubjects(sql, roundId, ids)).map((subject) => [subject.id, subject]))
  const subjects = ids.flatMap((id) => {
    const subject = found.get(id)
    return subject ? [{ id, name: subject.name, publicKey: subject.public_key }] : []
  })
  const { branch_name: branchName, period, opens_on: opensOn, closes_on: closesOn } = row
  const refusal = answerRefusal({ state: row.state, opensOn, closesOn }, today)
  return { id: row.id, branchName, period, opensOn, closesOn, refusal, choices: choicesOf(row.list), subjects }
}

const findVoter = statement<Record<string, never>, [string, CivilDate]>(
  'find_ballot_voter',
  'select 1 from people where id = $1 and (left_on is null or left_on > $2::date)',
)

/** Whether they stand on the frozen list and have not left since. */
export async function mayVote(
  sql: Sql,
  round: Pick<BallotRound, 'subjects'>,
  { personId, today }: Pick<Voter, 'personId'> & { today: CivilDate },
): Promise<boolean> {
  return round.subjects.some(({ id }) => id === personId) && (await findVoter(sql, personId, today)).length === 1
}
