/** A case that somebody outside has to deal with: handed to them, their number, their answer. */
import { addWorkingDays, type CivilDate, civilDate } from '../../domain/calendar.ts'
import { SENSITIVE_CATEGORIES } from '../../domain/permission.ts'
import { mask } from '../../domain/privacy.ts'
import type { Urgency } from '../../domain/vocabulary.ts'
import { answerFor } from '../asked.ts'
import type { Decision } from '../decision.ts'
import type { External } from '../facts.ts'
import { canTake, type Held, handle, workOn } from '../handling.ts'
import {
  askAgainLater,
  askWhere,
  backText,
  cannotDoNow,
  dayIsOver,
  numberKept,
  readyToSend,
  referredNews,
  referredText,
  tellByMouth,
  tellNumber,
  textToSend,
} from '../replies/handling.ts'
import { orderOf } from '../said-order.ts'
import { say } from '../tell.ts'
import { responded, tellReporter } from '../tell-reporter.ts'
import { type SpokenTurn, senderActor, type Turn } from '../turn.ts'
import { today } from './plan.ts'

/** Working days after which those outside are asked how it stands, unless a day was told. */
const ASK_AGAIN_DAYS: Readonly<Record<Urgency, number>> = { normal: 3, urgent: 1, emergency: 1 }

/** A3-0017 转12345; later its number there, or that no word came yet. */
export function refer(turn: SpokenTurn): Decision[] {
  const passedOn = orderOf(turn).args.body !== undefined && orderOf(turn).args.number === undefined
  const fits = (held: Held) => canTake('refer')(held) && (passedOn || held.record.state === 'waiting_external')
  return handle(turn, { verb: '转外部', fits }, (held) => referCase(turn, held))
}

function referCase(turn: SpokenTurn, held: Held): Decision[] {
  const { record } = held
  const about = { caseId: record.id }
  const { on, text } = orderOf(turn).args
  const external = externalOf(turn, held)
  if (!canTake('refer')(held)) return [say(turn, cannotDoNow('转外部', record), { about })]
  if (external === null) return [say(turn, askWhere(record), { about })]
  if (on !== undefined && on < today(turn)) return [say(turn, dayIsOver(on), { about })]
  const referred = workOn(turn, held, {
    event: 'refer',
    by: senderActor(turn),
    reason: reasonOf(external, mask(text ?? '')),
    sets: { external, ...responded(turn, record) },
  })
  if (!referred) return [say(turn, cannotDoNow('转外部', record), { about })]
  if (waitsFor(held, external)) return [...referred.decisions, say(turn, stillWaits(held, external), { about })]
  const ready = SENSITIVE_CATEGORIES.includes(record.category)
    ? tellByMouth()
    : readyToSend(external.body, textToSend(record))
  const answer = [referredText(record, external), ready, ...(external.number === null ? [tellNumber(record.code)] : [])]
  return [
    ...referred.decisions,
    say(turn, answer.join('\n'), { about }),
    ...tellReporter(turn, referred.record, { what: 'referred', text: referredNews(record, external.body) }),
  ]
}

/** Whom it goes to, under which number, asked again when. `null`: nobody was named, now or before. */
function externalOf(turn: SpokenTurn, { record }: Held): External | null {
  const { body, number, on } = orderOf(turn).args
  const before = record.state === 'waiting_external' ? record.external : null
  const name = body?.replace(/那边$/, '') ?? before?.body
  if (name === undefined) return null
  const same = before?.body === name ? before : null
  const askAgainOn = on ?? (number !== undefined && same ? same.askAgainOn : askAgain(turn, record.urgency))
  return { body: name, number: number ?? same?.number ?? null, askAgainOn }
}

function askAgain({ facts, now }: Turn, urgency: Urgency): CivilDate {
  const { timezone, workHours: hours } = facts.settings
  return civilDate(
    addWorkingDays(now, ASK_AGAIN_DAYS[urgency], { calendar: facts.calendar, timezone, hours }),
    timezone,
  )
}

function waitsFor({ record }: Held, { body }: External): boolean {
  return record.state === 'waiting_external' && record.external?.body === body
}

function stillWaits({ record }: Held, external: External): string {
  const numbered = external.number !== null && external.number !== record.external?.number
  return numbered ? numberKept(record.code, external) : askAgainLater(record.code, external)
}

function reasonOf({ body, number, askAgainOn }: External, words: string): string {
  return [`转${body}`, number && `单号 ${number}`, words, `${askAgainOn} 再问`].filter(Boolean).join('，')
}

/** Says that the thing itself is done. */
const DONE =
  /(?:修|换|弄|办|清|处理|解决|通|恢复|装)(?:好|完|新|掉|通|干净|复)?了|已(?:经)?(?:修|换|处理|解决|恢复|清理|办结)/

/** A3-0017 物业回了：下周来修. What its reporter answered to somebody else than the bot is told the same way. */
export function back(turn: SpokenTurn): Decision[] {
  const fits = (held: Held) => canTake('back')(held) || held.record.state === 'need_info'
  return handle(turn, { verb: '记外部回话', fits }, (held) => backFrom(turn, held))
}

function backFrom(turn: SpokenTurn, held: Held): Decision[] {
  const { record } = held
  const about = { caseId: record.id }
  const words = mask(orderOf(turn).args.text ?? '')
  if (record.state === 'need_info') return answerFor(turn, held, words)
  const body = orderOf(turn).args.body ?? record.external?.body ?? '外部'
  const reason = words === '' ? `${body}已回话` : `${body}回话：${words}`
  const returned = canTake('back')(held) ? workOn(turn, held, { event: 'back', by: senderActor(turn), reason }) : null
  if (!returned) return [say(turn, cannotDoNow('记外部回话', record), { about })]
  return [...returned.decisions, say(turn, backText(record, DONE.test(words) ? words : null), { about })]
}
