import type { PendingQuestion } from '../decide/facts.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

/** `DraftRefs` with resolved ids, as stored. */
export interface StoredDraft {
  taskId: string
  version: number
  caseIds: string[]
  checkInIds: string[]
}

/** What a conversation is about from now on. Absent: as before; `null`: nothing. */
export interface Memory {
  identityId: string
  organisationId: string
  draft?: StoredDraft | null
  question?: PendingQuestion | null
}

const rememberAll = statement<{ identity_id: string }, [string, Date]>(
  'remember',
  // Who decides holds the account's lock, so what is read here is what is replaced. A draft that is changed keeps its age.
  `insert into conversations (identity_id, organisation_id, draft, draft_opened_at, question, question_asked_at)
   select m."identityId", m."organisationId",
     case when m."tellsDraft" then m.draft else c.draft end,
     case when not m."tellsDraft" or c.draft->>'taskId' = m.draft->>'taskId' then c.draft_opened_at
          when m.draft is not null then $2::timestamptz end,
     case when m."tellsQuestion" then m.question else c.question end,
     case when m."tellsQuestion" then (m.question->>'askedAt')::timestamptz else c.question_asked_at end
     from json_to_recordset($1::json) as m("identityId" uuid, "organisationId" uuid, "tellsDraft" boolean, draft jsonb,
       "tellsQuestion" boolean, question jsonb)
     left join conversations c on c.identity_id = m."identityId"
    order by 1
   on conflict (identity_id) do update set draft = excluded.draft, draft_opened_at = excluded.draft_opened_at,
     question = excluded.question, question_asked_at = excluded.question_asked_at
   returning identity_id`,
)

/** Remember of each conversation what it is about; at most one memory for each. */
export async function remember(sql: Sql, memories: readonly Memory[], now: Date): Promise<void> {
  if (memories.length === 0) return
  const rows = memories.map(({ draft, question, ...whose }) => ({
    ...whose,
    tellsDraft: draft !== undefined,
    draft: draft ?? null,
    tellsQuestion: question !== undefined,
    question: question ?? null,
  }))
  await rememberAll(sql, JSON.stringify(rows), now)
}

/** A conversation in which the clock has something to do. */
export interface DueConversation {
  identity_id: string
  channel: ChannelName
  external_id: string
  organisation_id: string
}

/** Drafts that nobody answered for ten minutes, or for as long as the least patient organisation has set. */
export const silentDrafts = statement<DueConversation, [Date, number]>(
  'silent_drafts',
  `select c.identity_id, i.channel, i.external_id, i.organisation_id
     from conversations c join identities i on i.id = c.identity_id
    where c.draft is not null
      and c.draft_opened_at <= $1::timestamptz - interval '1 minute'
        * least(10, coalesce((select min(value::text::int) from settings where key = 'draftMinutes'), 10))
    order by c.draft_opened_at limit $2`,
)

/** Questions that nobody answered for `$2` minutes. */
export const silentQuestions = statement<DueConversation, [Date, number, number]>(
  'silent_questions',
  `select c.identity_id, i.channel, i.external_id, i.organisation_id
     from conversations c join identities i on i.id = c.identity_id
    where c.question is not null and c.question_asked_at <= $1::timestamptz - $2 * interval '1 minute'
    order by c.question_asked_at limit $3`,
)

/** People whose photo, voice or place has stood alone for a minute; also after an outage each is asked about once. */
export const lonelyAttachments = statement<DueConversation, [Date, number]>(
  'lonely_attachments',
  `select distinct i.id as identity_id, i.channel, i.external_id, i.organisation_id
     from attachments a join identities i on i.id = a.identity_id
    where a.case_id is null and a.check_in_id is null and a.questioned_at is null
      and a.created_at <= $1::timestamptz - interval '60 seconds'
    limit $2`,
)

/** The sender was asked about what stands alone. */
export const markQuestioned = statement<{ id: string }, [string, Date]>(
  'mark_questioned',
  `update attachments set questioned_at = $2
    where identity_id = $1 and case_id is null and check_in_id is null and questioned_at is null returning id`,
)

const readRosterVersion = statement<{ last: number }>(
  'read_roster_version',
  `select last from counters where name = 'roster'`,
)

/** Number of the roster's version: raised by every change of it. */
export async function rosterVersion(sql: Sql): Promise<number> {
  const [row] = await readRosterVersion(sql)
  return row?.last ?? 0
}
