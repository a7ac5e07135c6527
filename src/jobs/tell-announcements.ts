import { awaitedAnnouncement, tellDueAnnouncements } from '../store/announcements.ts'
import type { Schedule } from './schedule.ts'

/** Announcements whose hour has come go to everybody of their audience. */
export const tellAnnouncements: Schedule = {
  name: 'tell-announcements',
  every: { ms: 30_000 },
  async run({ db, pool, config, channels }, now) {
    // Nearly always there is none: then no transaction is opened.
    if ((await awaitedAnnouncement(pool, now)).length === 0) return []
    return tellDueAnnouncements(db, now, { timezone: config.timezone, channels })
  },
}
