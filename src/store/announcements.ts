import { and, desc, eq, sql } from 'drizzle-orm'
import type { Pool } from 'pg'
import type { Channel } from '../channels/channel.ts'
import type { Audience } from '../domain/announcement.ts'
import { civilDate, quietUntil } from '../domain/calendar.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import { recallAnnouncement } from './announcement-orders.ts'
import { type AnnouncedTo, readers } from './announcement-readers.ts'
import { auditDecisions, detailHash } from './audit.ts'
import { type Cursor, type Page, pageOf } from './cursor.ts'
import type { Db } from './database.ts'
import { inScope, type Scope } from './organisations.ts'
import { announcements } from './schema/outbox.ts'
import { settingsFor } from './settings.ts'
import { drizzleOn, inTransaction, statement } from './sql.ts'
import { transact } from './transact.ts'
import { capHow, forMany, WITHIN_CAP } from './weekly-cap.ts'

export interface Announcement {
  id: string
  scope: string
  /** Name of the branch that it is for alone; `null`: everybody of the scope. */
  branch: string | null
  audience: Audience
  /** Codes of the zones that it is for alone; empty: all of the scope. */
  zones: string[]
  text: string
  at: Date
  /** When it was handed to the outbox; `null`: not yet. */
  toldAt: Date | null
  recipientCount: number | null
  /** When it was taken back; `null`: it was not. */
  recalledAt: Date | null
  /** How many had read it when the platform was asked last; `null`: it does not tell. */
  readCount: number | null
  createdAt: Date
}

/**
 * Put an announcement down. It goes out with the next `tellDueAnnouncements` after its `at`.
 *
 * @param told.zoneIds zones of the scope that it is for alone; empty: all
 */
export async function createAnnouncement(
  db: Db,
  told: { scope: Scope; zoneIds?: readonly string[]; audience: Audience; text: string; at: Date },
  { actor, now }: { actor: string; now: Date },
): Promise<Announcement> {
  const { organisationId, path } = told.scope
  const { audience, text, at } = told
  const zoneIds = [...(told.zoneIds ?? [])]
  return transact(db, async (tx, note) => {
    const [row] = await tx
      .insert(announcements)
      .values({ organisationId, scope: path, zoneIds, audience, text, at, createdBy: actor, createdAt: now })
      .returning(FIELDS)
    if (!row) throw new Error('the announcement was not kept')
    const subject = `announcement:${row.id}`
    await note({ organisationId, at: now, actor, action: 'announce', subject, detail: { audience, at } })
    return { ...row, id: String(row.id) }
  })
}

/**
 * Take back an announcement of the scope: what was not sent yet is dropped, what was is recalled where the platform can.
 * A second time changes nothing.
 *
 * @returns as it stands then; `null`: the scope has no such announcement
 */
export function takeBackAnnouncement(
  pool: Pool,
  { scope, id }: { scope: Scope; id: string },
  { actor, now }: { actor: string; now: Date },
): Promise<Announcement | null> {
  if (!ANNOUNCEMENT_ID.test(id)) return Promise.resolve(null)
  return inTransaction(pool, async (sql) => {
    const db = drizzleOn(sql)
    const one = and(eq(announcements.id, BigInt(id)), inScope(announcements.organisationId, scope))
    const [found] = await db.select({ organisationId: announcements.organisationId }).from(announcements).where(one)
    if (!found) return null
    if (await recallAnnouncement(sql, id, { actor, now })) {
      const deed = { ...found, at: now, actor, action: 'recall_announcement', subject: `announcement:${id}` }
      await auditDecisions(sql, [{ ...deed, detailHash: detailHash({}) }])
    }
    const [row] = await db.select(FIELDS).from(announcements).where(one)
    return row ? { ...row, id } : null
  })
}

/** As the database numbers them. */
const ANNOUNCEMENT_ID = /^\d{1,18}$/u

const FIELDS = {
  id: announcements.id,
  scope: announcements.scope,
  branch: sql<string | null>`(select b.name from branches b where b.id = ${announcements.branchId})`,
  audience: announcements.audience,
  zones: sql<string[]>`array(select z.code from zones z where z.id = any(${announcements.zoneIds}) order by z.code)`,
  text: announcements.text,
  at: announcements.at,
  toldAt: announcements.toldAt,
  recipientCount: announcements.recipientCount,
  recalledAt: announcements.recalledAt,
  readCount: announcements.readCount,
  createdAt: announcements.createdAt,
}

/** Announcements of the scope, the newest first. */
export async function listAnnouncements(
  db: Db,
  scope: Scope,
  { limit, after }: { limit: number; after: Cursor | null },
): Promise<Page<Announcement>> {
  const beyond = after ? sql`${announcements.id} < ${after.id}` : sql`true`
  const rows = await db
    .select(FIELDS)
    .from(announcements)
    .where(and(inScope(announcements.organisationId, scope), beyond))
    .orderBy(desc(announcements.id))
    .limit(limit + 1)
  const items = rows.map((row) => ({ ...row, id: String(row.id) }))
  return pageOf(items, limit, (last) => ({ sort: '', id: last.id }))
}

/** A row where an announcement's hour has come. */
export const awaitedAnnouncement = statement<Record<string, never>, [Date]>(
  'awaited_announcement',
  'select from announcements where told_at is null and at <= $1 limit 1',
)

/** Worthless after this: nobody wants last week's notice. */
const LIFE_DAYS = 7
const DAY_MS = 86_400_000
const MOST_AT_ONCE = 20

export interface ReachedBy {
  timezone: string
  channels: ReadonlyMap<ChannelName, Pick<Channel, 'maxRecipients'>>
}

/**
 * Owe every announcement whose hour has come to everybody of its audience, once, on one channel each.
 *
 * Safe to run twice and side by side: an announcement is claimed in the transaction that writes its rows.
 *
 * @returns ids of the new outbox rows, for the bell
 */
export function tellDueAnnouncements(db: Db, now: Date, reached: ReachedBy): Promise<bigint[]> {
  return db.transaction(async (tx) => {
    const { rows: due } = await tx.execute<{
      id: string
      organisation_id: string
      scope: string
      branch_id: string | null
      zone_ids: string[]
      audience: Audience
    }>(sql`
      update announcements set told_at = ${now} where id = any(array(
        select id from announcements where told_at is null and at <= ${now}
         order by at, id limit ${MOST_AT_ONCE} for update skip locked))
      returning id, organisation_id, scope, branch_id, zone_ids, audience`)
    const ids: bigint[] = []
    for (const row of due) {
      const announcement = { ...row, branchId: row.branch_id, zoneIds: row.zone_ids }
      const settings = await settingsFor(tx, row.organisation_id)
      const dueAt = quietUntil(now, { ...settings, timezone: reached.timezone }) ?? now
      ids.push(...(await forMany(tx, () => tell(tx, announcement, { now, dueAt, ...reached }))))
    }
    return ids
  })
}

/** One statement, however many people: who they are, one outbox row per channel, one delivery each. */
async function tell(
  tx: Db,
  announcement: AnnouncedTo & { id: string },
  how: { now: Date; dueAt: Date } & ReachedBy,
): Promise<bigint[]> {
  const channels = [...how.channels].map(([name, { maxRecipients }]) => ({ name, batch: maxRecipients }))
  const deadline = new Date(how.dueAt.getTime() + LIFE_DAYS * DAY_MS)
  const { rows } = await tx.execute<{ ids: string[] }>(sql`
    with channel as (
      select * from jsonb_to_recordset(${JSON.stringify(channels)}::jsonb) as c(name text, batch int)),
    somebody as (${readers(announcement, { now: how.now, today: civilDate(how.now, how.timezone) })}),
    ${capHow(how)},
    told as (
      insert into outbox (organisation_id, key, channel, lane, purpose, content, deadline_at, created_at)
      select a.organisation_id, 'announcement/' || a.id, c.name, 'digest', 'announcement',
             -- Platforms swallow equal bodies, so the number of the notice ends it.
             jsonb_build_object('type', 'text', 'text', a.text || chr(10) || '（通知' || a.id || '）'), ${deadline}::timestamptz, ${how.now}::timestamptz
        from announcements a, channel c
       where a.id = ${announcement.id} and exists (select from somebody s where s.channel = c.name)
      on conflict (key, channel) do nothing returning id, organisation_id, key, channel, purpose, deadline_at),
    lines as (select told.id as outbox_id, a.text as line from told, announcements a where a.id = ${announcement.id}),
    reader as (
      select told.id as outbox_id, s.person_id, s.organisation_id, s.external_id as recipient, s.channel,
             -- A window that a person has to open rings for nobody, so nothing waits there.
             case when s.channel in ('local', 'page') then ${how.now}::timestamptz else ${how.dueAt}::timestamptz end as due_at
        from somebody s join told on told.channel = s.channel),
    ${WITHIN_CAP},
    reached as (
      insert into deliveries (outbox_id, recipient, organisation_id, person_id, channel, lane, batch, due_at)
      select a.outbox_id, a.recipient, a.organisation_id, a.person_id, a.channel, 'digest',
             (row_number() over (partition by a.channel order by a.recipient) - 1) / c.batch, a.due_at
        from admitted a join channel c on c.name = a.channel)
    update announcements set recipient_count = (select count(*) from reader) where id = ${announcement.id}
    returning array(select id::text from told where id in (select outbox_id from admitted)) as ids`)
  return rows.flatMap((r) => r.ids).map(BigInt)
}
