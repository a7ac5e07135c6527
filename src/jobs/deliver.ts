import type { Channel, Content, SendResult } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import { groupBy } from '../domain/group.ts'
import { LANES } from '../domain/vocabulary.ts'
import { ChannelError } from '../errors.ts'
import { findCardHandle, type KeptHandle, keepCardHandles, useCardHandle } from '../store/card-handles.ts'
import { findReplyHandle } from '../store/reply-handles.ts'
import { claimSends, type Outcome, type Send, settleSends } from '../store/sends.ts'
import { keepToLimits } from './recipient-limits.ts'

/** API calls made at once to people who wait for an answer. */
const QUICK = { lanes: ['emergency', 'reply'], limit: 48 } as const

/** The same for lanes by which many are told: each call may reach a thousand. */
const BULK = { lanes: ['reminder', 'digest'], limit: 8 } as const

/** Recipients due that one claim looks at for each call that it may take. */
const SEEN_PER_CALL = 4

/** Pause after a try that certainly reached nobody: doubled each time up to a minute, with jitter. */
const PAUSE_MS = 1_000
const PAUSE_MAX_MS = 60_000
/** What waits for the next month is not to wait for days more. */
const JITTER_MAX_MS = 10 * 60_000

/** Tries of a send that our own code could not make; the reason stays for a person. */
const OWN_FAULT_TRIES = 5

/** Send whatever is due until nothing is left, or until `stop`. Safe to run twice and side by side. */
export async function deliver(deps: Deps, stop?: AbortSignal): Promise<void> {
  await deliverAnswers(deps, stop)
  await deliverToMany(deps, stop)
}

/** The lanes of those who wait for an answer. */
export function deliverAnswers(deps: Deps, stop?: AbortSignal): Promise<void> {
  return deliverLanes(deps, QUICK, stop)
}

/** The lanes by which many are told. It may take minutes, so nobody who has an answer to bring waits for it. */
export function deliverToMany(deps: Deps, stop?: AbortSignal): Promise<void> {
  return deliverLanes(deps, BULK, stop)
}

async function deliverLanes(deps: Deps, work: typeof QUICK | typeof BULK, stop?: AbortSignal): Promise<void> {
  let more = true
  while (more && !stop?.aborted) {
    const sends = await claimSends(deps.pool, { ...work, now: deps.now() })
    if (sends.length === 0) return
    // A claim that took less than it might has taken all there is: what comes later rings for itself.
    const recipientCount = sends.reduce((sum, send) => sum + send.recipients.length, 0)
    more = sends.length >= work.limit || recipientCount >= work.limit * SEEN_PER_CALL
    await settleMade(deps, await makeCalls(deps, await keepToLimits(deps, sends)))
  }
}

async function settleMade(deps: Deps, made: readonly Made[]): Promise<void> {
  await keepCardHandles(
    deps.pool,
    made.flatMap((m) => m.handle ?? []),
  )
  await settleSends(
    deps.pool,
    made.flatMap((m) => m.outcomes),
    deps.now(),
  )
}

/** People side by side, but what one person is told in its order: the number to call before the card. */
async function makeCalls(deps: Deps, sends: readonly Send[]): Promise<Made[]> {
  const inOrder = [...sends].sort(
    (a, b) => LANES.indexOf(a.lane) - LANES.indexOf(b.lane) || Number(a.outboxId - b.outboxId),
  )
  const lines = groupBy(inOrder, (s) =>
    s.recipients.length === 1 ? `${s.channel} ${s.recipients[0]}` : String(s.outboxId),
  )
  const made = await Promise.all(
    [...lines.values()].map(async (line) => {
      const done: Made[] = []
      for (const send of line) done.push(await sendOne(deps, send))
      return done
    }),
  )
  return made.flat()
}

/** An API call that was made: how it ended for each recipient, and the right to change the card that it brought. */
interface Made {
  outcomes: Outcome[]
  handle: KeptHandle | null
}

/** Make one API call. Throws nothing. */
async function sendOne(deps: Deps, send: Send): Promise<Made> {
  const now = deps.now()
  const channel = deps.channels.get(send.channel)
  if (send.deadlineAt <= now) return unmade(ended(send, 'dropped', 'deadline'))
  if (!channel) return unmade(ended(send, 'dropped', `channel ${send.channel} is not set up`))
  try {
    const handle = await cardHandleFor(deps, send)
    if (handle === null && isInPlace(send.content) && channel.cardHandles !== 'none') {
      return unmade(ended(send, 'dropped', 'the card can no longer be changed'))
    }
    const result = await callPlatform(deps, channel, { send, handle })
    const deferredCount = result.deferred?.length ?? 0
    deps.metrics.sent(send.channel, 'sent', send.recipients.length - result.refused.length - deferredCount)
    deps.metrics.sent(send.channel, 'failed', result.refused.length)
    deps.metrics.sent(send.channel, 'throttled', deferredCount)
    const taskId = taskIdOf(send.content)
    const kept = result.cardHandle && taskId ? { ...send, ...result.cardHandle, taskId } : null
    return { outcomes: succeeded(send, result, now), handle: kept && keptHandle(kept) }
  } catch (error) {
    return unmade(failed(deps, { channel, send, error }))
  }
}

/** The right to change the card that is to be changed. `null`: there is none, or nothing is changed. */
async function cardHandleFor({ pool, now }: Deps, { channel, content, recipients }: Send): Promise<string | null> {
  if (content.type !== 'card_update') return null
  const [handle] = await findCardHandle(pool, channel, content.card.taskId, recipients, now())
  return handle?.code ?? null
}

function isInPlace(content: Content): boolean {
  return content.type === 'card_update' && (content.inPlace ?? false)
}

async function callPlatform(
  deps: Deps,
  channel: Channel,
  { send, handle }: { send: Send; handle: string | null },
): Promise<SendResult> {
  const result = await channel.send({
    // The batch belongs to it: what is sent again is the same call, byte for byte.
    id: `${send.outboxId}-${send.batch}`,
    recipients: send.recipients,
    content: send.content,
    lane: send.lane,
    cardHandle: handle,
    replyHandle: await replyHandleFor(deps, channel, send),
  })
  if (handle !== null && channel.cardHandles === 'single') await useCardHandle(deps.pool, handle, deps.now())
  return result
}

/** Only who has just written is answered by handle: the clock never speaks into a chat in that way. */
async function replyHandleFor({ pool, seal, now }: Deps, channel: Channel, send: Send): Promise<string | null> {
  const [recipient, ...others] = send.recipients
  const answers = send.lane === 'reply' || send.lane === 'emergency'
  if (!channel.givesReplyHandles || !answers || recipient === undefined || others.length > 0) return null
  return findReplyHandle(pool, seal, { channel: channel.name, recipient, now: now() })
}

function unmade(outcomes: Outcome[]): Made {
  return { outcomes, handle: null }
}

function keptHandle({ code, expiresAt, organisationId, channel, taskId, recipients }: KeptHandle): KeptHandle {
  return { code, expiresAt, organisationId, channel, taskId, recipients }
}

function taskIdOf(content: Content): string | null {
  return content.type === 'card' || content.type === 'card_update' ? content.card.taskId : null
}

function succeeded(send: Send, { refused, deferred = [], platformId }: SendResult, now: Date): Outcome[] {
  const reasons = new Map(refused.map((r) => [r.recipient, r.reason]))
  const later = new Map(deferred.map((d) => [d.recipient, d]))
  return send.recipients.map((recipient) => {
    const throttled = later.get(recipient)
    if (throttled)
      return putOff(send, recipient, { ...throttled, dueAt: new Date(now.getTime() + throttled.retryAfterMs) })
    const reason = reasons.get(recipient) ?? null
    return { ...outcome(send, recipient), state: reason === null ? 'sent' : 'failed', reason, platformId }
  })
}

/** Told again at `dueAt`, unless it is worthless by then. */
function putOff(send: Send, recipient: string, { reason, dueAt }: { reason: string; dueAt: Date }): Outcome {
  if (dueAt <= send.deadlineAt) return { ...outcome(send, recipient), state: 'waiting', reason, dueAt }
  return { ...outcome(send, recipient), state: 'dropped', reason: `deadline, after ${reason}` }
}

function failed(deps: Deps, { channel, send, error }: { channel: Channel; send: Send; error: unknown }): Outcome[] {
  const fault = error instanceof ChannelError ? error : null
  const reason = fault ? `${fault.fault}${fault.code === null ? '' : ` ${fault.code}`}` : 'our own fault'
  deps.metrics.sent(send.channel, fault?.fault ?? 'fault', send.recipients.length)
  deps.log.warn(
    { outbox_id: String(send.outboxId), channel: send.channel, attempt_count: send.attempts, err: error },
    'sending failed',
  )
  if (fault?.fault === 'rejected') return ended(send, 'failed', reason)
  // Unknown is not sent again where that could double it; in the emergency lane once, for a doubled alarm beats none.
  const mayRepeat = channel.resendSafe || (send.lane === 'emergency' && send.attempts < 2)
  if (fault?.fault === 'ambiguous' && !mayRepeat) return ended(send, 'unknown', reason)
  if (fault === null && send.attempts >= OWN_FAULT_TRIES) return ended(send, 'failed', reason)
  const dueAt = new Date(deps.now().getTime() + pauseMs(send.attempts, fault))
  return send.recipients.map((r) => putOff(send, r, { reason, dueAt }))
}

/** What the platform asked for, else doubled with every try; jitter keeps many from coming back at once. */
function pauseMs(attempts: number, fault: ChannelError | null): number {
  const asked = fault?.retryAfterMs ?? Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** Math.min(attempts - 1, 10))
  return asked + Math.random() * Math.min(asked * 0.25, JITTER_MAX_MS)
}

function ended(send: Send, state: 'dropped' | 'failed' | 'unknown', reason: string): Outcome[] {
  return send.recipients.map((r) => ({ ...outcome(send, r), state, reason }))
}

function outcome(send: Send, recipient: string) {
  const { outboxId, batch, deadlineAt } = send
  return { outboxId, batch, recipient, dueAt: deadlineAt, platformId: null, reason: null }
}
