import { sql } from 'drizzle-orm'
import type { BranchFacts, PersonFacts } from '../decide/facts.ts'
import type { CivilDate } from '../domain/calendar.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'
import { gatherBranches, gatherPeople, type RosterRow } from './responsibility.ts'

/** Who leads the branches of an installation, and who stands in for them. */
export interface Leaders {
  branches: ReadonlyMap<string, BranchFacts & { organisationId: string }>
  people: ReadonlyMap<string, PersonFacts>
}

/**
 * Who leads what on `today`. A demo and the real organisations know nothing of each other.
 *
 * One statement, so that the lists belong together.
 */
export async function loadLeaders(db: Db, today: CivilDate, { demo }: { demo: boolean }): Promise<Leaders> {
  const { rows } = await db.execute<RosterRow>(sql`
   with scope as (select id, path from organisations where demo = ${demo}),
   posts as (
     select a.*, s.path as organisation_path from assignments a
       join branches b on b.id = a.branch_id join scope s on s.id = b.organisation_id
      where ${holding('a', sql`${today}::date`)}),
   leads as (
     select distinct person_id from posts where role in ('branch_secretary', 'deputy_secretary', 'organisation_admin')),
   away as (
     select a.person_id, a.ends_on, a.cover_id, a.starts_on from absences a
      where ${holding('a', sql`${today}::date`)}),
   known as (
     select p.id, p.name, p.branch_id from people p where p.left_on is null and p.id in (
       select person_id from leads
       union select cover_id from away join leads using (person_id) where cover_id is not null)),
   held as (select * from posts where person_id in (select id from known))
   select
     (select coalesce(json_agg(json_build_object('id', z.id, 'code', z.code)), '[]')
        from zones z where z.id in (select zone_id from held)) as zones,
     (select coalesce(json_agg(json_build_object('id', b.id, 'name', b.name, 'organisation_id', b.organisation_id,
         'parent_path', s.path) order by b.name), '[]')
        from branches b join scope s on s.id = b.organisation_id) as branches,
     (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'branch_id', branch_id)), '[]')
        from known) as people,
     (select coalesce(json_agg(json_build_object('person_id', person_id, 'until', ends_on, 'cover_id', cover_id)
         order by starts_on), '[]') from away where person_id in (select id from known)) as absences,
     (select coalesce(json_agg(json_build_object('person_id', h.person_id, 'branch_id', h.branch_id,
         'organisation_path', h.organisation_path, 'zone_id', h.zone_id, 'role', h.role, 'backup', h.backup)
         order by h.position, h.zone_id nulls last, h.role), '[]') from held h) as assignments,
     (select coalesce(json_agg(json_build_object('person_id', i.person_id, 'channel', i.channel,
         'external_id', i.external_id) order by i.created_at), '[]')
        from identities i where i.person_id in (select id from known)) as addresses`)
  const [row] = rows
  if (!row) throw new Error('the query of leaders returned nothing')
  const people = gatherPeople(row)
  return { people, branches: gatherBranches(row, people) }
}
