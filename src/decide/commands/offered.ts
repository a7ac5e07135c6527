import type { Decision } from '../decision.ts'
import { handle, type Order, offered } from '../handling.ts'
import { whichCaseText } from '../replies/commands.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'
import { codeNamed } from './case-named.ts'

/** 接单, 到场了: the case that is named or quoted, else the only one that was offered to the sender. */
export function onOffered(
  turn: SpokenTurn,
  order: Order,
  act: (turn: SpokenTurn, code: string) => Decision[],
): Decision[] {
  const code = codeNamed(turn)
  if (code !== null) return act(turn, code)
  // A card of several was quoted: it is one of these, and only the sender knows which.
  if (turn.facts.quotedCodes.length > 1) return [say(turn, whichCaseText(order.verb))]
  return handle(turn, { ...order, among: offered }, ({ record }) => {
    const referred = [...turn.facts.referred, record]
    return act({ ...turn, facts: { ...turn.facts, referred } }, record.code)
  })
}
