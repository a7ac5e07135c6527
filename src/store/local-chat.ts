import type { Card, Content } from '../channels/channel.ts'
import type { OwnAct, Transcript, TranscriptEntry } from '../channels/local/transcript.ts'
import { type Role, SECRETARY_ROLES } from '../domain/vocabulary.ts'
import { holdsOn } from './holding.ts'
import { type Sql, statement } from './sql.ts'

/** Notified with the account, lower case, whenever its transcript has grown. */
export const TRANSCRIPT_BELL = 'zeren_local_chat'

/**
 * Lines are written under one lock, so that their ids become visible in rising order: a reader that has seen id n has
 * seen every line below n, and a cursor misses nothing.
 */
const writeEntries = statement<Record<string, never>, [string]>(
  'write_local_messages',
  `with turn as materialized (select pg_advisory_xact_lock(hashtext('${TRANSCRIPT_BELL}'))),
   written as (
     insert into local_messages (account, direction, key, content, created_at)
     select e.account, e.direction, e.key, e.content, e.at
       from jsonb_to_recordset($1::jsonb) as e (account text, direction text, key text, content jsonb, at timestamptz),
            turn
     on conflict (account, direction, key) do nothing
     returning account)
   select pg_notify('${TRANSCRIPT_BELL}', account) from (select distinct account from written) as grown`,
)

const takeBackLines = statement<Record<string, never>, [string]>(
  'take_back_local_lines',
  "delete from local_messages where key = $1 and direction = 'out'",
)

/** The transcripts of the local chat as the channel writes them. */
export function storedTranscript(sql: Sql, now: () => Date): Transcript {
  return {
    async write(entries) {
      const at = now()
      const rows = entries.map((entry: TranscriptEntry) => ({
        account: entry.account,
        direction: entry.direction,
        key: entry.key,
        content: entry.content,
        at: entry.direction === 'in' ? entry.sentAt : at,
      }))
      await writeEntries(sql, JSON.stringify(rows))
    },
    async takeBack(key) {
      await takeBackLines(sql, key)
    },
  }
}

/** A line as read back; `id` is its cursor. */
export type TranscriptLine = { id: bigint; key: string; at: Date } & (
  | { direction: 'in'; content: OwnAct }
  | { direction: 'out'; content: Content }
)

interface LineRow {
  id: string
  key: string
  direction: 'in' | 'out'
  content: unknown
  created_at: Date
}

const readAfter = statement<LineRow, [string, string, number]>(
  'read_local_messages_after',
  `select id, direction, key, content, created_at from local_messages
    where account = $1 and id > $2 order by id limit $3`,
)

const readNewest = statement<LineRow, [string, number]>(
  'read_newest_local_messages',
  `select * from (select id, direction, key, content, created_at from local_messages
                   where account = $1 order by id desc limit $2) as newest order by id`,
)

/** Lines of an account, oldest first: those after `cursor`, or the newest ones when it is `null`. */
export async function transcriptOf(
  sql: Sql,
  account: string,
  { cursor, limit }: { cursor: bigint | null; limit: number },
): Promise<TranscriptLine[]> {
  const rows =
    cursor === null ? await readNewest(sql, account, limit) : await readAfter(sql, account, String(cursor), limit)
  return rows.map(lineOf)
}

const readLine = statement<LineRow, [string, string]>(
  'read_local_message',
  'select id, direction, key, content, created_at from local_messages where account = $1 and id = $2',
)

/** One line of an account, `null` when that account has no such line. */
export async function transcriptLine(sql: Sql, account: string, id: bigint): Promise<TranscriptLine | null> {
  const [row] = await readLine(sql, account, String(id))
  return row ? lineOf(row) : null
}

// What stands in `content` was written by `storedTranscript` only, so its shape is that of the types.
function lineOf(row: LineRow): TranscriptLine {
  const { key, direction, content } = row
  return { id: BigInt(row.id), key, at: row.created_at, direction, content } as TranscriptLine
}

const readCard = statement<{ card: Card }, [string, string]>(
  'read_local_card',
  `select content -> 'card' as card from local_messages
    where account = $1 and direction = 'out' and content ->> 'type' in ('card', 'card_update')
      and content -> 'card' ->> 'taskId' = $2
    order by id desc limit 20`,
)

/** A card as this account was shown it, its newest state first; empty when it was shown no such card. */
export async function shownCard(sql: Sql, account: string, taskId: string): Promise<Card[]> {
  return (await readCard(sql, account, taskId)).map(({ card }) => card)
}

/** Somebody of the demo whom the local chat can play. */
export interface PlayablePerson {
  account: string
  name: string
  group: 'member' | 'secretary' | 'resident'
  roles: Role[]
  branch: string | null
  zones: { code: string; name: string }[]
}

interface PersonRow {
  account: string
  name: string
  known: boolean
  roles: Role[]
  branch: string | null
  zones: { code: string; name: string }[]
}

const readPlayable = statement<PersonRow, [string, string | null, number]>(
  'read_playable_people',
  `select i.external_id as account, coalesce(p.name, i.display_id) as name, p.id is not null as known, b.name as branch,
          coalesce(array_agg(distinct a.role) filter (where a.id is not null), '{}') as roles,
          coalesce(jsonb_agg(distinct jsonb_build_object('code', z.code, 'name', z.name)) filter (where z.id is not null),
                   '[]') as zones
     from identities i
     join organisations o on o.id = i.organisation_id and o.demo
     left join people p on p.id = i.person_id and p.left_on is null
     left join assignments a on a.person_id = p.id and ${holdsOn('a', '$1::date')}
     left join zones z on z.id = coalesce(a.zone_id, i.zone_id)
     left join branches b on b.id = coalesce(p.branch_id, z.branch_id)
    where i.channel = 'local' and ($2::text is null or i.external_id = $2)
    group by i.id, p.id, b.id
    order by min(length(z.code)), min(z.code), bool_and(a.backup), min(a.position), i.external_id
    limit $3`,
)

const MAX_PLAYABLE = 500

/** The people of the demo with an account on the local channel, in the order of their zones. */
export async function playablePeople(sql: Sql, today: string): Promise<PlayablePerson[]> {
  return (await readPlayable(sql, today, null, MAX_PLAYABLE)).map(playable)
}

/** The demo person behind an account, `null` for everybody else: nobody real can be played. */
export async function playablePerson(sql: Sql, today: string, account: string): Promise<PlayablePerson | null> {
  const [row] = await readPlayable(sql, today, account.toLowerCase(), 1)
  return row ? playable(row) : null
}

function playable({ known, ...row }: PersonRow): PlayablePerson {
  const leads = row.roles.some((role) => SECRETARY_ROLES.includes(role) || role === 'organisation_admin')
  const resident = !known || row.roles.every((role) => role === 'resident_verifier')
  return { ...row, group: leads ? 'secretary' : resident ? 'resident' : 'member' }
}

/** A zone whose QR code a demo resident may scan. */
export interface ScannableZone {
  code: string
  name: string
  /** Account of the zone's first member on the local channel; empty when nobody answers for it. */
  member: string
}

const readScannable = statement<ScannableZone, [string]>(
  'read_scannable_zones',
  `select z.code, z.name, coalesce(first.account, '') as member
     from zones z
     join organisations o on o.id = z.organisation_id and o.demo
     left join lateral (
       select i.external_id as account
         from assignments a join identities i on i.person_id = a.person_id and i.channel = 'local'
        where a.zone_id = z.id and ${holdsOn('a', '$1::date')}
        order by a.backup, a.position limit 1) as first on true
    order by z.code limit ${MAX_PLAYABLE}`,
)

export function scannableZones(sql: Sql, today: string): Promise<ScannableZone[]> {
  return readScannable(sql, today)
}
