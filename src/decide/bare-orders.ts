/** Orders that name no case: those who have cases in hand mean one of them. */
import { civilDate } from '../domain/calendar.ts'
import type { Command, CommandName } from '../understanding/understanding.ts'
import { mayMean, namesThingOf, saysOnlyDone } from './closing-words.ts'
import { caseNamed, codeNamed } from './commands/case-named.ts'
import { takerOf } from './commands/claim.ts'
import type { CaseFacts } from './facts.ts'
import { canBegin, canTakeOn, inHand, offered } from './handling.ts'
import { isWholeReport } from './reading.ts'
import type { SpokenTurn } from './turn.ts'

const OF_A_CASE_IN_HAND: readonly CommandName[] = [
  'claim',
  'start',
  'ask',
  'schedule',
  'refer',
  'back',
  'return',
  'close',
  'close_as',
  'extend',
  'handover',
  'reply',
]

/** 都办好了, 转12345, 排到周五, with no card open. `null`: the words tell something of their own. */
export function bareOrderMeant(turn: SpokenTurn): Command | null {
  const { facts, reading, now } = turn
  const { bareOrder, understanding, codes } = reading
  if (!bareOrder || !OF_A_CASE_IN_HAND.includes(bareOrder.name) || facts.conversation.draft) return null
  if (codes.some((code) => code !== bareOrder.args.other)) return null
  // 我来, 到了 said while nothing waits for it is no order.
  if (bareOrder.name === 'claim') return takesOn(turn) ? bareOrder : null
  if (bareOrder.name === 'start') return offered(turn, canBegin).length > 0 ? bareOrder : null
  const held = inHand(turn)
  if (held.length === 0) return null
  if (bareOrder.name === 'close' && held.some(({ record }) => isDoneOf(turn, record))) return bareOrder
  // 都办好了，换了新灯泡: what begins so says nothing of its own, whatever it was taken for.
  const [opening = ''] = turn.text.trim().split(/[，,。；;！!\s]/u)
  const fits = held.some(({ record }) => mayMean(bareOrder.args.text ?? '', record.text))
  if (bareOrder.name === 'close' && saysOnlyDone(opening) && fits) return bareOrder
  const tellsWork = understanding.records.some((r) => r.kind === 'checkin' && r.activity !== 'other')
  if (tellsWork || isWholeReport(reading)) return null
  const { on, text = '' } = bareOrder.args
  // 昨天去了一趟 plans nothing.
  if (bareOrder.name === 'schedule' && on !== undefined && on < civilDate(now, facts.settings.timezone)) return null
  if (bareOrder.name === 'close' && !held.some(({ record }) => mayMean(text, record.text))) return null
  return bareOrder
}

/** 接单 is an order also where somebody else was first, so that its sender hears that nothing is left. */
function takesOn(turn: SpokenTurn): boolean {
  const saysSo = turn.facts.sender.person !== null && /接单|认领|受理/.test(turn.reading.plain)
  return saysSo || offered(turn, canTakeOn).length > 0
}

/** 垃圾清完了, 3号楼的灯修好了: what is told as done is what this case waits for. */
export function isDoneOf({ reading, text }: SpokenTurn, { category, place, text: report }: CaseFacts): boolean {
  const { records } = reading.understanding
  const [told] = records
  if (!told || records.length > 1) return false
  if (told.place === null) return namesThingOf(text, report)
  const sameKind = told.kind === 'incident' && told.state === 'handled' && told.category === category
  const { building, unit } = told.place
  return sameKind && building !== null && building === place?.building && (unit === null || unit === place.unit)
}

const CODE_FIRST = /^\s*[A-Za-zＡ-Ｚａ-ｚ]{1,4}[0-9０-９]{0,3}\s*[-－—]\s*[0-9０-９]{1,6}[\s,，:：、]*/u

/** `A3-0017 换了新灯泡`, or the words alone where the case is quoted: what is told there as dealt with closes it. */
export function toldAsDone(turn: SpokenTurn): Command | null {
  const { facts, reading, text } = turn
  const { records } = reading.understanding
  const allDone =
    records.length > 0 && records.every((r) => (r.kind === 'incident' ? r.state === 'handled' : r.place === null))
  if (!allDone || (facts.quotedCodes.length === 0 && !CODE_FIRST.test(text))) return null
  const code = codeNamed(turn)
  const record = code === null ? null : caseNamed(facts, code)
  return record && takerOf(turn, record) ? { name: 'close', args: { text: text.replace(CODE_FIRST, '') } } : null
}
