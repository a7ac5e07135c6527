/** What is open about the zones of branches, for their digests: by one statement however many branches there are. */
import { type SQL, sql } from 'drizzle-orm'
import type { GapKind } from '../decide/zone-gaps.ts'
import { addDays, type CivilDate } from '../domain/calendar.ts'
import { ANSWERING_ROLES, SOON_DAYS, UNSEEN_DAYS } from '../domain/coverage.ts'
import type { Db } from './database.ts'
import { holding } from './holding.ts'

type GapRow = Record<string, unknown> & { branch_id: string; gap: GapKind; about: string }

/** @param branchIds an expression for their ids. Of a demo nobody is reminded that its notices are not looked at. */
export async function zoneGapsOf(db: Db, branchIds: SQL, today: CivilDate): Promise<GapRow[]> {
  const { rows } = await db.execute<GapRow>(sql`
    with zone as materialized (
      select z.id, z.branch_id, z.organisation_id, z.code, z.approved_at,
             not o.demo and z.created_at < ${addDays(today, -UNSEEN_DAYS)}::date as to_be_seen
        from branches b join zones z on z.organisation_id = b.organisation_id and z.branch_id = b.id
             join organisations o on o.id = z.organisation_id
       where b.id = any(${branchIds}) and (z.ended_on is null or z.ended_on > ${today}::date)),
    post as materialized (
      select z.branch_id, z.code, p.id as person_id, p.name, a.acknowledged_at, coalesce(a.ends_on, a.term_ends_on) as ends
        from zone z join assignments a on a.organisation_id = z.organisation_id and a.zone_id = z.id
             join people p on p.id = a.person_id and p.left_on is null
       where a.role = any(${sql.param([...ANSWERING_ROLES])}::text[]) and ${holding('a', sql`${today}::date`)})
    select branch_id, 'unapproved' as gap, code as about from zone where approved_at is null
    union all
    select branch_id, 'unseen', code from zone
     where to_be_seen and not exists (select from zone_visits v where v.zone_id = zone.id
                                        and v."on" >= ${addDays(today, -UNSEEN_DAYS)}::date)
    union all
    select branch_id, 'unknowing', name || '（' || code || '）' from post where acknowledged_at is null
    union all
    select branch_id, 'ending', name || '（' || code || '）' from post where ends <= ${addDays(today, SOON_DAYS)}::date
    union all
    select n.branch_id, 'offered', p.name || '（' || z.code || '）'
      from nominations n join people p on p.id = n.person_id join zones z on z.id = n.zone_id
     where n.branch_id = any(${branchIds}) and n.state = 'open' and p.left_on is null
    union all
    select a.branch_id, 'free', p.name
      from branches b join assignments a on a.organisation_id = b.organisation_id and a.branch_id = b.id
           join people p on p.id = a.person_id and p.left_on is null
     where b.id = any(${branchIds}) and a.zone_id is null and a.role in ('zone_member', 'guest_member')
       and ${holding('a', sql`${today}::date`)}
       and not exists (select from post where post.person_id = p.id and post.branch_id = a.branch_id)
     order by 1, 2, 3`)
  return rows
}
