import { CallbackRefused } from '../refused.ts'
import { type Ack, type Frame, MALFORMED, UNKNOWN } from './frame.ts'
import { TOPICS } from './gateway.ts'
import type { Take } from './take.ts'

/** What is sent back, and who has to hear whether it went out. `ack` is `null` where DingTalk shall send it again. */
export interface FrameAnswer {
  ack: Ack | null
  told?: (delivered: boolean) => void
}

export type FrameReject = 'malformed' | 'unknown_topic' | 'not_kept'

const TAKEN: Ack = { code: 200, data: '{"response":null}' }
const SUCCESS: Ack = { code: 200, data: '{"status":"SUCCESS","message":"kept"}' }
const LATER: Ack = { code: 200, data: '{"status":"LATER","message":"not kept"}' }

/**
 * Answers frames as the table of dingtalk.md §1.2 wants it, once their content is kept. Throws nothing.
 *
 * What can never be kept is refused and not asked for again; what could not be kept just now is not acknowledged.
 */
export function answerFrames(take: Take, onReject: (reason: FrameReject) => void) {
  return async (frame: Frame): Promise<FrameAnswer> => {
    try {
      return await takeFrame(take, frame, onReject)
    } catch (error) {
      const refused = error instanceof CallbackRefused
      onReject(refused ? 'malformed' : 'not_kept')
      if (frame.type === 'EVENT') return { ack: refused ? SUCCESS : LATER }
      return { ack: refused ? MALFORMED : null }
    }
  }
}

async function takeFrame(take: Take, frame: Frame, onReject: (reason: FrameReject) => void): Promise<FrameAnswer> {
  const { type, topic, data, headers } = frame
  if (type === 'EVENT') {
    const { eventId = null, eventType = null, eventBornTime } = headers
    await take.event(data, { eventId, eventType, bornAt: bornAt(eventBornTime) })
    return { ack: SUCCESS }
  }
  if (topic === TOPICS.robot) {
    await take.message(data)
    return { ack: TAKEN }
  }
  if (topic === TOPICS.card) {
    const { body, told } = await take.tap(data)
    return { ack: { code: 200, data: JSON.stringify({ response: body }) }, told }
  }
  onReject('unknown_topic')
  return { ack: UNKNOWN }
}

function bornAt(time: string | undefined): Date | null {
  return time !== undefined && /^\d{13}$/.test(time) ? new Date(Number(time)) : null
}
