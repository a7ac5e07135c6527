/** What many people will read, and how zones are drawn, is shown to whoever leads first, and done only after their yes. */
import type { InboundTap } from '../channels/channel.ts'
import type { Command } from '../understanding/understanding.ts'
import { announceNow } from './commands/announce.ts'
import { drawZone } from './commands/draw-zone.ts'
import { publishResult } from './commands/talk-result.ts'
import type { Decision } from './decision.ts'
import type { PendingQuestion } from './facts.ts'
import { notSent, previewOver, sayItAnew, sentAs } from './replies/announcements.ts'
import { cardOf } from './replies/card.ts'
import { notPublished, publishedAs, sayResultAnew } from './replies/talks.ts'
import { drawingDropped, drawnAs, sayDrawingAnew } from './replies/zone-drawing.ts'
import { say, update } from './tell.ts'
import type { SpokenTurn, Turn } from './turn.ts'

const YES =
  /^(?:好的?|行|可以|对|没问题|确认|就这样|是的?|嗯)?[，,。 ]*(?:现在|马上|就|那就|都|帮我|给我)*(?:发出去?|发送|发布|发|公布|公示|确认发送|确认发出|群发|这样办?|这么办)(?:吧|了|出去|出去吧)?[。.]?$/u
const NO =
  /^(?:先|暂时|还是|那就|算了[，,]?)*(?:不|别|不要|不用|取消|停)(?:发|公布|公示|发布|发出|发送|改|划|撤)?(?:出去)?(?:了|吧)?[。.]?$/u

/** What becomes of the order that was shown, and how it is said. */
interface Shown {
  carryOut: (turn: Turn, order: Command) => Decision[]
  /** Answers to a no, and to a wish to change it. */
  dropped: () => string
  anew: () => string
  /** The card once it is answered. */
  closed: (yes: boolean, text: string) => { title: string; closedAs: string }
}

const ANNOUNCED: Shown = { carryOut: announceNow, dropped: notSent, anew: sayItAnew, closed: sentAs }
const PUBLISHED: Shown = { carryOut: publishResult, dropped: notPublished, anew: sayResultAnew, closed: publishedAs }
const DRAWN: Shown = { carryOut: drawZone, dropped: drawingDropped, anew: sayDrawingAnew, closed: drawnAs }

function shownAs({ name }: Command): Shown {
  if (name === 'talk_result') return PUBLISHED
  return name === 'announce' ? ANNOUNCED : DRAWN
}

/** The answer to the preview that is open. `null`: the words are about something else. */
export function answerPreview(turn: SpokenTurn, { order }: PendingQuestion & { order: Command }): Decision[] | null {
  const { reading } = turn
  const words = (reading.plain || turn.text).trim()
  if (NO.test(words) || reading.answer === 'no' || reading.answer === 'withdraw') return dropped(turn, order)
  if (YES.test(words) || reading.answer === 'yes') return carriedOut(turn, order)
  if (reading.answer === 'change' || reading.understanding.command?.name === 'edit') {
    return [say(turn, shownAs(order).anew())]
  }
  return null
}

/** The same by a button. One of an older preview does nothing. */
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
  const decisions = yes ? carriedOut(turn, order) : dropped(turn, order)
  return [...decisions, over(shownAs(order).closed(yes, order.args.text ?? ''))]
}

function carriedOut(turn: Turn, order: Command): Decision[] {
  return [{ do: 'remember', question: null }, ...shownAs(order).carryOut(turn, order)]
}

function dropped(turn: Turn, order: Command): Decision[] {
  return [{ do: 'remember', question: null }, say(turn, shownAs(order).dropped())]
}
