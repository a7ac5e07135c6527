import { parseCaseCode } from '../../domain/case-code.ts'
import type { CaseFacts, Facts } from '../facts.ts'
import type { SpokenTurn } from '../turn.ts'

/** The case of this code among those that the snapshot looked up. */
export function caseNamed(facts: Facts, code: string): CaseFacts | null {
  const wanted = parseCaseCode(code) ?? code
  return facts.referred.find((c) => c.code === wanted) ?? null
}

/** The code that a command names, as stored, or else of what it quotes; `null` where there is none. */
export function codeNamed({ reading, facts }: SpokenTurn): string | null {
  const { code: told, other } = reading.understanding.command?.args ?? {}
  const [named] = reading.codes.filter((code) => code !== other)
  return (told === undefined ? null : parseCaseCode(told)) ?? named ?? quotedCode(facts)
}

/** The one case that was quoted. `null`: none, or a card of several, whose number has to be told. */
export function quotedCode({ quotedCodes }: Facts): string | null {
  const [only, ...more] = quotedCodes
  return only !== undefined && more.length === 0 ? only : null
}
