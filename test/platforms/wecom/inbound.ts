/** The XML of what members and residents do, as WeCom writes it (wecom.md §1.8–1.12). */
import { writeXml, type XmlFields } from './sealing.ts'

export type MemberMessage = {
  from: string
  at?: Date
  msgId?: string
} & (
  | { text: string }
  | { image: string }
  | { voice: string; recognition?: string }
  | { video: string }
  | { file: string; name: string }
  | { location: { latitude: number; longitude: number; label: string } }
  | { link: { title: string; description: string; url: string } }
  | { msgType: string; fields?: XmlFields }
)

export interface Tap {
  from: string
  taskId: string
  /** Key of the button. */
  key: string
  selected?: Readonly<Record<string, readonly string[]>>
  cardType?: string
  /** From the `⋯` menu of the card. */
  menu?: boolean
  /** Present documentation [D 90240] and older platforms [F] spell it differently. */
  spelling?: 'OptionIds' | 'OpitonIds'
  at?: Date
}

export interface PlatformEvent {
  /** `sys` for changes of contacts, groups and the directory [F EventSamples]. */
  from: string
  event: string
  fields?: XmlFields
  at?: Date
}

export interface Addressee {
  corpId: string
  agentId: number
}

const seconds = (at: Date) => Math.floor(at.getTime() / 1000)

/** [D 90239] */
export function messageXml(to: Addressee, message: MemberMessage & { at: Date; msgId: string }): string {
  const [msgType, fields] = kindOf(message)
  return writeXml({
    ToUserName: to.corpId,
    FromUserName: message.from,
    CreateTime: seconds(message.at),
    MsgType: msgType,
    ...fields,
    // Bare and as a string: a 64-bit number does not fit into a JavaScript number.
    MsgId: message.msgId,
    AgentID: to.agentId,
  })
}

function kindOf(message: MemberMessage): [string, XmlFields] {
  if ('text' in message) return ['text', { Content: message.text }]
  if ('image' in message) return ['image', { PicUrl: 'http://p.qpic.cn/fake/0', MediaId: message.image }]
  if ('voice' in message) return ['voice', { MediaId: message.voice, Format: 'amr', Recognition: message.recognition }]
  if ('video' in message) return ['video', { MediaId: message.video, ThumbMediaId: `${message.video}-thumb` }]
  if ('file' in message) return ['file', { MediaId: message.file, FileName: message.name }]
  if ('location' in message) {
    const { latitude, longitude, label } = message.location
    // X is the latitude [D 90239].
    return ['location', { Location_X: latitude, Location_Y: longitude, Scale: 15, Label: label, AppType: 'wxwork' }]
  }
  if ('link' in message) {
    const { title, description, url } = message.link
    return ['link', { Title: title, Description: description, Url: url, PicUrl: 'http://p.qpic.cn/fake/0' }]
  }
  return [message.msgType, message.fields ?? {}]
}

/** [D 90240] */
export function tapXml(to: Addressee, tap: Tap & { at: Date; cardType: string; responseCode: string }): string {
  const { spelling = 'OptionIds', selected = {} } = tap
  const items = Object.entries(selected).map(([question, ids]) => ({
    QuestionKey: question,
    [spelling]: { [spelling.slice(0, -1)]: ids },
  }))
  return eventXml(to, {
    from: tap.from,
    event: tap.menu ? 'template_card_menu_event' : 'template_card_event',
    at: tap.at,
    fields: {
      EventKey: tap.key,
      TaskId: tap.taskId,
      CardType: tap.cardType,
      ResponseCode: tap.responseCode,
      ...(items.length > 0 ? { SelectedItems: { SelectedItem: items } } : {}),
      AgentID: to.agentId,
    },
  })
}

export function eventXml(to: Addressee, event: PlatformEvent & { at: Date }): string {
  return writeXml({
    ToUserName: to.corpId,
    FromUserName: event.from,
    CreateTime: seconds(event.at),
    MsgType: 'event',
    Event: event.event,
    // Changes of contacts come without AgentID [D 90238, samples].
    ...(event.from === 'sys' ? {} : { AgentID: to.agentId }),
    ...event.fields,
  })
}
