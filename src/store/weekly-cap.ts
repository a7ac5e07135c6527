/**
 * No more than so many messages in a week to one person of what can wait: duty reminders, announcements, requests for a
 * review. Counted by the statement that owes them, so that two processes at once cannot exceed it together.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { Content } from '../channels/channel.ts'
import { groupBy } from '../domain/group.ts'
import { RECIPIENTS_PER_CALL } from '../domain/vocabulary.ts'
import type { Db } from './database.ts'
import { type Debt, deliveriesOf, outboxRow, rowsOf } from './outbox.ts'
import { DEFAULT_WEEKLY_CAP } from './settings.ts'

/** Something owed that counts; `line`: what of it is told later to who has had enough this week. */
export type CappedDebt = Debt & { line: string }

/** Longer lines would crowd out each other where several are told at once. */
const LINE_CHARS = 100

/** What the setting allows in the organisation `own`; `how.cap` where nobody set it. */
const capOf = (own: string) => `coalesce((
        select (s.value #>> '{}')::int from settings s join organisations up on up.id = s.organisation_id
         where s.key = 'weeklyCap' and (up.path = '/' or ${own}.path = up.path or starts_with(${own}.path, up.path || '/'))
         order by length(up.path) desc limit 1), how.cap)`

/**
 * CTEs of a statement that owes capped messages. They want four before them: `how` (`capHow`);
 * `told(id, organisation_id, key, purpose, deadline_at)`, the new outbox rows; `lines(outbox_id, line)`, what of each is
 * told later; and `reader(outbox_id, person_id, organisation_id, recipient, channel, due_at)`, a person and their
 * organisation in one of them only. They leave `admitted`, those of `reader` who may be told; the others' lines are in
 * `held_over`.
 *
 * The count goes up only while it is below the cap, under the lock of the person's row; persons in one order, so that
 * two statements never wait for each other. Who is nobody of the roster has no week.
 */
export const WITHIN_CAP: SQL = sql.raw(`
  caps as materialized (
    select own.id, ${capOf('own')} as cap
      from organisations own cross join how where own.id in (select organisation_id from reader)),
  counted as (
    select r.*, date_trunc('week', r.due_at at time zone how.timezone)::date as week_of, caps.cap
      from reader r join caps on caps.id = r.organisation_id cross join how where r.person_id is not null),
  taken as (
    insert into weekly_pushes as w (person_id, week_of, count, cap)
    select distinct person_id, week_of, 1, cap from counted where cap > 0 order by person_id, week_of
    on conflict (person_id, week_of) do update set count = w.count + 1, cap = excluded.cap where w.count < excluded.cap
    returning person_id, week_of),
  judged as (
    select c.*, t.person_id is not null as has_room from counted c left join taken t using (person_id, week_of)),
  admitted as (
    select outbox_id, person_id, organisation_id, recipient, channel, due_at from reader where person_id is null
    union all
    select outbox_id, person_id, organisation_id, recipient, channel, due_at from judged where has_room),
  held as (
    insert into held_over (organisation_id, person_id, purpose, key, line, deadline_at, created_at)
    select j.organisation_id, j.person_id, told.purpose, told.key || '/' || j.person_id,
           left(regexp_replace(lines.line, '[[:space:]]+', ' ', 'g'), ${LINE_CHARS}), told.deadline_at, how.now
      from judged j join told on told.id = j.outbox_id join lines on lines.outbox_id = told.id cross join how
     where not j.has_room
    on conflict (key) do nothing)`)

export interface Week {
  now: Date
  timezone: string
}

/** The row `how` that `WITHIN_CAP` wants. */
export function capHow({ now, timezone }: Week): SQL {
  return sql`how as (select ${timezone}::text as timezone, ${DEFAULT_WEEKLY_CAP}::int as cap, ${now}::timestamptz as now)`
}

/** Whether the person `p` of the organisation `own` may be told one more in the week of `how.now`. */
export const HAS_ROOM: SQL = sql.raw(`
  coalesce((select w.count from weekly_pushes w
             where w.person_id = p.id and w.week_of = date_trunc('week', how.now at time zone how.timezone)::date), 0)
    < ${capOf('own')}`)

/** From so many recipients on loops over what the statement itself has made cost more than all the rest. */
const MANY = 100

/** For statements about many people: no loops, and room to sort and join in memory. */
const FOR_MANY = { enable_nestloop: 'off', enable_hashjoin: 'on', work_mem: '64MB' }

/**
 * Run statements with `WITHIN_CAP` for many people, inside a transaction: the planner knows nothing of the size of what
 * they make on the way, takes it for a handful, and would compare each row with each (ten thousand: 11 s).
 */
export async function forMany<T>(tx: Db, work: () => Promise<T>): Promise<T> {
  await tx.execute(sql`
    select set_config(key, value, true) from jsonb_each_text(${JSON.stringify(FOR_MANY)}::jsonb)`)
  const result = await work()
  await tx.execute(sql`
    select set_config(name, reset_val, true) from pg_settings where name = any(${sql.param(Object.keys(FOR_MANY))})`)
  return result
}

/**
 * As `owe`, for what counts: who has had enough this week is told another week.
 *
 * @param tx a transaction, where there are many
 * @returns ids of new rows that reach somebody, for the bell
 */
export async function oweWithinCap(tx: Db, debts: readonly CappedDebt[], week: Week): Promise<bigint[]> {
  const ids: bigint[] = []
  for (const round of oncePerPerson(debts)) {
    const many = round.flatMap((debt) => debt.to).length > MANY
    ids.push(...(many ? await forMany(tx, () => oweRound(tx, round, week)) : await oweRound(tx, round, week)))
  }
  return ids
}

async function oweRound(tx: Db, debts: readonly CappedDebt[], week: Week): Promise<bigint[]> {
  const { now } = week
  const rows = debts.flatMap((debt) =>
    rowsOf(debt).map((row) => ({ ...row, line: debt.line, batch: RECIPIENTS_PER_CALL[row.channel] })),
  )
  const told = rows
    .map((row) => ({ ...outboxRow(row), line: row.line, batch: row.batch }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const readers = rows.flatMap((row) => deliveriesOf(row, now))
  const { rows: owed } = await tx.execute<{ id: string }>(sql`
    with ${capHow(week)},
    asked as (
      select * from jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as t(organisation_id uuid, key text, channel text,
        lane text, purpose text, content jsonb, case_id uuid, check_in_id uuid, deadline_at timestamptz, line text, batch int)),
    told as (
      insert into outbox (organisation_id, key, channel, lane, purpose, content, case_id, check_in_id, deadline_at, created_at)
      select organisation_id, key, channel, lane, purpose, content, case_id, check_in_id, deadline_at, ${now}::timestamptz
        from asked
      on conflict (key, channel) do nothing returning id, organisation_id, key, channel, lane, purpose, deadline_at),
    lines as (
      select told.id as outbox_id, asked.line, asked.batch
        from told join asked on asked.key = told.key and asked.channel = told.channel),
    reader as (
      select told.id as outbox_id, r.person_id, coalesce(p.organisation_id, told.organisation_id) as organisation_id,
             r.recipient, told.channel, r.due_at
        from told join jsonb_to_recordset(${JSON.stringify(readers)}::jsonb)
          as r(key text, channel text, recipient text, person_id uuid, due_at timestamptz)
          on r.key = told.key and r.channel = told.channel
        left join people p on p.id = r.person_id),
    ${WITHIN_CAP},
    reached as (
      insert into deliveries (outbox_id, recipient, organisation_id, person_id, channel, lane, batch, due_at)
      select told.id, a.recipient, a.organisation_id, a.person_id, a.channel, told.lane,
             (row_number() over (partition by told.id order by a.recipient) - 1) / lines.batch, a.due_at
        from admitted a join told on told.id = a.outbox_id join lines on lines.outbox_id = told.id
      on conflict do nothing)
    select distinct outbox_id as id from admitted order by 1`)
  return owed.map((row) => BigInt(row.id))
}

/** The debts in rounds, no person twice in one: a statement can count a person up once only. */
function oncePerPerson(debts: readonly CappedDebt[]): CappedDebt[][] {
  const rounds = new Map<string | null, number>()
  const placed = debts.map((debt) => {
    const people = debt.to.flatMap((address) => address.personId ?? [])
    const round = Math.max(0, ...people.map((id) => rounds.get(id) ?? 0))
    for (const id of people) rounds.set(id, round + 1)
    return { debt, round }
  })
  return [...groupBy(placed, ({ round }) => round)]
    .sort(([a], [b]) => a - b)
    .map(([, some]) => some.map(({ debt }) => debt))
}

/** What of a message is told later: its title or its first line. */
export function lineOf(content: Content): string {
  if ('card' in content) return content.card.title
  return content.type === 'text' ? (content.text.split('\n')[0] ?? '') : ''
}
