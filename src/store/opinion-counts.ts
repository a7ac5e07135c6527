/** What residents answered in rounds that end: counted, kept where it is enough, and the answers deleted. */
import { sql } from 'drizzle-orm'
import { groupBy } from '../domain/group.ts'
import { keptCounts, type Question } from '../domain/review/opinions.ts'
import type { Db } from './database.ts'
import { destroyVoterKeys } from './opinion-keys.ts'

interface Counted {
  roundId: string
  zoneId: string
  answerCount: number
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
  const counted = await countedOf(tx, roundIds)
  const results = counted.flatMap((one) => {
    const round = asked.get(one.roundId)
    return round ? [resultRow(one, round)] : []
  })
  await tx.execute(sql`
    insert into opinion_results (round_id, zone_id, eligible_count, answer_count, counts)
    select * from jsonb_to_recordset(${JSON.stringify(results)}::jsonb)
      as t(round_id uuid, zone_id uuid, eligible_count integer, answer_count integer, counts jsonb)
    on conflict do nothing`)
  await tx.execute(sql`delete from opinion_answers where round_id = any(${sql.param([...roundIds])}::uuid[])`)
}

interface Frozen {
  questions: readonly Question[]
  /** By zone, as far as they are known. */
  households: ReadonlyMap<string, number | null>
}

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

/** By the database: of a million answers only counts come here. Rows without any answer are silent voices. */
async function countedOf(tx: Db, roundIds: readonly string[]): Promise<Counted[]> {
  const ids = sql`${sql.param([...roundIds])}::uuid[]`
  const { rows: zones } = await tx.execute<Omit<Counted, 'chosen'> & Record<string, unknown>>(sql`
    select round_id as "roundId", zone_id as "zoneId", count(*)::int as "answerCount"
      from opinion_answers where round_id = any(${ids}) and 0 <= any(choices) group by 1, 2`)
  const { rows: chosen } = await tx.execute<
    Counted['chosen'][number] & Pick<Counted, 'roundId' | 'zoneId'> & Record<string, unknown>
  >(sql`
    select a.round_id as "roundId", a.zone_id as "zoneId", c.place::int - 1 as question, c.choice::int, count(*)::int
      from opinion_answers a cross join lateral unnest(a.choices) with ordinality as c(choice, place)
     where a.round_id = any(${ids}) and c.choice >= 0 group by 1, 2, 3, 4`)
  const byZone = groupBy(chosen, ({ roundId, zoneId }) => `${roundId} ${zoneId}`)
  return zones.map((zone) => ({ ...zone, chosen: byZone.get(`${zone.roundId} ${zone.zoneId}`) ?? [] }))
}

function resultRow({ roundId, zoneId, answerCount, chosen }: Counted, { questions, households }: Frozen) {
  const counts = questions.map((question, i) =>
    question.answers.map((_, j) => chosen.find((one) => one.question === i && one.choice === j)?.count ?? 0),
  )
  return {
    round_id: roundId,
    zone_id: zoneId,
    eligible_count: households.get(zoneId) ?? null,
    answer_count: answerCount,
    counts: keptCounts(counts, answerCount),
  }
}
