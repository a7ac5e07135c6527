import type { OccurredAt, Place } from '../domain/place.ts'
import type { Activity, Category, Urgency } from '../domain/vocabulary.ts'

/** One inbound message as understood: the parse contract, the same for every engine. */
export interface Understanding {
  intent: Intent
  /** One per matter, in the order told; empty unless `intent` is `report`. */
  records: UnderstoodRecord[]
  command: Command | null
  /** 0–1: how likely the whole reading is right. */
  confidence: number
}

export type Intent = 'report' | 'enquiry' | 'command' | 'chat'
export type UnderstoodRecord = UnderstoodIncident | UnderstoodCheckIn

interface Told {
  place: Place | null
  occurredAt: OccurredAt | null
  /** Start and end (UTF-16 code units) of the words of the message it was read from. */
  source: [number, number]
}

export interface UnderstoodIncident extends Told {
  kind: 'incident'
  category: Category
  urgency: Urgency
  /** `handled`: the message itself says that it has been dealt with. */
  state: 'open' | 'handled'
}

export interface UnderstoodCheckIn extends Told {
  kind: 'checkin'
  activity: Activity
}

/** Orders that the model has learnt to see in free words too. */
export const LEARNT_COMMANDS = [
  'help',
  'todo',
  'lookup',
  'claim',
  'close',
  'extend',
  'withdraw',
  'edit',
  'leave',
  'handover',
  'bind',
  'nominate',
  'approve',
  'follow',
  'unfollow',
  'export',
  'privacy',
  'receipt',
  'confirm',
  'start',
  'vouch',
  'deny',
] as const

/** All orders; those of a case's later life are known by their form alone. */
export const COMMAND_NAMES = [
  ...LEARNT_COMMANDS,
  'ask',
  'schedule',
  'refer',
  'back',
  'return',
  'close_as',
  'good',
  'not_good',
  'fine',
  'keep_note',
  'drop_note',
  'refuse',
  'return_to_work',
  'duties',
  'my_zones',
  'digest',
  'reply',
  'other_person',
  'assign_zone',
  'add_member',
  'replace_member',
  'stand_by',
  'end_post',
  'withdraw_offer',
  'add_zone',
  'change_zone',
  'end_zone',
  'approve_zones',
  'know_zone',
  'coverage',
  'announce',
  'recall_announcement',
  'announcements',
  'texts',
  'hold_talk',
  'talk_record',
  'talk_result',
  'cancel_talk',
  'talks',
  'focus',
  'accept_focus',
  'decline_focus',
  'set_focus',
  'publish_case',
  'allow_public',
  'withhold_public',
  'show_phone',
  'hide_phone',
  'show_photo',
  'hide_photo',
  'name_group',
  'posters',
  'export_me',
  'erase_me',
  'keep_me',
  'review_progress',
  'my_review',
  'appraisal',
  'seed_phrase',
  'rectifications',
  'rectified',
  'publish_commendation',
  'withhold_commendation',
] as const
export type CommandName = (typeof COMMAND_NAMES)[number]

export interface Command {
  name: CommandName
  args: {
    code?: string
    text?: string
    /** First day of a leave, and its last; without a last one until they are back. */
    from?: string
    to?: string
    /** Whom it goes to; of a leave who stands in, `我` the sender. */
    person?: string
    /** Whose leave it is, where that is not the sender's own; who no longer answers for a zone. */
    whom?: string
    /** Everything that the sender has in hand, not one case. */
    all?: true
    /** A zone or several, by code, name or place. */
    zone?: string
    /** All that a zone is to be: `1-3号楼、东门`; or what comes to it, and what goes. */
    areas?: string
    moreAreas?: string
    lessAreas?: string
    /** How somebody answers for a zone, where not as its member. */
    post?: 'backup' | 'helper'
    /** Last day of the time for which somebody answers for a zone. */
    until?: string
    /** A day to come, as `YYYY-MM-DD`; it may be one that is over. */
    on?: string
    /** The hour of that day, as `HH:MM`. */
    at?: string
    /** Whom something is announced to. */
    audience?: 'members' | 'residents'
    /** Where people meet. */
    place?: string
    /** What was heard at a talk. */
    matters?: HeardMatter[]
    /** Whom outside a matter goes to, or who answered: `12345`, `物业`. */
    body?: string
    /** The number that it has there. */
    number?: string
    /** How a matter ends without being dealt with. */
    end?: 'answered_unresolved' | 'not_ours' | 'duplicate'
    /** Code of the case that this one repeats. */
    other?: string
  }
}

/** A matter that was heard at a talk; of a promise also what it is about, and the day that was named. */
export interface HeardMatter {
  text: string
  promised: boolean
  on?: string
  category?: Category
  place?: Place | null
}

/** What a message says about the draft that is open: it changes fields of it. Absent fields stay. */
export interface Correction {
  /** What is denied ("不是3号楼"), where told: names the record that is meant. */
  from: Partial<Place> | null
  place?: Partial<Place>
  category?: Category
  activity?: Activity
  urgency?: Urgency
  state?: 'open' | 'handled'
  occurredAt?: OccurredAt
  /** "改第2条": 1-based number of the record on the card. */
  recordNumber?: number
}

/**
 * How far a reading may be trusted, by thresholds that were chosen on messages that nothing was learnt from (see
 * `certainty.ts`): `sure` is nearly always right, `likely` mostly; of what is `unsure` or `hardly` read, what it is about
 * is wrong as often as right, or oftener.
 */
export type Certainty = 'sure' | 'likely' | 'unsure' | 'hardly'

/** The answer of a report that leads least over the next one. `record`: which one of `records`, from 0. */
export type Doubt = { record: number } & (
  | { about: 'category'; likeliest: Likely<Category>[] }
  | { about: 'activity'; likeliest: Likely<Activity>[] }
  /** Of the only record. `otherwise`: what it would be if it were of the other kind. */
  | { about: 'kind'; likeliest: Likely<UnderstoodRecord['kind']>[]; otherwise: OtherKind }
  | { about: 'intent'; likeliest: Likely<Exclude<Intent, 'command'>>[] }
)
export type OtherKind = { kind: 'incident'; category: Category } | { kind: 'checkin'; activity: Activity }

/** Two or three of them, the likeliest first; `share`: 0–1, as the model weighed it. */
export interface Likely<T> {
  answer: T
  share: number
}

/** Everything that `decide/` wants to know of a text, read once and without looking at any stored state. */
export interface Reading {
  understanding: Understanding
  /** The text as it was read: Simplified, of one width, without signs that nobody sees. */
  plain: string
  certainty: Certainty
  /** What is worth one question to the sender. `null`: nothing is, as it is read surely, tells of danger, or is no report. */
  doubt: Doubt | null
  /** A short answer to what the bot asked or showed. `null` when the text is more than that. */
  answer: 'yes' | 'no' | 'change' | 'withdraw' | null
  correction: Correction | null
  /** What the words order where the case is told otherwise, as by a quote: `完成` of a card. Without a code. */
  bareOrder: Command | null
  /** What the words announce if whoever leads says them: `各位党员:周五开会`. From anybody else they are no order. */
  addressed: Command | null
  /** Case codes named in the text, normalised to upper case with at least four digits (`A3-0017`). */
  codes: string[]
  /** A ten-character invite code named in the text, upper case. */
  inviteCode: string | null
  /** The telephone number to call first, where life or limb is at stake. */
  emergencyNumber: '110' | '119' | '120' | '122' | null
  /** "代老张报:…": the person named, without an account. */
  onBehalfOf: string | null
}

export interface MessageToRead {
  text: string
  sentAt: Date
  role: 'member' | 'resident'
}
