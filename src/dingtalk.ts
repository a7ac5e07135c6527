/** The receiving half of DingTalk, put together. Loaded only where DingTalk is set up. */
import { createCardAnswers } from './card-answers.ts'
import { type Stream, startStream } from './channels/dingtalk/stream.ts'
import { answerFrames } from './channels/dingtalk/stream-frames.ts'
import { createTake } from './channels/dingtalk/take.ts'
import type { DingtalkConfig } from './config.ts'
import type { Deps } from './deps.ts'
import { dingtalkWebhook } from './http/webhooks/dingtalk.ts'
import { openingTurn } from './store/platform-usage.ts'

/** The routes of HTTP mode. */
export function dingtalkRoutes(deps: Deps, config: DingtalkConfig) {
  const { now, metrics, alarms } = deps
  return dingtalkWebhook({
    config,
    now,
    take: createTake({ ...deps, answerTap: createCardAnswers(deps) }),
    onReject({ reason }) {
      metrics.rejected('dingtalk', reason)
      if (reason === 'stale') alarms.raise('clock_off', 'dingtalk')
    },
  })
}

/** The line of stream mode: it needs no address of ours. */
export function dingtalkStream(deps: Deps, config: DingtalkConfig): Stream {
  const { alarms, log } = deps
  const reject = (reason: string) => deps.metrics.rejected('dingtalk', reason)
  const take = createTake({ ...deps, answerTap: createCardAnswers(deps) })
  const turn = () => openingTurn(deps.pool, 'dingtalk')
  return startStream({ config, alarms, log, turn, onGarbage: reject, answer: answerFrames(take, reject) })
}
