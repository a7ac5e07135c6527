import type { Deps } from '../../deps.ts'
import { civilDate } from '../../domain/calendar.ts'
import { rosterVersion } from '../../store/conversations.ts'

/** A closed matter or a duty changes no version: it stands on the notice after this time at the latest. */
export const KEPT_MS = 60_000
/** How old the knowledge of the roster's version may be. */
const STAMP_MS = 1_000
/** Of at most 30 kB each, mostly 4; posters are counted with them. */
const KEPT_COUNT = 1_000

interface Kept<T> {
  stamp: string
  madeAt: number
  made: Promise<T | null>
}

/** What was made of notices, by name, until the roster or the day changes or a minute has passed. */
export interface NoticeCache<T> {
  /** `make` is called once for all who ask at the same time; what it answers with `null` is not kept. */
  of(name: string, make: () => Promise<T | null>): Promise<T | null>
}

export function createNoticeCache<T>({ pool, now, config }: Pick<Deps, 'pool' | 'now' | 'config'>): NoticeCache<T> {
  const kept = new Map<string, Kept<T>>()
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

  return {
    async of(name, make) {
      const current = await currentStamp()
      const known = kept.get(name)
      if (known && known.stamp === current && !isOver(known.madeAt, KEPT_MS)) return known.made
      const fresh = { stamp: current, madeAt: now().getTime(), made: make() }
      kept.delete(name)
      kept.set(name, fresh)
      const forget = () => kept.get(name) === fresh && kept.delete(name)
      fresh.made.then((made) => made === null && forget(), forget)
      const [oldest] = kept.keys()
      if (kept.size > KEPT_COUNT && oldest !== undefined) kept.delete(oldest)
      return fresh.made
    },
  }
}
