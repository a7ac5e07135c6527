/** What people confirm and correct, kept without their words for the next model to learn from. */
import type { Decision } from '../decide/decision.ts'
import type { CaseFacts, CheckInFacts, Facts } from '../decide/facts.ts'
import type { Deps } from '../deps.ts'
import { civilDate } from '../domain/calendar.ts'
import { SENSITIVE_CATEGORIES } from '../domain/permission.ts'
import type { Origin } from '../store/cases.ts'
import { keepExamples, type LearningExample } from '../store/learning-examples.ts'
import type { Sql } from '../store/sql.ts'
import { type CorrectedHead, exampleOf, type KeptExample } from '../understanding/kept-example.ts'
import { model } from '../understanding/model/weights.ts'

interface Settled {
  facts: Facts
  origin: Origin
  decisions: readonly Decision[]
}

/** What a person said of one record: the answers that are right, and whether they had to be put right. */
interface Verdict {
  text: string
  answers: Partial<Record<CorrectedHead, string>>
  corrected: boolean
}

/** Keep, in the transaction of the decisions, what people said of how they were read. */
export async function learnFrom(
  deps: Pick<Deps, 'seal'>,
  sql: Sql,
  settled: readonly Settled[],
  now: Date,
): Promise<void> {
  await keepExamples(
    sql,
    settled.flatMap((one) => verdictsOf(one).flatMap((verdict) => examplesOf(deps, one, { verdict, now }))),
  )
}

function verdictsOf({ facts, decisions }: Settled): Verdict[] {
  return decisions.flatMap((decision): Verdict[] => {
    switch (decision.do) {
      case 'edit_case':
        return caseOf(facts, decision.caseId).flatMap((record) => {
          const { category, urgency, toldAsHandled, text = record.text } = decision.changes
          return verdictOnCase({ ...record, text }, { category, urgency, toldAsHandled }, true)
        })
      case 'move_case':
        if (decision.event !== 'confirm' || decision.by.role === 'system') return []
        return caseOf(facts, decision.caseId).flatMap((record) => verdictOnCase(record, record, false))
      case 'edit_check_in':
        return checkInOf(facts, decision.checkInId).flatMap((record) =>
          verdictOnWork(record, decision.changes.activity, true),
        )
      case 'move_check_in':
        if (decision.to !== 'kept' || decision.by.role === 'system') return []
        return checkInOf(facts, decision.checkInId).flatMap((record) => verdictOnWork(record, record.activity, false))
      default:
        return []
    }
  })
}

type CaseAnswers = { [Field in 'category' | 'urgency' | 'toldAsHandled']?: CaseFacts[Field] | undefined }

/** Of what is for the handler and the secretary alone nothing is kept, not even features. */
function verdictOnCase(
  record: CaseFacts,
  { category, urgency, toldAsHandled }: CaseAnswers,
  corrected: boolean,
): Verdict[] {
  const isSensitive = [record.category, category].some((c) => c && SENSITIVE_CATEGORIES.includes(c))
  if (isSensitive || record.kind !== 'incident') return []
  const answers: Verdict['answers'] = {
    ...(category && { category }),
    ...(urgency && { urgency }),
    ...(toldAsHandled !== undefined && { state: toldAsHandled ? 'handled' : 'open' }),
  }
  return [{ text: record.text, answers, corrected }]
}

function verdictOnWork(
  record: CheckInFacts,
  activity: CheckInFacts['activity'] | undefined,
  corrected: boolean,
): Verdict[] {
  if (activity === undefined || activity === 'talk' || record.activity === 'talk') return []
  return [{ text: record.text, answers: { activity }, corrected }]
}

/** Each answer once: one that was put right when it is, one that was right from the beginning when it is confirmed. */
function examplesOf(
  { seal }: Pick<Deps, 'seal'>,
  { facts, origin }: Settled,
  { verdict, now }: { verdict: Verdict; now: Date },
): LearningExample[] {
  const role = facts.sender.person ? 'member' : 'resident'
  const learntOn = civilDate(now, facts.settings.timezone)
  const month = learntOn.slice(0, 7)
  const teller = seal.hash('learning-teller', `${facts.sender.identityId}/${month}`).slice(0, 32)
  return Object.entries(verdict.answers).flatMap(([head, final]): LearningExample[] => {
    const told = { text: verdict.text, sentAt: now, role } as const
    const example: KeptExample | null = exampleOf(model, head as CorrectedHead, told)
    if (!example || (example.predicted !== final) !== verdict.corrected) return []
    return [{ ...example, organisationId: origin.organisationId, final, teller, learntOn }]
  })
}

function caseOf({ conversation, referred, reported }: Facts, id: string): CaseFacts[] {
  const found = [...(conversation.draft?.cases ?? []), ...referred, ...reported].find((c) => c.id === id)
  return found ? [found] : []
}

function checkInOf({ conversation }: Facts, id: string): CheckInFacts[] {
  const found = conversation.draft?.checkIns.find((c) => c.id === id)
  return found ? [found] : []
}
