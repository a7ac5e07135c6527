/** What many people will read is shown to whoever leads first, and goes out only after their yes. */
import type { InboundTap } from '../channels/channel.ts'
import type { Command } from '../understanding/understanding.ts'
import { announceNow } from './commands/announce.ts'
import { publishResult } from './commands/talk-result.ts'
import type { Decision } from './decision.ts'
import type { PendingQuestion } from './facts.ts'
import { answeredAs, previewDropped, previewOver, sayItAnew } from './replies/announcements.ts'
import { cardOf } from './replies/card.ts'
import { say, update } from './tell.ts'
import type { SpokenTurn, Turn } from './turn.ts'

const YES =
  /^(?:好的?|行|可以|对|没问题|确认|就这样|是的?|嗯)?[，,。 ]*(?:现在|马上|就|那就|都|帮我|给我)*(?:发出去?|发送|发布|发|公布|公示|确认发送|确认发出|群发)(?:吧|了|出去|出去吧)?[。.]?$/u
const NO =
  /^(?:先|暂时|还是|那就|算了[，,]?)*(?:不|别|不要|不用|取消|停)(?:发|公布|公示|发布|发出|发送)?(?:出去)?(?:了|吧)?[。.]?$/u

/** The answer to the preview that is open. `null`: the words are about something else. */
export function answerPreview(turn: SpokenTurn, question: PendingQuestion & { order: Command }): Decision[] | null {
  const { reading } = turn
  const words = (reading.plain || turn.text).trim()
  if (NO.test(words) || reading.answer === 'no' || reading.answer === 'withdraw') return dropped(turn)
  if (YES.test(words) || reading.answer === 'yes') return sent(turn, question.order)
  if (reading.answer === 'change' || reading.understanding.command?.name === 'edit') return [say(turn, sayItAnew())]
  return null
}

/** The same by a button. One of an older preview sends nothing. */
export function answerPreviewByTap(
  turn: Turn,
  tap: InboundTap,
  { previewId, yes }: { previewId: string; yes: boolean },
): Decision[] {
  const { question } = turn.facts.conversation
  const order = question?.about === 'send' && question.options[0]?.id === previewId ? question.order : undefined
  const over = ({ title, closedAs }: { title: string; closedAs: string }) =>
    update(turn, cardOf({ taskId: tap.taskId, title, closedAs }), { part: 'card' })
  if (!order) return [over(previewOver())]
  return [...(yes ? sent(turn, order) : dropped(turn)), over(answeredAs(yes, order.args.text ?? ''))]
}

function sent(turn: Turn, order: Command): Decision[] {
  const over: Decision = { do: 'remember', question: null }
  return [over, ...(order.name === 'talk_result' ? publishResult(turn, order) : announceNow(turn, order))]
}

function dropped(turn: Turn): Decision[] {
  return [{ do: 'remember', question: null }, say(turn, previewDropped())]
}
