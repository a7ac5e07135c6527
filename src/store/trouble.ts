import { CHANNELS, LANES } from '../domain/vocabulary.ts'
import { OPEN_ROWS } from './schema/inbox.ts'
import { OPEN_DELIVERIES } from './schema/outbox.ts'
import { type Sql, statement } from './sql.ts'

/** What may be wrong with what comes and goes, as of one instant. */
export interface Trouble {
  /** How long the oldest message that is due has not been handled; 0: none is due. */
  inboxLateMs: number
  /** Messages put aside, which nobody has replayed or given up. Counted up to 1000. */
  putAsideCount: number
  /** How long the longest waiting recipient who is due has not been told, but for digests. */
  outboxLateMs: number
  /** The same for digests: a campaign to many takes its time. */
  digestLateMs: number
  /** Recipients who were owed something a minute ago and whom the platform could not be reached for, try after try. */
  unreachedCount: number
  /** Recipients whose sends wait because the platform finds keys, addresses or rights wrong. */
  misconfiguredCount: number
}

const readRow = statement<Trouble & Record<string, unknown>, [Date, string[], readonly string[]]>(
  'read_trouble',
  // One probe of the index for each channel and lane, however many recipients wait for the morning.
  `with oldest as (
     select l.lane, d.due_at from unnest($2::text[]) as c(channel) cross join unnest($3::text[]) as l(lane)
       cross join lateral (select due_at from deliveries
         where ${OPEN_DELIVERIES} and channel = c.channel and lane = l.lane order by due_at limit 1) d),
   -- A try that failed comes again within the hour: what waits longer, or is long due, has not been tried.
   tried as (
     select d.reason, d.attempts, o.created_at from deliveries d join outbox o on o.id = d.outbox_id
      where d.state in ('waiting', 'sending') and d.attempts > 0
        and d.reason ~ '^(unreachable|ambiguous|our own fault|misconfigured)'
        and d.due_at > $1::timestamptz - interval '1 minute' and d.due_at <= $1::timestamptz + interval '1 hour'
      limit 1000),
   late as (
     select
       (select min(due_at) from inbox where ${OPEN_ROWS}) as inbox,
       (select min(due_at) from oldest where lane <> 'digest') as outbox,
       (select min(due_at) from oldest where lane = 'digest') as digest)
   select
     greatest(0, coalesce(extract(epoch from $1 - inbox) * 1000, 0))::float8 as "inboxLateMs",
     greatest(0, coalesce(extract(epoch from $1 - outbox) * 1000, 0))::float8 as "outboxLateMs",
     greatest(0, coalesce(extract(epoch from $1 - digest) * 1000, 0))::float8 as "digestLateMs",
     (select count(*)::int from
       (select from inbox where failed_at is not null and handled_at is null limit 1000) p) as "putAsideCount",
     (select count(*)::int from tried where reason not like 'misconfigured%' and attempts >= 5
        and created_at <= $1::timestamptz - interval '1 minute') as "unreachedCount",
     (select count(*)::int from tried where reason like 'misconfigured%') as "misconfiguredCount"
   from late`,
)

/** Looks at everything that is open, by its indexes. */
export async function readTrouble(sql: Sql, now: Date): Promise<Trouble> {
  const [row] = await readRow(sql, now, [...CHANNELS], LANES)
  if (!row) throw new Error('the look at what is open returned nothing')
  return row
}
