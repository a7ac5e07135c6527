import { setTimeout as sleep } from 'node:timers/promises'
import { ChannelError } from '../errors.ts'

const TRIES_MAX = 6
const FIRST_WAIT_MS = 1_000
/** Longer than a platform's minute; what takes more is for a person to know. */
const WAIT_MAX_MS = 90_000

export type Wait = (ms: number) => Promise<unknown>

/**
 * A call that only reads, made again while the platform asks for patience or is away.
 *
 * @throws ChannelError the last one, or at once what waiting does not mend
 */
export async function patiently<T>(call: () => Promise<T>, wait: Wait = sleep): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call()
    } catch (error) {
      const ms = waitAfter(error, tries)
      if (ms === null) throw error
      await wait(ms)
    }
  }
}

function waitAfter(error: unknown, tries: number): number | null {
  if (!(error instanceof ChannelError) || tries >= TRIES_MAX) return null
  const { fault, retryAfterMs } = error
  // Without a time to come back it is a month that is used up.
  if (fault !== 'unreachable' && (fault !== 'rate_limited' || retryAfterMs === null)) return null
  const ms = Math.max(retryAfterMs ?? 0, FIRST_WAIT_MS * 2 ** (tries - 1))
  return ms > WAIT_MAX_MS ? null : ms
}
