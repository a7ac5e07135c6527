/** The draw of a spot check: phrases kept encrypted, zones drawn by the second one, and who is asked then. */
import { type SQL, sql } from 'drizzle-orm'
import type { DrawingFacts, GivenPhrase, RoundToDraw, SaidPhrase } from '../decide/drawing-facts.ts'
import type { Address } from '../decide/facts.ts'
import type { CivilDate } from '../domain/calendar.ts'
import type { SampledZone } from '../domain/review/sample.ts'
import { CHANNELS, type ChannelName } from '../domain/vocabulary.ts'
import { Conflict } from './cases.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'
import type { Seal } from './seal.ts'
import { drizzleOn, type Sql, statement } from './sql.ts'

/** A round is spoken of for so long after its first day. */
const SPOKEN_OF_DAYS = 92
const ROUNDS_MAX = 50

const PHRASE_SEAL = 'seed-phrase'

/** Base64. */
export function sealPhrase(seal: Seal, phrase: string): string {
  return seal.seal(PHRASE_SEAL, phrase).toString('base64')
}

export function openPhrase(seal: Seal, sealed: Buffer): string {
  return seal.open(PHRASE_SEAL, sealed)
}

type RoundRow = Omit<RoundToDraw, 'frozenAt' | 'given'> & {
  frozenAt: string
  given: {
    role: GivenPhrase['role']
    personId: string
    sealed: string
    saidAt: string
    channel: ChannelName | null
    externalId: string | null
  }[]
}

const readRounds = statement<RoundRow, [string[], CivilDate, readonly ChannelName[]]>(
  'read_rounds_to_draw',
  `select r.id, r.branch_id as "branchId", b.name as "branchName", r.period, r.state, r.closes_on::text as "closesOn",
          r.created_at as "frozenAt", r.list, r.list_hash as "listHash",
          (select coalesce(json_agg(json_build_object('role', p.role, 'personId', p.person_id, 'saidAt', p.said_at,
                    'sealed', encode(p.phrase_sealed, 'base64'), 'channel', i.channel, 'externalId', i.external_id)), '[]')
             from review_phrases p
             left join lateral (
               select i.channel, i.external_id from identities i where i.person_id = p.person_id
                order by array_position($3::text[], i.channel), i.created_at, i.id limit 1) i on true
            where p.round_id = r.id) as given
     from review_rounds r join branches b on b.id = r.branch_id
    where r.branch_id = any($1::uuid[]) and r.kind = 'spot_check' and r.opens_on > $2::date - ${SPOKEN_OF_DAYS}
    order by r.opens_on desc, b.name limit ${ROUNDS_MAX}`,
)

/** Spot checks of these branches, phrases opened. */
export async function roundsToDraw(
  sql: Sql,
  seal: Seal,
  { branchIds, today }: { branchIds: readonly string[]; today: CivilDate },
): Promise<DrawingFacts['rounds']> {
  const rows = await readRounds(sql, [...branchIds], today, CHANNELS)
  return rows.map(({ frozenAt, given, ...round }) => ({
    ...round,
    frozenAt: new Date(frozenAt),
    given: given.map(({ role, personId, sealed, saidAt, channel, externalId }) => ({
      ...{ role, personId, saidAt: new Date(saidAt), phrase: openPhrase(seal, Buffer.from(sealed, 'base64')) },
      address: channel && externalId ? { channel, externalId, personId } : null,
    })),
  }))
}

/**
 * Keep a phrase; with the second one the zones are drawn and those asked who have something to say about them.
 *
 * @throws Conflict when somebody spoke, or the round ended, meanwhile
 */
export async function keepPhrase(on: Sql, said: SaidPhrase, now: Date): Promise<void> {
  const tx = drizzleOn(on)
  const { roundId, role, personId, sealed, saidAt, after, today, draw } = said
  // Two who speak at once go one after the other, and the second one sees what the first one said.
  const { rows: waiting } = await tx.execute(sql`
    select from review_rounds where id = ${roundId} and state = 'awaiting_seed' for update`)
  const { rowCount } = await tx.execute(sql`
    insert into review_phrases (round_id, role, person_id, phrase_sealed, said_at)
    select ${roundId}::uuid, ${role}, ${personId}::uuid, decode(${sealed}, 'base64'), ${saidAt}::timestamptz
     where (select count(*) from review_phrases where round_id = ${roundId}) = ${after}::int
    on conflict do nothing`)
  if (waiting.length === 0 || rowCount !== 1) throw new Conflict(`round ${roundId} is no longer as it was`)
  await endPhraseRequests(tx, said, now)
  if (!draw) return
  await tx.execute(sql`
    update review_rounds set state = 'open', seed = ${draw.seed}, drawn_at = ${saidAt} where id = ${roundId}`)
  await addSampled(tx, roundId, draw.sample)
  await askAbout(tx, { roundId, codes: draw.sample.map(({ code }) => code), today, now })
}

/** Who spoke has done it; who is needed no more is asked no more. */
async function endPhraseRequests(tx: Db, { roundId, role, personId, draw }: SaidPhrase, now: Date): Promise<void> {
  await tx.execute(sql`
    update review_requests set state = 'done', done_at = ${now}
     where round_id = ${roundId} and kind = 'phrase' and person_id = ${personId} and state = 'open'`)
  const leads = sql`exists (
    select from review_rounds r, jsonb_array_elements(r.list -> 'people') as p
     where r.id = q.round_id and p ->> 'id' = q.person_id::text
       and p -> 'roles' ?| array['branch_secretary', 'deputy_secretary'])`
  if (draw === null && role === 'secretary') return
  await tx.execute(sql`
    update review_requests q set state = 'lapsed'
     where q.round_id = ${roundId} and q.kind = 'phrase' and q.state = 'open' ${draw ? sql`` : sql`and not ${leads}`}`)
}

/** Zones are those of the frozen list, whatever became of their codes. */
export async function addSampled(tx: Db, roundId: string, sample: readonly SampledZone[]): Promise<void> {
  const rows = sample.map(({ code, position, chance }) => ({ code, position, chance: chance.drawn / chance.of }))
  await tx.execute(sql`
    insert into sampled_zones (round_id, zone_id, position, chance)
    select r.id, (z ->> 'id')::uuid, s.position, s.chance
      from review_rounds r
      join jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s(code text, position int, chance float8) on true
      join jsonb_array_elements(r.list -> 'zones') as z on z ->> 'code' = s.code
     where r.id = ${roundId}`)
}

/**
 * Ask about zones that were drawn: who answers for each for their own words, and for the checklist whoever leads the
 * branch and does not answer for the zone, else who administers the organisation, the nearest.
 */
export async function askAbout(
  tx: Db,
  { roundId, codes, today, now }: { roundId: string; codes: readonly string[]; today: CivilDate; now: Date },
): Promise<void> {
  const day = sql`${today}::date`
  await tx.execute(sql`
    with drawn as materialized (
      select r.id as round_id, r.organisation_id, r.branch_id, r.closes_on, z.id as zone_id
        from review_rounds r
        join jsonb_array_elements(r.list -> 'zones') as f on f ->> 'code' = any(${sql.param([...codes])}::text[])
        join zones z on z.id = (f ->> 'id')::uuid
       where r.id = ${roundId}),
    answering as materialized (
      select d.zone_id, a.person_id, a.role from drawn d join assignments a on a.zone_id = d.zone_id
        join people p on p.id = a.person_id and (p.left_on is null or p.left_on > ${day})
       where ${holding('a', day)} and a.role <> 'resident_verifier'),
    checking as (${checkers(day)}),
    asked as (
      select zone_id, person_id, 'own_words' as kind from answering where role <> 'helper'
       union select c.zone_id, c.person_id, 'checklist' from checking c
               join (select zone_id, min(tier) as tier from checking group by zone_id) first using (zone_id, tier))
    insert into review_requests (organisation_id, round_id, kind, person_id, zone_id, due_on, created_at)
    select d.organisation_id, d.round_id, asked.kind, asked.person_id, d.zone_id, d.closes_on, ${now}::timestamptz
      from asked join drawn d using (zone_id)
    on conflict do nothing`)
}

/** Of `drawn` zones: who could check each, the lowest tier first. Nobody checks a zone that they answer for. */
function checkers(day: SQL): SQL {
  return sql`
    select d.zone_id, a.person_id,
           case a.role when 'branch_secretary' then 0 when 'deputy_secretary' then 1 else 1000 - length(above.path) end as tier
      from drawn d
      join organisations own on own.id = d.organisation_id
      join assignments a on ${holding('a', day)} and a.role in ('branch_secretary', 'deputy_secretary', 'organisation_admin')
      join branches b on b.id = a.branch_id
      join organisations above on above.id = b.organisation_id
      join people p on p.id = a.person_id and (p.left_on is null or p.left_on > ${day})
     where case when a.role = 'organisation_admin'
             then above.demo = own.demo
              and (above.path = '/' or own.path = above.path or starts_with(own.path, above.path || '/'))
             else a.branch_id = d.branch_id end
       and not exists (select from answering w where w.zone_id = d.zone_id and w.person_id = a.person_id)`
}

/** A round that was never drawn, and everybody who was told that a phrase is asked for. */
export interface AskedForPhrase {
  roundId: string
  organisationId: string
  branchName: string
  period: string
  reason: string
  to: Address[]
}

/** @param asked.reachable channels that are set up; whom none of them reaches reads it in the record */
export async function askedForPhrases(
  tx: Db,
  { roundIds, reachable }: { roundIds: readonly string[]; reachable: readonly ChannelName[] },
): Promise<AskedForPhrase[]> {
  const { rows } = await tx.execute<AskedForPhrase & Record<string, unknown>>(sql`
    select r.id as "roundId", r.organisation_id as "organisationId", b.name as "branchName", r.period,
           coalesce(r.cancel_reason, '') as reason,
           json_agg(json_build_object('channel', i.channel, 'externalId', i.external_id, 'personId', p.id) order by p.id) as "to"
      from review_rounds r join branches b on b.id = r.branch_id
      join review_requests q on q.round_id = r.id and q.kind = 'phrase' and q.told_at is not null
      join people p on p.id = q.person_id and p.left_on is null
      join lateral (
        select i.channel, i.external_id from identities i
         where i.organisation_id = p.organisation_id and i.person_id = p.id and i.channel = any(${sql.param([...reachable])})
         order by array_position(${sql.param([...CHANNELS])}::text[], i.channel), i.created_at, i.id limit 1) i on true
     where r.id = any(${sql.param([...roundIds])}::uuid[])
     group by r.id, b.name order by r.id`)
  return rows
}

/** Of rounds that were never drawn. */
export async function forgetPhrases(tx: Db, roundIds: readonly string[]): Promise<void> {
  if (roundIds.length === 0) return
  await tx.execute(sql`delete from review_phrases where round_id = any(${sql.param([...roundIds])}::uuid[])`)
}
