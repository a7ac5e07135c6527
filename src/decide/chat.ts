import { knowAsked } from './commands/acknowledge.ts'
import type { Decision } from './decision.ts'
import { keepWith } from './quoted.ts'
import { chatText } from './replies/chat.ts'
import { say } from './tell.ts'
import type { SpokenTurn } from './turn.ts'

/** Greetings, thanks, small talk: a short friendly word, no card, no record; 知道了 where that was asked. */
export function chat(turn: SpokenTurn): Decision[] {
  return [...keepWith(turn), ...(knowAsked(turn) ?? [say(turn, chatText(turn.text))])]
}
