/** Democratic appraisals as the clock sees them: boxes to be made, boxes to be counted. */
import { electorateOf } from '../ballots/electorate.ts'
import type { FrozenList } from '../domain/review/frozen-list.ts'
import { type Sql, statement } from './sql.ts'

/** Rounds begun at once are many; each minute makes some of them ready. */
const LOOKED_AT = 50

const readWithoutBoxes = statement<{ id: string; list: FrozenList; made: string[] }>(
  'appraisals_without_boxes',
  // Counted, not compared one by one: a round of a branch has a box for everybody or is not ready.
  `select r.id, r.list, array(select x.subject_id from ballot_boxes x where x.round_id = r.id) as made from review_rounds r
    where r.kind = 'democratic_appraisal' and r.state = 'open'
      and (select count(*) from ballot_boxes x where x.round_id = r.id)
        < (select count(*) from review_requests q where q.round_id = r.id and q.kind = 'ballot')
    order by r.closes_on, r.id limit ${LOOKED_AT}`,
)

/** Of each, whose boxes are missing. */
export async function appraisalsWithoutBoxes(sql: Sql): Promise<{ roundId: string; subjectIds: string[] }[]> {
  const rows = await readWithoutBoxes(sql)
  return rows.map(({ id, list, made }) => ({
    roundId: id,
    subjectIds: electorateOf(list).filter((subjectId) => !made.includes(subjectId)),
  }))
}

export interface AppraisalToCount {
  roundId: string
  organisationId: string
  list: FrozenList
}

const readToCount = statement<{ id: string; organisation_id: string; list: FrozenList }, [number]>(
  'appraisals_to_count',
  `select id, organisation_id, list from review_rounds
    where kind = 'democratic_appraisal' and state = 'closed' order by closes_on, id limit $1`,
)

/** Those whose last day is over. */
export async function appraisalsToCount(sql: Sql, limit: number): Promise<AppraisalToCount[]> {
  const rows = await readToCount(sql, limit)
  return rows.map(({ id, organisation_id, list }) => ({ roundId: id, organisationId: organisation_id, list }))
}
