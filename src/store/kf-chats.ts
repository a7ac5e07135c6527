/** 微信客服: who serves a resident, and what may still be sent to them. */
import type { Pool } from 'pg'
import type { KfChats } from '../channels/wecom/kf/chats.ts'
import { ANSWERABLE_HOURS, ANSWERS_MAX, WAITS_FOR_RESIDENT } from '../domain/service-chat.ts'
import type { ChannelName } from '../domain/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

const findChat = statement<{ open_kfid: string; open: boolean }, [string, Date]>(
  'find_kf_chat',
  `select c.open_kfid, c.served_by = 'bot' and c.sent_count < ${ANSWERS_MAX}
     and c.heard_at > $2::timestamptz - interval '${ANSWERABLE_HOURS} hours' as open
     from identities i join kf_chats c on c.identity_id = i.id where i.channel = 'kf' and i.external_id = $1`,
)

const countSent = statement<{ identity_id: string }, [string, number]>(
  'count_kf_sent',
  `update kf_chats c set sent_count = greatest(c.sent_count + 1, $2) from identities i
    where i.id = c.identity_id and i.channel = 'kf' and i.external_id = $1 returning c.identity_id`,
)

/** What may still be sent, as the channel asks for it and tells of it. */
export function storedKfChats(pool: Pool, now: () => Date): KfChats {
  return {
    async find(account) {
      const [chat] = await findChat(pool, account, now())
      return chat ? { openKfId: chat.open_kfid, open: chat.open } : null
    },
    async sent(account) {
      await countSent(pool, account, 0)
    },
    async shut(account) {
      await countSent(pool, account, ANSWERS_MAX)
    },
  }
}

/** Something a resident wrote; it opens their chat for answers. */
export interface HeardInChat {
  identityId: string
  openKfId: string
  at: Date
}

const hear = statement<{ identity_id: string; served_by: 'bot' | 'person' }, [string[], string[], Date[]]>(
  'hear_kf_chats',
  `insert into kf_chats as c (identity_id, open_kfid, heard_at)
   select distinct on (1) * from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as h(identity_id, open_kfid, heard_at)
    order by 1, 3 desc
   on conflict (identity_id) do update set open_kfid = excluded.open_kfid,
     sent_count = case when excluded.heard_at >= c.heard_at then 0 else c.sent_count end,
     heard_at = greatest(c.heard_at, excluded.heard_at)
   returning identity_id, served_by`,
)

/** @returns whose chat a member serves now: the bot keeps silent there */
export async function hearInChats(sql: Sql, heard: readonly HeardInChat[]): Promise<Set<string>> {
  const rows = await hear(
    sql,
    heard.map((h) => h.identityId),
    heard.map((h) => h.openKfId),
    heard.map((h) => h.at),
  )
  return new Set(rows.filter((row) => row.served_by === 'person').map((row) => row.identity_id))
}

/** From now on this one serves. Nobody wrote yet: then there is a chat all the same, in which nothing may be sent. */
export const handChat = statement<{ identity_id: string }, [string, string, 'bot' | 'person']>(
  'hand_kf_chat',
  `insert into kf_chats (identity_id, open_kfid, served_by, heard_at, sent_count) values ($1, $2, $3, 'epoch', ${ANSWERS_MAX})
   on conflict (identity_id) do update set served_by = excluded.served_by, person_asked_at = null,
     sent_count = case when excluded.served_by = 'bot' then 0 else kf_chats.sent_count end
   returning identity_id`,
)

const wake = statement<{ outbox_id: string }, [string[], Date]>(
  'wake_kf_sends',
  `update deliveries set due_at = $2
    where channel = 'kf' and recipient = any($1::text[]) and state = 'waiting' and reason = '${WAITS_FOR_RESIDENT}'
      and due_at > $2 returning outbox_id`,
)

/** What waited for these residents goes out now. @returns outbox rows to ring for */
export async function wakeSends(sql: Sql, accounts: readonly string[], now: Date): Promise<bigint[]> {
  if (accounts.length === 0) return []
  const rows = await wake(sql, [...accounts], now)
  return [...new Set(rows.map((row) => row.outbox_id))].map(BigInt)
}

/**
 * What had counted as sent did not reach them: it waits until they write again, or is at its end. Whatever was said since
 * has not reached them for the same reason, so that nothing more is tried before.
 *
 * Its batch is a new one, for WeCom takes each message id once.
 */
export const takeBackSent = statement<{ outbox_id: string }, [string, string, boolean, Date, string]>(
  'take_back_kf_sent',
  `with shut as (
     update kf_chats c set sent_count = ${ANSWERS_MAX} from identities i
      where i.id = c.identity_id and i.channel = 'kf' and i.external_id = $1 and $3)
   update deliveries d set state = case when $3 then 'waiting' else 'failed' end, reason = $5, platform_id = null,
     due_at = $4, batch = (select max(o.batch) + 1 from deliveries o where o.outbox_id = d.outbox_id)
    where channel = 'kf' and recipient = $1 and platform_id = $2 and state = 'sent' returning outbox_id`,
)

/** A resident wants to talk to a person. */
export const askForPerson = statement<{ identity_id: string }, [string, Date]>(
  'ask_for_person',
  `update kf_chats set person_asked_at = $2 where identity_id = $1 and served_by = 'bot' and person_asked_at is null
   returning identity_id`,
)

/** Residents who wait to be handed to a person, the first to ask first. */
export const waitingForPerson = statement<
  { identity_id: string; external_id: string; organisation_id: string; asked_at: Date },
  [number]
>(
  'waiting_for_person',
  `select c.identity_id, i.external_id, i.organisation_id, c.person_asked_at as asked_at
     from kf_chats c join identities i on i.id = c.identity_id
    where c.person_asked_at is not null order by c.person_asked_at limit $1`,
)

/** Zero rows: somebody else has answered it. */
export const endAskForPerson = statement<{ identity_id: string }, [string, Date]>(
  'end_ask_for_person',
  'update kf_chats set person_asked_at = null where identity_id = $1 and person_asked_at = $2 returning identity_id',
)

/** Each once for every time that the resident was heard. */
export const wordsThatWait = statement<
  {
    case_id: string
    code: string
    organisation_id: string
    person_id: string
    channel: ChannelName
    external_id: string
    key: string
  },
  [Date, number]
>(
  'words_that_wait',
  `select distinct on (w.case_id) w.* from (
     select k.id as case_id, k.code, k.organisation_id, k.handler_id as person_id, h.channel, h.external_id,
       'service-waits/' || k.code || '/' || extract(epoch from c.heard_at)::bigint as key, h.created_at
       from deliveries d join outbox o on o.id = d.outbox_id join cases k on k.id = o.case_id
       join identities i on i.channel = 'kf' and i.external_id = d.recipient
       join kf_chats c on c.identity_id = i.id and c.served_by = 'bot'
       join identities h on h.person_id = k.handler_id and h.channel in ('wecom', 'dingtalk', 'local')
      where d.channel = 'kf' and d.state = 'waiting' and d.attempts >= 0 and d.due_at > $1
        and d.reason = '${WAITS_FOR_RESIDENT}') w
    where not exists (select from outbox t where t.key = w.key)
    order by w.case_id, array_position(array['wecom', 'dingtalk', 'local'], w.channel), w.created_at limit $2`,
)
