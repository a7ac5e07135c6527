/** A card that somebody has of a case, after the case went on: the new state, and no button that leads nowhere. */
import type { Card } from '../channels/channel.ts'
import { CASE_STATES, type CaseState, outsideStatus, transition } from '../domain/case.ts'
import { readAction } from './actions.ts'
import type { CaseFacts } from './facts.ts'
import { closed } from './replies/card.ts'
import { NEXT_STEP } from './replies/next-step.ts'
import { isVerifyCard } from './verify.ts'

/** What the card of a former handler shows instead of its buttons. */
const HANDED_ON = '已转给别人'

const LABELS: readonly string[] = Object.values(CASE_STATES)

/**
 * The card as it is to be shown now. `null`: it shows the present state already.
 *
 * @param handedOn whether its reader had the case in hands, and somebody else has it now
 */
export function refreshedCard(card: Card, record: CaseFacts, { handedOn = false } = {}): Card | null {
  const label = CASE_STATES[record.state]
  const asking = card.buttons.filter((b) => stillAsks(b.action, card, record))
  const buttons = handedOn ? asking.filter((b) => !isForHandler(b.action)) : asking
  const over = card.buttons.length > 0 && buttons.length === 0
  const isState = card.closedAs !== null && LABELS.includes(card.closedAs)
  const end = over && asking.length > 0 ? HANDED_ON : label
  const closedAs = over || isState ? end : card.closedAs
  const subtitle = card.subtitle && withState(card.subtitle, label)
  const shown: Card = {
    ...(over ? closed(card, end) : card),
    subtitle,
    // What was the next step then is none any more.
    text: subtitle === card.subtitle && !handedOn ? card.text : withoutNextStep(card.text),
    facts: card.facts.map((fact) => (LABELS.includes(fact.value) ? { ...fact, value: label } : fact)),
    buttons,
    closedAs,
  }
  return JSON.stringify(shown) === JSON.stringify(card) ? null : shown
}

function withoutNextStep(text: string | null): string | null {
  const lines = text?.split('\n').filter((line) => !line.startsWith(NEXT_STEP)) ?? []
  return lines.join('\n') || null
}

/** `公共设施 · 一般 · 待受理`: the state stands last. */
function withState(subtitle: string, label: string): string {
  const parts = subtitle.split(' · ')
  return LABELS.includes(parts.at(-1) ?? '') ? [...parts.slice(0, -1), label].join(' · ') : subtitle
}

/** Only whoever works on the case taps it. */
function isForHandler(action: string): boolean {
  const verb = readAction(action)?.verb
  return verb === 'accept' || verb === 'done'
}

/** Whether tapping it would still do something. What is not known here is answered when it is tapped. */
function stillAsks(action: string, card: Card, { state, urgency }: CaseFacts): boolean {
  const tapped = readAction(action)
  switch (tapped?.verb) {
    case 'confirm':
    case 'change':
    case 'withdraw':
      // Others act on an emergency before its reporter says 对; any other draft ends by its reporter, or by silence.
      return urgency !== 'emergency' || state === 'draft' || tapped.codes.length > 1
    case 'accept':
      return transition(state, 'accept', 'handler') !== null || (state === 'draft' && urgency === 'emergency')
    case 'done':
      return transition(state, 'close', 'handler', 'resolved') !== null
    case 'good':
    case 'notgood':
      return state === 'to_verify' || (!isVerifyCard(card) && isJudged(state))
    default:
      return true
  }
}

function isJudged(state: CaseState): boolean {
  return outsideStatus(state) === 'closed' && state !== 'cancelled' && state !== 'duplicate'
}
