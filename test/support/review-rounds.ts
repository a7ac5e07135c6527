/** Rounds of 幸福支部 put there as told, for what only reads them. */
import type { RequestKind, ReviewKind, RoundState } from '../../src/domain/review/vocabulary.ts'
import type { TestDeps } from './deps.ts'

export interface RoundToAdd {
  kind: ReviewKind
  period: string
  closesOn: string
  state?: RoundState
  branch?: string
}

/** @returns its id */
export async function addRound(
  { pool }: Pick<TestDeps, 'pool'>,
  { kind, period, closesOn, state = 'open', branch = '幸福支部' }: RoundToAdd,
): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `insert into review_rounds
       (organisation_id, branch_id, kind, period, state, opens_on, closes_on, list, list_hash, cancel_reason)
     select organisation_id, id, $2, $3, $4, $5::date - 20, $5, '{"zones":[],"people":[]}', 'hash',
            case $4 when 'cancelled' then '没有两人说话' end
       from branches where name = $1 returning id`,
    [branch, kind, period, state, closesOn],
  )
  const [round] = rows
  if (!round) throw new Error(`no branch ${branch}`)
  return round.id
}

/** Something is asked of a person, and answered where `done`. */
export async function ask(
  { pool }: Pick<TestDeps, 'pool'>,
  roundId: string,
  name: string,
  kind: RequestKind,
  { done = false, zone = null }: { done?: boolean; zone?: string | null } = {},
): Promise<void> {
  await pool.query(
    `insert into review_requests (organisation_id, round_id, kind, person_id, zone_id, due_on, state, done_at)
     select r.organisation_id, r.id, $3, p.id, (select id from zones where code = $4), r.closes_on,
            case when $5 then 'done' else 'open' end, case when $5 then now() end
       from review_rounds r, people p where r.id = $1 and p.name = $2`,
    [roundId, name, kind, zone, done],
  )
}
