/** Messages that a second reader is to look at. */
import type { ChannelName } from '../domain/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

export interface NewSecondReading {
  inboxId: bigint
  organisationId: string
  identityId: string
  taskId: string
}

const insertReadings = statement<{ inbox_id: string }, [string, Date]>(
  'insert_second_readings',
  `insert into second_readings (inbox_id, organisation_id, identity_id, task_id, state, created_at)
   select "inboxId", "organisationId", "identityId", "taskId", 'waiting', $2
     from json_to_recordset($1::json) as t("inboxId" bigint, "organisationId" uuid, "identityId" uuid, "taskId" text)
    order by 1
   on conflict (inbox_id) do nothing returning inbox_id`,
)

/** Have these messages read a second time, each once. */
export async function askSecondReadings(sql: Sql, readings: readonly NewSecondReading[], now: Date): Promise<void> {
  const rows = readings.map((r) => ({ ...r, inboxId: String(r.inboxId) }))
  if (rows.length > 0) await insertReadings(sql, JSON.stringify(rows), now)
}

/** A message to be read, with its sender and the draft that was made of it. */
export interface ClaimedReading {
  inbox_id: string
  task_id: string
  identity_id: string
  channel: ChannelName
  external_id: string
  organisation_id: string
  /** Whether its sender is of the roster. */
  known: boolean
  /** Sealed; `null`: deleted. */
  payload: Buffer | null
  sent_at: Date
  attempts: number
}

/** Messages to be read, oldest first; another worker's are skipped for a minute, and those whose card is long answered. */
export const claimReadings = statement<ClaimedReading, [Date, number]>(
  'claim_second_readings',
  `with claimed as (
     update second_readings set attempts = attempts + 1, asked_at = $1
      where inbox_id = any(array(
        select inbox_id from second_readings
         where state = 'waiting' and created_at > $1::timestamptz - interval '1 hour'
           and (asked_at is null or asked_at < $1::timestamptz - interval '1 minute')
         order by created_at limit $2 for update skip locked))
     returning inbox_id, task_id, identity_id, attempts)
   select c.inbox_id, c.task_id, c.identity_id, c.attempts, i.channel, i.external_id, i.organisation_id,
     i.person_id is not null as known, m.payload, m.sent_at
     from claimed c join identities i on i.id = c.identity_id join inbox m on m.id = c.inbox_id`,
)

export const endReading = statement<{ inbox_id: string }, [bigint, 'done' | 'failed']>(
  'end_second_reading',
  `update second_readings set state = $2 where inbox_id = $1 and state = 'waiting' returning inbox_id`,
)
