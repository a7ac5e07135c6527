/** What people confirm and correct, noted for an example to be made of it afterwards (`keep-examples.ts`). */
import type { Decision } from '../decide/decision.ts'
import type { CaseFacts, CheckInFacts, Facts } from '../decide/facts.ts'
import type { Deps } from '../deps.ts'
import { civilDate } from '../domain/calendar.ts'
import type { Origin } from '../store/cases.ts'
import type { Sql } from '../store/sql.ts'
import { keepVerdicts, type Verdict } from '../store/verdicts.ts'
import { type CorrectedHead, mayBeLearnt } from '../understanding/kept-example.ts'

interface Settled {
  facts: Facts
  origin: Origin
  decisions: readonly Decision[]
}

/** What a person said of one record: the answers that are right, and whether they had to be put right. */
interface Said extends Pick<Verdict, 'caseId' | 'checkInId' | 'corrected'> {
  answers: Partial<Record<CorrectedHead, string>>
}

/** Note, in the transaction of the decisions, what people said of how they were read: ids, no words. */
export async function noteVerdicts(
  { seal }: Pick<Deps, 'seal'>,
  sql: Sql,
  settled: readonly Settled[],
  now: Date,
): Promise<void> {
  const verdicts = settled.flatMap(({ facts, origin, decisions }) => {
    const { person, identityId } = facts.sender
    const givenOn = civilDate(now, facts.settings.timezone)
    const teller = seal.hash('learning-teller', `${identityId}/${givenOn.slice(0, 7)}`).slice(0, 32)
    const whose = { organisationId: origin.organisationId, byMember: person !== null, teller, givenOn }
    return decisions
      .flatMap((decision) => saidOf(facts, decision))
      .flatMap(({ answers, ...said }) =>
        Object.entries(answers).map(
          ([head, final]): Verdict => ({ ...whose, ...said, head: head as CorrectedHead, final }),
        ),
      )
  })
  await keepVerdicts(sql, verdicts)
}

function saidOf(facts: Facts, decision: Decision): Said[] {
  switch (decision.do) {
    case 'edit_case': {
      const { category, urgency, toldAsHandled } = decision.changes
      return caseOf(facts, decision.caseId).flatMap((c) => saidOfCase(c, { category, urgency, toldAsHandled }, true))
    }
    case 'move_case':
      if (decision.event !== 'confirm' || decision.by.role === 'system') return []
      return caseOf(facts, decision.caseId).flatMap((c) => saidOfCase(c, c, false))
    case 'edit_check_in':
      return checkInOf(facts, decision.checkInId).flatMap((c) => saidOfWork(c, decision.changes.activity, true))
    case 'move_check_in':
      if (decision.to !== 'kept' || decision.by.role === 'system') return []
      return checkInOf(facts, decision.checkInId).flatMap((c) => saidOfWork(c, c.activity, false))
    default:
      return []
  }
}

type CaseAnswers = { [Field in 'category' | 'urgency' | 'toldAsHandled']?: CaseFacts[Field] | undefined }

function saidOfCase(record: CaseFacts, { category, urgency, toldAsHandled }: CaseAnswers, corrected: boolean): Said[] {
  const isOpen = mayBeLearnt(record) && (category === undefined || mayBeLearnt({ category }))
  if (!isOpen || record.kind !== 'incident') return []
  const answers: Said['answers'] = {
    ...(category && { category }),
    ...(urgency && { urgency }),
    ...(toldAsHandled !== undefined && { state: toldAsHandled ? 'handled' : 'open' }),
  }
  return [{ caseId: record.id, checkInId: null, corrected, answers }]
}

function saidOfWork(record: CheckInFacts, activity: CheckInFacts['activity'] | undefined, corrected: boolean): Said[] {
  if (activity === undefined || !mayBeLearnt({ activity }) || !mayBeLearnt(record)) return []
  return [{ caseId: null, checkInId: record.id, corrected, answers: { activity } }]
}

function caseOf({ conversation, referred, reported }: Facts, id: string): CaseFacts[] {
  const found = [...(conversation.draft?.cases ?? []), ...referred, ...reported].find((c) => c.id === id)
  return found ? [found] : []
}

function checkInOf({ conversation }: Facts, id: string): CheckInFacts[] {
  const found = conversation.draft?.checkIns.find((c) => c.id === id)
  return found ? [found] : []
}
