import type { Channel } from './channel.ts'

/**
 * What holds of every window that is ours: what is "sent" to it is a line that stands there when somebody looks.
 *
 * A resend writes the same line again, which changes nothing; nobody limits or times us, and no card is changed afterwards.
 */
export const OWN_WINDOW = {
  resendSafe: true,
  cardHandles: 'none',
  givesReplyHandles: false,
  tapAnswerMs: null,
  recipientLimits: [],
  lookUpName: async () => null,
} as const satisfies Partial<Channel>
