import type { Content } from '../../channels/channel.ts'
import type { OwnAct } from '../../channels/local/transcript.ts'
import type { TranscriptLine } from '../../store/local-chat.ts'

/** A line as browsers and terminals get it: no storage keys, files by address. */
export interface ChatLine {
  id: string
  at: string
  direction: 'in' | 'out'
  /** For an own act: the id under which the window sent it. */
  clientId: string | null
  content: ChatContent
}

export type ChatContent =
  | Exclude<Content, { type: 'image' | 'file' | 'welcome' }>
  | Exclude<OwnAct, { type: 'image' }>
  | { type: 'image'; url: string }
  | { type: 'file'; url: string; name: string }
  | { type: 'welcome'; text: string; url: string | null }

export function chatLine(account: string, line: TranscriptLine): ChatLine {
  const { id, at, direction, key } = line
  const fileUrl = `/chat/files/${encodeURIComponent(account)}/${id}`
  return {
    id: String(id),
    at: at.toISOString(),
    direction,
    clientId: direction === 'in' ? key.slice(key.lastIndexOf('/') + 1) : null,
    content: chatContent(line.content, fileUrl),
  }
}

function chatContent(content: Content | OwnAct, fileUrl: string): ChatContent {
  switch (content.type) {
    case 'image':
      return { type: 'image', url: fileUrl }
    case 'file':
      return { type: 'file', url: fileUrl, name: content.name }
    case 'welcome':
      return { type: 'welcome', text: content.text, url: content.url }
    default:
      return content
  }
}
