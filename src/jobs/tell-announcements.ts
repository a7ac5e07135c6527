import { tellDueAnnouncements } from '../store/announcements.ts'
import type { Schedule } from './schedule.ts'

/** Announcements whose hour has come go to everybody of their audience. */
export const tellAnnouncements: Schedule = {
  name: 'tell-announcements',
  every: { ms: 30_000 },
  run: ({ db, config, channels }, now) => tellDueAnnouncements(db, now, { timezone: config.timezone, channels }),
}
