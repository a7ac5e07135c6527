import type { Content } from '../channels/channel.ts'
import type { Address } from '../decide/facts.ts'
import { groupBy } from '../domain/group.ts'
import { type ChannelName, type Lane, type Purpose, RECIPIENTS_PER_CALL } from '../domain/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

/** Something owed to people, codes filled in. */
export interface Owed {
  key: string
  to: readonly Address[]
  lane: Lane
  purpose: Purpose
  content: Content
  caseId: string | null
  checkInId: string | null
  notBefore: Date | null
  deadline: Date
}

/** Windows that a person has to open: nothing rings at night, so nothing waits for the morning. */
const SILENT_CHANNELS: readonly ChannelName[] = ['local', 'page']

const RESIDENT_WAIT_MS = 30 * 86_400_000

const insertOutbox = statement<{ id: string }, [string, string, Date]>(
  'insert_outbox',
  `with told as (
     insert into outbox (organisation_id, key, channel, lane, purpose, content, case_id, check_in_id, deadline_at, created_at)
     select organisation_id, key, channel, lane, purpose, content, case_id, check_in_id, deadline_at, $3
       from json_to_recordset($1::json) as t(organisation_id uuid, key text, channel text, lane text, purpose text,
         content jsonb, case_id uuid, check_in_id uuid, deadline_at timestamptz)
     on conflict (key, channel) do nothing returning id, organisation_id, key, channel, lane),
   reached as (
     insert into deliveries (outbox_id, recipient, organisation_id, person_id, channel, lane, batch, due_at)
     select told.id, r.recipient, told.organisation_id, r.person_id, told.channel, told.lane, r.batch, r.due_at
       from told join json_to_recordset($2::json) as r(key text, channel text, recipient text, person_id uuid, batch int,
         due_at timestamptz) on r.key = told.key and r.channel = told.channel
     on conflict do nothing)
   select id from told`,
)

const CAPPED_PURPOSES: readonly Purpose[] = ['duty', 'announcement', 'review']

/** Whether it counts against the weekly cap of a person: then `oweWithinCap` owes it. */
export function isCapped({ purpose }: Pick<Owed, 'purpose'>): boolean {
  return CAPPED_PURPOSES.includes(purpose)
}

/** Something owed, and by which organisation. */
export type Debt = Owed & { organisationId: string }

/**
 * Owe it to everybody addressed, one row per channel. What was told under the same key before is not told again.
 *
 * @returns ids of new rows, for the bell
 * @throws when one of them counts against the weekly cap
 */
export async function owe(sql: Sql, debts: readonly Debt[], now: Date): Promise<bigint[]> {
  const capped = debts.find(isCapped)
  if (capped) throw new Error(`${capped.key} counts against the weekly cap`)
  // By key, so that two who owe the same at once wait for each other in one order.
  const rows = debts.flatMap(rowsOf).sort((a, b) => (a.key < b.key ? -1 : 1))
  if (rows.length === 0) return []
  const deliveries = rows.flatMap((row) => deliveriesOf(row, now))
  const told = await insertOutbox(sql, JSON.stringify(rows.map(outboxRow)), JSON.stringify(deliveries), now)
  return told.map((row) => BigInt(row.id))
}

type DebtRow = Debt & { channel: ChannelName }

/** One row per channel. */
export function rowsOf(debt: Debt): DebtRow[] {
  return [...groupBy(debt.to, (a) => a.channel)].map(([channel, to]) => ({ ...debt, channel, to }))
}

export function outboxRow(row: DebtRow) {
  return {
    organisation_id: row.organisationId,
    key: row.key,
    channel: row.channel,
    lane: row.lane,
    purpose: row.purpose,
    content: row.content,
    case_id: row.caseId,
    check_in_id: row.checkInId,
    deadline_at: worthUntil(row),
  }
}

/** A resident in 微信客服 may have to write again before an answer reaches them, and reads it then. */
function worthUntil({ channel, purpose, deadline }: DebtRow): Date {
  const waits = channel === 'kf' && purpose === 'reply'
  return waits ? new Date(deadline.getTime() + RESIDENT_WAIT_MS) : deadline
}

export function deliveriesOf({ key, channel, to, notBefore }: DebtRow, now: Date) {
  const due_at = SILENT_CHANNELS.includes(channel) ? now : (notBefore ?? now)
  return to.map(({ externalId, personId }, index) => ({
    key,
    channel,
    recipient: externalId,
    person_id: personId,
    batch: Math.floor(index / RECIPIENTS_PER_CALL[channel]),
    due_at,
  }))
}
