/** Cards about cases that people have on their phones, and which of them have a new state to show. */
import type { Card } from '../channels/channel.ts'
import type { Address, CaseFacts } from '../decide/facts.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import { type CaseRow, caseFacts, caseFields, caseTables } from './record-rows.ts'
import { CARD_ROWS } from './schema/outbox.ts'
import { type Sql, statement } from './sql.ts'

const claimCases = statement<CaseRow & { former_handler_id: string | null }, [number]>(
  'claim_card_refreshes',
  `with claimed as (
     delete from card_refreshes where case_id = any(array(
       select case_id from card_refreshes order by created_at limit $1 for update skip locked))
     returning case_id, former_handler_id)
   select ${caseFields}, w.former_handler_id from claimed w join (${caseTables}) on c.id = w.case_id`,
)

/** A row where a case waits for its cards to be refreshed. */
export const awaitedRefresh = statement<Record<string, never>>('awaited_refresh', 'select from card_refreshes limit 1')

/** A case to be shown anew, and out of whose hands it was given, if it was. */
export interface CardRefresh {
  record: CaseFacts
  formerHandlerId: string | null
}

/** Cases whose state or handler changed, oldest change first; ours for this transaction. */
export async function claimCardRefreshes(sql: Sql, limit: number): Promise<CardRefresh[]> {
  const rows = await claimCases(sql, limit)
  return rows.map((row) => ({ record: caseFacts(row), formerHandlerId: row.former_handler_id }))
}

/** A card about a case as one person sees it now. */
export interface CaseCard {
  caseId: string
  organisationId: string
  address: Address
  card: Card
}

interface CardRow {
  case_id: string
  organisation_id: string
  channel: ChannelName
  recipient: string
  person_id: string | null
  card: Card
}

/** Cards of one case that are changed: the newest ones. */
const CARDS_PER_CASE = 50

const readCards = statement<CardRow, [string[], number]>(
  'read_case_cards',
  `select l.* from unnest($1::uuid[]) as w(case_id)
    cross join lateral (
      select distinct on (d.channel, d.recipient, o.content -> 'card' ->> 'taskId')
             o.case_id, o.organisation_id, d.channel, d.recipient, d.person_id, o.content -> 'card' as card
        from outbox o join deliveries d on d.outbox_id = o.id
       where o.case_id = w.case_id and ${CARD_ROWS} and d.state not in ('failed', 'dropped')
       order by d.channel, d.recipient, o.content -> 'card' ->> 'taskId', o.id desc
       limit $2) l`,
)

/** Cards about these cases, each as its last change left it. */
export async function cardsOfCases(sql: Sql, caseIds: readonly string[]): Promise<CaseCard[]> {
  if (caseIds.length === 0) return []
  return (await readCards(sql, [...caseIds], CARDS_PER_CASE)).map((row) => ({
    caseId: row.case_id,
    organisationId: row.organisation_id,
    address: { channel: row.channel, externalId: row.recipient, personId: row.person_id },
    card: row.card,
  }))
}
