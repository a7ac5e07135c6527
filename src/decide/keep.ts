import { civilDate } from '../domain/calendar.ts'
import type { CaseState, Taker } from '../domain/case.ts'
import { noteEndsOn } from '../domain/hardship.ts'
import { announce } from './announce.ts'
import type { Actor, CaseChanges, CaseSets, Decision } from './decision.ts'
import type { CaseFacts, CheckInFacts, Facts, OpenDraft } from './facts.ts'
import { ownZones } from './find.ts'
import { routeIn } from './route.ts'
import { step } from './step.ts'
import { CLOCK, senderActor, type Turn } from './turn.ts'

const MINUTE_MS = 60_000

interface Keeping {
  taker: Extract<Taker, 'reporter' | 'system'>
  /** When those who handle it may hear of it; `null`: now. */
  notBefore: Date | null
}

/** A draft becomes a matter for somebody (待受理), or is done with where it was told as handled; check-ins are kept. */
export function keepDraft(turn: Turn, draft: Pick<OpenDraft, 'cases' | 'checkIns'>, keeping: Keeping): Decision[] {
  const by = keeping.taker === 'system' ? CLOCK : senderActor(turn)
  return [
    ...draft.cases.flatMap((record) => keepCase(turn, record, { ...keeping, by })),
    ...draft.checkIns.flatMap((record) => keepCheckIn(record, by)),
  ]
}

/** Whoever goes on to the next matter leaves the card before as it stands; it is told on when its time is over. */
export function keepEarlier(turn: Turn): Decision[] {
  const { draft } = turn.facts.conversation
  if (!draft) return []
  return keepDraft(turn, draft, { taker: 'system', notBefore: silentAt(draft.openedAt, turn.facts) })
}

/** When the silence after a card counts as a yes. */
export function silentAt(openedAt: Date, { settings }: Facts): Date {
  return new Date(openedAt.getTime() + settings.draftMinutes * MINUTE_MS)
}

function keepCase(turn: Turn, draft: CaseFacts, { taker, by, notBefore }: Keeping & { by: Actor }): Decision[] {
  const wanted: CaseState = draft.toldAsHandled ? 'resolved' : 'new'
  const { edit, record } = inHomeZone(turn, draft)
  const kept = step(turn, record, { event: 'confirm', taker, to: wanted, by, ...noteEnd(turn, record, taker) })
  if (!kept) return []
  // What was dealt with asks nobody to act, unless it was grave; those alarmed have its card.
  const silent = (wanted === 'resolved' && record.urgency !== 'emergency') || (record.alarmed ?? false)
  return [...edit, kept.decision, ...(silent ? [] : announce(turn, kept.record, notBefore))]
}

/** A note on hardship lasts where its reporter said that whom it is about agrees; silence says nothing of that. */
function noteEnd({ facts, now }: Turn, { category }: CaseFacts, taker: Keeping['taker']): { sets?: CaseSets } {
  if (category !== 'hardship') return {}
  return { sets: { noteEndsOn: noteEndsOn(civilDate(now, facts.settings.timezone), taker === 'reporter') } }
}

/** Whoever acts on an emergency that its sender has not confirmed yet confirms it by acting. */
export function takenUp(turn: Turn, record: CaseFacts): { decisions: Decision[]; record: CaseFacts } {
  const kept = step(turn, record, { event: 'confirm', taker: 'system', to: 'new', by: CLOCK })
  return kept ? { decisions: [kept.decision], record: kept.record } : { decisions: [], record }
}

function keepCheckIn({ id, state }: CheckInFacts, by: Actor): Decision[] {
  return state === 'draft' ? [{ do: 'move_check_in', checkInId: id, from: 'draft', to: 'kept', by }] : []
}

/** Where the question which zone found no answer, the home zone will do. */
function inHomeZone({ facts }: Turn, record: CaseFacts): { edit: Decision[]; record: CaseFacts } {
  const [home] = ownZones(facts)
  if (record.zoneCode !== null || facts.conversation.question?.about !== 'which_zone' || !home) {
    return { edit: [], record }
  }
  const { branch, handler } = routeIn(home, record, facts)
  const changes = { zoneCode: home.code, branchId: branch?.id ?? null, handlerId: handler?.id ?? null }
  return {
    edit: [
      {
        do: 'edit_case',
        caseId: record.id,
        changes: changes satisfies CaseChanges,
        reason: '未选责任区，按所在责任区',
      },
    ],
    record: { ...record, ...changes },
  }
}
