/** Subscribers: other programs that are told of changes of cases. */
import { and, asc, eq, sql } from 'drizzle-orm'
import { UserError } from '../errors.ts'
import type { Db } from './database.ts'
import { inScope, type Scope } from './organisations.ts'
import { organisations } from './schema/organisation.ts'
import { webhooks } from './schema/programs.ts'
import type { Seal } from './seal.ts'
import { transact } from './transact.ts'

const MOST_PER_ORGANISATION = 20

export interface NewWebhook {
  scope: Scope
  url: string
  /** `whsec_` and the key in base64. */
  secret: string
}

/** Tell `url` of all changes in the scope from now on. Returns its id. @throws UserError when there are too many */
export function addWebhook(
  db: Db,
  seal: Seal,
  { webhook, actor, now }: { webhook: NewWebhook; actor: string; now: Date },
): Promise<string> {
  const { scope, url, secret } = webhook
  const { organisationId } = scope
  return transact(db, async (tx, note) => {
    // Two at once are counted one after the other.
    await tx.execute(sql`select from organisations where id = ${organisationId} for update`)
    const count = await tx.$count(webhooks, eq(webhooks.organisationId, organisationId))
    if (count >= MOST_PER_ORGANISATION)
      throw new UserError(`一个组织最多${MOST_PER_ORGANISATION}个订阅，请先删掉不用的`)
    const secretSealed = seal.seal(SECRET, secret)
    const [row] = await tx
      .insert(webhooks)
      .values({ organisationId, url, secretSealed, createdBy: actor, createdAt: now })
      .returning({ id: webhooks.id })
    const id = row?.id ?? ''
    await note({ organisationId, at: now, actor, action: 'add_webhook', subject: `webhook:${id}`, detail: { url } })
    return id
  })
}

export interface WebhookRow {
  id: string
  url: string
  /** Path of the organisation whose cases it is told of, with all below it. */
  scope: string
  /** False: the receiver said that it is gone. */
  active: boolean
  createdAt: Date
  waitingCount: number
  failedCount: number
  lastSentAt: Date | null
  /** Why the last try of what waits failed. */
  lastFault: string | null
}

/** Subscribers of the scope, the oldest first; never their secret. */
export function listWebhooks(db: Db, scope: Scope): Promise<WebhookRow[]> {
  const deliveries = sql`webhook_deliveries d where d.webhook_id = ${webhooks.id}`
  return db
    .select({
      id: webhooks.id,
      url: webhooks.url,
      scope: organisations.path,
      active: webhooks.active,
      createdAt: webhooks.createdAt,
      waitingCount: sql<number>`(select count(*)::int from ${deliveries} and d.state = 'waiting')`,
      failedCount: sql<number>`(select count(*)::int from ${deliveries} and d.state = 'failed')`,
      lastSentAt: sql<Date | null>`(select max(d.sent_at) from ${deliveries})`.mapWith(webhooks.createdAt),
      lastFault: sql<
        string | null
      >`(select d.reason from ${deliveries} and d.reason is not null order by d.id desc limit 1)`,
    })
    .from(webhooks)
    .innerJoin(organisations, eq(organisations.id, webhooks.organisationId))
    .where(inScope(webhooks.organisationId, scope))
    .orderBy(asc(webhooks.createdAt), asc(webhooks.id))
    .limit(1000)
}

/** Tell it nothing more, also not what waits. Returns whether there was one in the scope. */
export function removeWebhook(
  db: Db,
  scope: Scope,
  { id, actor, now }: { id: string; actor: string; now: Date },
): Promise<boolean> {
  return transact(db, async (tx, note) => {
    const [row] = await tx
      .delete(webhooks)
      .where(and(sql`${webhooks.id}::text = ${id}`, inScope(webhooks.organisationId, scope)))
      .returning({ organisationId: webhooks.organisationId })
    if (!row) return false
    await note({ ...row, at: now, actor, action: 'remove_webhook', subject: `webhook:${id}`, detail: {} })
    return true
  })
}

const SECRET = 'webhook'

/** @throws SetupError when it was sealed under another key */
export function openSecret(seal: Seal, sealed: Buffer): string {
  return seal.open(SECRET, sealed)
}
