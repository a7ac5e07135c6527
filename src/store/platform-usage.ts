/** What is used of a platform in a month, and when its next call or connection may be made: for all processes together. */
import type { Reservation, UsageKind, UsageLedger } from '../channels/dingtalk/budget.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

interface ReservationRow {
  granted: boolean
  stopped: boolean
  wait_ms: number
  used_count: string
  refused_at: Date | null
}

/**
 * One statement for both, so that a call is counted only if it may be made now.
 *
 * The row of the month is the lock. The pace is a clock that every call pushes on (GCRA without a burst), by the
 * database's own clock, because those of several machines differ.
 */
const reserve = statement<ReservationRow, [ChannelName, UsageKind, string, number | null, boolean, number, number]>(
  'reserve_platform_call',
  `with used as (
     select used_count, refused_at from platform_usage where channel = $1 and kind = $2 and month = $3 for update),
   allowed as (
     select coalesce((select used_count from used), 0) < coalesce($4, 9e18::bigint)
        and ($5 or (select refused_at from used) is null) as yes),
   paced as (
     insert into platform_pace as p (channel, kind, next_at)
     select $1, $2, clock_timestamp() + $6 * interval '1 millisecond' from allowed where yes
     on conflict (channel, kind) do update
       set next_at = greatest(p.next_at, clock_timestamp()) + $6 * interval '1 millisecond'
     where p.next_at <= clock_timestamp() + $7 * interval '1 millisecond'
     returning next_at - $6 * interval '1 millisecond' as slot_at),
   counted as (
     insert into platform_usage as u (channel, kind, month, used_count)
     select $1, $2, $3, 1 from paced
     on conflict (channel, kind, month) do update set used_count = u.used_count + 1
     returning used_count)
   select exists (select from paced) as granted, not (select yes from allowed) as stopped,
     greatest(0, extract(epoch from coalesce((select slot_at from paced),
       (select next_at from platform_pace where channel = $1 and kind = $2)) - clock_timestamp()) * 1000)::float8
       as wait_ms,
     coalesce((select used_count from counted), (select used_count from used), 0) as used_count,
     (select refused_at from used) as refused_at`,
)

const refuse = statement<{ month: string }, [ChannelName, UsageKind, string, Date]>(
  'note_platform_refusal',
  `insert into platform_usage as u (channel, kind, month, refused_at) values ($1, $2, $3, $4)
   on conflict (channel, kind, month) do update set refused_at = coalesce(u.refused_at, excluded.refused_at)
   returning month`,
)

/** The ledger of one platform. A call that is not paced takes up no time and is planned as far ahead as need be. */
export function platformUsage(sql: Sql, channel: ChannelName): UsageLedger {
  return {
    async reserve({ kind, month, stopAfter, afterRefusal, pace }): Promise<Reservation> {
      const { costMs, aheadMs } = pace ?? { costMs: 0, aheadMs: Number.MAX_SAFE_INTEGER / 1e6 }
      const [row] = await reserve(sql, channel, kind, month, stopAfter, afterRefusal, costMs, aheadMs)
      if (row === undefined) throw new Error('the database gave no reservation')
      return {
        state: row.granted ? 'granted' : row.stopped ? 'stopped' : 'later',
        waitMs: row.wait_ms,
        usedCount: Number(row.used_count),
        refusedAt: row.refused_at,
      }
    },
    async noteRefusal(kind, month, at) {
      await refuse(sql, channel, kind, month, at)
    },
  }
}

/** DingTalk bans the address of whoever opens more in 20 s, and all processes stand behind one address. */
const MOST_OPENINGS = 10
const OPENINGS_WITHIN_MS = 21_000

const LATE_OPENINGS = `select at from unnest(o.opened_at) as at where at > clock_timestamp() - $3 * interval '1 millisecond'`

/** The row of the platform is the lock; the clock is the database's own, as above. */
const takeOpening = statement<{ wait_ms: number }, [ChannelName, number, number]>(
  'take_platform_opening',
  `with taken as (
     insert into platform_openings as o (channel, opened_at) values ($1, array[clock_timestamp()])
     on conflict (channel) do update set opened_at = array(${LATE_OPENINGS}) || clock_timestamp()
     where cardinality(array(${LATE_OPENINGS})) < $2
     returning 1)
   select case when exists (select from taken) then 0 else coalesce((
     select greatest(1, $3 - extract(epoch from clock_timestamp() - min(at)) * 1000)
     from platform_openings o, unnest(o.opened_at) as at
     where o.channel = $1 and at > clock_timestamp() - $3 * interval '1 millisecond'), 1) end::float8 as wait_ms`,
)

/** Takes the turn to open a connection to a platform. Tells 0, or in how many ms to ask again. */
export async function openingTurn(sql: Sql, channel: ChannelName): Promise<number> {
  const [row] = await takeOpening(sql, channel, MOST_OPENINGS, OPENINGS_WITHIN_MS)
  return row?.wait_ms ?? 0
}
