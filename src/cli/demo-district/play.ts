/** A play: what people do, at instants, among the schedules of the product. One act may bring about later ones. */
import type { Deps } from '../../deps.ts'
import { addDays, type CivilDate, civilDate, instantOf } from '../../domain/calendar.ts'
import type { Schedule } from '../../jobs/schedule.ts'
import { SCHEDULES } from '../../jobs/schedules.ts'
import { say } from '../demo-year.ts'
import { ticksBetween } from '../tick.ts'

/** What runs every few seconds or minutes is played at these times of each day, and after what was told. */
const LOOKS_AT = ['09:04', '14:04']
const MINUTE_MS = 60_000
/** Drafts that nobody answered are kept after ten. */
const SILENCE_MS = 11 * MINUTE_MS

export interface Act {
  at: Date
  run(play: Play): Promise<unknown>
}

export interface Play {
  /** Its clock stands at the instant of the act. */
  deps: Deps
  timezone: string
  now: Date
  today: CivilDate
  /** Of the year that is played. */
  year: string
  say(account: string, words: string): Promise<void>
  /** Let something happen `minutes` from now; in the night it waits for the morning. */
  later(minutes: number, run: Act['run']): void
  at(at: Date, run: Act['run']): void
}

/** Play the acts from the first of January until the last day of `until`. */
export async function playYear(
  deps: Deps,
  { year, until, acts }: { year: string; until: CivilDate; acts: readonly Act[] },
): Promise<void> {
  const { timezone } = deps.config
  const bells = { ...deps.bells, ring: () => undefined }
  const queue = [...acts].sort(byTime)
  const add = (act: Act) => {
    const after = queue.findIndex(({ at }) => at > act.at)
    queue.splice(after < 0 ? queue.length : after, 0, act)
  }
  for (const { at, schedule } of ticksOf(`${year}-01-01`, until, timezone)) {
    for (let act = queue[0]; act && act.at <= at; act = queue[0]) {
      queue.shift()
      await act.run(playAt({ ...deps, bells, now: nowOf(act.at) }, act.at, { year, add }))
    }
    await schedule.run({ ...deps, bells, now: () => at }, at)
  }
}

function nowOf(at: Date): () => Date {
  return () => at
}

function playAt(deps: Deps, now: Date, { year, add }: { year: string; add(act: Act): void }): Play {
  const { timezone } = deps.config
  const keep = SCHEDULES.find(({ name }) => name === 'keep-silent-drafts')
  return {
    ...{ deps, timezone, now, year, today: civilDate(now, timezone) },
    async say(account, words) {
      await say(deps, { at: now, account, words })
      const kept = new Date(now.getTime() + SILENCE_MS)
      add({ at: kept, run: ({ deps: then }) => keep?.run(then, kept) ?? Promise.resolve() })
    },
    at: (at, run) => add({ at, run }),
    later: (minutes, run) => add({ at: awake(new Date(now.getTime() + minutes * MINUTE_MS), timezone), run }),
  }
}

/** Nobody works at night: at eight o'clock and the same minute. */
function awake(at: Date, timezone: string): Date {
  const day = civilDate(at, timezone)
  const [morning, evening] = [instantOf(day, '08:00', timezone), instantOf(day, '20:00', timezone)]
  const minuteMs = at.getTime() % (60 * MINUTE_MS)
  if (at < morning) return new Date(morning.getTime() + minuteMs)
  return at < evening ? at : new Date(instantOf(addDays(day, 1), '08:00', timezone).getTime() + minuteMs)
}

function ticksOf(from: CivilDate, until: CivilDate, timezone: string): { at: Date; schedule: Schedule }[] {
  const byPattern = ticksBetween(from, until, timezone).flatMap(({ at, schedule: { name } }) => {
    const schedule = SCHEDULES.find((one) => one.name === name)
    return schedule && 'pattern' in schedule.every ? [{ at, schedule }] : []
  })
  const often = SCHEDULES.filter(({ every }) => 'ms' in every)
  const looks: { at: Date; schedule: Schedule }[] = []
  for (let day = from; day <= until; day = addDays(day, 1)) {
    for (const time of LOOKS_AT) {
      const at = instantOf(day, time, timezone)
      looks.push(...often.map((schedule) => ({ at, schedule })))
    }
  }
  return [...byPattern, ...looks].sort(byTime)
}

function byTime(a: { at: Date }, b: { at: Date }): number {
  return a.at.getTime() - b.at.getTime()
}
