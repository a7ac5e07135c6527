import type { InboundMessage } from '../channels/channel.ts'
import { isSaidDone } from '../domain/case.ts'
import { attachTo, keepLoose } from './attachments.ts'
import { caseNamed, quotedCode } from './commands/case-named.ts'
import type { Decision } from './decision.ts'
import type { CaseFacts, Facts } from './facts.ts'
import { mayDo } from './permit.ts'
import type { Turn } from './turn.ts'

/** Whether something was quoted that is not on the open card, so that the words do not speak of the card. */
export function quotesAnother({ conversation, quotedCodes }: Facts): boolean {
  if (quotedCodes.length === 0) return false
  return !conversation.draft?.cases.some((c) => quotedCodes.includes(c.code))
}

/** The quoted case, where the sender may put something to it. */
export function quotedToAttach(turn: Turn): CaseFacts | null {
  const code = quotedCode(turn.facts)
  const record = code === null ? null : caseNamed(turn.facts, code)
  return record && (mayDo(turn, 'own', record) || mayDo(turn, 'read', record)) ? record : null
}

/** Once it is said to be done, what others than its reporter send shows that. */
export function attachToCase(turn: Turn & { message: InboundMessage }, record: CaseFacts): Decision[] {
  return attachTo(
    turn,
    { caseId: record.id },
    isSaidDone(record.state) && !mayDo(turn, 'own', record) ? 'after' : 'before',
  )
}

/** What came with words that open no record: to the quoted case, else loose. */
export function keepWith(turn: Turn & { message: InboundMessage }): Decision[] {
  const record = quotedToAttach(turn)
  return record ? attachToCase(turn, record) : keepLoose(turn.message)
}
