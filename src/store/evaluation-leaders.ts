/** Who speaks for branches in what concerns their members: of many branches at once. */
import { sql } from 'drizzle-orm'
import type { CivilDate } from '../domain/calendar.ts'
import { groupBy } from '../domain/group.ts'
import { ABOVE, type Leader } from '../domain/review/graders.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'

export interface NamedLeader extends Leader {
  name: string
}

/** Those of each branch on `today`, the nearest first; whoever stands in for a leader on leave is one. */
export async function leadersOfBranches(
  db: Db,
  branchIds: readonly string[],
  today: CivilDate,
): Promise<Map<string, NamedLeader[]>> {
  const day = sql`${today}::date`
  const { rows } = await db.execute<NamedLeader & { branchId: string } & Record<string, unknown>>(sql`
    with asked as materialized (
      select b.id, o.path, o.demo from branches b join organisations o on o.id = b.organisation_id
       where b.id = any(${sql.param([...branchIds])}::uuid[])),
    posts as (
      select asked.id as branch_id, a.person_id, case a.role when 'branch_secretary' then 0 else 1 end as distance
        from asked join assignments a on a.branch_id = asked.id and ${holding('a', day)}
       where a.role in ('branch_secretary', 'deputy_secretary')
      union all
      select asked.id, a.person_id, ${ABOVE}::int + length(asked.path) - length(up.path)
        from asked join organisations up on up.demo = asked.demo
             and (up.path = '/' or up.path = asked.path or starts_with(asked.path, up.path || '/'))
        join branches b on b.organisation_id = up.id
        join assignments a on a.branch_id = b.id and ${holding('a', day)}
       where a.role = 'organisation_admin'
          or up.path <> asked.path and a.role in ('branch_secretary', 'deputy_secretary')),
    with_covers as (
      select * from posts
      union all
      select posts.branch_id, a.cover_id, posts.distance from posts
        join absences a on a.person_id = posts.person_id and a.cover_id is not null and ${holding('a', day)})
    select l.branch_id as "branchId", l.person_id as "personId", p.name, min(l.distance)::int as distance
      from with_covers l join people p on p.id = l.person_id and (p.left_on is null or p.left_on > ${day})
     group by l.branch_id, l.person_id, p.name order by l.branch_id, 4, p.name, l.person_id`)
  const found = groupBy(rows, ({ branchId }) => branchId)
  return new Map(
    branchIds.map((id) => [id, (found.get(id) ?? []).map(({ branchId: _, ...leader }) => leader)] as const),
  )
}
