import type { WecomWays } from '../channels/wecom/ways.ts'
import { zoneOfState } from '../domain/zone-state.ts'
import { ChannelError } from '../errors.ts'
import { addFurtherGroup, countNotedVisits, dropNotedVisits, strangeGroups } from '../store/zone-visits.ts'
import type { Schedule } from './schedule.ts'

const NOTES_MAX = 5_000
const GROUPS_MAX = 50

/**
 * Count who came by, apart from handling what told of it. A group that nobody knows may be one that WeCom made by itself
 * when a zone's was full: the codes by which its members came in say whose it is.
 */
export const countVisits: Schedule = {
  name: 'count-visits',
  every: { ms: 60_000 },
  async run({ pool, ways, log }) {
    await countNotedVisits(pool, NOTES_MAX)
    for (const { groupId, mayBeOurs } of await strangeGroups(pool, GROUPS_MAX)) {
      try {
        const zones = mayBeOurs && ways !== null ? await zonesOfGroup(ways, groupId) : []
        if (!(await addFurtherGroup(pool, groupId, zones))) await dropNotedVisits(pool, groupId)
      } catch (error) {
        // The others would fail alike: all are looked at again with the next tick.
        log.warn({ group_id: groupId, err: error }, 'looking at a group that was joined failed')
        break
      }
    }
    await countNotedVisits(pool, NOTES_MAX)
    return []
  },
}

/** Codes of the zones by whose codes members came in. @throws ChannelError but for a group that is gone or not ours to see */
async function zonesOfGroup(ways: WecomWays, groupId: string): Promise<string[]> {
  try {
    const { states } = await ways.group(groupId)
    return states.flatMap((state) => zoneOfState(state) ?? [])
  } catch (error) {
    if (error instanceof ChannelError && error.fault === 'rejected') return []
    throw error
  }
}
