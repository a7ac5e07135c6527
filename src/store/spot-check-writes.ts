/** What is put down in a spot check: checklists, own words, and zones that give way to others. */
import { sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import type { Ticks } from '../domain/review/checklist.ts'
import { isAsFrozen } from '../domain/review/frozen-list.ts'
import type { AnswerRefusal } from '../domain/review/round.ts'
import { reserveFor } from '../domain/review/sample.ts'
import { type At, keptWords, type Transaction } from './rectifications.ts'
import {
  mayCheck,
  type SampledZoneView,
  type SpotCheckReader,
  type SpotCheckRound,
  sampledZones,
  spotCheckReader,
  spotCheckRound,
} from './spot-check.ts'
import { addSampled, askAbout } from './spot-check-draw.ts'
import type { Note } from './transact.ts'

/**
 * `unknown`: there is no such round, or the zone is not in it. `not_yours`: it is for somebody else to say. `checked`: the
 * check of the zone was closed. `replaced`: another zone took its place, or nothing did. `no_words`: none were given.
 * `list_changed`: the frozen list is not the one that was told, so that nothing follows from it.
 */
export type SpotCheckRefusal =
  | AnswerRefusal
  | 'unknown'
  | 'not_yours'
  | 'checked'
  | 'replaced'
  | 'no_words'
  | 'list_changed'

/** Of which zone of which round, and who says it. */
export interface Saying {
  roundId: string
  zoneId: string
  personId: string
}

export interface OpenZone {
  round: SpotCheckRound
  zone: SampledZoneView
  reader: SpotCheckReader
}

/**
 * The zone as it is to be written about, alone: who comes at the same moment waits and then sees what was written.
 *
 * @param mayWrite whether it is for this reader to say
 */
export async function openZone(
  { tx }: Pick<Transaction, 'tx'>,
  { roundId, zoneId, personId }: Saying,
  { today, mayWrite }: { today: CivilDate; mayWrite: (zone: OpenZone) => boolean },
): Promise<OpenZone | { refusal: SpotCheckRefusal }> {
  // The round too, so that it does not end between the question and the answer.
  await tx.execute(sql`
    select from sampled_zones s join review_rounds r on r.id = s.round_id
     where s.round_id = ${roundId} and s.zone_id = ${zoneId} for update of s for share of r`)
  const round = await spotCheckRound(tx, roundId, today)
  const zone = round && (await sampledZones(tx, round, today)).find(({ id }) => id === zoneId)
  if (!round || !zone) return { refusal: 'unknown' }
  const open = { round, zone, reader: await spotCheckReader(tx, round, { personId, today }) }
  if (!mayWrite(open)) return { refusal: 'not_yours' }
  if (round.refusal !== null) return { refusal: round.refusal }
  return zone.replaced ? { refusal: 'replaced' } : open
}

export interface Checklist {
  ticks: Ticks
  /** What is said beside the ticks; may be empty. */
  words: string
  /** Nothing more is put down about the zone. */
  close: boolean
}

/** Keep a checklist; closed by the same person again it is as it was. @returns why not, or `null` */
export async function keepChecklist(
  { tx, note }: Transaction,
  saying: Saying,
  { ticks, words, close, today, now }: Checklist & At,
): Promise<{ refusal: SpotCheckRefusal } | { closed: OpenZone | null }> {
  const open = await openZone({ tx }, saying, { today, mayWrite: checks })
  if ('refusal' in open) return open
  const { round, zone } = open
  if (zone.check) return zone.check.personId === saying.personId && close ? { closed: null } : { refusal: 'checked' }
  const answer = keptWords(words) || null
  const { roundId, zoneId, personId } = saying
  await tx.execute(sql`
    insert into review_requests (organisation_id, round_id, kind, person_id, zone_id, due_on, created_at, state, done_at, ticks, answer)
    values (${round.organisationId}, ${roundId}, 'checklist', ${personId}, ${zoneId}, ${round.closesOn}, ${now},
            ${close ? 'done' : 'open'}, ${close ? now : null}, ${JSON.stringify(ticks)}::jsonb, ${answer})
    on conflict (round_id, kind, person_id, zone_id, about_person_id) do update
      set state = excluded.state, done_at = excluded.done_at, ticks = excluded.ticks, answer = excluded.answer`)
  if (close) {
    await tx.execute(sql`
      update review_requests set state = 'lapsed'
       where round_id = ${roundId} and zone_id = ${zoneId} and kind = 'checklist' and state = 'open'`)
  }
  await note(deed(open, saying, { action: close ? 'close_check' : 'keep_checklist', detail: { ticks, answer }, now }))
  return { closed: close ? open : null }
}

/** What who answers for the zone says of the half-year; said again it replaces what was said. */
export async function sayOwnWords(
  { tx, note }: Transaction,
  saying: Saying,
  { words, today, now }: { words: string } & At,
): Promise<SpotCheckRefusal | null> {
  const isMember = ({ zone }: OpenZone) => zone.members.some(({ id }) => id === saying.personId)
  const open = await openZone({ tx }, saying, { today, mayWrite: isMember })
  if ('refusal' in open) return open.refusal
  const answer = keptWords(words)
  if (answer === '') return 'no_words'
  const { round } = open
  await tx.execute(sql`
    insert into review_requests (organisation_id, round_id, kind, person_id, zone_id, due_on, created_at, state, done_at, answer)
    values (${round.organisationId}, ${round.id}, 'own_words', ${saying.personId}, ${saying.zoneId}, ${round.closesOn}, ${now},
            'done', ${now}, ${answer})
    on conflict (round_id, kind, person_id, zone_id, about_person_id) do update
      set state = 'done', done_at = excluded.done_at, answer = excluded.answer`)
  await note(deed(open, saying, { action: 'say_own_words', detail: { answer }, now }))
  return null
}

/**
 * The zone cannot be looked at: the next one in the order of the draw takes its place, if any is left. What was asked
 * about it lapses.
 *
 * @returns code of the zone that came in, `null` where none was left
 */
export async function replaceZone(
  { tx, note }: Transaction,
  saying: Saying,
  { reason: told, today, now }: { reason: string } & At,
): Promise<{ refusal: SpotCheckRefusal } | { by: string | null }> {
  // Two zones that are left at once must not be replaced by the same one.
  await tx.execute(sql`select from review_rounds where id = ${saying.roundId} for update`)
  const open = await openZone({ tx }, saying, { today, mayWrite: checks })
  if ('refusal' in open) return open
  if (open.zone.check) return { refusal: 'checked' }
  if (!isAsFrozen(open.round.list, open.round.listHash)) return { refusal: 'list_changed' }
  const reason = keptWords(told)
  if (reason === '') return { refusal: 'no_words' }
  const { round, zone } = open
  const taken = await sampledZones(tx, round, today)
  const drawn = taken.map(({ code }) => code)
  const by = reserveFor(zone.code, round.list, round.seed ?? '', drawn)[0] ?? null
  const cameIn = new Set(taken.flatMap(({ replaced }) => replaced?.by ?? []))
  const chance = { drawn: drawn.filter((code) => !cameIn.has(code)).length, of: round.list.zones.length }
  if (by !== null) {
    const position = Math.max(...taken.map((one) => one.position)) + 1
    await addSampled(tx, round.id, [{ code: by, position, chance }])
    await askAbout(tx, { roundId: round.id, codes: [by], today, now })
  }
  const byId = round.list.zones.find(({ code }) => code === by)?.id ?? null
  await tx.execute(sql`
    update sampled_zones s set replaced_by_id = ${byId}, reason = ${reason},
           -- One after the other, whatever the clocks say: a replacement follows from those before it.
           replaced_at = greatest(${now}::timestamptz, r.drawn_at, (
             select max(o.replaced_at) + interval '1 millisecond' from sampled_zones o where o.round_id = s.round_id))
      from review_rounds r where r.id = s.round_id and s.round_id = ${round.id} and s.zone_id = ${zone.id}`)
  await tx.execute(sql`
    update review_requests set state = 'lapsed' where round_id = ${round.id} and zone_id = ${zone.id} and state = 'open'`)
  await note(deed(open, saying, { action: 'replace_zone', detail: { code: zone.code, by, reason }, now }))
  return { by }
}

export function checks({ reader, zone }: OpenZone): boolean {
  return mayCheck(reader, zone.id)
}

export function deed(
  { round }: Pick<OpenZone, 'round'>,
  { personId, zoneId }: Saying,
  { action, detail, now }: { action: string; detail: object; now: Date },
): Parameters<Note>[0] {
  return {
    ...{ organisationId: round.organisationId, at: now, actor: `person:${personId}`, action },
    ...{ subject: `review_round:${round.id}`, detail: { zoneId, ...detail } },
  }
}
