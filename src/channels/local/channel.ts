import { RECIPIENTS_PER_CALL } from '../../domain/vocabulary.ts'
import { ChannelError } from '../../errors.ts'
import type { Channel, Inbound, Media, Outbound, Sender } from '../channel.ts'
import { OWN_WINDOW } from '../own-window.ts'
import { MEDIA_PREFIX, type RawAct, rawAct } from './raw.ts'
import type { Transcript } from './transcript.ts'

/** Where uploaded photos lie. */
export interface MediaStore {
  get(key: string): Promise<Media | null>
}

/** The chat in the browser and in the terminal, as one more platform: what it "sends" are lines of transcripts. */
export function createLocalChannel({ transcript, storage }: { transcript: Transcript; storage: MediaStore }): Channel {
  return {
    ...OWN_WINDOW,
    name: 'local',
    maxRecipients: RECIPIENTS_PER_CALL.local,
    decode,

    async send({ id, recipients, content }: Outbound) {
      if (recipients.length > RECIPIENTS_PER_CALL.local) {
        throw new ChannelError(
          'rejected',
          `at most ${RECIPIENTS_PER_CALL.local} recipients a send, not ${recipients.length}`,
        )
      }
      const accounts = new Set(recipients.map((recipient) => recipient.toLowerCase()))
      await transcript.write([...accounts].map((account) => ({ account, key: id, direction: 'out', content })))
      return { platformId: id, refused: [], cardHandle: null }
    },

    async fetchMedia(mediaId: string) {
      const media = mediaId.startsWith(MEDIA_PREFIX) ? await storage.get(mediaId) : null
      if (!media) throw new ChannelError('rejected', 'no such medium in the local chat')
      return media
    },

    recall: (platformId) => transcript.takeBack(platformId),
  }
}

function decode(raw: string): Inbound {
  const act = readAct(raw)
  const from: Sender = { externalId: act.account.toLowerCase(), displayId: act.account, name: act.name }
  const sentAt = new Date(act.sentAt)
  switch (act.type) {
    case 'message':
      return {
        type: 'message',
        from,
        chat: { kind: 'single' },
        sentAt,
        parts: act.parts,
        quoted: null,
        replyHandle: null,
      }
    case 'tap': {
      const { taskId, action, selected } = act
      return { type: 'tap', from, sentAt, taskId, action, selected, cardHandle: null }
    }
    case 'entered':
      return { type: 'event', event: 'entered', from, sentAt }
    case 'scan': {
      const { member, state, welcomeCode } = act
      const resident = from.externalId
      return { type: 'event', event: 'resident_added', from, sentAt, member, resident, state, welcomeCode }
    }
  }
}

function readAct(raw: string): RawAct {
  try {
    return rawAct.parse(JSON.parse(raw))
  } catch (error) {
    throw new ChannelError('malformed', 'not an act of the local chat', { cause: error })
  }
}
