/** 好 with the code of a matter: its reporter's verdict where one is asked for; else it may be no more than a yes. */
import { isUnderWay } from '../domain/case.ts'
import { caseNamed, codeNamed } from './commands/case-named.ts'
import { lookup } from './commands/lookup.ts'
import type { Decision } from './decision.ts'
import type { CaseFacts } from './facts.ts'
import { mayDo } from './permit.ts'
import { asksItsReporter, judge } from './rate.ts'
import { fineAsHandler, fineAsSecond, fineBeforeTheEnd } from './replies/fine.ts'
import { say } from './tell.ts'
import type { SpokenTurn } from './turn.ts'
import { judgeOf } from './verify.ts'

/** `A3-0017 好`, `好的 A3-0017`. */
export function saidFine(turn: SpokenTurn): Decision[] {
  const code = codeNamed(turn)
  const record = code === null ? null : caseNamed(turn.facts, code)
  if (!record || !mayDo(turn, 'see', record)) return lookup(turn, code)
  if (mayDo(turn, 'own', record) && asksItsReporter(turn, record)) {
    return judge(turn, record.code, { good: true, tap: null })
  }
  const question = whatElse(turn, record)
  return question === null ? lookup(turn, record.code) : [say(turn, question, { about: { caseId: record.id } })]
}

/** What is asked where the sender may mean more than one thing; `null`: they can only want to know how it stands. */
function whatElse(turn: SpokenTurn, record: CaseFacts): string | null {
  const { person } = turn.facts.sender
  if (person && person.id === record.handlerId) return isUnderWay(record.state) ? fineAsHandler(record) : null
  const as = judgeOf(turn, record)
  if (as === 'reporter') return isUnderWay(record.state) ? fineBeforeTheEnd(record.code) : null
  return as !== null && record.state === 'to_verify' ? fineAsSecond(record.code) : null
}
