import { correctable, correctCase, correctDraft } from '../correct.ts'
import type { Decision } from '../decision.ts'
import { change } from '../draft-reply.ts'
import type { CaseFacts } from '../facts.ts'
import { pendingWhat } from '../pending.ts'
import { mayDo } from '../permit.ts'
import { chooseZone } from '../question.ts'
import { changedText, notFoundText, tooLateToChange } from '../replies/commands.ts'
import { noWorkToWithdraw } from '../replies/outcome.ts'
import { askWhichToChange, noRecordToChange } from '../replies/questions.ts'
import { say } from '../tell.ts'
import type { SpokenTurn } from '../turn.ts'
import { inboxOf } from '../turn.ts'
import { namedZones } from '../zone-match.ts'
import { caseNamed, codeNamed } from './case-named.ts'
import { meansWork } from './means-draft.ts'
import { rezone } from './rezone.ts'

/** How long a correction waits for the sentence that it corrects: the platform may bring it later. */
const WAIT_MS = 20_000
/** How long after it was told a matter without a draft may still be corrected without its code. */
const RECENT_MS = 24 * 3_600_000

/** 改成5号楼, A3-0017 改成紧急: the open draft, the named case, or the last one told. */
export function edit(turn: SpokenTurn): Decision[] {
  const { conversation } = turn.facts
  const { correction } = turn.reading
  const code = codeNamed(turn)
  const zoneCode = turn.reading.understanding.command?.args.zone
  if (code !== null && zoneCode !== undefined) return rezone(turn, code, zoneCode)
  const ofDraft = conversation.draft?.cases.some((c) => c.code === code)
  if (code !== null && !ofDraft) return editByCode(turn, code)
  if (meansWork(turn) && conversation.draft?.cases.length !== 0) return [say(turn, noWorkToWithdraw())]
  if (conversation.draft) {
    if (correction) return correctDraft(turn, conversation.draft, correction)
    const [zone, ...more] = namedZones(turn.facts.zones, null, turn.text)
    return zone && more.length === 0 ? chooseZone(turn, conversation.draft, { zone, tappedCard: null }) : change(turn)
  }
  return withoutDraft(turn)
}

function editByCode(turn: SpokenTurn, code: string): Decision[] {
  const record = caseNamed(turn.facts, code)
  if (!record || !mayDo(turn, 'own', record)) return [say(turn, notFoundText(code))]
  if (!correctable(record)) return [say(turn, tooLateToChange(record.code, record.state))]
  return editCase(turn, record)
}

function editCase(turn: SpokenTurn, record: CaseFacts): Decision[] {
  const { correction } = turn.reading
  if (!correction) return [say(turn, askWhichToChange(record.code))]
  return [
    ...correctCase(turn, record, correction),
    say(turn, changedText(record.code), { about: { caseId: record.id } }),
  ]
}

/** The sentence may still be on its way; then the last matter told is meant; else it is asked. */
function withoutDraft(turn: SpokenTurn): Decision[] {
  const until = new Date(inboxOf(turn).receivedAt.getTime() + WAIT_MS)
  const last = turn.facts.reported.find((c) => correctable(c) && turn.now.getTime() - c.createdAt.getTime() < RECENT_MS)
  if (last && turn.reading.correction) return editCase(turn, last)
  if (!turn.reading.correction) return [say(turn, askWhichToChange(turn.facts.reported[0]?.code ?? null))]
  if (turn.now < until) return [{ do: 'wait', until }]
  return [{ do: 'remember', question: pendingWhat(turn) }, say(turn, noRecordToChange())]
}
