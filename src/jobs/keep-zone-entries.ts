import pMap from 'p-map'
import type { Service } from '../channels/wecom/kf/service.ts'
import type { WecomWays } from '../channels/wecom/ways.ts'
import type { Deps } from '../deps.ts'
import { civilDate } from '../domain/calendar.ts'
import { stateOfZone } from '../domain/zone-state.ts'
import type { ZoneEntryKind } from '../domain/zoning.ts'
import { ChannelError } from '../errors.ts'
import {
  claimEntry,
  failEntry,
  type KeptEntry,
  noteConfig,
  refreshEntry,
  removeEntry,
  zoneEntriesToKeep,
} from '../store/kept-entries.ts'
import { keepJoinLinks } from './keep-join-links.ts'
import { replaceWay } from './replace-way.ts'
import type { Schedule } from './schedule.ts'

const ENTRIES_MAX = 200
const AT_ONCE = 2
/** What failed is tried again then; a person may have set it right. */
const PAUSE_MS = 30 * 60_000
/** A code that was deleted in WeCom's console leads nowhere; nobody tells us. */
const LOOK_AGAIN_MS = 7 * 86_400_000
/** Under this name the address of the service account is asked for: the zone stands behind it. */
const SCENE = 'zeren'

/**
 * Make the ways into zones that were asked for, and lead them to whoever answers now. A code that is printed stays as it
 * is while the people behind it change.
 */
export const keepZoneEntries: Schedule = {
  name: 'keep-zone-entries',
  every: { ms: 60_000 },
  async run(deps, now) {
    await keepJoinLinks(deps, now)
    const kinds: ZoneEntryKind[] = [
      ...(deps.ways ? (['wecom_contact', 'wecom_group'] as const) : []),
      ...(deps.service ? (['kf'] as const) : []),
      'dingtalk_group',
    ]
    const failedBefore = new Date(now.getTime() - PAUSE_MS)
    const entries = await zoneEntriesToKeep(deps.pool, {
      kinds,
      today: civilDate(now, deps.config.timezone),
      failedBefore,
      seenBefore: new Date(now.getTime() - LOOK_AGAIN_MS),
      limit: ENTRIES_MAX,
    })
    const address = serviceAddress(deps.service)
    const keep = async (entry: KeptEntry) => {
      const [mine] = await claimEntry(deps.pool, entry.id, now, failedBefore)
      if (mine) await keepOne(deps, entry, address)
    }
    await pMap(entries, keep, { concurrency: AT_ONCE, stopOnError: false })
    return []
  },
}

async function keepOne(deps: Deps, entry: KeptEntry, address: () => Promise<string>): Promise<void> {
  try {
    if (entry.ended) await takeBack(deps, entry)
    else if (entry.kind === 'kf') await refresh(deps, entry, { url: inZone(await address(), entry), memberCount: null })
    else if (entry.kind === 'wecom_contact') await keepContact(deps, entry)
    else await keepGroup(deps, entry)
  } catch (error) {
    const code = error instanceof ChannelError && error.code !== null ? ` ${error.code}` : ''
    const failure =
      error instanceof NotYet ? error.message : `${error instanceof ChannelError ? error.fault : 'fault'}${code}`
    deps.log.warn({ entry_id: entry.id, err: error }, 'keeping a way into a zone failed')
    await failEntry(deps.pool, entry.id, failure, deps.now())
  }
}

/** A person has something to do first. */
class NotYet extends Error {
  override name = 'NotYet'
}

function waysOf({ ways }: Deps): WecomWays {
  if (ways === null) throw new Error('customer contact of WeCom is not set up')
  return ways
}

async function keepContact(deps: Deps, entry: KeptEntry): Promise<void> {
  const ways = waysOf(deps)
  const { wanted: accounts } = entry
  if (accounts.length === 0) throw new NotYet('nobody on WeCom answers for it')
  const way = { users: accounts, state: stateOfZone(entry.zoneCode), remark: entry.zoneName }
  const standing = await changed(deps, entry, (configId) => ways.updateContact(configId, way))
  const config = standing ?? (await made(deps, entry, ways.addContact(way)))
  const url = await urlOf(ways, entry, { standing, config })
  await refresh(deps, { ...entry, accounts }, { url, memberCount: null })
}

async function keepGroup(deps: Deps, entry: KeptEntry): Promise<void> {
  const ways = waysOf(deps)
  const { groupId: chatId, furtherGroups } = entry
  if (chatId === null) throw new NotYet('no group was named for it')
  const { name, memberCount } = await ways.group(chatId)
  const further = await pMap(furtherGroups, (id) => memberCountOf(ways, id), { concurrency: 1 })
  const chatIds = [chatId, ...furtherGroups.filter((_, i) => further[i] !== null)]
  const way = { chatIds, state: stateOfZone(entry.zoneCode), groupName: name || `${entry.zoneName}居民群` }
  const standing = await changed(deps, entry, (configId) => ways.updateJoin(configId, way))
  const config = standing ?? (await made(deps, entry, ways.addJoin(way)))
  const url = await urlOf(ways, entry, { standing, config })
  const total = further.reduce<number>((sum, count) => sum + (count ?? 0), memberCount)
  await refresh(deps, { ...entry, accounts: [] }, { url, memberCount: total })
}

/** `null`: the group was dissolved. */
async function memberCountOf(ways: WecomWays, chatId: string): Promise<number | null> {
  try {
    return (await ways.group(chatId)).memberCount
  } catch (error) {
    if (error instanceof ChannelError && error.fault === 'rejected') return null
    throw error
  }
}

/**
 * The way that there is, changed; `null`: one is to be made. One that was deleted on the platform is made anew once: what
 * has led nowhere since it was made is not.
 */
async function changed(
  deps: Deps,
  entry: KeptEntry,
  change: (configId: string) => Promise<boolean>,
): Promise<string | null> {
  const { configId, url } = entry
  if (configId === null || (await change(configId))) return configId
  if (url === null) throw new NotYet('made anew and gone again')
  await replaceWay(deps, { ...entry, configId })
  return null
}

/** The picture is read once: it stays while what is behind it changes. */
async function urlOf(
  ways: WecomWays,
  { kind, url }: KeptEntry,
  { standing, config }: { standing: string | null; config: string },
): Promise<string> {
  if (standing !== null && url !== null) return url
  return ways.url(kind === 'wecom_group' ? 'wecom_group' : 'wecom_contact', config)
}

/** Written down before anything else is done with it: nobody else knows it, and it would be made again. */
async function made(deps: Deps, entry: KeptEntry, adding: Promise<string>): Promise<string> {
  const configId = await adding
  await noteConfig(deps.pool, entry.id, configId)
  return configId
}

async function refresh(
  deps: Deps,
  { id, accounts }: KeptEntry,
  { url, memberCount }: { url: string; memberCount: number | null },
): Promise<void> {
  await refreshEntry(deps.pool, id, url, accounts, memberCount, deps.now())
}

async function takeBack(deps: Deps, entry: KeptEntry): Promise<void> {
  const { kind, configId } = entry
  if (configId !== null && (kind === 'wecom_contact' || kind === 'wecom_group'))
    await waysOf(deps).remove(kind, configId)
  await removeEntry(deps.pool, entry.id)
}

/** Asked for once in a round: one address for all zones, each with its own ending. */
function serviceAddress(service: Service | null): () => Promise<string> {
  let asked: Promise<string> | null = null
  return () => {
    if (service === null) throw new Error('微信客服 is not set up')
    asked ??= service.address(SCENE)
    return asked
  }
}

function inZone(address: string, entry: KeptEntry): string {
  const url = new URL(address)
  url.searchParams.set('scene_param', stateOfZone(entry.zoneCode))
  return url.href
}
