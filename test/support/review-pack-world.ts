/** A branch whose year is over: a round of each kind with what came of it, put there as the tables have it. */
import { freezeList } from '../../src/domain/review/frozen-list.ts'
import type { ReviewKind } from '../../src/domain/review/vocabulary.ts'
import { listsOfBranches } from '../../src/store/review-rounds.ts'
import { type ReviewWorld, reviewWorld } from './review-world.ts'

export const ROUND_IDS: Readonly<Record<ReviewKind, string>> = {
  spot_check: '11111111-1111-4111-8111-111111111111',
  opinion_round: '22222222-2222-4222-8222-222222222222',
  year_end_evaluation: '33333333-3333-4333-8333-333333333333',
  democratic_appraisal: '44444444-4444-4444-8444-444444444444',
}
const PERIODS: Readonly<Record<ReviewKind, string>> = {
  spot_check: '2026-H1',
  opinion_round: '2026-Q3',
  year_end_evaluation: '2026',
  democratic_appraisal: '2026',
}
const QUESTIONS = [
  {
    text: '您知道这一片由哪位党员负责吗？',
    answers: [
      { text: '知道', sense: 'good' },
      { text: '不知道', sense: 'bad' },
    ],
  },
] as const

export interface PackWorld extends ReviewWorld {
  close(): Promise<void>
}

export async function packWorld(): Promise<PackWorld> {
  const world = await reviewWorld()
  const { pool } = world.deps
  await pool.query("update zones set household_count = 120, approved_at = null where code = 'A3'")
  await pool.query("update zones set approved_at = null where code = 'A4'")
  await world.told({ code: 'A3-0001', zone: 'A3', state: 'resolved' })
  await world.told({ code: 'A3-0002', zone: 'A3', state: 'answered_unresolved' })
  await world.told({ code: 'A3-0003', zone: 'A3', category: 'integrity' })
  for (const kind of Object.keys(ROUND_IDS) as ReviewKind[]) await openRound(world, kind)
  await spotCheck(world)
  await ticks(world)
  await world.give({ roundId: ROUND_IDS.spot_check })
  await world.deps.pool.query("update rectifications set answer = '上个月住院'")
  await finding(world)
  await results(world)
  await evaluations(world)
  await schemes(world)
  return { ...world, close: () => world.deps.close() }
}

async function openRound({ deps, branchId }: ReviewWorld, kind: ReviewKind): Promise<void> {
  const [list] = await listsOfBranches(deps.db, [branchId], '2026-06-01')
  const { branchId: _, ...told } = list ?? { branchId, zones: [], people: [] }
  const period = PERIODS[kind]
  const frozen = freezeList({
    ...{ ...told, kind, period, branchId, frozenOn: '2026-06-01', sharePercent: 50, questions: QUESTIONS },
  })
  const drawn = kind === 'spot_check'
  await deps.pool.query(
    `insert into review_rounds (id, organisation_id, branch_id, kind, period, state, opens_on, closes_on, list, list_hash,
       seed, drawn_at, closed_at)
     select $1, organisation_id, id, $2, $3, 'closed', '2026-06-01', '2026-06-20', $4, $5, $6, $7, now()
       from branches where id = $8`,
    [
      ...[ROUND_IDS[kind], kind, period, JSON.stringify(frozen.list), frozen.hash],
      ...[drawn ? 'ab'.repeat(32) : null, drawn ? new Date('2026-06-03T02:00:00Z') : null, branchId],
    ],
  )
}

async function spotCheck({ deps: { pool }, personId }: ReviewWorld): Promise<void> {
  await pool.query(
    `insert into sampled_zones (round_id, zone_id, position, chance, reason)
     select $1, id, row_number() over (order by code), 0.5, case code when 'A4' then '已拆迁' end
       from zones where code in ('A3', 'A4')`,
    [ROUND_IDS.spot_check],
  )
  const asked = [
    ['checklist', '陈书华', '灯坏了没有修'],
    ['own_words', '张建国', '三月在住院'],
  ] as const
  for (const [kind, name, answer] of asked) {
    await pool.query(
      `insert into review_requests (organisation_id, round_id, kind, person_id, zone_id, due_on, state, answer, done_at)
       select organisation_id, $1, $2, $3, id, '2026-06-20', 'done', $4, now() from zones where code = 'A3'`,
      [ROUND_IDS.spot_check, kind, await personId(name), answer],
    )
  }
}

/** The first three duties of the branch: done, not done, not looked at. */
async function ticks({ deps: { pool }, branchId }: ReviewWorld): Promise<void> {
  await pool.query(
    `update review_requests set ticks = (
       select json_object_agg(d.id, (array['done', 'not_done', 'unseen'])[d.place])
         from (select id, row_number() over (order by nullif(split_part(clause, '-', 2), '')::int nulls last, title) as place
                 from duties where branch_id = $1) d where d.place <= 3) where kind = 'checklist'`,
    [branchId],
  )
}

async function finding({ deps: { pool }, personId }: ReviewWorld): Promise<void> {
  await pool.query(
    `with photo as (
       insert into attachments (organisation_id, part, channel, kind, state, storage_key)
       select organisation_id, 0, 'page', 'image', 'stored', 'attachments/photo' from zones where code = 'A3'
       returning id)
     insert into review_findings (organisation_id, round_id, zone_id, text, found_by, case_id, rectification_id, attachment_id)
     select z.organisation_id, $1, z.id, '二单元灯不亮', $2, (select id from cases where code = 'A3-0001'),
            (select id from rectifications), photo.id from zones z, photo where z.code = 'A3'`,
    [ROUND_IDS.spot_check, await personId('陈书华')],
  )
}

async function results({ deps: { pool }, personId }: ReviewWorld): Promise<void> {
  await pool.query(
    `insert into opinion_results (round_id, zone_id, eligible_count, answer_count, counts)
     select $1, id, household_count, case code when 'A3' then 12 else 3 end,
            case code when 'A3' then '[[9, 3]]'::jsonb end from zones where code in ('A3', 'A4')`,
    [ROUND_IDS.opinion_round],
  )
  const ballots = [
    ['张建国', 6, '[4, 2, 0, 0, 0]'],
    ['王卫东', 4, null],
  ] as const
  for (const [name, count, counts] of ballots) {
    await pool.query('insert into ballot_results values ($1, $2, 7, $3, $4)', [
      ...[ROUND_IDS.democratic_appraisal, await personId(name), count, counts],
    ])
  }
}

async function evaluations({ deps: { pool }, personId }: ReviewWorld): Promise<void> {
  const exposure = { zoneCount: 1, days: 300, householdCount: 120, caseCount: 2, casesPer100Households: 1.7 }
  const evidence = ['A3-0001', 'A3-0002'].map((id) => ({ kind: 'case', id }))
  const told = [{ about: 'told', activity: null, count: 2, evidence }]
  const members = [
    ['张建国', 'shown', '修了灯', '合格', '认真', told],
    ['王卫东', 'graded', null, '优秀', '没说的理由', []],
  ] as const
  for (const [name, stage, summary, grade, reason, statements] of members) {
    await pool.query(
      `insert into evaluations (organisation_id, round_id, person_id, stage, summary, grade, grade_reason, statements, exposure, shown_at)
       select organisation_id, $1, id, $2, $3, $4, $5, $6, $7, case $2 when 'shown' then now() end from people where id = $8`,
      [
        ...[ROUND_IDS.year_end_evaluation, stage, summary, grade, reason, JSON.stringify(statements)],
        ...[JSON.stringify({ ...exposure, waitedMinutes: 180 }), await personId(name)],
      ],
    )
  }
}

async function schemes({ deps: { pool }, personId, branchId }: ReviewWorld): Promise<void> {
  const add = (scheme: string, { person = null, zone = null, label = null, ...told }: SchemeTold) =>
    pool.query(
      `insert into scheme_entries (organisation_id, branch_id, scheme, period, person_id, zone_id, label, fields)
       select organisation_id, id, $2, '2026', $3, (select id from zones where code = $4), $5, $6 from branches where id = $1`,
      [branchId, scheme, person, zone, label, JSON.stringify(told.fields)],
    )
  const person = await personId('张建国')
  await add('star_household', { zone: 'A3', label: '3号楼', fields: { 参评户数: '96', 星级户数: '12' } })
  await add('member_post', { person, fields: { 岗位: '政策宣传岗', 岗位职责: '' } })
  await add('member_target', { person, fields: { 目标: '每月走访二十户', 完成情况: '已走访到六月' } })
}

interface SchemeTold {
  person?: string | null
  zone?: string | null
  label?: string | null
  fields: Record<string, string>
}
