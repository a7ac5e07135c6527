/** What stands on a resident's own page: our lines as they were told, theirs as the inbox has them. */
import type { Content } from '../channels/channel.ts'
import type { PageLines } from '../channels/page/channel.ts'
import { type Sql, statement } from './sql.ts'

/** Older lines are not shown: what became of each matter stands above them. */
const LINES_MAX = 100

const writeLines = statement<{ account: string }, [string, Date]>(
  'write_page_lines',
  `with said as (
     select i.id, e.account, e.key, e.content
       from jsonb_to_recordset($1::jsonb) as e (account text, key text, content jsonb)
       join identities i on i.channel = 'page' and i.external_id = e.account
       join page_links l on l.identity_id = i.id),
   written as (
     insert into page_messages (identity_id, key, content, created_at)
     select id, key, content, $2 from said
     on conflict (identity_id, key) do nothing)
   select account from said`,
)

const takeBackLines = statement<Record<string, never>, [string]>(
  'take_back_page_lines',
  'delete from page_messages where key = $1',
)

/** The pages as their channel writes them. */
export function storedPages(sql: Sql, now: () => Date): PageLines {
  return {
    async write(lines) {
      const written = await writeLines(sql, JSON.stringify(lines), now())
      return new Set(written.map(({ account }) => account))
    },
    async takeBack(key) {
      await takeBackLines(sql, key)
    },
  }
}

/** One thing we said. */
export interface ToldLine {
  id: bigint
  at: Date
  content: Content
}

const readTold = statement<{ id: string; created_at: Date; content: Content }, [string, number]>(
  'read_page_lines',
  `select * from (select id, created_at, content from page_messages where identity_id = $1 order by id desc limit $2) newest
    order by id`,
)

/** What we said on a page, oldest first. */
export async function toldOnPage(sql: Sql, identityId: string): Promise<ToldLine[]> {
  const rows = await readTold(sql, identityId, LINES_MAX)
  return rows.map((row) => ({ id: BigInt(row.id), at: row.created_at, content: row.content }))
}

/** One thing that its owner said or tapped. */
export interface OwnLine {
  id: bigint
  at: Date
  /** Encrypted as in the inbox; `null`: deleted, as originals are. */
  payload: Buffer | null
  /** When we had seen to it; `null`: it waits still. */
  handledAt: Date | null
}

const readOwn = statement<
  { id: string; received_at: Date; payload: Buffer | null; handled_at: Date | null },
  [string, number]
>(
  'read_own_page_lines',
  `select * from (select id, received_at, payload, coalesce(handled_at, failed_at) as handled_at from inbox
                   where channel = 'page' and conversation = $1 order by id desc limit $2) newest
    order by id`,
)

/** What the owner of a page said there, oldest first. */
export async function saidOnPage(sql: Sql, account: string): Promise<OwnLine[]> {
  const rows = await readOwn(sql, account, LINES_MAX)
  return rows.map((row) => ({
    id: BigInt(row.id),
    at: row.received_at,
    payload: row.payload,
    handledAt: row.handled_at,
  }))
}

const readAwaited = statement<{ awaited: boolean }, [string, Date]>(
  'read_page_awaited',
  `select exists (select from inbox where channel = 'page' and conversation = $1 and handled_at is null and failed_at is null)
       or exists (select from deliveries where channel = 'page' and recipient = $1
                     and state in ('waiting', 'sending') and due_at <= $2) as awaited`,
)

/** Whether something said on a page is still to be answered, or an answer to be written there. */
export async function isAwaited(sql: Sql, account: string, now: Date): Promise<boolean> {
  const [row] = await readAwaited(sql, account, now)
  return row?.awaited ?? false
}
