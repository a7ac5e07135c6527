import { tellDueAnnouncements } from '../store/announcements.ts'
import type { Schedule } from './schedule.ts'

/** Announcements whose hour has come go to everybody of their audience. */
export const tellAnnouncements: Schedule = {
  name: 'tell-announcements',
  every: { ms: 30_000 },
  run: (deps, now) => tellDueAnnouncements(deps.db, now),
}
