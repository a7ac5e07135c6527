/** Codes of WeCom's customer contact: made once, and led elsewhere as members change. */
import { ChannelError } from '../../errors.ts'
import type { WecomClient } from './client.ts'
import { addContactWay, type ContactWay, contactPicture, removeContactWay, updateContactWay } from './contact-ways.ts'
import { WAY_GONE } from './faults.ts'
import {
  addJoinWay,
  type CustomerGroup,
  type JoinWay,
  joinPicture,
  listGroups,
  readGroup,
  removeJoinWay,
  updateJoinWay,
} from './join-ways.ts'
import { createQrPictures } from './qr-picture.ts'

export type WayKind = 'wecom_contact' | 'wecom_group'

/** All throw ChannelError. Adding returns the id by which a way is changed. */
export interface WecomWays {
  addContact(way: ContactWay): Promise<string>
  /** @returns whether there still is such a way */
  updateContact(configId: string, way: ContactWay): Promise<boolean>
  addJoin(way: JoinWay): Promise<string>
  /** @returns whether there still is such a way */
  updateJoin(configId: string, way: JoinWay): Promise<boolean>
  /** What the picture of a way leads to. */
  url(kind: WayKind, configId: string): Promise<string>
  /** Gone already is as good. */
  remove(kind: WayKind, configId: string): Promise<void>
  group(chatId: string): Promise<CustomerGroup>
  groups(): Promise<CustomerGroup[]>
  close(): Promise<void>
}

const PICTURE_MS = 10_000

/** @param contact the calls of customer contact */
export function createWecomWays(contact: WecomClient, apiBase: string, timeoutMs = PICTURE_MS): WecomWays {
  const pictures = createQrPictures(apiBase, timeoutMs)
  return {
    addContact: (way) => addContactWay(contact, way),
    updateContact: (configId, way) => isThere(updateContactWay(contact, configId, way)),
    addJoin: (way) => addJoinWay(contact, way),
    updateJoin: (configId, way) => isThere(updateJoinWay(contact, configId, way)),
    url: async (kind, configId) =>
      pictures.read(await (kind === 'wecom_contact' ? contactPicture : joinPicture)(contact, configId)),
    async remove(kind, configId) {
      try {
        await (kind === 'wecom_contact' ? removeContactWay : removeJoinWay)(contact, configId)
      } catch (error) {
        if (!(error instanceof ChannelError) || error.fault !== 'rejected') throw error
      }
    },
    group: (chatId) => readGroup(contact, chatId),
    groups: () => listGroups(contact),
    close: pictures.close,
  }
}

async function isThere(change: Promise<void>): Promise<boolean> {
  try {
    await change
    return true
  } catch (error) {
    if (error instanceof ChannelError && error.code === WAY_GONE) return false
    throw error
  }
}
