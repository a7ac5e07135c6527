/** What is wrong with the installation, for all processes together. Nothing of it lives in one process alone. */
import type { AlarmName } from '../alarms.ts'
import type { CivilDate } from '../domain/calendar.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import { holdsOn } from './holding.ts'
import { type Sql, statement } from './sql.ts'

const raise = statement<{ fresh: boolean }, [AlarmName, string | null, Date]>(
  'raise_alarm',
  // What was over begins anew: told again, with a time of its own. The old row is read before it is written.
  `with before as (select from alarms where name = $1 and cleared_at is null)
   insert into alarms as a (name, detail, raised_at, seen_at) values ($1, $2, $3, $3)
   on conflict (name) do update set detail = $2, seen_at = greatest(a.seen_at, $3), cleared_at = null,
     raised_at = case when a.cleared_at is null then a.raised_at else $3 end,
     told_at = case when a.cleared_at is null then a.told_at end
   returning not exists (select from before) as fresh`,
)

/**
 * It is so, as of `now`.
 *
 * @returns whether it was not known yet
 */
export async function raiseAlarm(sql: Sql, name: AlarmName, detail: string | null, now: Date): Promise<boolean> {
  const [row] = await raise(sql, name, detail, now)
  return row?.fresh ?? false
}

/** Those of `$1` that stand are still so. */
export const confirmAlarms = statement<{ name: AlarmName }, [AlarmName[], Date]>(
  'confirm_alarms',
  `update alarms set seen_at = greatest(seen_at, $2) where name = any($1::text[]) and cleared_at is null returning name`,
)

/** Those of `$1` are over. Returns those that stood. */
export const clearAlarms = statement<{ name: AlarmName }, [AlarmName[], Date]>(
  'clear_alarms',
  `update alarms set cleared_at = $2 where name = any($1::text[]) and cleared_at is null returning name`,
)

/** Those of `$1` that nobody confirmed since `$2` have passed. Returns those that stood. */
export const expireAlarms = statement<{ name: AlarmName }, [AlarmName[], Date, Date]>(
  'expire_alarms',
  `update alarms set cleared_at = $3
    where name = any($1::text[]) and cleared_at is null and seen_at < $2 returning name`,
)

export interface KeptAlarm {
  name: AlarmName
  /** Ids and figures only. */
  detail: string | null
  raisedAt: Date
  toldAt: Date | null
  clearedAt: Date | null
}

/** Alarms that stand, and those that are over but of which the administrators last heard that they stand. */
export const alarmsToTell = statement<KeptAlarm & Record<string, unknown>>(
  'alarms_to_tell',
  `select name, detail, raised_at as "raisedAt", told_at as "toldAt", cleared_at as "clearedAt"
     from alarms where cleared_at is null or told_at is not null order by raised_at, name`,
)

/** Names of the alarms that stand. */
export const openAlarms = statement<{ name: AlarmName }>(
  'open_alarms',
  'select name from alarms where cleared_at is null order by name',
)

export const markAlarmsTold = statement<{ name: AlarmName }, [AlarmName[], Date]>(
  'mark_alarms_told',
  'update alarms set told_at = $2 where name = any($1::text[]) and cleared_at is null returning name',
)

/** The administrators know that those of `$1` are over, or need not. */
export const forgetAlarms = statement<{ name: AlarmName }, [AlarmName[]]>(
  'forget_alarms',
  'update alarms set told_at = null where name = any($1::text[]) and cleared_at is not null returning name',
)

export interface Administrator {
  channel: ChannelName
  external_id: string
  person_id: string
}

/**
 * Accounts of the administrators of the topmost organisation that has any; where nobody is one, of its secretaries.
 * Somebody with accounts on several of the channels is told on each: one of them may be what fails.
 */
export const administrators = statement<Administrator & Record<string, unknown>, [ChannelName[], CivilDate]>(
  'administrators',
  `with reached as (
     select i.channel, i.external_id, i.person_id,
       dense_rank() over (order by a.role <> 'organisation_admin',
         case when o.path = '/' then 0 else length(o.path) - length(replace(o.path, '/', '')) end) as place
       from assignments a join branches b on b.id = a.branch_id join organisations o on o.id = b.organisation_id
       join people p on p.id = a.person_id join identities i on i.person_id = p.id
      where ${holdsOn('a', '$2::date')} and p.left_on is null and not o.demo and i.channel = any($1::text[])
        and a.role in ('organisation_admin', 'branch_secretary', 'deputy_secretary'))
   select distinct channel, external_id, person_id from reached where place = 1 order by 1, 2`,
)
