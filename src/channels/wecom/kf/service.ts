/** The calls of 微信客服 that are no answers: reading what came, handing a chat to a member, its address (§6.9). */
import { z } from 'zod'
import { ChannelError } from '../../../errors.ts'
import type { Delivery } from '../../channel.ts'
import { harmless } from '../../exchange.ts'
import type { WecomClient } from '../client.ts'
import { deliveryOf } from './item.ts'

/** Small enough that a page of the longest messages fits into an answer. */
const PAGE_ITEMS = 100
/** The bot serves, the queue of members waits, a member serves. */
const WAITING_FOR_PERSON = 2
const AT_WORK = 0
/** The chat is in a state already from which it cannot be handed on: somebody was quicker. */
const HANDED_ALREADY = 95016

export interface ServicePage {
  deliveries: Delivery[]
  /** From which the next one goes on; `null`: WeCom told none. */
  nextCursor: string | null
  hasMore: boolean
}

/** One service account. All throw ChannelError. */
export interface Service {
  openKfId: string
  /**
   * What came after the cursor; `null`: all of the last three days. With a call's token it may be asked more often.
   *
   * Reading takes nothing away: the same cursor gives the same again.
   */
  readPage(from: { cursor: string | null; token: string | null }): Promise<ServicePage>
  /** Put a resident into the queue of the members at work. @returns the code of the one word that may still be said */
  handToPerson(account: string): Promise<{ handed: boolean; code: string | null }>
  /** The address that opens a chat with this account. */
  address(scene: string): Promise<string>
}

const page = z.object({
  next_cursor: z.string().default(''),
  has_more: z.number().default(0),
  msg_list: z.array(z.unknown()).default([]),
})
const servicers = z.object({ servicer_list: z.array(z.looseObject({ status: z.number().optional() })).default([]) })

export function createService(client: WecomClient, openKfId: string, now: () => Date): Service {
  return {
    openKfId,
    async readPage({ cursor, token }) {
      const asked = { ...(cursor ? { cursor } : {}), ...(token ? { token } : {}) }
      const answer = await harmless(
        client.post('kf/sync_msg', { ...asked, limit: PAGE_ITEMS, voice_format: 0, open_kfid: openKfId }),
      )
      const read = readable(page, answer, 'kf/sync_msg')
      return {
        deliveries: read.msg_list.flatMap((item) => deliveryOf(item, now()) ?? []),
        nextCursor: read.next_cursor === '' ? null : read.next_cursor,
        hasMore: read.has_more === 1,
      }
    },
    async handToPerson(account) {
      const { servicer_list: all } = readable(
        servicers,
        await client.get('kf/servicer/list', { open_kfid: openKfId }),
        'kf/servicer/list',
      )
      if (!all.some(({ status }) => status === AT_WORK)) return { handed: false, code: null }
      const body = { open_kfid: openKfId, external_userid: account, service_state: WAITING_FOR_PERSON }
      try {
        const { msg_code: code } = await client.post('kf/service_state/trans', body)
        return { handed: true, code: typeof code === 'string' && code !== '' ? code : null }
      } catch (error) {
        if (error instanceof ChannelError && error.code === HANDED_ALREADY) return { handed: true, code: null }
        throw error
      }
    },
    async address(scene) {
      const { url } = await harmless(client.post('kf/add_contact_way', { open_kfid: openKfId, scene }))
      if (typeof url !== 'string' || !/^https:\/\//.test(url)) {
        throw new ChannelError('unreachable', 'WeCom gave no address of the service account')
      }
      return url
    },
  }
}

function readable<T>(shape: z.ZodType<T>, answer: unknown, api: string): T {
  const read = shape.safeParse(answer)
  if (!read.success) throw new ChannelError('unreachable', `WeCom's answer to ${api} is not what it should be`)
  return read.data
}
