import type { Alarms } from '../../alarms.ts'
import type { DingtalkConfig } from '../../config.ts'
import { RECIPIENTS_PER_CALL } from '../../domain/vocabulary.ts'
import { ChannelError } from '../../errors.ts'
import type { Channel, Media } from '../channel.ts'
import type { UsageLedger } from './budget.ts'
import { decodeDingtalk } from './decode.ts'

export interface DingtalkChannelOptions {
  now: () => Date
  /** In which a month begins and ends. */
  timezone: string
  /** Where DingTalk reaches us with taps in HTTP mode. */
  publicUrl: string
  usage: UsageLedger
  alarms?: Alarms
  log?: { warn(fields: object, message: string): void }
  /** Reads what `image` and `file` content points at. Without it such content is `rejected`. */
  readFile?: (storageKey: string) => Promise<Media | null>
  /** For each step of a call to DingTalk; 10 s. */
  timeoutMs?: number
}

/** `close` ends the connections to DingTalk, after the calls that are under way. */
export type DingtalkChannel = Channel & { close(): Promise<void> }

/** Documented for custom robots only [KB 0717]; kept to here too, for what is over is blocked for ten minutes there. */
const RECIPIENT_LIMITS = [{ windowMs: 60_000, max: 20 }]

/** A tap is answered within 2 s [CARD 0007]; the rest is the way there and back. */
const TAP_ANSWER_MS = 1_500

/** DingTalk through one internal application with a robot. */
export function createDingtalkChannel(config: DingtalkConfig, _options: DingtalkChannelOptions): DingtalkChannel {
  const missing = async () => {
    throw new ChannelError('misconfigured', 'The sending half of the DingTalk channel is being built')
  }
  return {
    name: 'dingtalk',
    maxRecipients: RECIPIENTS_PER_CALL.dingtalk,
    resendSafe: false,
    cardHandlesEnd: false,
    givesReplyHandles: true,
    tapAnswerMs: config.cardTemplateId === null ? null : TAP_ANSWER_MS,
    recipientLimits: RECIPIENT_LIMITS,
    decode: decodeDingtalk,
    send: missing,
    fetchMedia: missing,
    lookUpName: missing,
    close: async () => {},
  }
}
