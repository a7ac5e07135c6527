import type { Channel } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import { groupBy } from '../domain/group.ts'
import { postpone, type Recent, recentSends, spreadWaiting } from '../store/recipient-windows.ts'
import type { Send } from '../store/sends.ts'

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
    for (const full of filledUp(windows)) {
      await spreadWaiting(deps.pool, channel, full.recipient, full.until, full.windowMs, full.max)
    }
  }
  return kept
}

type Limit = { windowMs: number; max: number }

/** Room left for each recipient in one window. Counts down as sends are let through. */
class Window {
  readonly limit: Limit
  readonly full = new Set<string>()
  private readonly room = new Map<string, number>()
  private readonly freeAt = new Map<string, Date>()

  constructor(limit: Limit, recent: readonly Recent[], now: Date) {
    this.limit = limit
    for (const { recipient, had_count, oldest_at, under_way } of recent) {
      this.room.set(recipient, limit.max - had_count - under_way)
      // Its leaving makes room.
      this.freeAt.set(recipient, new Date((oldest_at ?? now).getTime() + limit.windowMs))
    }
  }

  /** When the recipient has room again; `null`: now. */
  fullUntil(recipient: string): Date | null {
    if ((this.room.get(recipient) ?? 1) > 0) return null
    this.full.add(recipient)
    return this.until(recipient)
  }

  until(recipient: string): Date {
    return this.freeAt.get(recipient) ?? new Date(0)
  }

  take(recipient: string): void {
    this.room.set(recipient, (this.room.get(recipient) ?? 1) - 1)
  }
}

/** One look at what was sent within all windows. */
async function openWindows(deps: Deps, channel: Channel, sends: readonly Send[]): Promise<Window[]> {
  const limits = channel.recipientLimits
  if (limits.length === 0) return []
  const now = deps.now()
  const recipients = [...new Set(sends.flatMap((s) => s.recipients))]
  const ours = sends.map((s) => s.outboxId)
  const windowsMs = limits.map((l) => l.windowMs)
  const most = limits.map((l) => l.max)
  const recent = await recentSends(deps.pool, channel.name, recipients, windowsMs, most, ours, now)
  return limits.map(
    (limit, place) =>
      new Window(
        limit,
        recent.filter((r) => r.place === place),
        now,
      ),
  )
}

/** Recipients that have had their fill, with the window that frees them last. */
function filledUp(windows: readonly Window[]): ({ recipient: string; until: Date } & Limit)[] {
  const latest = new Map<string, { recipient: string; until: Date } & Limit>()
  for (const window of windows) {
    for (const recipient of window.full) {
      const until = window.until(recipient)
      const known = latest.get(recipient)
      if (!known || known.until < until) latest.set(recipient, { recipient, until, ...window.limit })
    }
  }
  return [...latest.values()]
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
