import type { Deps } from '../../deps.ts'
import { civilDate } from '../../domain/calendar.ts'
import { rosterVersion } from '../../store/conversations.ts'

/** A closed matter or a duty changes no version: it stands on the notice after this time at the latest. */
export const KEPT_MS = 60_000
/** How old the knowledge of the roster's version may be. */
const STAMP_MS = 1_000
/** Pages of 4 kB mostly, posters and people's pictures. */
const KEPT_COUNT = 1_000
const KEPT_BYTES = 64 * 1_024 * 1_024

interface Kept<T> {
  stamp: string
  madeAt: number
  made: Promise<T | null>
  /** 0 while it is being made. */
  bytes: number
}

/** What was made of notices, by name, until the roster or the day changes or a minute has passed. */
export interface NoticeCache<T> {
  /** `make` is called once for all who ask at the same time; what it answers with `null` is not kept. */
  of(name: string, make: () => Promise<T | null>): Promise<T | null>
}

/** @param bytesOf how much memory holds it */
export function createNoticeCache<T>(
  { pool, now, config }: Pick<Deps, 'pool' | 'now' | 'config'>,
  bytesOf: (made: T) => number,
): NoticeCache<T> {
  const kept = new Map<string, Kept<T>>()
  let keptBytes = 0
  let stamp = { readAt: Number.NEGATIVE_INFINITY, text: Promise.resolve('') }

  function currentStamp(): Promise<string> {
    const at = now()
    if (isOver(stamp.readAt, STAMP_MS)) {
      const text = rosterVersion(pool).then((version) => `${version}/${civilDate(at, config.timezone)}`)
      stamp = { readAt: at.getTime(), text }
      text.catch(() => {
        stamp.readAt = Number.NEGATIVE_INFINITY
      })
    }
    return stamp.text
  }

  /** A clock that was set back makes everything old, too. */
  function isOver(since: number, ms: number): boolean {
    const age = now().getTime() - since
    return age < 0 || age >= ms
  }

  function forget(name: string): void {
    keptBytes -= kept.get(name)?.bytes ?? 0
    kept.delete(name)
  }

  function forgetOldest(): void {
    for (const name of kept.keys()) {
      if (kept.size <= KEPT_COUNT && keptBytes <= KEPT_BYTES) return
      forget(name)
    }
  }

  /** What is there to be kept, unless it was forgotten meanwhile. */
  function keep(name: string, fresh: Kept<T>, made: T | null): void {
    if (kept.get(name) !== fresh) return
    if (made === null) forget(name)
    else {
      fresh.bytes = bytesOf(made)
      keptBytes += fresh.bytes
      forgetOldest()
    }
  }

  return {
    async of(name, make) {
      const current = await currentStamp()
      const known = kept.get(name)
      if (known && known.stamp === current && !isOver(known.madeAt, KEPT_MS)) return known.made
      const fresh: Kept<T> = { stamp: current, madeAt: now().getTime(), made: make(), bytes: 0 }
      forget(name)
      kept.set(name, fresh)
      fresh.made.then(
        (made) => keep(name, fresh, made),
        () => keep(name, fresh, null),
      )
      forgetOldest()
      return fresh.made
    },
  }
}
