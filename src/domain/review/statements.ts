/** What the records say of a member's year: plain counts, each with the records behind it. No total, no share, no average. */
import { addDays, type CivilDate, daysBetween } from '../calendar.ts'
import { type CaseState, isUnderWay } from '../case.ts'
import { groupBy } from '../group.ts'
import { ACTIVITIES, type Activity } from '../vocabulary.ts'

/** Different ends are different statements, never added up as one; nor is what was told ever set against what was solved. */
export const STATEMENTS = {
  told: '发现上报',
  resolved: '办理后已解决',
  resolved_in_time: '其中按时解决',
  answered_unresolved: '已答复、暂时解决不了',
  not_ours: '查明不属本区',
  to_verify: '已办完、待验证',
  under_way: '正在办理',
  waiting: '等别人答复或处理',
  promise_kept: '恳谈时答应、已办到',
  promise_open: '恳谈时答应、还在办',
  activity: '做过的工作',
  talk: '组织民情恳谈',
  focus: '负责区的重点',
  duty_done: '按期完成的职责',
  duty_missed: '到期没有记录的职责',
} as const
export type StatementAbout = keyof typeof STATEMENTS

export const EVIDENCE_KINDS = ['case', 'check_in', 'talk', 'focus', 'duty_window'] as const

/** A record; `id` is a case's code, else the record's own id. */
export interface Evidence {
  kind: (typeof EVIDENCE_KINDS)[number]
  id: string
}

export interface Statement {
  about: StatementAbout
  /** Which, of `activity`; else `null`. */
  activity: Activity | null
  count: number
  /** As many as `count`. */
  evidence: readonly Evidence[]
}

export interface HandledCase {
  code: string
  state: CaseState
  /** Within its time, waiting for others left out; `null`: it had none. */
  inTime: boolean | null
  /** Promised at a talk with residents. */
  promised: boolean
}

/** A member's records of a year. What names the member themself is not for them to see, so it is not among them. */
export interface YearRecords {
  /** Codes of the cases that they told, whoever handled them. */
  toldCases: readonly string[]
  handledCases: readonly HandledCase[]
  checkIns: readonly { id: string; activity: Activity }[]
  /** Ids. */
  talks: readonly string[]
  focuses: readonly string[]
  duties: readonly { id: string; state: 'done' | 'missed' }[]
}

/** In the order of `STATEMENTS`; what has no record is not said. */
export function statementsOf(records: YearRecords): Statement[] {
  const { handledCases, checkIns, duties } = records
  const cases = (about: StatementAbout, is: (one: HandledCase) => boolean) =>
    said(
      about,
      'case',
      handledCases.filter(is).map(({ code }) => code),
    )
  const dutiesBeing = (state: 'done' | 'missed') => duties.filter((one) => one.state === state).map(({ id }) => id)
  const done = groupBy(checkIns, ({ activity }) => activity)
  const activities = (Object.keys(ACTIVITIES) as Activity[]).map((activity) =>
    said(
      'activity',
      'check_in',
      (done.get(activity) ?? []).map(({ id }) => id),
      activity,
    ),
  )
  return [
    said('told', 'case', records.toldCases),
    cases('resolved', isResolved),
    cases('resolved_in_time', (one) => isResolved(one) && one.inTime === true),
    cases('answered_unresolved', ({ state }) => state === 'answered_unresolved'),
    cases('not_ours', ({ state }) => state === 'not_ours'),
    cases('to_verify', ({ state }) => state === 'to_verify'),
    cases('under_way', ({ state }) => isUnderWay(state) && !isWaiting(state)),
    cases('waiting', ({ state }) => isWaiting(state)),
    cases('promise_kept', (one) => one.promised && isResolved(one)),
    cases('promise_open', ({ promised, state }) => promised && isUnderWay(state)),
    ...activities,
    said('talk', 'talk', records.talks),
    said('focus', 'focus', records.focuses),
    said('duty_done', 'duty_window', dutiesBeing('done')),
    said('duty_missed', 'duty_window', dutiesBeing('missed')),
  ].filter(({ count }) => count > 0)
}

function said(
  about: StatementAbout,
  kind: Evidence['kind'],
  ids: readonly string[],
  activity: Activity | null = null,
): Statement {
  const evidence = [...new Set(ids)].map((id) => ({ kind, id }))
  return { about, activity, count: evidence.length, evidence }
}

function isResolved({ state }: HandledCase): boolean {
  return state === 'resolved'
}

function isWaiting(state: CaseState): boolean {
  return state === 'waiting_external' || state === 'need_info'
}

/** How much there was to do, without which a count says little. */
export interface Exposure {
  zoneCount: number
  /** Days of the year on which they answered for a zone. */
  days: number
  /** `null`: nobody told for one of the zones. */
  householdCount: number | null
  /** Told in their zones in those days, by whomever. */
  caseCount: number
  /** To one place; `null`: households are not known. */
  casesPer100Households: number | null
  /** Working minutes that their cases waited for others, which count for nobody. */
  waitedMinutes: number
}

export interface ExposureRecords {
  /** First and last day of their posts within the year; posts may overlap. */
  posts: readonly { startsOn: CivilDate; endsOn: CivilDate }[]
  zones: readonly { householdCount: number | null }[]
  caseCount: number
  waitedMinutes: number
}

export function exposureOf({ posts, zones, caseCount, waitedMinutes }: ExposureRecords): Exposure {
  const known = zones.length > 0 && zones.every(({ householdCount }) => householdCount !== null)
  const householdCount = known ? zones.reduce((sum, zone) => sum + (zone.householdCount ?? 0), 0) : null
  const casesPer100Households =
    householdCount === null || householdCount === 0 ? null : Math.round((caseCount / householdCount) * 1_000) / 10
  const days = daysCovered(posts)
  return { zoneCount: zones.length, days, householdCount, caseCount, casesPer100Households, waitedMinutes }
}

/** Each day once. */
function daysCovered(posts: ExposureRecords['posts']): number {
  let days = 0
  let after = ''
  for (const { startsOn, endsOn } of posts.toSorted((a, b) => (a.startsOn < b.startsOn ? -1 : 1))) {
    const from = startsOn > after ? startsOn : addDays(after, 1)
    if (from > endsOn) continue
    days += daysBetween(from, endsOn) + 1
    after = endsOn
  }
  return days
}
