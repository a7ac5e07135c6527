/** What residents of a zone are asked today. */
import { sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import { ASKED_IN, type Question } from '../domain/review/opinions.ts'
import { type AnswerRefusal, answerRefusal } from '../domain/review/round.ts'
import type { RoundState } from '../domain/review/vocabulary.ts'
import type { Db } from './database.ts'
import { type Sql, statement } from './sql.ts'

/** Questions about a zone, as they were frozen with its round. */
export interface Survey {
  roundId: string
  zone: { id: string; code: string; name: string }
  branchName: string
  /** Nobody real answers for it. */
  demo: boolean
  closesOn: CivilDate
  questions: readonly Question[]
}

/** Longer ago nobody asks why it is over. */
const REMEMBERED_DAYS = 120

/** That residents of the zone `z` are asked in the round `r` of its branch: it was there on the first day, and, in a spot check, was drawn. */
const ASKS_ABOUT = `
  r.branch_id = z.branch_id and r.kind in (${ASKED_IN.map((kind) => `'${kind}'`).join(', ')})
  and jsonb_array_length(coalesce(r.list -> 'questions', '[]')) > 0
  and r.list -> 'zones' @> jsonb_build_array(jsonb_build_object('id', z.id))
  and (r.kind <> 'spot_check'
    or exists (select from sampled_zones s where s.round_id = r.id and s.zone_id = z.id and s.reason is null))`

/** The round that is open on `day` for the zone `z`, its id and last day as `survey`: where there are several, the one that ends first. */
export function openSurveyOf(day: string): string {
  return `join lateral (
    select r.id, r.closes_on from review_rounds r
     where r.state = 'open' and r.opens_on <= ${day} and r.opens_on > ${day} - ${REMEMBERED_DAYS} and r.closes_on >= ${day}
       and ${ASKS_ABOUT}
     order by r.closes_on, r.id limit 1) survey on true`
}

interface Row {
  zone_id: string
  code: string
  zone_name: string
  branch_name: string
  demo: boolean
  round_id: string
  state: RoundState
  opens_on: CivilDate
  closes_on: CivilDate
  questions: Question[]
}

const findSurveys = statement<Row, [string, CivilDate]>(
  'find_surveys',
  `select z.id as zone_id, z.code, z.name as zone_name, b.name as branch_name, o.demo,
          r.id as round_id, r.state, r.opens_on::text, r.closes_on::text, r.list -> 'questions' as questions
     from zones z join branches b on b.id = z.branch_id join organisations o on o.id = z.organisation_id
     join review_rounds r on ${ASKS_ABOUT} and r.opens_on > $2::date - ${REMEMBERED_DAYS}
    where z.code = $1 and (z.ended_on is null or z.ended_on > $2::date)
    order by r.closes_on, r.id`,
)

/**
 * What is asked about the zone of this code: of the rounds that are open the one that ends first, so that nobody is
 * asked in two at once.
 *
 * @returns the refusal of the last round where none is open; `null`: there is no such zone, or nothing was asked of late
 */
export async function surveyOf(sql: Sql, code: string, today: CivilDate): Promise<Survey | AnswerRefusal | null> {
  const rounds = (await findSurveys(sql, code, today)).map((row) => {
    const { state, opens_on: opensOn, closes_on: closesOn } = row
    return { row, refusal: answerRefusal({ state, opensOn, closesOn }, today) }
  })
  const open = rounds.find(({ refusal }) => refusal === null)
  return open ? surveyIn(open.row) : (rounds.at(-1)?.refusal ?? null)
}

function surveyIn(row: Row): Survey {
  const { round_id: roundId, branch_name: branchName, demo, closes_on: closesOn, questions } = row
  return {
    ...{ roundId, branchName, demo, closesOn, questions },
    zone: { id: row.zone_id, code: row.code, name: row.zone_name },
  }
}

/** The last day on which residents of a zone are asked something; `null`: they are not, today. */
export async function surveyEnd(db: Db, zoneId: string, today: CivilDate): Promise<CivilDate | null> {
  const { rows } = await db.execute<{ closes_on: CivilDate }>(sql`
    with asked as (select ${today}::date as today)
    select survey.closes_on::text from zones z cross join asked ${sql.raw(openSurveyOf('asked.today'))} where z.id = ${zoneId}`)
  return rows[0]?.closes_on ?? null
}
