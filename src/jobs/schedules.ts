import type { Deps } from '../deps.ts'
import { takeTick } from '../store/ticks.ts'
import { applyRetentionRules } from './apply-retention-rules.ts'
import { askAboutAttachments } from './ask-about-attachments.ts'
import { askWhoIsNew } from './ask-known.ts'
import { askResidents } from './ask-residents.ts'
import { chainAuditRows } from './chain-audit-rows.ts'
import { countVisits } from './count-visits.ts'
import { eraseOnRequest } from './erase-on-request.ts'
import { countReaders, recallAnnouncements } from './follow-announcements.ts'
import { keepSilentDrafts } from './keep-silent-drafts.ts'
import { keepSilentQuestions } from './keep-silent-questions.ts'
import { keepZoneEntries } from './keep-zone-entries.ts'
import { measureBurden } from './measure-burden.ts'
import { openDuties } from './open-duty-windows.ts'
import { proposeFocusOfQuarter } from './propose-focus.ts'
import { refreshCards } from './refresh-cards.ts'
import { remindClocks } from './remind-clocks.ts'
import { remindDuties } from './remind-duties.ts'
import { remindRectifications } from './remind-rectifications.ts'
import { renewHardship } from './renew-hardship.ts'
import { replaceHandlersGone } from './replace-handlers.ts'
import { turnReviewRounds } from './review-rounds.ts'
import type { Schedule } from './schedule.ts'
import { tellAnnouncements } from './tell-announcements.ts'
import { tellConsequences } from './tell-consequences.ts'
import { tellDigests } from './tell-digests.ts'
import { tellReviews } from './tell-reviews.ts'
import { turnAppraisals } from './turn-appraisals.ts'
import { turnEvaluations } from './turn-evaluations.ts'

/** Every schedule of the product. What is not in this list is removed from the queue at the next start. */
export const SCHEDULES: readonly Schedule[] = [
  keepSilentDrafts,
  keepSilentQuestions,
  countVisits,
  keepZoneEntries,
  refreshCards,
  askAboutAttachments,
  askWhoIsNew,
  remindClocks,
  replaceHandlersGone,
  tellAnnouncements,
  recallAnnouncements,
  countReaders,
  proposeFocusOfQuarter,
  tellDigests,
  openDuties,
  remindDuties,
  turnReviewRounds,
  tellReviews,
  askResidents,
  turnEvaluations,
  tellConsequences,
  remindRectifications,
  turnAppraisals,
  measureBurden,
  chainAuditRows,
  eraseOnRequest,
  renewHardship,
  applyRetentionRules,
]

/**
 * Run one tick of a schedule and ring for what it owes.
 *
 * A tick of a pattern is run by one process only. An unknown name is a schedule of another version: nothing.
 */
export async function runTick(deps: Deps, name: string, dueAt: Date): Promise<void> {
  const schedule = SCHEDULES.find((s) => s.name === name)
  if (!schedule) return
  const now = deps.now()
  if ('pattern' in schedule.every && (await takeTick(deps.pool, name, dueAt, now)).length === 0) return
  deps.bells.ring('outbound', await schedule.run(deps, now))
}
