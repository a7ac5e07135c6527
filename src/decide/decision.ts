/**
 * What `decide/` may order. `store/apply` carries a list of these out in one transaction; nothing else changes records.
 *
 * Codes are given out only there, so a text that names a case opened by the same list uses `caseCode('c1')`.
 */
import type { Content } from '../channels/channel.ts'
import type { Audience } from '../domain/announcement.ts'
import type { CivilDate } from '../domain/calendar.ts'
import type { AttachmentPhase, CaseEvent, CaseNote, CaseState, Extension } from '../domain/case.ts'
import type { CaseClocks } from '../domain/clocks.ts'
import type { OccurredAt, Place } from '../domain/place.ts'
import type { TalkState } from '../domain/talk.ts'
import type { Activity, CaseKind, Category, Lane, Purpose, ReporterRole, Role, Urgency } from '../domain/vocabulary.ts'
import type { ZoneChanges, ZoneDrawn } from '../domain/zone-drawing.ts'
import type { SaidPhrase } from './drawing-facts.ts'
import type { Address, AttachmentKind, External, PendingQuestion } from './facts.ts'

export type Decision =
  | { do: 'open_case'; ref: string; case: NewCase }
  | { do: 'open_check_in'; ref: string; checkIn: NewCheckIn }
  | { do: 'edit_case'; caseId: string; changes: CaseChanges; reason: string }
  | { do: 'edit_check_in'; checkInId: string; changes: Partial<NewCheckIn> }
  | {
      do: 'move_case'
      caseId: string
      event: CaseEvent
      from: CaseState
      to: CaseState
      by: Actor
      reason: string | null
      /** As `step` makes them. */
      clocks: CaseClocks
      sets?: CaseSets
    }
  /** Put on record what changes no state: more time asked for, an escalation, a rating. */
  | {
      do: 'note_case'
      caseId: string
      event: CaseNote
      /** In which it is; somebody who moves it meanwhile goes first. */
      state: CaseState
      by: Actor
      reason: string | null
      clocks?: CaseClocks
      sets?: CaseSets
    }
  | { do: 'move_check_in'; checkInId: string; from: 'draft' | 'kept'; to: 'kept' | 'withdrawn'; by: Actor }
  | { do: 'assign_case'; caseId: string; handlerId: string | null; by: Actor }
  /** Attach parts of this very message; to a record, or to nothing yet. Without a phase they came before the end. */
  | { do: 'attach'; to: RecordRef | null; attachment: NewAttachment; phase?: AttachmentPhase }
  /** Join attachments that came alone. */
  | { do: 'join'; to: RecordRef; attachmentIds: string[]; phase?: AttachmentPhase }
  /** What was told in `caseId` is the same matter as `earlierId`, which goes on. */
  | { do: 'link_case'; caseId: string; earlierId: string }
  | { do: 'follow'; caseId: string; identityId: string }
  | { do: 'unfollow'; caseId: string; identityId: string }
  /** What this conversation is about from now on. Absent: as before; `null`: nothing. */
  | { do: 'remember'; draft?: DraftRefs | null; question?: PendingQuestion | null }
  | { do: 'bind'; identityId: string; personId: string; by: 'invite' | 'secretary' }
  /** What residents say in this group is of the zone. */
  | { do: 'name_group'; groupId: string; zoneCode: string }
  /** How calls about a group name it; whether links to join it that were given out before have ended. */
  | { do: 'note_group'; groupId: string; chatId: string | null; linkEnded: boolean }
  /** The account is the person's no longer. */
  | { do: 'release_account'; identityId: string; personId: string }
  /** The platform calls the same account by another id now. */
  | { do: 'move_account'; identityId: string; personId: string; to: string }
  | { do: 'count_invite_try'; identityId: string }
  /** The account was shown these words of who reads what it says and how long that is kept. */
  | { do: 'show_notice'; identityId: string; notice: string }
  /** Whether all that is kept of the account is to be deleted, a day from now. */
  | { do: 'ask_erasure'; identityId: string; isWanted: boolean }
  /** Ask the platform's directory who this account is, then ask the secretary. */
  | { do: 'look_up'; identityId: string }
  /** The same for an account that is new on the platform and wrote nothing yet. */
  | { do: 'meet_account'; channel: Address['channel']; externalId: string }
  | { do: 'place_resident'; identityId: string; zoneCode: string }
  /** Somebody came to a zone by its code: counted, with no word of who. */
  | {
      do: 'count_visits'
      of: { zoneCode: string } | { groupId: string }
      kind: 'scan' | 'join'
      on: CivilDate
      count: number
    }
  /** 微信客服 has something to read. */
  | { do: 'read_service'; openKfId: string; token: string | null }
  /** A resident in 微信客服 wants a person to answer. */
  | { do: 'ask_for_person'; identityId: string }
  /** A person is away; what stood for the same days before is ended. */
  | { do: 'set_absence'; personId: string; startsOn: CivilDate; endsOn: CivilDate | null; coverId: string | null }
  /** A person is back: absences that last are ended the day before, those to come are dropped. */
  | { do: 'end_absence'; personId: string; on: CivilDate }
  /** A member offers to answer for a zone. */
  | { do: 'offer_zone'; personId: string; zoneCode: string }
  /** Somebody decided on it, or it was taken back. */
  | {
      do: 'settle_offer'
      offerId: string
      state: 'approved' | 'declined' | 'withdrawn'
      by: string | null
      reason: string | null
    }
  | { do: 'begin_post'; post: NewPost }
  /** What the person is in the zone ends: `lastOn` is their last day. */
  | { do: 'end_post'; personId: string; zoneCode: string; lastOn: CivilDate; by: string; reason: string | null }
  /** A zone is added, changed or, from a day on, there no more. */
  | { do: 'draw_zone'; drawing: ZoneDrawing }
  /** The branch decided on all its zones. */
  | { do: 'approve_zones'; branchId: string; by: string }
  /** The person said that they know of these zones. */
  | { do: 'know_zones'; personId: string; zoneCodes: readonly string[] }
  /** Tell many people, each once; `at`: when it goes out. */
  | { do: 'announce'; announcement: NewAnnouncement }
  | { do: 'recall_announcement'; announcementId: string }
  /** A resident talk is to be held, or was. */
  | { do: 'open_talk'; ref: string; talk: NewTalk }
  | { do: 'move_talk'; talkId: string; from: TalkState; to: TalkState; result?: string }
  /** What was heard at a talk, behind what was put down before. `caseRef`: the case that a promise became. */
  | { do: 'hear_matters'; talk: { talkId: string } | { ref: string }; matters: readonly HeardAtTalk[] }
  | { do: 'settle_focus'; focusId: string; state: 'accepted' | 'declined'; by: string }
  /** Whoever leads names the focus of a zone for the quarter; what was proposed for it gives way. */
  | { do: 'set_focus'; zoneCode: string; title: string; startsOn: CivilDate; endsOn: CivilDate; by: string }
  /** Words for the notice of its zone; `by`: who let them out, `null`: shown to somebody who did not answer yet. */
  | { do: 'set_public_text'; caseId: string; text: { words: string; by: string | null } | null }
  /** Whether the person's telephone stands on the notices of their zones. */
  | { do: 'show_phone'; personId: string; isShown: boolean }
  /** The person's picture on them: one that they sent alone; `null`: none. */
  | { do: 'show_photo'; personId: string; attachmentId: string | null }
  /** One of the two phrases that draw the zones of a spot check; with the second one they are drawn. */
  | ({ do: 'say_phrase' } & SaidPhrase)
  /** The member, or who helps them, says that it is done. */
  | { do: 'report_rectification'; rectificationId: string; by: string; words: string; today: CivilDate }
  /** The one commended says whether it may be told in public. */
  | { do: 'answer_commendation'; commendationId: string; by: string; isPublic: boolean }
  /** Make a link that signs the person in, once; its secret stands for `signInToken(ref)` in what is told. */
  | { do: 'open_sign_in'; ref: string; personId: string; expiresAt: Date }
  /** Make a link to all that is kept of the account and its person; its secret stands for `signInToken(ref)` in what is told. */
  | { do: 'open_export'; ref: string; identityId: string; expiresAt: Date }
  | { do: 'tell'; tell: Tell }
  /** Handle this message again at `until`, or as soon as another one of the conversation was handled. */
  | { do: 'wait'; until: Date }
  /** Delete the kept original as soon as this is applied (grievance, talk). */
  | { do: 'forget_original' }

export type ZoneDrawing =
  | { branchId: string; add: ZoneDrawn }
  | { zoneCode: string; changes: ZoneChanges }
  | { zoneCode: string; endsOn: CivilDate }

export interface NewAnnouncement {
  audience: Audience
  branchId: string
  /** Everybody of the branch's organisation and below, not the branch alone. */
  whole: boolean
  /** Of these zones alone; empty: of all. */
  zoneCodes: readonly string[]
  /** As it is sent, masked. */
  text: string
  at: Date
}

export interface NewTalk {
  branchId: string
  /** `null`: all zones of the branch. */
  zoneCode: string | null
  topic: string
  place: string
  startsAt: Date
  state: 'announced' | 'held'
  by: string
}

export interface HeardAtTalk {
  /** Masked, names stripped. */
  text: string
  promised: boolean
  caseRef: string | null
}

/** Somebody answers for a zone from a day on, or helps in it. */
export interface NewPost {
  personId: string
  zoneCode: string
  role: Extract<Role, 'zone_member' | 'guest_member' | 'helper'>
  backup: boolean
  /** Before all others of the zone: new matters go to this one. */
  first: boolean
  startsOn: CivilDate
  termEndsOn: CivilDate | null
  by: string
  reason: string | null
  /** They offered it themselves; others are asked whether they know. */
  known: boolean
}

/** Who takes a step: a person of the roster, or the clock. */
export interface Actor {
  role: ReporterRole | 'system'
  personId: string | null
}

/** A record opened by the same list (`ref`), or one that exists. */
export type RecordRef = { ref: string } | { caseId: string } | { checkInId: string }

export interface NewCase {
  kind: CaseKind
  category: Category
  urgency: Urgency
  state: 'draft' | 'new'
  toldAsHandled: boolean
  zoneCode: string | null
  branchId: string | null
  place: Place | null
  occurredAt: OccurredAt | null
  /** Masked. */
  text: string
  source: [number, number]
  reporterRole: ReporterRole
  /** "代老张报": the person named, without an account. */
  onBehalfOf: string | null
  handlerId: string | null
  confidence: number
  clocks: CaseClocks
}

/** What a step puts down beside the state. Absent: as it was. */
export interface CaseSets {
  external?: External | null
  scheduledOn?: CivilDate | null
  extension?: Extension
  escalation?: number
  verified?: boolean
  satisfied?: boolean | null
  /** The reporter has heard a word about it. */
  responded?: true
  /** Until when the words of a note on hardship are kept. */
  noteEndsOn?: CivilDate
}

export interface CaseChanges {
  category?: Category
  urgency?: Urgency
  place?: Place | null
  occurredAt?: OccurredAt | null
  zoneCode?: string | null
  branchId?: string | null
  handlerId?: string | null
  toldAsHandled?: boolean
  text?: string
  clocks?: CaseClocks
  /** Until when the words of a note on hardship are kept. */
  noteEndsOn?: CivilDate
}

export interface NewCheckIn {
  activity: Activity
  zoneCode: string | null
  branchId: string | null
  place: Place | null
  occurredAt: OccurredAt | null
  text: string
  source: [number, number]
  confidence: number
}

export interface NewAttachment {
  kind: AttachmentKind
  mediaId: string | null
  /** For a place: where, and in which datum. */
  location: { latitude: number; longitude: number; datum: 'GCJ-02' | 'WGS-84'; label: string | null } | null
}

export interface DraftRefs {
  taskId: string
  version: number
  records: RecordRef[]
}

/** One thing told to one or more people on one channel each. */
export interface Tell {
  /** What is told to whom about what: told once for ever. */
  key: string
  to: readonly Address[]
  lane: Lane
  purpose: Purpose
  content: Content
  about: RecordRef | null
  /** Not before this instant (quiet hours); `null`: at once. */
  notBefore: Date | null
  /** Worthless after this instant; dropped then. */
  deadline: Date
}

/** Private-use characters mark a code that `store/apply` fills in; people's text never contains them (see `normalise`). */
const OPEN = '\uE000'
const CLOSE = '\uE001'

/** Stands for the code of the case opened as `ref` by the same list of decisions. */
export function caseCode(ref: string): string {
  return `${OPEN}${ref}${CLOSE}`
}

/** Stands for the secret of the link opened as `ref` by the same list of decisions. */
export function signInToken(ref: string): string {
  return caseCode(ref)
}

/** Replace every `caseCode(ref)` inside any JSON-like value by `codes.get(ref)`. */
export function fillCaseCodes<T>(value: T, codes: ReadonlyMap<string, string>): T {
  if (codes.size === 0) return value
  const pattern = new RegExp(`${OPEN}([^${CLOSE}]*)${CLOSE}`, 'g')
  const fill = (v: unknown): unknown => {
    if (typeof v === 'string') return v.replace(pattern, (_, ref: string) => codes.get(ref) ?? '')
    if (Array.isArray(v)) return v.map(fill)
    if (v !== null && typeof v === 'object' && !(v instanceof Date)) {
      return Object.fromEntries(Object.entries(v).map(([k, inner]) => [k, fill(inner)]))
    }
    return v
  }
  return fill(value) as T
}
