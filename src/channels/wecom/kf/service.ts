/** The calls of 微信客服 that are no answers: reading what came, handing a chat to a member, its address (§6.9). */
import { z } from 'zod'
import { ChannelError } from '../../../errors.ts'
import type { Delivery } from '../../channel.ts'
import { harmless } from '../../exchange.ts'
import type { WecomClient } from '../client.ts'
import { deliveryOf } from './item.ts'

/** Small enough that a page of the longest messages fits into an answer. */
const PAGE_ITEMS = 100
/** States of a chat: in the queue of members, or served by one of them. */
const IN_QUEUE = 2
const WITH_MEMBER = 3
const AT_WORK = 0
/** Not from the state that the chat is in: somebody was quicker, it has ended, or this account has no queue. */
const NOT_FROM_HERE = 95016
/** This member takes nobody: no longer one of those who serve, or pausing just now. */
const TAKES_NOBODY: ReadonlySet<number> = new Set([95003, 95014, NOT_FROM_HERE, 95019])
/** Tried one after another; a resident waits meanwhile. */
const MEMBERS_TRIED = 5

export interface ServicePage {
  deliveries: Delivery[]
  /** From which the next one goes on; `null`: WeCom told none. */
  nextCursor: string | null
  hasMore: boolean
}

/**
 * How handing a resident over ended: by us, with the code of the one word that may still be said; by somebody quicker; or
 * not, for nobody takes them now.
 */
export type HandOver = { by: 'us'; code: string | null } | { by: 'others' } | { by: 'nobody' }

/** One service account. All throw ChannelError. */
export interface Service {
  openKfId: string
  /**
   * What came after the cursor; `null`: all of the last three days. With a call's token it may be asked more often.
   *
   * Reading takes nothing away: the same cursor gives the same again.
   */
  readPage(from: { cursor: string | null; token: string | null }): Promise<ServicePage>
  /** Put a resident into the queue of the members at work, else give them to one of those. */
  handToPerson(account: string): Promise<HandOver>
  /** The address that opens a chat with this account. */
  address(scene: string): Promise<string>
}

const page = z.object({
  next_cursor: z.string().default(''),
  has_more: z.number().default(0),
  msg_list: z.array(z.unknown()).default([]),
})
const servicer = z.looseObject({ userid: z.string().default(''), status: z.number().optional() })
const servicers = z.object({ servicer_list: z.array(servicer).default([]) })
const chatState = z.object({ service_state: z.number() })

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
    handToPerson: (account) => handOver(client, openKfId, account),
    async address(scene) {
      const { url } = await harmless(client.post('kf/add_contact_way', { open_kfid: openKfId, scene }))
      if (typeof url !== 'string' || !/^https:\/\//.test(url)) {
        throw new ChannelError('unreachable', 'WeCom gave no address of the service account')
      }
      return url
    },
  }
}

async function handOver(client: WecomClient, openKfId: string, account: string): Promise<HandOver> {
  const listed = await client.get('kf/servicer/list', { open_kfid: openKfId })
  const atWork = readable(servicers, listed, 'kf/servicer/list').servicer_list.filter((s) => s.status === AT_WORK)
  if (atWork.length === 0) return { by: 'nobody' }
  const chat = { open_kfid: openKfId, external_userid: account }
  const queued = await moved(client, { ...chat, service_state: IN_QUEUE })
  if (queued) return queued
  const asked = await harmless(client.post('kf/service_state/get', chat))
  const { service_state: state } = readable(chatState, asked, 'kf/service_state/get')
  if (state === IN_QUEUE || state === WITH_MEMBER) return { by: 'others' }
  for (const { userid } of atWork.slice(0, MEMBERS_TRIED)) {
    const taken = await moved(client, { ...chat, service_state: WITH_MEMBER, servicer_userid: userid })
    if (taken) return taken
  }
  return { by: 'nobody' }
}

/** `null`: not to there, or not to this member. */
async function moved(client: WecomClient, to: object): Promise<HandOver | null> {
  try {
    const { msg_code: code } = await client.post('kf/service_state/trans', to)
    return { by: 'us', code: typeof code === 'string' && code !== '' ? code : null }
  } catch (error) {
    if (error instanceof ChannelError && error.code !== null && TAKES_NOBODY.has(error.code)) return null
    throw error
  }
}

function readable<T>(shape: z.ZodType<T>, answer: unknown, api: string): T {
  const read = shape.safeParse(answer)
  if (!read.success) throw new ChannelError('unreachable', `WeCom's answer to ${api} is not what it should be`)
  return read.data
}
