import { readBurden } from '../store/burden.ts'
import type { Schedule } from './schedule.ts'

const WEEK_MS = 7 * 86_400_000

/** Each night: how much the bot asked of people in the last seven days, for who runs it. */
export const measureBurden: Schedule = {
  name: 'measure-burden',
  every: { pattern: '41 3 * * *' },
  async run({ db, metrics }, now) {
    const burdens = await readBurden(db, { from: new Date(now.getTime() - WEEK_MS), to: now })
    const sum = (of: 'memberCount' | 'messageCount' | 'againCount' | 'demandedCount') =>
      burdens.reduce((total, burden) => total + burden[of], 0)
    metrics.burden({
      perMember: sum('memberCount') === 0 ? 0 : sum('messageCount') / sum('memberCount'),
      most: Math.max(0, ...burdens.map((burden) => burden.mostCount)),
      again: sum('againCount'),
      demanded: sum('demandedCount'),
    })
    return []
  },
}
