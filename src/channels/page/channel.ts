import { RECIPIENTS_PER_CALL } from '../../domain/vocabulary.ts'
import { ChannelError } from '../../errors.ts'
import type { Channel, Content, Inbound, Outbound, Sender } from '../channel.ts'
import { OWN_WINDOW } from '../own-window.ts'
import { type PageAct, pageAct } from './raw.ts'

/** One thing said on somebody's page. */
export interface PageLine {
  account: string
  /** Unique within the account; writing it again changes nothing. */
  key: string
  content: Content
}

/** The residents' pages, as they are written. */
export interface PageLines {
  /** Write lines that are not there yet. Returns the accounts that have a page. */
  write(lines: readonly PageLine[]): Promise<ReadonlySet<string>>
  /** Take away what was said under a key. */
  takeBack(key: string): Promise<void>
}

/** The pages of residents without any account, as one more platform: what it "sends" they read when they come back. */
export function createPageChannel(lines: PageLines): Channel {
  return {
    ...OWN_WINDOW,
    name: 'page',
    maxRecipients: RECIPIENTS_PER_CALL.page,
    decode,

    async send({ id, recipients, content }: Outbound) {
      const written = await lines.write([...new Set(recipients)].map((account) => ({ account, key: id, content })))
      const refused = recipients.flatMap((recipient) =>
        written.has(recipient) ? [] : [{ recipient, reason: 'the page is gone' }],
      )
      return { platformId: id, refused, cardHandle: null }
    },

    fetchMedia: async () => {
      throw new ChannelError('rejected', 'pages take no media')
    },
    recall: (platformId) => lines.takeBack(platformId),
  }
}

function decode(raw: string): Inbound {
  const act = readPageAct(raw)
  const from: Sender = { externalId: act.account, displayId: act.account, name: null }
  const sentAt = new Date(act.sentAt)
  if (act.type === 'tap') {
    const { taskId, action } = act
    return { type: 'tap', from, sentAt, taskId, action, selected: {}, cardHandle: null }
  }
  const { text, about } = act
  return {
    type: 'message',
    from,
    chat: { kind: 'single' },
    sentAt,
    parts: [{ type: 'text', text }],
    quoted: about === null ? null : { taskId: null, platformId: null, messageKey: null, text: about },
    replyHandle: null,
  }
}

/** @throws ChannelError `malformed` */
export function readPageAct(raw: string): PageAct {
  try {
    return pageAct.parse(JSON.parse(raw))
  } catch (error) {
    throw new ChannelError('malformed', 'not an act of a page', { cause: error })
  }
}
