/** Answers to what an order about zones still lacks: which zone, and whether together or instead. */
import type { Command } from '../understanding/understanding.ts'
import type { PendingQuestion } from './facts.ts'
import { optionSaid } from './options.ts'
import { isSurelyOrder } from './reading.ts'
import type { SpokenTurn } from './turn.ts'

const INSTEAD = /换|改|替|接|取代|頂替|換/u
const TOGETHER = /一起|一同|共同|加|都|也|和|两个|兩個/u

/** The order with what was asked. `null`: the words answer something else. */
export function zoneOrderAnswered(
  turn: SpokenTurn,
  { about, options, order }: PendingQuestion & { order: Command },
): Command | null {
  const meant = optionSaid(turn, options)
  // 换成他 by itself would change a card.
  const { command } = turn.reading.understanding
  if (meant === null && command?.name !== 'edit' && isSurelyOrder(turn.reading)) return null
  if (about === 'which_zone') {
    return meant === null ? null : { ...order, args: { ...order.args, zone: meant } }
  }
  if (turn.text.length > SHORT) return null
  const name = meant ?? mannerSaid(turn.reading.plain || turn.text)
  return name === 'add_member' || name === 'replace_member' ? { ...order, name } : null
}

/** Longer words tell something of their own. */
const SHORT = 16

function mannerSaid(words: string): 'add_member' | 'replace_member' | null {
  if (INSTEAD.test(words)) return /不/u.test(words) ? 'add_member' : 'replace_member'
  return TOGETHER.test(words) ? 'add_member' : null
}
