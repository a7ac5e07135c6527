import type { Deps } from '../deps.ts'
import { ChannelError } from '../errors.ts'
import {
  announcementsToAskReadsOf,
  announcementsToTakeBack,
  endRecall,
  noteReads,
  sendsOf,
} from '../store/announcement-sends.ts'
import type { Schedule } from './schedule.ts'

/** Asking costs calls of the month: beyond so many, which are a thousand people, nobody counts who has read. */
const SENDS_ASKED_MAX = 50

/** Announcements that were recalled are taken back from who has them, where the platform can. Twice is harmless. */
export const recallAnnouncements: Schedule = {
  name: 'recall-announcements',
  every: { ms: 30_000 },
  async run(deps, now) {
    for (const id of await announcementsToTakeBack(deps.pool, now)) {
      if (await takeBack(deps, id, now)) await endRecall(deps.pool, id, now)
    }
    return []
  },
}

/** `false`: some platform is to be asked again. */
async function takeBack({ pool, channels, log }: Deps, id: string, now: Date): Promise<boolean> {
  let isEnded = true
  for (const { channel, platformId } of await sendsOf(pool, id, now)) {
    try {
      await channels.get(channel)?.recall?.(platformId)
    } catch (error) {
      if (error instanceof ChannelError && error.retryable) isEnded = false
      log.warn({ announcement_id: id, channel, err: error }, 'an announcement was not taken back')
    }
  }
  return isEnded
}

/** How many have read an announcement, where the platform tells it. */
export const countReaders: Schedule = {
  name: 'count-announcement-readers',
  every: { ms: 600_000 },
  async run(deps, now) {
    for (const id of await announcementsToAskReadsOf(deps.pool, now)) {
      const count = await readersOf(deps, id, now)
      if (count !== null) await noteReads(deps.pool, id, count)
    }
    return []
  },
}

/** `null`: no platform tells. */
async function readersOf({ pool, channels, log }: Deps, id: string, now: Date): Promise<number | null> {
  const sends = (await sendsOf(pool, id, now)).filter(({ channel }) => channels.get(channel)?.countReaders)
  if (sends.length === 0 || sends.length > SENDS_ASKED_MAX) return null
  let sum: number | null = null
  for (const { channel, platformId } of sends) {
    try {
      const count = (await channels.get(channel)?.countReaders?.(platformId)) ?? null
      if (count !== null) sum = (sum ?? 0) + count
    } catch (error) {
      log.warn({ announcement_id: id, channel, err: error }, 'the readers of an announcement were not counted')
    }
  }
  return sum
}
