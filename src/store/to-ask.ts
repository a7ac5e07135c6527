/** New members of zones who were not asked yet whether they know. */
import type { CivilDate } from '../domain/calendar.ts'
import { holdsOn } from './holding.ts'
import { type Sql, statement } from './sql.ts'

/** Who began on an earlier day, for lists are mended on their first; who answers and can be reached. A demo's people know. */
const TO_ASK = `a.know_asked_at is null and a.acknowledged_at is null and a.zone_id is not null
    and a.role in ('zone_member', 'guest_member', 'branch_secretary', 'deputy_secretary')
    and ${holdsOn('a', '$1::date')} and a.starts_on < $1::date
    and exists (select from people p where p.id = a.person_id and p.left_on is null)
    and exists (select from identities i where i.person_id = a.person_id)
    and not exists (select from organisations o where o.id = a.organisation_id and o.demo)`

export const organisationsToAsk = statement<{ organisation_id: string }, [CivilDate]>(
  'organisations_to_ask_known',
  `select distinct a.organisation_id from assignments a where ${TO_ASK}`,
)

interface ToAsk {
  person_id: string
  zone_code: string
}

const take = statement<ToAsk, [CivilDate, string, number, Date]>(
  'take_to_ask_known',
  // All zones of a person together; another process that is at it takes others.
  `with asked as (
     select a.id, a.zone_id from assignments a
      where ${TO_ASK} and a.organisation_id = $2 and a.person_id = any(array(
        select a.person_id from assignments a where ${TO_ASK} and a.organisation_id = $2
         group by a.person_id order by min(a.starts_on), a.person_id limit $3))
      for update of a skip locked)
   update assignments a set know_asked_at = $4 from asked join zones z on z.id = asked.zone_id
    where a.id = asked.id returning a.person_id, z.code as zone_code`,
)

const readAsked = statement<{ code: string }, [string, CivilDate, Date]>(
  'read_asked_to_know',
  `select z.code from assignments a join zones z on z.id = a.zone_id
    where a.person_id = $1 and (a.ends_on is null or a.ends_on >= $2::date) and a.acknowledged_at is null
      and a.know_asked_at > $3::timestamptz - interval '7 days'
    order by z.code limit 20`,
)

/** Codes of the zones of which a person was asked within a week whether they know, and has not said so. */
export async function askedToKnow(
  sql: Sql,
  { personId, today }: { personId: string; today: CivilDate },
  now: Date,
): Promise<string[]> {
  return (await readAsked(sql, personId, today, now)).map(({ code }) => code)
}

/** Note of so many people that they are asked now, in the transaction in which they are told. */
export function takeToAsk(
  sql: Sql,
  { organisationId, today, limit }: { organisationId: string; today: CivilDate; limit: number },
  now: Date,
): Promise<ToAsk[]> {
  return take(sql, today, organisationId, limit, now)
}
