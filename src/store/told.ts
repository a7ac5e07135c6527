import type { Lane } from '../domain/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

export interface Told {
  lane: Lane
  /** Person ids, or accounts of people who are not of the roster. */
  to: string[]
  key: string
  /** Code of the case, or `null`. */
  about: string | null
}

const readTold = statement<Told & Record<string, unknown>, [bigint[]]>(
  'read_told',
  `select o.lane, o.key, c.code as about,
     array(select coalesce(d.person_id::text, d.recipient) from deliveries d where d.outbox_id = o.id order by 1) as to
   from outbox o left join cases c on c.id = o.case_id where o.id = any($1::bigint[]) order by o.id`,
)

/** What these outbox rows tell, to whom, about what; never the text. */
export function toldBy(sql: Sql, outboxIds: readonly bigint[]): Promise<Told[]> {
  return readTold(sql, [...outboxIds])
}

const countRealZones = statement<{ real: boolean }>(
  'has_real_zones',
  `select exists (select from zones z join organisations o on o.id = z.organisation_id where not o.demo) as real`,
)

/** Whether there is anybody beside the demo people. */
export async function hasRealZones(sql: Sql): Promise<boolean> {
  const [row] = await countRealZones(sql)
  return row?.real ?? false
}
