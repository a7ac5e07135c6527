/** Deletes what has been kept for as long as its purpose allows. Keys and records stay, words and accounts go. */
import { type SQL, sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import { NOT_AGREED, NOTE_ENDED, NOTE_ENDS_ON } from './hardship.ts'

/** Rows of one statement: short enough that nobody waits for it. */
const BATCH_ROWS = 5_000

/** Removes a stored file for good. */
export type RemoveFile = (storageKey: string) => Promise<void>

/** One rule: the rows that are due, by their physical place, and what becomes of them. */
interface Rule {
  what: string
  due: (now: Date) => SQL
  apply: (rows: SQL) => SQL
}

const daysBefore = (now: Date, days: number) => sql`${now}::timestamptz - ${days} * interval '1 day'`
const monthsBefore = (now: Date, months: number) => sql`${now}::timestamptz - ${months} * interval '1 month'`
const within = (rows: SQL) => sql`ctid = any(array(${rows}))`

const RULES: readonly Rule[] = [
  {
    what: 'originals of messages',
    due: (now) => sql`select ctid from inbox where payload is not null and received_at < ${daysBefore(now, 30)}`,
    apply: (rows) => sql`update inbox set payload = null where ${within(rows)}`,
  },
  {
    what: 'words of voices',
    due: (now) => sql`select ctid from transcripts where created_at < ${daysBefore(now, 30)}`,
    apply: (rows) => sql`delete from transcripts where ${within(rows)}`,
  },
  {
    what: 'second readings',
    due: (now) => sql`select ctid from second_readings where created_at < ${daysBefore(now, 30)}`,
    apply: (rows) => sql`delete from second_readings where ${within(rows)}`,
  },
  {
    what: 'what was used of models',
    due: (now) => sql`select ctid from model_usage where day < (${daysBefore(now, 400)})::date`,
    apply: (rows) => sql`delete from model_usage where ${within(rows)}`,
  },
  {
    what: 'answers that no example was made of',
    due: (now) => sql`select ctid from verdicts where given_on < (${daysBefore(now, 30)})::date`,
    apply: (rows) => sql`delete from verdicts where ${within(rows)}`,
  },
  {
    what: 'examples to learn from',
    due: (now) => sql`select ctid from learning_examples where learnt_on < (${monthsBefore(now, 12)})::date`,
    apply: (rows) => sql`delete from learning_examples where ${within(rows)}`,
  },
  {
    what: 'contents of what was told',
    due: (now) => sql`select ctid from outbox where content is not null and deadline_at < ${daysBefore(now, 30)}`,
    apply: (rows) => sql`update outbox set content = null where ${within(rows)}`,
  },
  {
    what: 'what was held over',
    due: (now) => sql`select ctid from held_over where deadline_at < ${daysBefore(now, 30)}`,
    apply: (rows) => sql`delete from held_over where ${within(rows)}`,
  },
  {
    what: 'counts of weeks',
    due: (now) => sql`select ctid from weekly_pushes where week_of < (${daysBefore(now, 60)})::date`,
    apply: (rows) => sql`delete from weekly_pushes where ${within(rows)}`,
  },
  {
    what: 'visits that nobody could say the zone of',
    due: (now) => sql`select ctid from visit_tallies where "on" < (${daysBefore(now, 7)})::date`,
    apply: (rows) => sql`delete from visit_tallies where ${within(rows)}`,
  },
  {
    what: 'lines of the local chat',
    due: (now) => sql`select ctid from local_messages where created_at < ${daysBefore(now, 30)}`,
    apply: (rows) => sql`delete from local_messages where ${within(rows)}`,
  },
  {
    what: 'what was said on pages that are over',
    due: (now) => sql`select m.ctid from page_messages m join page_links l on l.identity_id = m.identity_id
      where l.expires_at < ${now}`,
    apply: (rows) => sql`delete from page_messages where ${within(rows)}`,
  },
  {
    what: 'pages that are over',
    due: (now) => sql`select l.ctid from page_links l where l.expires_at < ${now}
      and not exists (select from page_messages m where m.identity_id = l.identity_id)`,
    apply: (rows) => sql`delete from page_links where ${within(rows)}`,
  },
  {
    what: 'words of cases',
    due: (now) => sql`select ctid from cases
      where text <> '' and coalesce(closed_at, updated_at) < ${monthsBefore(now, 24)}`,
    apply: (rows) =>
      sql`update cases set text = '', place_text = null, room = null, on_behalf_of = null,
        external_body = null, external_number = null where ${within(rows)}`,
  },
  {
    what: 'notes on hardship',
    due: (now) => sql`select c.ctid from cases c
      where c.text <> '' and ((c.category = 'hardship' and ${NOTE_ENDS_ON} <= (${now}::timestamptz)::date) or ${NOT_AGREED})`,
    apply: (rows) =>
      sql`update cases set text = '', place_text = null, unit = null, floor = null, room = null, on_behalf_of = null,
        public_text = null where ${within(rows)}`,
  },
  {
    what: 'what was said of notes that ended',
    due: () => sql`select h.ctid from case_history h join cases c on c.id = h.case_id
      where h.reason is not null and ${NOTE_ENDED}`,
    apply: (rows) => sql`update case_history set reason = null where ${within(rows)}`,
  },
  {
    what: 'what was told of notes that ended',
    due: () => sql`select o.ctid from outbox o join cases c on c.id = o.case_id
      where o.content is not null and ${NOTE_ENDED}`,
    apply: (rows) => sql`update outbox set content = null where ${within(rows)}`,
  },
  {
    what: 'public words of cases',
    due: (now) => sql`select ctid from cases
      where public_text is not null and coalesce(closed_at, updated_at) < ${monthsBefore(now, 24)}`,
    apply: (rows) => sql`update cases set public_text = null where ${within(rows)}`,
  },
  {
    what: 'reasons of offers',
    due: (now) => sql`select ctid from nominations
      where reason is not null and coalesce(decided_at, created_at) < ${monthsBefore(now, 24)}`,
    apply: (rows) => sql`update nominations set reason = null where ${within(rows)}`,
  },
  {
    what: 'results of talks',
    due: (now) =>
      sql`select ctid from resident_talks where result is not null and starts_at < ${monthsBefore(now, 24)}`,
    apply: (rows) => sql`update resident_talks set result = null where ${within(rows)}`,
  },
  {
    what: 'what was heard at talks',
    due: (now) => sql`select ctid from talk_matters where text <> '' and created_at < ${monthsBefore(now, 24)}`,
    apply: (rows) => sql`update talk_matters set text = '' where ${within(rows)}`,
  },
  {
    what: 'lines of pages that nobody opened for long',
    due: (now) => sql`select m.ctid from page_messages m join page_links l on l.identity_id = m.identity_id
      where l.expires_at < ${now}`,
    apply: (rows) => sql`delete from page_messages where ${within(rows)}`,
  },
  {
    what: 'pages that nobody opened for long',
    due: (now) => sql`select ctid from page_links where expires_at < ${now}`,
    apply: (rows) => sql`delete from page_links where ${within(rows)}`,
  },
  {
    what: 'reasons in case histories',
    due: (now) => sql`select ctid from case_history where reason is not null and at < ${monthsBefore(now, 24)}`,
    apply: (rows) => sql`update case_history set reason = null where ${within(rows)}`,
  },
  {
    what: 'words of check-ins',
    due: (now) => sql`select ctid from check_ins where text <> '' and created_at < ${monthsBefore(now, 24)}`,
    apply: (rows) => sql`update check_ins set text = '', place_text = null, room = null where ${within(rows)}`,
  },
  {
    what: 'announcements',
    due: (now) => sql`select ctid from announcements where text <> '' and at < ${monthsBefore(now, 24)}`,
    apply: (rows) => sql`update announcements set text = '' where ${within(rows)}`,
  },
  {
    what: 'attachments without a file',
    due: (now) => sql`select ctid from attachments where storage_key is null and created_at < ${monthsBefore(now, 24)}`,
    apply: (rows) => sql`delete from attachments where ${within(rows)}`,
  },
  {
    what: 'invites',
    due: (now) => sql`select ctid from invites where coalesce(used_at, expires_at) < ${daysBefore(now, 30)}`,
    apply: (rows) => sql`delete from invites where ${within(rows)}`,
  },
  {
    what: 'tries of invites',
    due: (now) => sql`select ctid from invite_tries where at < ${daysBefore(now, 1)}`,
    apply: (rows) => sql`delete from invite_tries where ${within(rows)}`,
  },
  {
    what: 'sign-in links',
    due: (now) => sql`select ctid from sign_in_links where coalesce(used_at, expires_at) < ${daysBefore(now, 30)}`,
    apply: (rows) => sql`delete from sign_in_links where ${within(rows)}`,
  },
  {
    what: 'sessions',
    due: (now) => sql`select ctid from sessions where coalesce(ended_at, expires_at) < ${daysBefore(now, 30)}`,
    apply: (rows) => sql`delete from sessions where ${within(rows)}`,
  },
  {
    what: 'what digests told',
    due: (now) => sql`select ctid from digests where due_on < (${daysBefore(now, 400)})::date`,
    apply: (rows) => sql`delete from digests where ${within(rows)}`,
  },
  {
    what: 'rights to change cards',
    due: (now) => sql`select ctid from card_handles where expires_at < ${now}`,
    apply: (rows) => sql`delete from card_handles where ${within(rows)}`,
  },
  {
    what: 'rights to answer in chats',
    due: (now) => sql`select ctid from reply_handles where expires_at < ${now}`,
    apply: (rows) => sql`delete from reply_handles where ${within(rows)}`,
  },
  {
    what: 'what subscribers were told',
    due: (now) =>
      sql`select ctid from webhook_deliveries where state <> 'waiting' and created_at < ${daysBefore(now, 30)}`,
    apply: (rows) => sql`delete from webhook_deliveries where ${within(rows)}`,
  },
  {
    what: 'keys of requests',
    due: (now) => sql`select ctid from api_requests where created_at < ${daysBefore(now, 2)}`,
    apply: (rows) => sql`delete from api_requests where ${within(rows)}`,
  },
  {
    what: 'ticks of schedules',
    due: (now) => sql`select ctid from ticks where due_at < ${daysBefore(now, 90)}`,
    apply: (rows) => sql`delete from ticks where ${within(rows)}`,
  },
]

/**
 * Applies every rule as of `now`, in batches; safe to run twice and to be cut anywhere.
 *
 * @param removeFile without it, attachments whose file is stored are left as they are
 * @returns how many rows each rule touched
 */
export async function applyRetention(db: Db, now: Date, removeFile?: RemoveFile): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { what, due, apply } of RULES) {
    let count = 0
    for (;;) {
      const { rowCount } = await db.execute(apply(sql`${due(now)} limit ${BATCH_ROWS}`))
      count += rowCount ?? 0
      if ((rowCount ?? 0) < BATCH_ROWS) break
    }
    counts[what] = count
  }
  if (removeFile) counts['stored files'] = await removeStoredFiles(db, now, removeFile)
  return counts
}

/** The file goes before the row that names it: a cut in between leaves a row whose file is gone, not the reverse. */
async function removeStoredFiles(db: Db, now: Date, removeFile: RemoveFile): Promise<number> {
  let count = 0
  for (;;) {
    const { rows } = await db.execute<{ id: string; storage_key: string }>(sql`
      select a.id, a.storage_key from attachments a left join cases c on c.id = a.case_id
      where a.storage_key is not null and (a.created_at < ${monthsBefore(now, 24)} or ${NOTE_ENDED}) limit 100`)
    if (rows.length === 0) return count
    for (const { id, storage_key } of rows) {
      await removeFile(storage_key)
      await db.execute(sql`delete from attachments where id = ${id}`)
    }
    count += rows.length
  }
}
