import type { Delivery } from '../channels/channel.ts'
import type { Sql } from './sql.ts'

export interface SealedDelivery extends Omit<Delivery, 'raw'> {
  organisationId: string
  sealed: Buffer
}

/**
 * Numbers follow arrival; rows go in by key, so that two processes that insert the same keys never wait for each other
 * in a circle. Payloads come as one block with positions: an array of them would cross the wire as text.
 */
const INSERT = `
with arrived as materialized (
  select nextval('inbox_id_seq') as id, d.*
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::int[], $8::int[])
    with ordinality as d (organisation_id, channel, key, conversation, lane, sent_ms, first_byte, byte_count, place)
), kept as (
  insert into inbox (id, organisation_id, channel, channel_message_id, conversation, lane, sent_at, received_at, due_at, payload)
  overriding system value
  select id, organisation_id, channel, key, conversation, lane, to_timestamp(sent_ms / 1000), $10, $10,
    substring($9::bytea from first_byte for byte_count)
  from arrived order by channel, key
  on conflict (channel, channel_message_id) do nothing
  returning id
)
select arrived.id, arrived.place::int from kept join arrived using (id)`

/** Inserts in one statement. Returns the row of each delivery, `null` where it had been kept before. */
export async function insertDeliveries(
  sql: Sql,
  deliveries: readonly SealedDelivery[],
  receivedAt: Date,
): Promise<(bigint | null)[]> {
  let next = 1
  const firstBytes = deliveries.map(({ sealed }) => {
    next += sealed.length
    return next - sealed.length
  })
  const { rows } = await sql.query<{ id: string; place: number }>({
    name: 'keep',
    text: INSERT,
    values: [
      numbers(deliveries.map((d) => d.organisationId)),
      deliveries.map((d) => d.channel),
      deliveries.map((d) => d.key),
      deliveries.map((d) => d.conversation),
      deliveries.map((d) => d.lane),
      numbers(deliveries.map((d) => d.sentAt.getTime())),
      numbers(firstBytes),
      numbers(deliveries.map((d) => d.sealed.length)),
      Buffer.concat(deliveries.map((d) => d.sealed)),
      receivedAt,
    ],
  })
  const ids = new Array<bigint | null>(deliveries.length).fill(null)
  for (const { id, place } of rows) ids[place - 1] = BigInt(id)
  return ids
}

/** An array literal of values that need no quotes. */
function numbers(values: readonly (number | string)[]): string {
  return `{${values.join(',')}}`
}
