/** What a general library reads of our messages, for comparison with our own reading of times. */
import * as chrono from 'chrono-node'
import { localMoment } from '../../src/understanding/civil-date.ts'

const DAY_MS = 86_400_000

/**
 * The first date that chrono-node finds in a message (`YYYY-MM-DD` in Shanghai), or `null`.
 *
 * As we would use it: Simplified Chinese, the past where the words leave it open, and nothing that is still to come.
 */
export function chronoDate(text: string, sentAt: Date): string | null {
  const { date, minutes } = localMoment(sentAt, 'Asia/Shanghai')
  // The Chinese locale counts days in the zone of the machine, whatever zone it is told: so it gets the wall clock.
  const wallClock = new Date(`${date}T00:00:00`)
  wallClock.setMinutes(minutes)
  const found = chrono.zh.hans.parse(text, wallClock, { forwardDate: false })
  const start = found.find(({ start: s }) => s.date().getTime() < wallClock.getTime() + DAY_MS)?.start
  if (!start) return null
  const part = (name: 'year' | 'month' | 'day'): string => String(start.get(name)).padStart(2, '0')
  return `${part('year')}-${part('month')}-${part('day')}`
}
