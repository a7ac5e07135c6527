import type { Lane } from '../../domain/vocabulary.ts'
import type { SendResult } from '../channel.ts'
import { type Refused, refusing } from '../refusing.ts'
import type { DingtalkAnswer, DingtalkClient } from './client.ts'
import { isMonthOver, isSessionGone } from './faults.ts'
import type { Destination } from './recipients.ts'
import type { Rendered } from './render.ts'

/** DingTalk throttles a person for about this long [KB 0714]. */
const THROTTLED_MS = 60_000

export interface RobotMessage {
  rendered: Rendered
  to: Destination
  lane: Lane
  /** A sessionWebhook that may be posted to. */
  replyAddress: string | null
}

/** Speaks as the robot. @throws ChannelError */
export function createRobot({ client, robotCode }: { client: DingtalkClient; robotCode: string }) {
  const send = (path: string, lane: Lane, to: object, { msgKey, msgParam }: Rendered) =>
    client.call({
      ...{ method: 'POST', path, cost: lane },
      body: { robotCode, ...to, msgKey, msgParam: JSON.stringify(msgParam) },
    })

  /** `false`: the session has run out, or its month has; the message goes by a call instead. */
  const reply = async ({ rendered, lane, replyAddress }: RobotMessage): Promise<boolean> => {
    if (replyAddress === null || rendered.reply === null) return false
    try {
      await client.reply(replyAddress, rendered.reply, lane)
      return true
    } catch (error) {
      if (isSessionGone(error) || isMonthOver(error)) return false
      throw error
    }
  }

  return async (message: RobotMessage): Promise<SendResult> => {
    const { rendered, to, lane } = message
    if (await reply(message)) return { platformId: null, refused: [], cardHandle: null }
    if (to.groupId !== null) {
      const path = '/v1.0/robot/groupMessages/send'
      const answer = await send(path, lane, { openConversationId: to.groupId }, rendered)
      return { platformId: keyOf(answer), refused: [], cardHandle: null }
    }
    // Without any account DingTalk would refuse the call, so it is not made.
    if (to.userIds.length === 0) return { platformId: null, refused: to.refused, cardHandle: null }
    const answer = await send('/v1.0/robot/oToMessages/batchSend', lane, { userIds: to.userIds }, rendered)
    const throttled = named(to.userIds, answer.flowControlledStaffIdList)
    return {
      platformId: keyOf(answer),
      refused: [...to.refused, ...invalid(to.userIds, answer)],
      deferred: throttled.map((recipient) => ({ recipient, reason: 'flow control', retryAfterMs: THROTTLED_MS })),
      cardHandle: null,
    }
  }
}

function invalid(userIds: readonly string[], answer: DingtalkAnswer): Refused {
  return refusing(named(userIds, answer.invalidStaffIdList), 'DingTalk does not know the account')
}

function named(userIds: readonly string[], list: unknown): string[] {
  const names = new Set(Array.isArray(list) ? list : [])
  return userIds.filter((userId) => names.has(userId))
}

function keyOf({ processQueryKey }: DingtalkAnswer): string | null {
  return typeof processQueryKey === 'string' && processQueryKey !== '' ? processQueryKey : null
}
