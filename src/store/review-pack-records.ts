/** Names of records for people: by day and zone, with the first signs of the id by which exports have them. */
import { sql } from 'drizzle-orm'
import type { FormRecord } from '../documents/review-form.ts'
import { caseRecord } from '../documents/review-records.ts'
import type { Evidence } from '../domain/review/statements.ts'
import type { Db } from './database.ts'

const KINDS: Readonly<Record<Exclude<Evidence['kind'], 'case'>, string>> = {
  check_in: '打卡',
  talk: '恳谈',
  focus: '重点',
  duty_window: '职责',
}

/** So much of an id tells it from the others of its day and zone. */
const ID_SHOWN = 8

/** How each is named. One that was deleted since has its kind and id left. */
export async function recordsOf(
  db: Db,
  evidence: readonly Evidence[],
  timezone: string,
): Promise<(one: Evidence) => FormRecord> {
  const ids = (kind: Evidence['kind']) =>
    sql`${sql.param(evidence.flatMap((one) => (one.kind === kind ? [one.id] : [])))}::uuid[]`
  const day = (at: 'k.created_at' | 't.starts_at') => sql`(${sql.raw(at)} at time zone ${timezone})::date::text`
  const { rows } = await db.execute<{ id: string; name: string }>(sql`
    select k.id, concat_ws(' ', ${day('k.created_at')}, z.code) as name
      from check_ins k left join zones z on z.id = k.zone_id where k.id = any(${ids('check_in')})
    union all
    select t.id, t.number || '号 ' || ${day('t.starts_at')} from resident_talks t where t.id = any(${ids('talk')})
    union all
    select f.id, f.title || ' ' || f.ends_on || ' ' || z.code
      from duty_focuses f join zones z on z.id = f.zone_id where f.id = any(${ids('focus')})
    union all
    select w.id, d.title || ' ' || coalesce(w.done_on, w.ends_on) || ' ' || z.code
      from duty_windows w join duties d on d.id = w.duty_id join zones z on z.id = w.zone_id
     where w.id = any(${ids('duty_window')})`)
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return ({ kind, id }) => {
    if (kind === 'case') return caseRecord(id)
    const told = [KINDS[kind], names.get(id), id.slice(0, ID_SHOWN)].filter((part) => part !== undefined)
    return { name: told.join(' '), path: null }
  }
}
