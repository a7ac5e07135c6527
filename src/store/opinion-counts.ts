/** What residents answered in rounds that end: counted, kept where it is enough, and the answers deleted. */
import { sql } from 'drizzle-orm'
import { groupBy } from '../domain/group.ts'
import { type Counts, keptOfZones, type Question, toldAnswerCount, toldOfZone } from '../domain/review/opinions.ts'
import type { Db } from './database.ts'
import { destroyVoterKeys } from './opinion-keys.ts'

interface Counted {
  roundId: string
  zoneId: string
  /** Places from 0; of a question and an answer that somebody chose. */
  chosen: { question: number; choice: number; count: number }[]
}

/**
 * Count the answers of rounds and delete them, with the keys: afterwards the counts are all there is.
 *
 * Call it in the transaction that ends the rounds. Of rounds that were counted before nothing is left to count.
 */
export async function countAnswers(tx: Db, roundIds: readonly string[], now: Date): Promise<void> {
  if (roundIds.length === 0) return
  // First: it waits for those who are answering, and nobody answers after it.
  await destroyVoterKeys(tx, roundIds, now)
  const asked = await frozenOf(tx, roundIds)
  const byRound = groupBy(await countedOf(tx, roundIds), ({ roundId }) => roundId)
  const rows = [...byRound].flatMap(([roundId, zones]) => resultRows(zones, asked.get(roundId) ?? NOTHING_ASKED))
  await tx.execute(sql`
    insert into opinion_results (round_id, zone_id, eligible_count, answer_count, counts)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as t(round_id uuid, zone_id uuid, eligible_count integer, answer_count integer, counts jsonb)
    on conflict do nothing`)
  await tx.execute(sql`delete from opinion_answers where round_id = any(${sql.param([...roundIds])}::uuid[])`)
}

interface Frozen {
  questions: readonly Question[]
  /** By zone, as far as they are known. */
  households: ReadonlyMap<string, number | null>
}

const NOTHING_ASKED: Frozen = { questions: [], households: new Map() }

async function frozenOf(tx: Db, roundIds: readonly string[]): Promise<Map<string, Frozen>> {
  const { rows } = await tx.execute<{
    id: string
    questions: Question[] | null
    zones: { id: string; householdCount?: number | null }[] | null
  }>(sql`
    select id, list -> 'questions' as questions, list -> 'zones' as zones from review_rounds
     where id = any(${sql.param([...roundIds])}::uuid[])`)
  return new Map(
    rows.map(({ id, questions, zones }) => [
      id,
      {
        questions: questions ?? [],
        households: new Map((zones ?? []).map((zone) => [zone.id, zone.householdCount ?? null])),
      },
    ]),
  )
}

/**
 * By the database: of a million answers only counts come here. Rows without any answer are silent voices; a zone that a
 * draw gave up for another is not asked about any more.
 */
async function countedOf(tx: Db, roundIds: readonly string[]): Promise<Counted[]> {
  const { rows } = await tx.execute<Counted & Record<string, unknown>>(sql`
    with chosen as (
      select a.round_id, a.zone_id, c.place - 1 as question, c.choice, count(*) as count
        from opinion_answers a cross join lateral unnest(a.choices) with ordinality as c(choice, place)
       where a.round_id = any(${sql.param([...roundIds])}::uuid[]) and c.choice >= 0 group by 1, 2, 3, 4)
    select c.round_id as "roundId", c.zone_id as "zoneId",
           json_agg(json_build_object('question', c.question, 'choice', c.choice, 'count', c.count)) as chosen
      from chosen c
     where not exists (
       select from sampled_zones s where s.round_id = c.round_id and s.zone_id = c.zone_id and s.reason is not null)
     group by 1, 2`)
  return rows
}

/** What stays of one round: a row for each zone where somebody answered. */
function resultRows(zones: readonly Counted[], { questions, households }: Frozen) {
  const kept = keptOfZones(zones.map(({ chosen }) => countsOf(questions, chosen)))
  return zones.map(({ roundId, zoneId }, i) => ({
    ...{ round_id: roundId, zone_id: zoneId, eligible_count: households.get(zoneId) ?? null },
    ...{ answer_count: toldAnswerCount(toldOfZone(kept[i] ?? [])), counts: kept[i] },
  }))
}

function countsOf(questions: readonly Question[], chosen: Counted['chosen']): Counts[] {
  return questions.map(({ answers }, i) =>
    answers.map((_, j) => chosen.find(({ question, choice }) => question === i && choice === j)?.count ?? 0),
  )
}
