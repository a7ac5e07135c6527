/** A code by which residents come into the group of their zone (wecom.md §6.4, 6.5). */
import { z } from 'zod'
import { ChannelError } from '../../errors.ts'
import { harmless } from '../exchange.ts'
import type { WecomClient } from './client.ts'
import { configOf, remarkOf } from './contact-ways.ts'

/** Where a group code leads to. The group itself is made by a member on their phone: no call makes one. */
export interface JoinWay {
  /** The group itself, then those that WeCom made when it was full: the newest of them have room. */
  chatIds: readonly string[]
  state: string
  /** What further groups are called, once this one is full. */
  groupName: string
}

const BY_CODE = 2
const NAME_SIGNS = 40
const MOST_GROUPS = 5
const LISTED_AT_ONCE = 1000
const MOST_PAGES = 20

/** @throws ChannelError @returns the id of the way */
export async function addJoinWay(client: WecomClient, way: JoinWay): Promise<string> {
  return configOf(await client.post('externalcontact/groupchat/add_join_way', bodyOf(way)))
}

/** The whole way is written anew; its picture stays. @throws ChannelError */
export async function updateJoinWay(client: WecomClient, configId: string, way: JoinWay): Promise<void> {
  await client.post('externalcontact/groupchat/update_join_way', { config_id: configId, ...bodyOf(way) })
}

/** @throws ChannelError */
export async function removeJoinWay(client: WecomClient, configId: string): Promise<void> {
  await client.post('externalcontact/groupchat/del_join_way', { config_id: configId })
}

function bodyOf({ chatIds, state, groupName }: JoinWay) {
  return {
    scene: BY_CODE,
    remark: remarkOf(groupName),
    auto_create_room: 1,
    room_base_name: [...groupName].slice(0, NAME_SIGNS).join(''),
    room_base_id: 2,
    chat_id_list: chatIds.slice(-MOST_GROUPS),
    state,
  }
}

const joinWay = z.object({ join_way: z.looseObject({ qr_code: z.string().min(1) }) })
const member = z.looseObject({ state: z.string().optional().catch(undefined) })
const group = z.object({
  group_chat: z.looseObject({ name: z.string().default(''), member_list: z.array(member).default([]) }),
})
const groups = z.object({
  group_chat_list: z.array(z.looseObject({ chat_id: z.string() })).default([]),
  next_cursor: z.string().default(''),
})

/** Adding tells the id alone. @throws ChannelError @returns the address of the picture */
export async function joinPicture(client: WecomClient, configId: string): Promise<string> {
  const answer = await harmless(client.post('externalcontact/groupchat/get_join_way', { config_id: configId }))
  return readable(joinWay, answer).join_way.qr_code
}

export interface CustomerGroup {
  chatId: string
  name: string
  memberCount: number
  /** The `state` of each code by which somebody came in. */
  states: string[]
}

/** @throws ChannelError; `rejected` where there is no such group */
export async function readGroup(client: WecomClient, chatId: string): Promise<CustomerGroup> {
  const answer = await harmless(client.post('externalcontact/groupchat/get', { chat_id: chatId, need_name: 0 }))
  const { name, member_list: members } = readable(group, answer).group_chat
  const states = [...new Set(members.flatMap(({ state }) => (state ? [state] : [])))]
  return { chatId, name, memberCount: members.length, states }
}

/** The company's groups, to choose from. @throws ChannelError */
export async function listGroups(client: WecomClient): Promise<CustomerGroup[]> {
  const ids: string[] = []
  let cursor = ''
  for (let count = 0; count < MOST_PAGES; count++) {
    const body = { status_filter: 0, limit: LISTED_AT_ONCE, ...(cursor === '' ? {} : { cursor }) }
    const page = readable(groups, await harmless(client.post('externalcontact/groupchat/list', body)))
    ids.push(...page.group_chat_list.map((one) => one.chat_id))
    cursor = page.next_cursor
    if (cursor === '') break
  }
  const found: CustomerGroup[] = []
  for (const chatId of ids) found.push(await readGroup(client, chatId))
  return found
}

function readable<T>(shape: z.ZodType<T>, answer: unknown): T {
  const read = shape.safeParse(answer)
  if (!read.success) throw new ChannelError('unreachable', "WeCom's answer about a group is not what it should be")
  return read.data
}
