/** Changes of what exists, in the order decided. */
import type { Decision } from '../decide/decision.ts'
import { endAbsence, setAbsence } from './absences.ts'
import { keepAnnouncement, recallAnnouncement } from './announcement-orders.ts'
import { approveZones, beginPost, endPost, knowZones } from './assignments.ts'
import { type Joined, joinAttachments } from './attachments.ts'
import { assignCase, editCase, linkCase } from './case-edits.ts'
import { type CaseStep, takeSteps } from './case-steps.ts'
import { type CheckInMove, editCheckIn, moveCheckIns } from './check-ins.ts'
import { answerCommendationInChat } from './commendations.ts'
import { setFocusOf, settleFocus } from './focuses.ts'
import { followCase, unfollowCase } from './followers.ts'
import { moveAccount, releaseAccount } from './held-accounts.ts'
import { askLookUp, bind, countInviteTry, meetAccount, placeResident } from './identities.ts'
import { nameGroupOfZone, noteGroupChange } from './join-links.ts'
import { callService } from './kf.ts'
import { askForPerson } from './kf-chats.ts'
import { offerZone, settleOffer } from './nominations.ts'
import { setPublicText, showPhone, showPhoto } from './notice-choices.ts'
import { actorOf, caseIdOf, holderOf, type Work } from './orders.ts'
import { askErasure } from './page-rights.ts'
import { noteNotice } from './privacy-notice.ts'
import { reportRectification } from './rectification-reports.ts'
import { keepPhrase } from './spot-check-draw.ts'
import type { Sql } from './sql.ts'
import { hearMatters, moveTalk, openTalk } from './talks.ts'
import { noteVisits } from './zone-visits.ts'
import { drawZone } from './zones.ts'

/** What is carried out for all orders together; all the rest changes what exists. */
type Shared =
  | 'open_case'
  | 'open_check_in'
  | 'open_sign_in'
  | 'open_export'
  | 'attach'
  | 'join'
  | 'remember'
  | 'tell'
  | 'wait'
  | 'forget_original'
type Change = Exclude<Decision, { do: Shared }>
type CarryOut<D> = (sql: Sql, change: D, by: { work: Work; now: Date }) => Promise<unknown>

const CHANGES: { [Name in Change['do']]: CarryOut<Extract<Change, { do: Name }>> } = {
  move_case: (sql, step, { now }) => takeSteps(sql, [step], now),
  note_case: (sql, step, { now }) => takeSteps(sql, [step], now),
  move_check_in: (sql, move, { now }) => moveCheckIns(sql, [move], now),
  edit_case: (sql, edit, { work: { origin }, now }) =>
    editCase(sql, { ...edit, by: { role: origin.role, personId: origin.personId } }, now),
  edit_check_in: (sql, edit, { now }) => editCheckIn(sql, edit, now),
  assign_case: (sql, given, { now }) => assignCase(sql, given, now),
  link_case: (sql, link, { now }) => linkCase(sql, link, now),
  follow: (sql, { caseId, identityId }) => followCase(sql, caseId, identityId),
  unfollow: (sql, { caseId, identityId }) => unfollowCase(sql, caseId, identityId),
  bind: (sql, bound, { now }) => bind(sql, bound, now),
  name_group: (sql, named) => nameGroupOfZone(sql, named),
  note_group: (sql, group) => noteGroupChange(sql, group),
  release_account: (sql, released) => releaseAccount(sql, released),
  move_account: (sql, moved) => moveAccount(sql, moved),
  count_invite_try: (sql, { identityId }, { now }) => countInviteTry(sql, identityId, now),
  show_notice: (sql, shown, { now }) => noteNotice(sql, shown, now),
  place_resident: (sql, { identityId, zoneCode }) => placeResident(sql, identityId, zoneCode),
  count_visits: (sql, visits) => noteVisits(sql, visits),
  read_service: (sql, { openKfId, token }, { now }) => callService(sql, openKfId, token, now),
  ask_for_person: (sql, { identityId }, { now }) => askForPerson(sql, identityId, now),
  ask_erasure: (sql, asked, { work: { origin }, now }) =>
    askErasure(sql, { ...asked, organisationId: origin.organisationId }, now),
  look_up: (sql, { identityId }, { now }) => askLookUp(sql, identityId, now),
  meet_account: (sql, account, { work: { origin }, now }) => meetAccount(sql, account, origin.organisationId, now),
  set_absence: (sql, absence, { work: { origin }, now }) =>
    setAbsence(sql, { ...absence, organisationId: origin.organisationId, createdBy: origin.identityId }, now),
  end_absence: (sql, absence) => endAbsence(sql, absence),
  set_public_text: (sql, text, { now }) => setPublicText(sql, text, now),
  show_phone: (sql, phone) => showPhone(sql, phone),
  show_photo: (sql, photo, { now }) => showPhoto(sql, photo, now),
  offer_zone: (sql, offer, { now }) => offerZone(sql, offer, now),
  settle_offer: (sql, settlement, { now }) => settleOffer(sql, settlement, now),
  begin_post: (sql, { post }, { now }) => beginPost(sql, post, now),
  end_post: (sql, end) => endPost(sql, end),
  draw_zone: (sql, { drawing }) => drawZone(sql, drawing),
  approve_zones: (sql, approved, { now }) => approveZones(sql, approved, now),
  know_zones: (sql, known, { now }) => knowZones(sql, known, now),
  announce: (sql, { announcement }, { work, now }) =>
    keepAnnouncement(sql, announcement, { actor: actorOf(work.origin), now }),
  recall_announcement: (sql, { announcementId }, { work, now }) =>
    recallAnnouncement(sql, announcementId, { actor: actorOf(work.origin), now }),
  open_talk: async (sql, { ref, talk }, { work, now }) => work.codes.set(ref, await openTalk(sql, talk, now)),
  move_talk: (sql, move, { now }) => moveTalk(sql, move, now),
  hear_matters: (sql, { talk, matters }, { work, now }) => {
    const talkId = 'talkId' in talk ? talk.talkId : (work.codes.get(talk.ref) ?? '')
    const rows = matters.map(({ text, promised, caseRef }) => {
      return { text, promised, case_id: caseRef === null ? null : caseIdOf(work, caseRef) }
    })
    return hearMatters(sql, talkId, rows, now)
  },
  settle_focus: (sql, settled, { now }) => settleFocus(sql, settled, now),
  set_focus: (sql, set, { now }) => setFocusOf(sql, set, now),
  say_phrase: (sql, said, { now }) => keepPhrase(sql, said, now),
  report_rectification: (sql, report, { now }) => reportRectification(sql, report, now),
  answer_commendation: (sql, answer, { now }) => answerCommendationInChat(sql, answer, now),
}

/**
 * Change what exists. Steps of different records by orders that change nothing else, the most frequent change by far,
 * are taken together; what is decided beside them goes order by order.
 *
 * @throws Conflict when somebody else decided on the same record first
 */
export async function changeRecords(sql: Sql, works: readonly Work[], now: Date): Promise<void> {
  const together = new Map<string, CaseStep | CheckInMove>()
  for (const work of works) {
    const changes = work.decisions.filter(isChange).map((change) => namedIn(work, change))
    const moves = changes.filter(isMove)
    const records = new Set(moves.map(recordOf))
    const alone = moves.length < changes.length || records.size < moves.length
    if (alone || moves.some((move) => together.has(recordOf(move)))) {
      for (const change of changes) await carryOut(sql, change, { work, now })
    } else for (const move of moves) together.set(recordOf(move), move)
  }
  const moves = [...together.values()]
  await takeSteps(sql, moves.filter(isStep), now)
  await moveCheckIns(
    sql,
    moves.filter((move) => move.do === 'move_check_in'),
    now,
  )
  await joinAttachments(sql, works.flatMap(joinedBy))
}

function isChange(decision: Decision): decision is Change {
  return decision.do in CHANGES
}

function carryOut(sql: Sql, change: Change, by: { work: Work; now: Date }): Promise<unknown> {
  // The table has the function of each kind under its name, which the compiler cannot follow.
  return (CHANGES[change.do] as CarryOut<Change>)(sql, change, by)
}

/** A case that the same order opened may be named by its `ref`. */
function namedIn<D extends Change>(work: Work, change: D): D {
  return 'caseId' in change ? { ...change, caseId: caseIdOf(work, change.caseId) } : change
}

function isStep(change: Change): change is CaseStep {
  return change.do === 'move_case' || change.do === 'note_case'
}

function isMove(change: Change): change is CaseStep | CheckInMove {
  return isStep(change) || change.do === 'move_check_in'
}

function recordOf(move: CaseStep | CheckInMove): string {
  return 'caseId' in move ? move.caseId : move.checkInId
}

function joinedBy(work: Work): Joined[] {
  return work.decisions.flatMap((decision) =>
    decision.do === 'join'
      ? [{ ids: decision.attachmentIds, holder: holderOf(work, decision.to), phase: decision.phase ?? 'before' }]
      : [],
  )
}
