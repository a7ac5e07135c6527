import type { ChannelName, Lane } from '../domain/vocabulary.ts'
import type { DirectoryReader } from './directory.ts'
import type { JoinLinks } from './join-links.ts'

/** A callback as kept: verified, decrypted, not yet interpreted. */
export interface Delivery {
  channel: ChannelName
  /** Unique for ever within the channel: WeCom `MsgId`, `event-` + sha256 of the decrypted XML, DingTalk `msgId`, … */
  key: string
  /** Who talks where: the sender's account, or `groupConversation` of `domain/conversations`. */
  conversation: string
  sentAt: Date
  /** `fast`: the platform times the answer (a welcome within 20 s), so it is handled right after the commit. */
  lane: 'fast' | 'normal'
  /** The decrypted body, as `decode` of the same channel reads it. */
  raw: string
}

/** Keep deliveries so that they survive anything. Resolves after the commit. */
export type KeepDelivery = (delivery: Delivery) => Promise<KeptDelivery>
export interface KeptDelivery {
  /** The inbox row, also when it had been kept before. */
  inboxId: bigint | null
  /** `false` when the platform had sent it before. */
  fresh: boolean
}

export interface Sender {
  /**
   * The account: in lower case on WeCom, which does not distinguish case; on DingTalk as written.
   * Somebody outside the organisation has none there, and stands as `outsider:<encrypted id>`.
   */
  externalId: string
  /** As the platform wrote it. */
  displayId: string
  /** `null` where the platform does not tell it. */
  name: string | null
}

export type Chat = { kind: 'single' } | { kind: 'group'; id: string }

export type MessagePart =
  | { type: 'text'; text: string }
  | { type: 'image'; mediaId: string }
  | { type: 'voice'; mediaId: string; format: string | null; transcript: string | null }
  | { type: 'video'; mediaId: string }
  | { type: 'file'; mediaId: string; name: string | null }
  | { type: 'location'; latitude: number; longitude: number; datum: 'GCJ-02' | 'WGS-84'; label: string | null }
  | { type: 'link'; title: string; description: string; url: string }
  | { type: 'unsupported'; what: string }

/** What a person wrote, said or showed. */
export interface InboundMessage {
  type: 'message'
  from: Sender
  chat: Chat
  sentAt: Date
  parts: MessagePart[]
  /** What the message answers to, where its sender quoted something. */
  quoted: Quoted | null
  /** The right to answer in this chat for a while without a call of the API. */
  replyHandle: ReplyHandle | null
}

/** A message of ours or of a person that was quoted, by whatever the platform tells of it. */
export interface Quoted {
  /** Our card, by its task id. */
  taskId: string | null
  /** Our message, by the id that the platform gave when it was sent (`SendResult.platformId`). */
  platformId: string | null
  /** A message of a person, by the key it was kept under. */
  messageKey: string | null
  text: string | null
}

/**
 * DingTalk's `sessionWebhook`: an address that posts into one chat, valid 90 minutes. Whoever has it may write there.
 * In 微信客服 the account that the resident wrote to, which may answer for 48 hours.
 */
export interface ReplyHandle {
  code: string
  expiresAt: Date
}

/** A button of one of our cards was tapped. */
export interface InboundTap {
  type: 'tap'
  from: Sender
  sentAt: Date
  taskId: string
  /** The key that we gave the button. */
  action: string
  /** Ticked options by question. */
  selected: Record<string, string[]>
  /** One-time right to change the card afterwards. */
  cardHandle: CardHandle | null
}

export type InboundEvent = { type: 'event'; from: Sender | null; sentAt: Date } & (
  | { event: 'entered' }
  | { event: 'subscribed' }
  | { event: 'unsubscribed' }
  | { event: 'menu'; key: string }
  | { event: 'scanned'; key: string; result: string }
  | { event: 'located'; latitude: number; longitude: number }
  | {
      event: 'resident_added'
      member: string
      resident: string
      /** The `state` of the QR code, as we made it: `zone-<zoneCode>`. */
      state: string | null
      welcomeCode: string | null
    }
  | { event: 'resident_removed'; member: string; resident: string }
  | {
      event: 'group_changed'
      chatId: string
      change: string
      detail: string | null
      /** How many came or left; `null`: not told. */
      memberCount: number | null
      /** How calls about the group name it, where messages name it otherwise: DingTalk's `chatid`. */
      callId?: string | null
    }
  | {
      event: 'directory_changed'
      change: 'joined' | 'changed' | 'left' | 'other'
      externalId: string | null
      newExternalId: string | null
      name: string | null
    }
  /** 微信客服 has something to read in one of its accounts; `token` lets it be read more often, for ten minutes. */
  | { event: 'service_called'; openKfId: string; token: string | null }
  /** Who answers a resident in 微信客服 from now on. */
  | { event: 'service_handed'; openKfId: string; to: 'bot' | 'person' }
  /** What 微信客服 had taken did not reach the resident. `untilHeard`: it may once they write again. */
  | { event: 'send_failed'; platformId: string; untilHeard: boolean }
  | { event: 'app_alert'; name: string }
  | { event: 'other'; name: string }
)

export type Inbound = InboundMessage | InboundTap | InboundEvent

/** The right to change a card that was sent: WeCom's `response_code`, 72 h, single use; DingTalk's `outTrackId`, for ever. */
export interface CardHandle {
  code: string
  expiresAt: Date
}

export interface CardButton {
  /** ≤ 10 characters. */
  label: string
  /** What comes back in `InboundTap.action`. */
  action: string
  /** What a person may write instead, to the same effect: sent back where a platform's buttons cannot answer. */
  says: string
  style: 'primary' | 'plain' | 'danger'
}

/** A card, in the words that all platforms share; a channel cuts what its platform allows less of. */
export interface Card {
  /** `[0-9A-Za-z_-@]`, ≤ 128, unique per card for ever. */
  taskId: string
  title: string
  /** One line under the title. */
  subtitle: string | null
  /** Label and value, at most six. */
  facts: { label: string; value: string }[]
  /** Longer text under the facts. */
  text: string | null
  buttons: CardButton[]
  /** One question with options to tick. */
  choices: { question: string; many: boolean; options: { id: string; label: string; says: string }[] } | null
  /** Where a tap on the card leads. */
  url: string | null
  /** Set on an updated card: its buttons are replaced by these words. */
  closedAs: string | null
}

export type Content =
  | { type: 'text'; text: string }
  | { type: 'markdown'; markdown: string }
  | { type: 'link'; title: string; text: string; url: string; button: string }
  /** `toMany`: no one's own, so it may go out in several calls, and is never changed for one of them. */
  | { type: 'card'; card: Card; toMany?: boolean }
  /**
   * Replaces the card `card.taskId` that was sent earlier; where that is impossible the card is sent anew, unless it is
   * to change `inPlace` only: then it stays as it is, for nobody is to be told a second time.
   */
  | { type: 'card_update'; card: Card; inPlace?: boolean }
  | { type: 'image'; storageKey: string }
  | { type: 'file'; storageKey: string; name: string }
  /** Greets a resident within 20 s of the event that carried `code`. */
  | { type: 'welcome'; code: string; text: string; url: string | null }

/** One call to the platform: equal content for up to `maxRecipients` people. */
export interface Outbound {
  /** Stable over resends, so that a resend is equal byte for byte. */
  id: string
  /** Accounts, or one group as `groupAddress` of `domain/conversations` writes it. */
  recipients: readonly string[]
  content: Content
  /** What may wait when the platform lets less through: the highest lane last. */
  lane: Lane
  /** For `card_update`: the handle kept from the send or the last tap. */
  cardHandle: string | null
  /** For a reply to one chat: the handle that its last message brought, while it is valid. */
  replyHandle: string | null
}

export interface SendResult {
  /** The platform's id of the message, where it gives one. */
  platformId: string | null
  /** People that the platform refused, each with its reason; all others have it. */
  refused: { recipient: string; reason: string }[]
  /** People that the platform throttled: they have not got it, and are told again later. */
  deferred?: { recipient: string; reason: string; retryAfterMs: number }[]
  cardHandle: CardHandle | null
}

/** A platform as the rest of the program sees it: bytes in, one message type out; content in, results out. */
export interface Channel {
  readonly name: ChannelName
  readonly maxRecipients: number
  /** Whether a send of unknown outcome may be repeated byte for byte without reaching anybody twice. */
  readonly resendSafe: boolean
  /** What changing a card takes: nothing, a `cardHandle` that is good for one change, or one that lasts. */
  readonly cardHandles: 'none' | 'single' | 'lasting'
  /** Whether its messages bring a `replyHandle`. */
  readonly givesReplyHandles: boolean
  /** How long a tap's own answer may bring the changed card, before it is changed by a call; `null`: never. */
  readonly tapAnswerMs: number | null
  /** What the platform lets through to one person; it drops the rest in silence, so we wait instead. */
  readonly recipientLimits: readonly { windowMs: number; max: number }[]

  /** @throws ChannelError `malformed` */
  decode(raw: string): Inbound
  /** @throws ChannelError */
  send(message: Outbound): Promise<SendResult>
  /** Download what a `mediaId` stands for. @throws ChannelError */
  fetchMedia(mediaId: string): Promise<Media>
  /** Take a message back from all who have it, by the id of its send. Absent: never possible. @throws ChannelError */
  recall?(platformId: string): Promise<void>
  /** How many have read it; `null`: the platform no longer tells. Absent: it never does. @throws ChannelError */
  countReaders?(platformId: string): Promise<number | null>
  /** The name that the platform's directory has for an account, `null` if it tells none. @throws ChannelError */
  lookUpName(externalId: string): Promise<string | null>
  /** Absent: the platform has none. */
  readonly directory?: DirectoryReader
  /** Absent: the platform has no groups with a link to join. */
  readonly joinLinks?: JoinLinks
}

export interface Media {
  bytes: Buffer
  contentType: string
  name: string | null
}
