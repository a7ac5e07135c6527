import type { Channel } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import { groupBy } from '../domain/group.ts'
import { postpone, recentSends, type Send } from '../store/outbox.ts'

/**
 * The sends as they may go out now: without the people who have had what their platform lets through.
 *
 * WeCom drops what is over 30 a minute or 1000 an hour for one member without a word [D2 90236]. Those people's messages
 * wait, in a batch of their own, until the window has room; a send that nobody is left of is not made.
 */
export async function keepToLimits(deps: Deps, sends: readonly Send[]): Promise<Send[]> {
  const kept: Send[] = []
  for (const [channel, ofChannel] of groupBy(sends, (s) => s.channel)) {
    const to = deps.channels.get(channel)
    const windows = to ? await openWindows(deps, to, ofChannel) : []
    for (const send of ofChannel) kept.push(...(await keepOne(deps, send, windows)))
  }
  return kept
}

type Limit = { windowMs: number; max: number }

/** Room left for each recipient in one window. Counts down as sends are let through. */
class Window {
  private readonly room = new Map<string, number>()
  private readonly freeAt = new Map<string, Date>()

  constructor(limit: Limit, recent: Awaited<ReturnType<typeof recentSends>>, now: Date) {
    const since = new Date(now.getTime() - limit.windowMs)
    for (const { recipient, sent_at, under_way } of recent) {
      const within = sent_at.filter((at) => at > since)
      this.room.set(recipient, limit.max - within.length - under_way)
      // The one whose leaving makes room: the oldest of the newest `max`.
      const oldest = within.slice(0, limit.max).at(-1) ?? now
      this.freeAt.set(recipient, new Date(oldest.getTime() + limit.windowMs))
    }
  }

  /** When the recipient has room again; `null`: now. */
  fullUntil(recipient: string): Date | null {
    return (this.room.get(recipient) ?? 1) > 0 ? null : (this.freeAt.get(recipient) ?? null)
  }

  take(recipient: string): void {
    this.room.set(recipient, (this.room.get(recipient) ?? 1) - 1)
  }
}

/** One look at what was sent within the longest window serves all of them. */
async function openWindows(deps: Deps, channel: Channel, sends: readonly Send[]): Promise<Window[]> {
  const limits = channel.recipientLimits
  if (limits.length === 0) return []
  const now = deps.now()
  const longest = new Date(now.getTime() - Math.max(...limits.map((l) => l.windowMs)))
  const most = Math.max(...limits.map((l) => l.max))
  const recipients = [...new Set(sends.flatMap((s) => s.recipients))]
  const ours = sends.map((s) => s.outboxId)
  const recent = await recentSends(deps.pool, channel.name, recipients, longest, most, ours)
  return limits.map((limit) => new Window(limit, recent, now))
}

async function keepOne(deps: Deps, send: Send, windows: readonly Window[]): Promise<Send[]> {
  const waits = new Map<string, Date>()
  for (const recipient of send.recipients) {
    const fullUntil = windows.flatMap((w) => w.fullUntil(recipient) ?? []).sort((a, b) => b.getTime() - a.getTime())[0]
    if (fullUntil) waits.set(recipient, fullUntil)
    else for (const window of windows) window.take(recipient)
  }
  if (waits.size === 0) return [send]
  const until = new Date(Math.max(...[...waits.values()].map((at) => at.getTime())))
  // A call that was made before may have reached all of them: it is made again to the very same people or not at all,
  // since another body would not be known as its repetition.
  const together = send.attempts > 1 ? new Set(send.recipients) : waits
  await postpone(deps.pool, send.outboxId, [...together.keys()], until)
  const recipients = send.recipients.filter((r) => !together.has(r))
  return recipients.length > 0 ? [{ ...send, recipients }] : []
}
