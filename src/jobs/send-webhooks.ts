import pMap from 'p-map'
import type { WebhookSender } from '../channels/webhook.ts'
import type { Deps } from '../deps.ts'
import { outsideStatus } from '../domain/case.ts'
import { groupBy } from '../domain/group.ts'
import { ChannelError } from '../errors.ts'
import {
  claimWebhooks,
  settleWebhooks,
  silenceWebhook,
  type WebhookDue,
  type WebhookOutcome,
} from '../store/webhook-deliveries.ts'
import { openSecret } from '../store/webhooks.ts'

const MOST_EACH = 20
const SUBSCRIBERS_AT_ONCE = 16
/** Whoever takes longer gets one at a time: the others wait for the slowest of a round. */
const SLOW_MS = 2_000
/** After the first failure, the second, … as the specification proposes: given up after three days and a half. */
const PAUSES_SECONDS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
const GONE = 410
const DAY_SECONDS = 86_400

/** What a run needs of everything. */
export type WebhookDeps = Pick<Deps, 'pool' | 'seal' | 'config' | 'log' | 'now'>

/**
 * Tell subscribers what is due, each in the order in which it happened as long as nothing fails.
 *
 * At least once: who is cut between the answer and its record tells it again, under the same id.
 */
export async function sendWebhooks(deps: WebhookDeps, sender: WebhookSender, stop?: AbortSignal): Promise<void> {
  let more = true
  while (more && !stop?.aborted) {
    const due = await claimWebhooks(deps.pool, deps.now(), MOST_EACH)
    const lines = [...groupBy(due, (d) => d.webhook_id).values()]
    const fluent = await pMap(lines, (line) => tellSubscriber(deps, { sender, line, stop }), {
      concurrency: SUBSCRIBERS_AT_ONCE,
    })
    // Only who answered all of a full batch at once may have more; the rest waits for the next round.
    more = lines.some((line, index) => line.length === MOST_EACH && fluent[index])
  }
}

/** @returns whether all of it was told, and quickly */
async function tellSubscriber(
  deps: WebhookDeps,
  { sender, line, stop }: { sender: WebhookSender; line: readonly WebhookDue[]; stop: AbortSignal | undefined },
): Promise<boolean> {
  const outcomes: WebhookOutcome[] = []
  let fluent = true
  for (const due of line) {
    if (!fluent || stop?.aborted) {
      const { id, attempts, due_at: dueAt, reason } = due
      outcomes.push({ id, state: 'waiting', attempts, dueAt, reason })
      continue
    }
    const began = performance.now()
    const { outcome, gone } = await tellOne(deps, sender, due)
    outcomes.push(outcome)
    if (gone) await silenceWebhook(deps.pool, due.webhook_id)
    fluent = outcome.state === 'sent' && performance.now() - began < SLOW_MS
  }
  await settleWebhooks(deps.pool, outcomes, deps.now())
  return fluent
}

async function tellOne(
  deps: WebhookDeps,
  sender: WebhookSender,
  due: WebhookDue,
): Promise<{ outcome: WebhookOutcome; gone: boolean }> {
  const answer = await answerOf(deps, sender, due)
  const attempts = due.attempts + 1
  const told = { id: due.id, attempts, dueAt: deps.now() }
  if (answer.ok) return { outcome: { ...told, state: 'sent', reason: null }, gone: false }
  deps.log.warn(
    { webhook_id: due.webhook_id, delivery_id: due.id, attempt_count: attempts, reason: answer.reason },
    'a subscriber was not told',
  )
  const pause = PAUSES_SECONDS[due.attempts]
  const { reason, gone } = answer
  if (pause === undefined || gone) return { outcome: { ...told, state: 'failed', reason }, gone }
  const seconds = Math.max(pause * (1 + Math.random() * 0.2), Math.min(answer.retryAfterSeconds, DAY_SECONDS))
  const dueAt = new Date(deps.now().getTime() + seconds * 1000)
  return { outcome: { ...told, dueAt, state: 'waiting', reason }, gone }
}

type Answer = { ok: true } | { ok: false; reason: string; gone: boolean; retryAfterSeconds: number }

/** Throws nothing: whatever fails is a reason to try again. */
async function answerOf(deps: WebhookDeps, sender: WebhookSender, due: WebhookDue): Promise<Answer> {
  try {
    const secret = openSecret(deps.seal, due.secret_sealed)
    const message = { id: `msg_${due.id}`, body: JSON.stringify(contentOf(due, deps.config.publicUrl)) }
    const { status, retryAfterSeconds } = await sender.post(due.url, secret, message)
    if (status >= 200 && status < 300) return { ok: true }
    return { ok: false, reason: `http ${status}`, gone: status === GONE, retryAfterSeconds: retryAfterSeconds ?? 0 }
  } catch (error) {
    if (!(error instanceof ChannelError)) deps.log.error({ delivery_id: due.id, err: error }, 'a webhook failed')
    const reason = error instanceof ChannelError ? error.fault : 'our own fault'
    return { ok: false, reason, gone: false, retryAfterSeconds: 0 }
  }
}

/** Codes and states; who may know more asks the API. */
function contentOf(due: WebhookDue, publicUrl: string) {
  const { code, organisation, branch, zone, kind, category, urgency, event, from_state, to_state, at } = due
  return {
    type: `case.${event}`,
    timestamp: at.toISOString(),
    data: {
      ...{ code, organisation, branch, zone, kind, category, urgency, event },
      from: from_state,
      to: to_state,
      status: outsideStatus(to_state),
      url: `${publicUrl}/api/v1/cases/${encodeURIComponent(code)}`,
    },
  }
}
