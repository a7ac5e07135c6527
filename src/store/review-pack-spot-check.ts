/** What the record of a spot check says: zones as they were named when the list was told, ticks, and findings. */
import { sql } from 'drizzle-orm'
import type { PackFinding, PackSampledZone } from '../documents/review-spot-check-form.ts'
import type { Db } from './database.ts'

/** In the order in which they were drawn; words and ticks once the check was closed, own words once they were given. */
export async function packSampledZones(db: Db, roundId: string): Promise<PackSampledZone[]> {
  const requests = (kind: 'checklist' | 'own_words') => sql`
    review_requests q where q.round_id = s.round_id and q.zone_id = s.zone_id and q.kind = ${kind} and q.state = 'done'`
  const said = (kind: 'checklist' | 'own_words') => sql`
    (select string_agg(said.answer, '；' order by said.done_at) from (select q.answer, q.done_at from ${requests(kind)}) said)`
  const { rows } = await db.execute<PackSampledZone & Record<string, unknown>>(sql`
    with ${frozenZones(roundId)}
    select s.position, frozen.code, frozen.name, s.chance, other.code as "replacedBy", s.reason,
           exists (select from ${requests('checklist')}) as "isChecked", ${said('checklist')} as checked, ${said('own_words')} as "ownWords",
           (select coalesce(json_agg(json_build_object('title', d.title, 'tick', t.value)
                     order by nullif(split_part(d.clause, '-', 2), '')::int nulls last, d.title), '[]')
              from (select q.ticks from ${requests('checklist')}) closed cross join jsonb_each_text(closed.ticks) t
              join duties d on d.id = t.key::uuid) as ticks
      from sampled_zones s join frozen on frozen.id = s.zone_id left join frozen other on other.id = s.replaced_by_id
     where s.round_id = ${roundId} order by s.position`)
  return rows
}

/** In the order in which they were put down, zone by zone. */
export async function packFindings(db: Db, roundId: string): Promise<PackFinding[]> {
  const { rows } = await db.execute<PackFinding & Record<string, unknown>>(sql`
    with ${frozenZones(roundId)}
    select f.id, frozen.code as zone, f.text, p.name as "foundBy", f.attachment_id is not null as "hasPhoto",
           c.code as "caseCode",
           case when x.id is not null then json_build_object('id', x.id, 'number', x.number) end as rectification
      from review_findings f join frozen on frozen.id = f.zone_id left join people p on p.id = f.found_by
      left join cases c on c.id = f.case_id left join rectifications x on x.id = f.rectification_id
     where f.round_id = ${roundId} order by length(frozen.code), frozen.code, f.created_at, f.id`)
  return rows
}

function frozenZones(roundId: string) {
  return sql`
    frozen as (
      select (z ->> 'id')::uuid as id, z ->> 'code' as code, z ->> 'name' as name
        from review_rounds r, jsonb_array_elements(r.list -> 'zones') z where r.id = ${roundId})`
}
