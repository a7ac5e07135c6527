/** Resident talks: announced, held, published. Of those who came nothing is kept. */
import { randomUUID } from 'node:crypto'
import type { TalkFacts } from '../decide/branch-work-facts.ts'
import type { NewTalk } from '../decide/decision.ts'
import type { LedBranch } from '../decide/led-branch.ts'
import type { CaseState } from '../domain/case.ts'
import type { TalkState } from '../domain/talk.ts'
import { Conflict } from './cases.ts'
import { type Sql, statement } from './sql.ts'

const insertTalk = statement<
  { id: string },
  [string, string, string | null, string, string, Date, TalkState, string, Date]
>(
  'open_talk',
  // Two at once of one branch wait for each other, so that no number is given twice.
  `with branch as (select id, organisation_id from branches where id = $2 for no key update)
   insert into resident_talks (id, organisation_id, branch_id, zone_id, number, topic, place, starts_at, state, created_by, created_at)
   select $1, branch.organisation_id, branch.id, (select z.id from zones z where z.code = $3),
          (select coalesce(max(t.number), 0) + 1 from resident_talks t where t.branch_id = branch.id),
          $4, $5, $6, $7, $8, $9
     from branch returning id`,
)

/** @returns its id */
export async function openTalk(sql: Sql, talk: NewTalk, now: Date): Promise<string> {
  const { branchId, zoneCode, topic, place, startsAt, state, by } = talk
  const id = randomUUID()
  await insertTalk(sql, id, branchId, zoneCode, topic, place, startsAt, state, by, now)
  return id
}

const updateTalk = statement<{ id: string }, [string, TalkState, TalkState, string | null, Date]>(
  'move_talk',
  `update resident_talks set state = $3, result = coalesce($4, result),
          published_at = case when $3 = 'published' then $5::timestamptz else published_at end
    where id = $1 and state = $2 returning id`,
)

/** @throws Conflict when somebody moved it meanwhile */
export async function moveTalk(
  sql: Sql,
  { talkId, from, to, result }: { talkId: string; from: TalkState; to: TalkState; result?: string },
  now: Date,
): Promise<void> {
  const moved = await updateTalk(sql, talkId, from, to, result ?? null, now)
  if (moved.length === 0) throw new Conflict(`talk ${talkId} is no longer ${from}`)
}

interface MatterRow {
  text: string
  promised: boolean
  case_id: string | null
}

const insertMatters = statement<Record<string, never>, [string, string, Date]>(
  'hear_matters',
  `insert into talk_matters (organisation_id, talk_id, position, text, promised, case_id, created_at)
   select t.organisation_id, t.id, held.count + m.ordinality, m.text, m.promised, m.case_id, $3
     from resident_talks t,
          lateral (select count(*)::int as count from talk_matters where talk_id = t.id) held,
          rows from (json_to_recordset($2::json) as (text text, promised boolean, case_id uuid))
            with ordinality as m(text, promised, case_id, ordinality)
    where t.id = $1`,
)

/** Put down what was heard, behind what was put down before. */
export async function hearMatters(sql: Sql, talkId: string, matters: readonly MatterRow[], now: Date): Promise<void> {
  await insertMatters(sql, talkId, JSON.stringify(matters), now)
}

interface TalkRow {
  id: string
  number: number
  topic: string
  place: string
  starts_at: Date
  state: TalkState
  zone: string | null
  matters: { text: string; promised: boolean; state: CaseState | null }[]
}

const readTalks = statement<TalkRow, [string, boolean, Date]>(
  'talks_of_branch',
  `select t.id, t.number, t.topic, t.place, t.starts_at, t.state,
          (select z.code from zones z where z.id = t.zone_id) as zone,
          (select coalesce(json_agg(json_build_object('text', m.text, 'promised', m.promised, 'state', c.state)
                    order by m.position), '[]')
             from talk_matters m left join cases c on c.id = m.case_id where m.talk_id = t.id) as matters
     from branches own join branches b on b.id = own.id or ($2 and b.organisation_id = own.organisation_id)
     join resident_talks t on t.branch_id = b.id
    where own.id = $1 and t.starts_at > $3::timestamptz - interval '90 days'
    order by t.starts_at desc limit 20`,
)

/** Those to come and those of the last 90 days, the newest first. */
export async function talksOf(sql: Sql, { branchId, whole }: LedBranch, now: Date): Promise<TalkFacts[]> {
  const rows = await readTalks(sql, branchId, whole, now)
  return rows.map(({ starts_at, zone, matters, ...talk }) => ({
    ...talk,
    startsAt: starts_at,
    zoneCode: zone,
    matters: matters.map(({ text, promised, state }) => ({ text, promised, caseState: state })),
  }))
}
