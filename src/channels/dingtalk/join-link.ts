import { ChannelError } from '../../errors.ts'
import type { JoinLinks } from '../join-links.ts'
import type { DingtalkClient } from './client.ts'
import { platformCodeOf } from './faults.ts'

/** Calls of the month are spent on it, once a year for each group: after everything else [KB 0744, 1432]. */
const COST = 'digest'
/** Each is a call; somebody who answers for the zone is in its group, or the group is not theirs. */
const ASKED_MAX = 5
/** The account is not in the group [KB 0744]. */
const NOT_IN_GROUP = '60124'
/** Unless the group gets another owner or name before [KB 0791]. */
const LIFE_MS = 365 * 86_400_000

/** Links by which members of the organisation join its internal groups. */
export function createJoinLinks(client: Pick<DingtalkClient, 'call' | 'callOld'>, now: () => Date): JoinLinks {
  return {
    async get({ chatId, members }) {
      for (const member of members.slice(0, ASKED_MAX)) {
        const url = await askAs(client, chatId, member)
        if (url !== null) return { url, member, expiresAt: new Date(now().getTime() + LIFE_MS) }
      }
      throw new ChannelError('rejected', 'Nobody of the zone is in the group', { code: Number(NOT_IN_GROUP) })
    },
    async conversationOf(chatId) {
      const path = `/v1.0/im/chat/${encodeURIComponent(chatId)}/convertToOpenConversationId`
      const answer = await client.call({ method: 'POST', path, body: {}, cost: COST, harmless: true })
      const { openConversationId } = answer
      if (typeof openConversationId === 'string' && openConversationId !== '') return openConversationId
      throw new ChannelError('rejected', 'DingTalk told no conversation of the group')
    },
  }
}

/** `null`: this account is not in the group. */
async function askAs(client: Pick<DingtalkClient, 'callOld'>, chatId: string, member: string): Promise<string | null> {
  try {
    const body = { chatid: chatId, userid: member }
    const { result } = await client.callOld('/topapi/chat/qrcode/get', { body, cost: COST })
    if (typeof result === 'string' && isDingtalkLink(result)) return result
  } catch (error) {
    if (platformCodeOf(error) === NOT_IN_GROUP) return null
    throw error
  }
  // It is printed and scanned: an address of anybody else must not be.
  throw new ChannelError('rejected', 'DingTalk gave no link of its own to join the group')
}

function isDingtalkLink(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username } = new URL(text)
  return protocol === 'https:' && username === '' && /(^|\.)dingtalk\.(?:com|io)$/.test(hostname)
}
