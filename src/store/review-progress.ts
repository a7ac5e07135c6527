/** How far reviews are in the branches of a scope: counts of what is asked and done, never of a person. */
import { type SQL, sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import { ANSWERS_MIN } from '../domain/review/interval.ts'
import { REVIEW_KINDS, type ReviewKind, ROUND_STATES, type RoundState } from '../domain/review/vocabulary.ts'
import { type Page, pageOf } from './cursor.ts'
import type { Db } from './database.ts'
import { among, type ListQuery } from './newest.ts'
import { subtree } from './organisations.ts'

/** A round as whoever stands above the branch may know it. */
export interface ListedReview {
  id: string
  kind: ReviewKind
  period: string
  state: RoundState
  branch: string
  /** Path in the organisation tree. */
  organisation: string
  opensOn: CivilDate
  closesOn: CivilDate
  listHash: string
  zoneCount: number
  /** Codes of the zones that a spot check drew. */
  sampledZones: string[]
  /** What people were asked for in it. */
  requests: { askedCount: number; doneCount: number; lapsedCount: number }
  /** Of residents' answers, once they are counted; `null`: none were, or too few to tell. */
  coverage: { householdCount: number | null; answerCount: number } | null
  /** Of the branch, whatever they came of: what is not put right yet. */
  rectifications: { openCount: number; overdueCount: number }
}

/** What the cursors of `listReviews` look like: the first day, and the id. */
export const REVIEW_CURSOR = { sort: /^\d{4}-\d\d-\d\d$/u, id: /^[0-9a-f-]{36}$/u }

export interface ReviewQuery extends Pick<ListQuery, 'scope' | 'limit' | 'after'> {
  kind?: string[] | undefined
  state?: string[] | undefined
  period?: string | undefined
  today: CivilDate
}

/** Rounds of the scope, those that opened last first. Each branch gives its newest few, of which the newest remain. */
export async function listReviews(db: Db, query: ReviewQuery): Promise<Page<ListedReview>> {
  const { scope, limit, after, period } = query
  const wanted = sql.join(
    [
      sql`r.branch_id = b.id`,
      among(sql`r.kind`, query.kind),
      among(sql`r.state`, query.state),
      period === undefined ? undefined : sql`r.period = ${period}`,
      after ? sql`(r.opens_on, r.id) < (${after.sort}::date, ${after.id}::uuid)` : undefined,
    ].filter((condition): condition is SQL => condition !== undefined),
    sql` and `,
  )
  const { rows } = await db.execute<ListedReview & Record<string, unknown>>(sql`
    with page as (
      select n.*, b.name as branch, o.path as organisation
        from ${subtree(scope.path)} join organisations o on o.id = subtree.id
        join branches b on b.organisation_id = o.id cross join lateral (
          select r.id, r.branch_id, r.kind, r.period, r.state, r.opens_on, r.closes_on, r.list_hash,
                 jsonb_array_length(r.list -> 'zones') as zone_count
            from review_rounds r where ${wanted} order by r.opens_on desc, r.id desc limit ${limit + 1}) n
       order by n.opens_on desc, n.id desc limit ${limit + 1})
    select page.id, page.kind, page.period, page.state, page.branch, page.organisation,
           page.opens_on::text as "opensOn", page.closes_on::text as "closesOn", page.list_hash as "listHash",
           page.zone_count as "zoneCount", ${SAMPLED} as "sampledZones", ${REQUESTS} as requests,
           ${COVERAGE} as coverage, ${rectificationsOn(query.today)} as rectifications
      from page order by page.opens_on desc, page.id desc`)
  return pageOf(rows, limit, ({ opensOn, id }) => ({ sort: opensOn, id }))
}

const SAMPLED = sql`
  array(select z.code from sampled_zones s join zones z on z.id = s.zone_id where s.round_id = page.id order by s.position)`

const REQUESTS = sql`
  (select json_build_object('askedCount', count(*), 'doneCount', count(*) filter (where q.state = 'done'),
            'lapsedCount', count(*) filter (where q.state = 'lapsed')) from review_requests q where q.round_id = page.id)`

/** Of zones with enough answers only: what is taken from the sum would tell the others. */
const COVERAGE = sql`
  (select json_build_object('householdCount', case when count(*) = count(o.eligible_count) then sum(o.eligible_count) end,
            'answerCount', sum(o.answer_count))
     from opinion_results o where o.round_id = page.id and o.answer_count >= ${ANSWERS_MIN} having count(*) > 0)`

function rectificationsOn(today: CivilDate): SQL {
  return sql`
  (select json_build_object('openCount', count(*), 'overdueCount', count(*) filter (where x.due_on < ${today}::date))
     from rectifications x where x.branch_id = page.branch_id and x.state in ('open', 'reported'))`
}

const TABLE_HEADER = [
  ...['组织', '支部', '考核评议', '时期', '进度', '开始', '截止', '责任区', '抽到', '请人办', '已办', '过期未办'],
  ...['群众回答', '户数', '未完成的整改', '其中超期', '轮次编号'],
]
const ROWS_PER_QUERY = 200

/** The same as a table: a row for each round. */
export function reviewTable(
  db: Db,
  query: Pick<ReviewQuery, 'scope' | 'today'>,
): { header: string[]; rows: AsyncGenerator<string[]> } {
  async function* rows() {
    let after: ReviewQuery['after'] = null
    do {
      const page: Page<ListedReview> = await listReviews(db, { ...query, limit: ROWS_PER_QUERY, after })
      for (const review of page.items) yield tableRow(review)
      after = page.next
    } while (after !== null)
  }
  return { header: TABLE_HEADER, rows: rows() }
}

function tableRow(review: ListedReview): string[] {
  const { requests, coverage, rectifications } = review
  const known = (count: number | null | undefined) => (count === null || count === undefined ? '' : String(count))
  return [
    ...[review.organisation, review.branch, REVIEW_KINDS[review.kind], review.period, ROUND_STATES[review.state]],
    ...[review.opensOn, review.closesOn, String(review.zoneCount), review.sampledZones.join('、')],
    ...[requests.askedCount, requests.doneCount, requests.lapsedCount].map(String),
    ...[known(coverage?.answerCount), known(coverage?.householdCount)],
    ...[rectifications.openCount, rectifications.overdueCount].map(String),
    review.id,
  ]
}
