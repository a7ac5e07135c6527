/** Offers of members to answer for a zone. */
import type { NominationState } from '../domain/zoning.ts'
import { type Sql, statement } from './sql.ts'

const insertOffer = statement<{ id: string }, [string, string, Date]>(
  'insert_nomination',
  `insert into nominations (organisation_id, branch_id, zone_id, person_id, created_at)
   select z.organisation_id, z.branch_id, z.id, $1, $3 from zones z where z.code = $2
   on conflict do nothing returning id`,
)

/** Put an offer down; one that waits already stays as it is. */
export async function offerZone(
  sql: Sql,
  { personId, zoneCode }: { personId: string; zoneCode: string },
  now: Date,
): Promise<void> {
  await insertOffer(sql, personId, zoneCode, now)
}

const settle = statement<{ id: string }, [string, NominationState, string | null, string | null, Date]>(
  'settle_nomination',
  `update nominations set state = $2, decided_by = $3, reason = $4, decided_at = $5
    where id = $1 and state = 'open' returning id`,
)

export interface Settlement {
  offerId: string
  state: Exclude<NominationState, 'open'>
  by: string | null
  reason: string | null
}

/** The first decision stands. */
export async function settleOffer(sql: Sql, { offerId, state, by, reason }: Settlement, now: Date): Promise<void> {
  await settle(sql, offerId, state, by, reason, now)
}
