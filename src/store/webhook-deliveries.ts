/** What subscribers are owed: one row for each change of state and subscriber, written with the change itself. */
import type { CaseEvent, CaseState } from '../domain/case.ts'
import type { CaseKind, Category, Urgency } from '../domain/vocabulary.ts'
import { type Sql, statement } from './sql.ts'

const owe = statement<{ id: string }, [string[], Date]>(
  'owe_webhooks',
  // Nobody outside hears of a draft, so neither of one that was taken back.
  `insert into webhook_deliveries (organisation_id, webhook_id, case_id, step, due_at, created_at)
   select h.organisation_id, w.id, h.case_id, h.step, $2::timestamptz, $2::timestamptz
     from webhooks w join organisations wo on wo.id = w.organisation_id
    cross join unnest($1::uuid[]) as changed(id)
     join case_history h on h.case_id = changed.id and h.at = $2::timestamptz
     join organisations o on o.id = h.organisation_id
    where w.active and (wo.path in ('/', o.path) or starts_with(o.path, wo.path || '/'))
      and h.to_state is distinct from h.from_state and h.to_state <> 'draft'
      and not (h.from_state = 'draft' and h.to_state in ('cancelled', 'duplicate'))
    order by h.step
   on conflict do nothing returning id`,
)

/** Owe the subscribers above them the changes of state that were made of these cases at `now`. */
export async function oweWebhooks(sql: Sql, caseIds: readonly string[], now: Date): Promise<void> {
  if (caseIds.length > 0) await owe(sql, [...new Set(caseIds)], now)
}

/** A change to be told: to whom, and what of it may be known. No words, no place, nobody. */
export interface WebhookDue {
  id: string
  webhook_id: string
  url: string
  secret_sealed: Buffer
  /** Tries that failed before. */
  attempts: number
  /** Why the last of them did. */
  reason: string | null
  due_at: Date
  event: CaseEvent | 'open'
  from_state: CaseState | null
  to_state: CaseState
  at: Date
  code: string
  kind: CaseKind
  category: Category
  urgency: Urgency
  zone: string | null
  branch: string | null
  organisation: string
}

/** Longer than a batch for one subscriber can take; who dies with it leaves it to the next. */
const LEASE = "interval '3 minutes'"

const claim = statement<WebhookDue, [Date, number]>(
  'claim_webhook_deliveries',
  `with due as (
     select d.id, d.due_at from webhooks w cross join lateral (
       select d.id, d.due_at from webhook_deliveries d
        where d.webhook_id = w.id and d.state = 'waiting' and d.due_at <= $1::timestamptz
        order by d.due_at, d.id limit $2 for update skip locked) d
      where w.active),
   claimed as (
     update webhook_deliveries d set due_at = $1::timestamptz + ${LEASE} from due where d.id = due.id
     returning d.id, d.webhook_id, d.case_id, d.step, d.attempts, d.reason, due.due_at)
   select d.id, d.webhook_id, w.url, w.secret_sealed, d.attempts, d.reason, d.due_at, h.event, h.from_state, h.to_state, h.at, c.code, c.kind,
     c.category, c.urgency, z.code as zone, b.name as branch, o.path as organisation
     from claimed d join webhooks w on w.id = d.webhook_id
     join case_history h on h.case_id = d.case_id and h.step = d.step
     join cases c on c.id = d.case_id join organisations o on o.id = c.organisation_id
     left join zones z on z.id = c.zone_id left join branches b on b.id = c.branch_id
    order by d.due_at, d.id`,
)

/** Take what is due, at most so many for each subscriber, the oldest first; nobody else takes it meanwhile. */
export function claimWebhooks(sql: Sql, now: Date, mostEach: number): Promise<WebhookDue[]> {
  return claim(sql, now, mostEach)
}

/** How it ended: told, given up, or to be tried again at `dueAt`. */
export interface WebhookOutcome {
  id: string
  state: 'sent' | 'failed' | 'waiting'
  attempts: number
  dueAt: Date
  reason: string | null
}

const settle = statement<{ id: string }, [string, Date]>(
  'settle_webhook_deliveries',
  `update webhook_deliveries d set state = s.state, attempts = s.attempts, due_at = s.due_at, reason = s.reason,
     sent_at = case when s.state = 'sent' then $2::timestamptz end
     from json_to_recordset($1::json) as s(id bigint, state text, attempts int, due_at timestamptz, reason text)
    where d.id = s.id and d.state = 'waiting' returning d.id`,
)

export async function settleWebhooks(sql: Sql, outcomes: readonly WebhookOutcome[], now: Date): Promise<void> {
  if (outcomes.length === 0) return
  await settle(sql, JSON.stringify(outcomes.map(({ dueAt, ...plain }) => ({ ...plain, due_at: dueAt }))), now)
}

const silence = statement<{ id: string }, [string]>(
  'silence_webhook',
  `with silent as (update webhooks set active = false where id = $1 returning id)
   update webhook_deliveries d set state = 'failed', reason = 'gone' from silent
    where d.webhook_id = silent.id and d.state = 'waiting' returning d.id`,
)

/** The receiver is gone for good: it is told nothing more until somebody adds it anew. */
export async function silenceWebhook(sql: Sql, webhookId: string): Promise<void> {
  await silence(sql, webhookId)
}
