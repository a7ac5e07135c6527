/** What a decision may look at: one consistent snapshot of the database, taken by `store/snapshot`. */
import type { CivilDate, WorkCalendar, WorkSpan } from '../domain/calendar.ts'
import type { CaseState, Extension } from '../domain/case.ts'
import type { CaseClocks, ClockSettings } from '../domain/clocks.ts'
import type { OccurredAt, Place } from '../domain/place.ts'
import type { Post } from '../domain/roles.ts'
import type {
  Activity,
  CaseKind,
  Category,
  ChannelName,
  ReporterRole,
  Role,
  Urgency,
  ZoneKind,
} from '../domain/vocabulary.ts'
import type { Command } from '../understanding/understanding.ts'
import type { BranchWorkFacts } from './branch-work-facts.ts'
import type { DrawingFacts } from './drawing-facts.ts'
import type { ReviewFacts } from './review-facts.ts'
import type { ZoningFacts } from './zoning-facts.ts'

export interface Facts {
  /** The message that is being handled; `null` when the clock asks. */
  inbox: InboxFacts | null
  sender: SenderFacts
  conversation: ConversationFacts
  /** Zones that the sender's place names may mean: those of the own branch, or of the whole organisation for others. */
  zones: ZoneFacts[]
  /** Asked where no zone is named letter by letter, or several are. Absent: nothing but letters counts. */
  zonesAlike?: ZonesAlike
  branches: BranchFacts[]
  /** What the sender's branch announced, talks and focuses. Absent: not asked for. */
  branchWork?: BranchWorkFacts
  /** Spot checks for whose draw the sender may say something. Absent: not asked for. */
  drawing?: DrawingFacts
  /** How reviews go, and what is asked of the sender in them. Absent: not asked for. */
  reviews?: ReviewFacts
  /** Codes of zones of which the sender was asked within a week whether they know, and has not said so. Absent: not asked for. */
  askedToKnow?: readonly string[]
  /** How the zones of the sender's branches are filled. Absent: not asked for. */
  zoning?: ZoningFacts
  /** Cases named in the text, by the tapped card or by what was quoted, readable or not: `may()` decides. By code. */
  referred: CaseFacts[]
  /** Codes of the cases that the quoted card or message is about; they are among `referred`. */
  quotedCodes: readonly string[]
  /** Open cases that the sender handles, or somebody who named them to stand in, the most urgent first, at most 100. */
  todo: CaseFacts[]
  /**
   * Cases that nobody has taken on and of which the sender was told of late, whoever they lie with, the newest first; an
   * emergency also before it is confirmed. Absent or empty unless one is taken on without being named.
   */
  offered?: CaseFacts[]
  /** The sender's own case about which a person answered them last, within two days. Absent or `null`: none, or not asked for. */
  answered?: CaseFacts | null
  /** Windows of the sender's own zones that run today, done or not; absent: not asked for. */
  duties?: DutyFacts[]
  /** The sender's own reports of the last 90 days, newest first, at most 20. */
  reported: CaseFacts[]
  /** The sender's last inbound message before this one. */
  previous: { receipt: string; receivedAt: Date; handled: boolean; codes: string[] } | null
  /** The person whose invite code the text names; `null`: no such code, used or expired. */
  invite: { personId: string; name: string; roles: Role[]; zones: ZoneFacts[] } | null
  /**
   * Whom the tapped 是/不是 card (`bind-yes:<identityId>:<personId>`) is about, or the words of `vouch` and `deny`: of the
   * accounts that the sender was asked about the one whose `bindMark` is `args.text`. Absent or `null`: nobody, several,
   * or bound meanwhile.
   */
  binding?: BindingFacts | null
  /** The account of which the platform's directory tells something, and whose it is. Absent or `null`: nobody's. */
  held?: BindingFacts | null
  /** The open case that what is told now is likely the same as, and that the sender may see. Absent or `null`: none. */
  alike?: CaseFacts | null
  /** Wrong invite codes from this sender in the last hour. */
  inviteTries: number
  settings: SettingsFacts
  /** Public holidays and make-up days; hours are the usual ones. */
  calendar: WorkCalendar
}

/** An account that says it is a person of the roster, waiting for a second person's yes. */
export interface BindingFacts {
  identityId: string
  address: Address
  person: PersonFacts
}

export interface InboxFacts {
  id: bigint
  receipt: string
  channel: ChannelName
  sentAt: Date
  receivedAt: Date
  /** The sender wrote more within this minute than anybody reads. */
  crowded: boolean
}

/** A person on a channel: where to reach them and who they are. */
export interface Address {
  channel: ChannelName
  externalId: string
  personId: string | null
}

export interface SenderFacts {
  identityId: string
  /** Where to answer: the account, or the group that the message came from. */
  address: Address
  /** In a group the bot answers with code and state only. */
  inGroup: boolean
  /** First message ever of this account. */
  firstContact: boolean
  /** Was told once who reads this and how long it is kept. Absent: with the first answer, as everybody. */
  noticeShown?: boolean
  /** `null`: nobody of the roster, so treated as a resident. */
  person: PersonFacts | null
  /** The zone of the QR code that a resident came by. */
  zoneCode: string | null
}

export interface PersonFacts {
  id: string
  name: string
  branchId: string | null
  /** Assignments that hold today, home zone first. */
  assignments: (Post & { backup: boolean })[]
  /** Where the person can be reached, best channel first; empty: nobody has bound. */
  addresses: Address[]
  /** Away today; absent or `null`: at work. */
  absence?: Absence | null
  /** Days away that are still to come. Absent: none. */
  absencesToCome?: (Absence & { from: CivilDate })[]
}

export interface Absence {
  /** Last day; `null`: until the person says so. */
  until: CivilDate | null
  /** Who stands in; `null`: the backups of each zone, else the secretary. */
  coverId: string | null
}

export interface ZoneFacts {
  id: string
  code: string
  name: string
  kind: ZoneKind
  branchId: string
  /** Buildings, units, groups, wards, landmarks and their aliases, as written in the roster. */
  areas: ZoneArea[]
  /** First roster row not marked as backup; then the backups, in roster order. */
  primary: PersonFacts | null
  backups: PersonFacts[]
  /** Residents who look at what is said to be done in it, or in the whole branch. Absent: nobody. */
  verifiers?: PersonFacts[]
}

/**
 * Those of `zones` that the words name by sound, in Traditional characters or with a character left out, the likeliest
 * first. Several: they fit nearly equally well. A function, for each matter of a message has words of its own.
 */
export type ZonesAlike = (words: string) => ZoneFacts[]

export interface ZoneArea {
  text: string
  /** Arabic digits or a letter, where the area is a building or one unit of it. */
  building: string | null
  unit: string | null
}

export interface BranchFacts {
  id: string
  name: string
  /** Secretaries first, deputies after; those who can be reached before those who cannot. */
  secretaries: PersonFacts[]
  /** Leaders of the organisation above, for what must not go to this branch's secretary, or cannot. */
  above: PersonFacts[]
}

export interface ConversationFacts {
  draft: OpenDraft | null
  question: PendingQuestion | null
  /**
   * Photos, voices and places that came without words in the last five minutes; when the clock asks: all that still
   * hang on nothing.
   */
  loose: LooseAttachment[]
}

/** What was shown on the last card and may still be changed by plain text. */
export interface OpenDraft {
  taskId: string
  /** Raised by every change; a tap on an older card is answered with the present one. */
  version: number
  openedAt: Date
  cases: CaseFacts[]
  checkIns: CheckInFacts[]
}

export interface PendingQuestion {
  /**
   * Of an order: whether what was shown is to be sent (`send`); `which_zone` is meant; whether somebody answers for it `together_or_instead` of who does. Of one about a case: `which_case` is meant; `which_person` is; `who_is_away`; what was `done`; the `reason`; the `day`. `done` is asked again of a
   * case that is closed already, whose end says little, and the `reason` of one that is said to be not good: the answer is added to it.
   */
  about:
    | 'place'
    | 'what'
    | 'which_record'
    | 'which_zone'
    | 'together_or_instead'
    | 'send'
    | 'same_matter'
    | 'doubt'
    | 'invite'
    | 'which_case'
    | 'which_person'
    | 'who_is_away'
    | 'done'
    | 'reason'
    | 'day'
  askedAt: Date
  /** Answers offered, as on the card. */
  options: { id: string; label: string }[]
  /** The text that could not be read alone, masked: joined with the answer. */
  text: string | null
  /** The order that waits for the answer, its words masked. */
  order?: Command
}

export interface LooseAttachment {
  id: string
  kind: AttachmentKind
  at: Date
  /** Fetched from its platform, and small enough for a page that phones load. Absent: no. */
  onPages?: boolean
}
export type AttachmentKind = 'image' | 'voice' | 'video' | 'file' | 'location'

export interface CaseFacts {
  id: string
  code: string
  zoneCode: string | null
  branchId: string | null
  kind: CaseKind
  category: Category
  urgency: Urgency
  state: CaseState
  /** Told as already dealt with: confirming closes it. */
  toldAsHandled: boolean
  place: Place | null
  occurredAt: OccurredAt | null
  text: string
  version: number
  /** `address`: where the account that told it is reached; absent or `null`: it is gone, or a group. */
  reporter: { identityId: string | null; personId: string | null; role: ReporterRole; address?: Address | null }
  /** Told by another program, which hears of every step by itself. Absent: by somebody in chat. */
  byProgram?: boolean
  handlerId: string | null
  clocks: CaseClocks
  /** The state before `need_info`, to which the answer leads back. */
  stateBefore: CaseState | null
  extension: Extension
  /** 0 nobody, 1 handler and backup, 2 secretary, 3 organisation above. */
  escalation: number
  external: External | null
  scheduledOn: CivilDate | null
  /** What of it stands on the notice of its zone, or would. Absent or `null`: nothing. */
  publicText?: PublicText | null
  /** What the reporter said of the outcome; `null`: nothing. */
  satisfied: boolean | null
  closedAt: Date | null
  /** Who said last that it is at its end, whoever handles it; `null`: nobody, or nobody of the roster. */
  closedById: string | null
  /** Accounts that want to hear what becomes of it; filled in for `referred` and `todo` only. */
  followers?: Address[]
  /** Its own alarm went out: not that of another report of the same danger. Absent: no. */
  alarmed?: boolean
  createdAt: Date
  updatedAt: Date
}

/** One stretch of time in which a duty of a zone is to be done. */
export interface DutyFacts {
  title: string
  zoneName: string
  endsOn: CivilDate
  /** The day on which something told did it; `null`: not yet. */
  doneOn: CivilDate | null
}

/** Words for everybody, without names and doors. */
export interface PublicText {
  words: string
  /** A person let them out; else they were shown to one who did not answer yet. */
  isOut: boolean
}

/** Whom outside a case was given to. */
export interface External {
  /** 12345, the property company, a utility, a department. */
  body: string
  /** The number that it has there. */
  number: string | null
  /** The day on which they are asked again. */
  askAgainOn: CivilDate
}

export interface CheckInFacts {
  id: string
  activity: Activity
  zoneCode: string | null
  place: Place | null
  occurredAt: OccurredAt | null
  text: string
  state: 'draft' | 'kept' | 'withdrawn'
}

/** Settings that decisions look at, inherited down the organisation tree, defaults filled in. */
export interface SettingsFacts {
  timezone: string
  /** Local times `HH:MM` between which only emergencies and replies are pushed. */
  quietFrom: string
  quietUntil: string
  draftMinutes: number
  clocks: ClockSettings
  workHours: readonly WorkSpan[]
  /** Categories whose end somebody else than the handler has to look at. */
  verifyCategories: readonly Category[]
  /** Shown to residents before their first message is used. */
  privacyNotice: string
  publicUrl: string
}
