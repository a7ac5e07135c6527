import type { JoinLinks } from '../channels/join-links.ts'
import type { Deps } from '../deps.ts'
import { civilDate } from '../domain/calendar.ts'
import { ChannelError } from '../errors.ts'
import { joinLinksToKeep, type KeptGroup, keepJoinLink, nameGroup } from '../store/join-links.ts'
import { failEntry, removeEntry } from '../store/kept-entries.ts'

const GROUPS_MAX = 20
/** Each try costs a call of the month, so what failed rests; a word of the platform about the group ends the rest. */
const PAUSE_MS = 12 * 3_600_000
/** A printed code must not end while the new one is on its way to the wall. */
const EARLY_MS = 30 * 86_400_000
/** How conversations are named, by which a `chatid` is told from them [KB 0699]. */
const CONVERSATION = /^cid/

/** Have a link to join each group of a zone on DingTalk, and another one before it ends. */
export async function keepJoinLinks(deps: Deps, now: Date): Promise<void> {
  const links = deps.channels.get('dingtalk')?.joinLinks
  if (!links) return
  const groups = await joinLinksToKeep(deps.pool, {
    today: civilDate(now, deps.config.timezone),
    failedBefore: new Date(now.getTime() - PAUSE_MS),
    expiresBefore: new Date(now.getTime() + EARLY_MS),
    limit: GROUPS_MAX,
  })
  for (const group of groups) await keepOne(deps, links, group)
}

async function keepOne(deps: Deps, links: JoinLinks, group: KeptGroup): Promise<void> {
  const { pool, log, now } = deps
  try {
    if (group.ended) return void (await removeEntry(pool, group.id))
    const chatId = await chatIdOf(deps, links, group)
    if (chatId === null)
      return void (await failEntry(pool, group.id, 'the chatid of the group is not known yet', now()))
    const { url, member, expiresAt } = await links.get({ chatId, members: group.members })
    await keepJoinLink(pool, group.id, url, [member], expiresAt, now())
  } catch (error) {
    const code = error instanceof ChannelError && error.code !== null ? ` ${error.code}` : ''
    log.warn({ entry_id: group.id, err: error }, 'keeping a link to join a group failed')
    await failEntry(pool, group.id, `${error instanceof ChannelError ? error.fault : 'fault'}${code}`, now())
  }
}

/** Where the operator named the group by its `chatid`, its conversation is asked for: messages name it by that. */
async function chatIdOf({ pool }: Deps, links: JoinLinks, { id, groupId, chatId }: KeptGroup): Promise<string | null> {
  if (groupId === null || CONVERSATION.test(groupId)) return chatId
  await nameGroup(pool, id, await links.conversationOf(groupId), groupId)
  return groupId
}
