/** A code by which residents reach whoever answers for a zone now (wecom.md §6.1). */
import { z } from 'zod'
import { ChannelError } from '../../errors.ts'
import { harmless } from '../exchange.ts'
import type { WecomClient } from './client.ts'

/** Whom a contact code leads to, and by what the resident's zone is known. */
export interface ContactWay {
  users: readonly string[]
  state: string
  remark: string
}

const REMARK_SIGNS = 30
const MOST_USERS = 100
/** Several people, of whom WeCom picks one; a code to be scanned. */
const MULTI = 2
const BY_CODE = 2

const contactWay = z.object({ contact_way: z.looseObject({ qr_code: z.string().min(1) }) })

/** @throws ChannelError @returns the id by which it is changed: WeCom's console does not show it */
export async function addContactWay(client: WecomClient, way: ContactWay): Promise<string> {
  const body = { type: MULTI, scene: BY_CODE, ...bodyOf(way) }
  return configOf(await client.post('externalcontact/add_contact_way', body))
}

/** @throws ChannelError @returns the address of the picture */
export async function contactPicture(client: WecomClient, configId: string): Promise<string> {
  const read = contactWay.safeParse(
    await harmless(client.post('externalcontact/get_contact_way', { config_id: configId })),
  )
  if (!read.success) throw new ChannelError('unreachable', 'WeCom gave no picture of a contact code')
  return read.data.contact_way.qr_code
}

/** The whole way is written anew; its picture stays. @throws ChannelError */
export async function updateContactWay(client: WecomClient, configId: string, way: ContactWay): Promise<void> {
  await client.post('externalcontact/update_contact_way', { config_id: configId, ...bodyOf(way) })
}

/** @throws ChannelError */
export async function removeContactWay(client: WecomClient, configId: string): Promise<void> {
  await client.post('externalcontact/del_contact_way', { config_id: configId })
}

function bodyOf({ users, state, remark }: ContactWay) {
  return { remark: remarkOf(remark), skip_verify: true, state, user: users.slice(0, MOST_USERS) }
}

export function remarkOf(text: string): string {
  return [...text].slice(0, REMARK_SIGNS).join('')
}

/** @throws ChannelError `ambiguous`: something was made, but which is not known */
export function configOf({ config_id: configId }: Readonly<Record<string, unknown>>): string {
  if (typeof configId === 'string' && configId !== '') return configId
  throw new ChannelError('ambiguous', 'WeCom gave no config_id')
}
