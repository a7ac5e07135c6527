import { PNG } from 'pngjs'
import qrcode from 'qrcode'
import { type Answer, failed, ok } from './answers.ts'
import type { StoredMedia } from './media.ts'

type Json = Readonly<Record<string, unknown>>

/** A code that leads to members, or into a group: the picture stays while what is behind it changes. */
export interface Way {
  kind: 'contact' | 'join'
  body: Json
  /** What the picture holds. */
  leadsTo: string
  picture: string
}

export interface Group {
  name: string
  owner: string
  members: { userid: string; type: 1 | 2; state?: string }[]
}

const PIXELS_PER_MODULE = 6

/** Contact-me codes and groups of customer contact [D4 96348, D4 99547, F]. */
export class Ways {
  readonly #ways = new Map<string, Way>()
  readonly groups = new Map<string, Group>()
  /** Members who may be behind a code; `null`: all. Else 41054: not activated, or not verified. */
  activated: ReadonlySet<string> | null = null
  pictureBase = ''
  #count = 0

  all(): ({ configId: string } & Way)[] {
    return [...this.#ways].map(([configId, way]) => ({ configId, ...way }))
  }

  /** As when an administrator deletes it. */
  remove(configId: string): void {
    this.#ways.delete(configId)
  }

  answer(api: string, body: Json): Answer {
    switch (api) {
      case 'add_contact_way':
        return this.#add('contact', body)
      case 'groupchat/add_join_way':
        return this.#add('join', body)
      case 'update_contact_way':
        return this.#update('contact', body)
      case 'groupchat/update_join_way':
        return this.#update('join', body)
      case 'del_contact_way':
      case 'groupchat/del_join_way':
        return this.#ways.delete(String(body.config_id)) ? ok() : failed(41044, 'invalid config_id')
      case 'get_contact_way':
        return this.#get('contact', body)
      case 'groupchat/get_join_way':
        return this.#get('join', body)
      case 'groupchat/list':
        return ok({ group_chat_list: [...this.groups.keys()].map((chat_id) => ({ chat_id, status: 0 })) })
      case 'groupchat/get':
        return this.#group(body)
      default:
        return failed(48002, 'api forbidden')
    }
  }

  picture(path: string): Answer | { file: StoredMedia } {
    const way = this.all().find(({ picture }) => picture === path)
    if (way === undefined) return failed(40007)
    return { file: { bytes: drawn(way.leadsTo), contentType: 'image/png', name: 'qr.png' } }
  }

  #add(kind: Way['kind'], body: Json): Answer {
    const fault = this.#fault(kind, body)
    if (fault !== null) return failed(fault)
    if (kind === 'contact' && (body.scene !== 2 || body.style !== undefined)) return failed(41040)
    const configId = `config-${++this.#count}`
    const picture = `/wwpic/${configId}/0`
    const leadsTo = `https://work.weixin.qq.com/${kind === 'contact' ? 'ca' : 'gm'}/${configId}`
    this.#ways.set(configId, { kind, body, leadsTo, picture })
    // The picture of a way into a group is to be asked for [F].
    return ok({ config_id: configId, ...(kind === 'contact' ? { qr_code: this.pictureBase + picture } : {}) })
  }

  #update(kind: Way['kind'], body: Json): Answer {
    const way = this.#ways.get(String(body.config_id))
    if (way?.kind !== kind) return failed(41044, 'invalid config_id')
    const fault = this.#fault(kind, body)
    if (fault !== null) return failed(fault)
    way.body = { ...way.body, ...body }
    return ok()
  }

  #fault(kind: Way['kind'], body: Json): number | null {
    if (String(body.state ?? '').length > 30) return 41039
    if (kind === 'join') {
      const chats = Array.isArray(body.chat_id_list) ? body.chat_id_list.map(String) : []
      if (chats.length === 0 || chats.length > 5) return 40058
      return chats.every((id) => this.groups.has(id)) ? null : 90500
    }
    const users = Array.isArray(body.user) ? body.user.map(String) : []
    if (users.length === 0 || users.length > 100) return 41041
    return this.activated === null || users.every((user) => this.activated?.has(user)) ? null : 41054
  }

  #get(kind: Way['kind'], body: Json): Answer {
    const way = this.#ways.get(String(body.config_id))
    if (way?.kind !== kind) return failed(41044, 'invalid config_id')
    return ok({ [`${kind}_way`]: { config_id: body.config_id, qr_code: this.pictureBase + way.picture, ...way.body } })
  }

  #group({ chat_id: chatId }: Json): Answer {
    const group = this.groups.get(String(chatId))
    if (group === undefined) return failed(90500, 'chat not exist')
    const { members: member_list, ...rest } = group
    return ok({ group_chat: { chat_id: chatId, ...rest, member_list, admin_list: [] } })
  }
}

function drawn(text: string): Buffer {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' })
  const quiet = 4
  const side = (modules.size + quiet * 2) * PIXELS_PER_MODULE
  const png = new PNG({ width: side, height: side })
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const row = Math.floor(y / PIXELS_PER_MODULE) - quiet
      const column = Math.floor(x / PIXELS_PER_MODULE) - quiet
      const inside = row >= 0 && column >= 0 && row < modules.size && column < modules.size
      const shade = inside && modules.get(row, column) === 1 ? 0 : 255
      png.data.set([shade, shade, shade, 255], (y * side + x) * 4)
    }
  }
  return PNG.sync.write(png)
}
