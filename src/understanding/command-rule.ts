/** The form of one order to the bot. */
import type { LocalMoment } from './civil-date.ts'
import { CASE_CODE } from './codes.ts'
import type { CommandName } from './understanding.ts'

/** Longer than this and it is told to a person, not ordered of the bot; reasons and dates may follow some orders. */
const LONGEST = 22
export const LONGEST_WITH_REASON = 80
/** A question to the reporter, or what those outside said, may take more words. */
export const LONGEST_WITH_MESSAGE = 220
/** What many people are told, or what was heard at a talk. */
export const LONGEST_ANNOUNCED = 700

export interface CommandRule {
  name: CommandName
  /** Reads the arguments by named groups. */
  pattern: RegExp
  longest: number
  /** Whether what the groups took is what they are for. Absent: the pattern says it all. */
  holds?: (groups: Readonly<Record<string, string | undefined>>, now: LocalMoment) => boolean
}

const POLITE = '(?:请|麻烦|帮我|帮忙|请帮我|麻烦帮我|我要|我想|给我|你好[, ]?|小助手[, ]?|@[^ ]{1,12} )?'

/** The whole text is the order `pattern`, with polite words before and a full stop behind. */
export function rule(name: CommandName, pattern: string, longest = LONGEST): CommandRule {
  return { name, pattern: new RegExp(`^${POLITE}(?:${pattern})[ 。!.~]*$`, 's'), longest }
}

export const CODE = `(?<code>${CASE_CODE})`
/** A reason behind the order, set off from it. */
export const REASON = '(?:[ ,::;、。-]+(?<text>.+))?'
