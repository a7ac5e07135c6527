/** Takes in what DingTalk brings, in either mode: kept first, then answered. */
import pMap from 'p-map'
import type { Alarms } from '../../alarms.ts'
import type { KeepDelivery } from '../channel.ts'
import { type AnswerTap, type CardAnswerBody, cardAnswer } from './card-answer.ts'
import { type EventHead, type Received, receiveEvent, receiveMessage, receiveTap } from './receive.ts'

/** People that one event names are kept so many at once, so that one event does not fill the line. */
const KEPT_AT_ONCE = 200

export interface TakeOptions {
  keep: KeepDelivery
  answerTap: AnswerTap
  alarms: Alarms
  now: () => Date
}

/** The answer to a tap, and who has to hear whether it went out. */
export interface TakenTap {
  body: CardAnswerBody
  told: (delivered: boolean) => void
}

/** Each throws CallbackRefused `malformed`, and whatever `keep` throws: then it is not kept. */
export interface Take {
  message(data: string): Promise<void>
  event(data: string, head: EventHead): Promise<void>
  tap(data: string): Promise<TakenTap>
}

export function createTake({ keep, answerTap, alarms, now }: TakeOptions): Take {
  const keepAll = async ({ deliveries, usedUp }: Received) => {
    if (usedUp) alarms.raise('quota_used_up', 'dingtalk')
    await pMap(deliveries, keep, { concurrency: KEPT_AT_ONCE })
  }
  return {
    message: async (data) => keepAll(receiveMessage(data, now())),
    event: async (data, head) => keepAll(receiveEvent(data, head, now())),
    async tap(data) {
      const arrivedAtMs = performance.now()
      const { delivery, trackId, taskId } = receiveTap(data, now())
      await keep(delivery)
      const { card, told } = await answerTap({ ...delivery, taskId }, arrivedAtMs)
      return { body: cardAnswer(card, trackId), told }
    },
  }
}
