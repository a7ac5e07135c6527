/** A spot check as it is looked at: its round, who reads it, and the zones that were drawn. */
import { type SQL, sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import type { Ticks } from '../domain/review/checklist.ts'
import type { FrozenList } from '../domain/review/frozen-list.ts'
import { type AnswerRefusal, answerRefusal } from '../domain/review/round.ts'
import type { RoundState } from '../domain/review/vocabulary.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'

export interface SpotCheckRound {
  id: string
  organisationId: string
  branchId: string
  branchName: string
  period: string
  state: RoundState
  opensOn: CivilDate
  closesOn: CivilDate
  list: FrozenList
  listHash: string
  seed: string | null
  /** Why nothing is taken today; `null`: it is. */
  refusal: AnswerRefusal | null
}

/** `null`: there is no such spot check. */
export async function spotCheckRound(db: Db, roundId: string, today: CivilDate): Promise<SpotCheckRound | null> {
  const { rows } = await db.execute<Omit<SpotCheckRound, 'refusal'> & Record<string, unknown>>(sql`
    select r.id, r.organisation_id as "organisationId", r.branch_id as "branchId", b.name as "branchName", r.period, r.state,
           r.opens_on::text as "opensOn", r.closes_on::text as "closesOn", r.list, r.list_hash as "listHash", r.seed
      from review_rounds r join branches b on b.id = r.branch_id
     where r.id = ${roundId} and r.kind = 'spot_check'`)
  const [row] = rows
  return row ? { ...row, refusal: answerRefusal(row, today) } : null
}

/** What somebody is to a round today. */
export interface SpotCheckReader {
  /** Secretary or deputy of the branch, or who stands in for one. */
  leads: boolean
  ofBranch: boolean
  /** Zones that they answer for. */
  zoneIds: string[]
  /** Zones whose check they were asked for. */
  askedZoneIds: string[]
}

export async function spotCheckReader(
  db: Db,
  { id, branchId }: Pick<SpotCheckRound, 'id' | 'branchId'>,
  { personId, today }: { personId: string; today: CivilDate },
): Promise<SpotCheckReader> {
  const day = sql`${today}::date`
  const { rows } = await db.execute<SpotCheckReader & Record<string, unknown>>(sql`
    with posts as (select * from assignments a where a.person_id = ${personId} and ${holding('a', day)})
    select exists (
             select from assignments a where a.branch_id = ${branchId} and a.role in ('branch_secretary', 'deputy_secretary')
                and ${holding('a', day)} and (a.person_id = ${personId} or exists (
                  select from absences w where w.person_id = a.person_id and w.cover_id = ${personId} and ${holding('w', day)}))
           ) as leads,
           exists (select from people p where p.id = ${personId} and p.branch_id = ${branchId})
             or exists (select from posts where branch_id = ${branchId} and role <> 'resident_verifier') as "ofBranch",
           (select coalesce(json_agg(distinct zone_id), '[]') from posts
             where zone_id is not null and role <> 'resident_verifier') as "zoneIds",
           (select coalesce(json_agg(q.zone_id), '[]') from review_requests q
             where q.person_id = ${personId} and q.round_id = ${id} and q.kind = 'checklist') as "askedZoneIds"`)
  const [reader] = rows
  if (!reader) throw new Error('the query of a reader returned nothing')
  return reader
}

/** Nobody checks a zone that they answer for. */
export function mayCheck({ leads, zoneIds, askedZoneIds }: SpotCheckReader, zoneId: string): boolean {
  return (leads || askedZoneIds.includes(zoneId)) && !zoneIds.includes(zoneId)
}

export interface Finding {
  id: string
  text: string
  hasPhoto: boolean
  caseCode: string | null
  rectificationNumber: number | null
}

/** A zone that was drawn, as far as it was looked at. */
export interface SampledZoneView {
  id: string
  /** As it was called when the list was told. */
  code: string
  name: string
  position: number
  /** From this day on it is no zone any more; `null`: it is one. */
  endedOn: CivilDate | null
  /** It was left out: what came in, if anything was left, and why. */
  replaced: { by: string | null; reason: string } | null
  /** The check that was closed; `null`: not yet. */
  check: { personId: string; name: string; ticks: Ticks; words: string | null; doneAt: Date } | null
  /** Its members were told how it went, as far as they can be. */
  told: boolean
  ownWords: { personId: string; name: string; text: string }[]
  /** Who answers for it today. */
  members: { id: string; name: string }[]
  findings: Finding[]
}

/** Everything told of the result of a zone stands under this key in the outbox. */
export function resultKey(roundId: string, zoneId: string): string {
  return `review/result/${roundId}/${zoneId}`
}

/** In the order in which they were drawn and came in. */
export async function sampledZones(
  db: Db,
  { id, list }: Pick<SpotCheckRound, 'id' | 'list'>,
  today: CivilDate,
): Promise<SampledZoneView[]> {
  const { rows } = await db.execute<ZoneRow>(sql`
    select s.zone_id as id, s.position, z.ended_on::text as "endedOn", s.replaced_by_id as "byId", s.reason,
           ${checkOf()} as "check", ${ownWordsOf()} as "ownWords", ${membersOf(sql`${today}::date`)} as members,
           ${findingsOf()} as findings,
           not exists (select from outbox o join deliveries d on d.outbox_id = o.id
                        where o.key = ${resultKey(id, '')} || s.zone_id and d.state = 'waiting') as told
      from sampled_zones s join zones z on z.id = s.zone_id
     where s.round_id = ${id} order by s.position`)
  const frozen = new Map(list.zones.map((zone) => [zone.id, zone]))
  const codeOf = (zoneId: string) => frozen.get(zoneId)?.code ?? ''
  return rows.map(({ byId, reason, check, ...zone }) => ({
    ...zone,
    ...{ code: codeOf(zone.id), name: frozen.get(zone.id)?.name ?? '' },
    replaced: reason === null ? null : { by: byId === null ? null : codeOf(byId), reason },
    check: check && { ...check, doneAt: new Date(check.doneAt) },
  }))
}

interface ZoneRow extends Record<string, unknown>, Omit<SampledZoneView, 'code' | 'name' | 'replaced' | 'check'> {
  byId: string | null
  reason: string | null
  check: (Omit<NonNullable<SampledZoneView['check']>, 'doneAt'> & { doneAt: string }) | null
}

function checkOf(): SQL {
  return sql`(
    select json_build_object('personId', p.id, 'name', p.name, 'ticks', coalesce(q.ticks, '{}'), 'words', q.answer,
             'doneAt', q.done_at)
      from review_requests q join people p on p.id = q.person_id
     where q.round_id = s.round_id and q.zone_id = s.zone_id and q.kind = 'checklist' and q.state = 'done' limit 1)`
}

function ownWordsOf(): SQL {
  return sql`(
    select coalesce(json_agg(json_build_object('personId', p.id, 'name', p.name, 'text', q.answer) order by p.name), '[]')
      from review_requests q join people p on p.id = q.person_id
     where q.round_id = s.round_id and q.zone_id = s.zone_id and q.kind = 'own_words' and q.answer is not null)`
}

function membersOf(day: SQL): SQL {
  return sql`(
    select coalesce(json_agg(json_build_object('id', p.id, 'name', p.name) order by a.position, p.name), '[]')
      from assignments a join people p on p.id = a.person_id and p.left_on is null
     where a.zone_id = s.zone_id and a.role not in ('helper', 'resident_verifier') and ${holding('a', day)})`
}

function findingsOf(): SQL {
  return sql`(
    select coalesce(json_agg(json_build_object('id', f.id, 'text', f.text, 'hasPhoto', f.attachment_id is not null,
             'caseCode', c.code,
             'rectificationNumber', k.number) order by f.created_at, f.id), '[]')
      from review_findings f left join cases c on c.id = f.case_id left join rectifications k on k.id = f.rectification_id
     where f.round_id = s.round_id and f.zone_id = s.zone_id)`
}

/** What the person put down of a zone so far, not closed yet. `null`: nothing. */
export async function checkBegun(
  db: Db,
  { roundId, zoneId, personId }: { roundId: string; zoneId: string; personId: string },
): Promise<{ ticks: Ticks; words: string | null } | null> {
  const { rows } = await db.execute<{ ticks: Ticks; words: string | null }>(sql`
    select ticks, answer as words from review_requests
     where round_id = ${roundId} and zone_id = ${zoneId} and person_id = ${personId} and kind = 'checklist'
       and ticks is not null`)
  return rows[0] ?? null
}
