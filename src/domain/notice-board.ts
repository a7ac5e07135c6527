/** What everybody may read of a zone, at its door and on its page. */
import type { CivilDate } from './calendar.ts'
import type { CaseState } from './case.ts'
import { surnameOf } from './names.ts'
import { ROLE_TITLES, type Role } from './vocabulary.ts'
import type { DrawnOutline } from './zone-outline.ts'
import type { ZoneEntryKind } from './zoning.ts'

/** How a notice names people: by full name, by surname and 同志, or by what they are alone. */
export const NOTICE_NAMES = ['full', 'surname', 'role'] as const
export type NoticeNames = (typeof NOTICE_NAMES)[number]

export interface NoticePerson {
  /** `张同志`; `null`: the branch names nobody. */
  name: string | null
  /** `责任区党员`. */
  title: string
  /** As the person chose to have it read by everybody; `null`: they did not. */
  phone: string | null
  /** Whether there is a picture of them, to be asked for by their place in the list. */
  hasPhoto: boolean
}

export interface ClosedMatter {
  /** `公共设施`. */
  category: string
  /** `3号楼`, never nearer. */
  building: string | null
  /** `已解决`. */
  end: string
  closedOn: CivilDate
  /** What a person let out of it, without names and rooms; `null`: nothing. */
  text: string | null
}

/** 民情恳谈: when and where it is, or what came of it. */
export interface NoticeTalk {
  topic: string
  place: string
  on: CivilDate
  /** `19:00`. */
  time: string
  /** Takes place no more; told so that nobody comes in vain. */
  isCancelled: boolean
  /** In public words; `null`: still to come. */
  result: string | null
}

/** 表彰, with the yes of the person. */
export interface NoticeCommendation extends Pick<NoticePerson, 'name' | 'title'> {
  /** In public words. */
  words: string
  on: CivilDate
}

/** A way to a person on a platform. */
export interface NoticeEntry {
  kind: ZoneEntryKind
  /** What its code holds. */
  url: string
}

/** Ends that say something was done; a matter taken back, told twice or of elsewhere says nothing to a neighbour. */
export const TOLD_ENDS: readonly CaseState[] = ['resolved', 'answered_unresolved']

/** Where the code on paper leads: to the page, or at once to a person on a platform. */
export const RESIDENT_CODES = ['page', 'wecom_contact', 'wecom_group', 'kf', 'dingtalk_group'] as const
export type ResidentCode = (typeof RESIDENT_CODES)[number]

/**
 * All that is public of a zone. Every field is copied here by name, so that a new column of the database stays private
 * until somebody decides otherwise.
 */
export interface PublicNoticeBoard {
  code: string
  zone: string
  branch: string
  /** Belongs to the demo: nobody real answers. */
  demo: boolean
  /** Who answers here, the first to turn to first. */
  people: NoticePerson[]
  /** Further ways in that work today. */
  entries: NoticeEntry[]
  /** Where the code on paper is to lead; that may have no entry now. */
  residentCode: ResidentCode
  /** What its members look at above all for the time being. */
  focus: string[]
  /** To residents, of late, the newest first. */
  announcements: { text: string; on: CivilDate }[]
  /** Those to come, the next first, then those with a result. */
  talks: NoticeTalk[]
  areas: string[]
  /** Where it lies, as it was drawn on a map; `null`: it was not. */
  outline: DrawnOutline | null
  duties: string[]
  /** Of the branch, for whoever is not content; `null`: nobody leads it now. */
  leader: NoticePerson | null
  /** Where the branch is found, in its own words; empty: not told. */
  contact: string
  closed: ClosedMatter[]
  /** Of who answers here, as far as they agreed; the newest first. */
  commendations: NoticeCommendation[]
  /** The last day on which residents may say how it is here, by taps; `null`: they are not asked now. */
  surveyUntil: CivilDate | null
  /** Who reads what residents tell, and how long it is kept. */
  privacy: string
  asOf: CivilDate
}

/** A person as the branch allows them to be named in public, and as they chose to be reached and seen. */
export function noticePerson(
  { name, role, ...chosen }: { name: string; role: Role; phone: string | null; hasPhoto: boolean },
  names: NoticeNames,
): NoticePerson {
  // Whoever is not named is not to be known by a number or a face.
  const shown = names === 'role' ? { phone: null, hasPhoto: false } : chosen
  return { name: namedAs(name, names), title: ROLE_TITLES[role], ...shown }
}

/** The address of a notice that the code on paper leads to: the way in that the branch chose, as long as it is open. */
export function entryOnPaper({ entries, residentCode }: PublicNoticeBoard): NoticeEntry | null {
  return entries.find(({ kind }) => kind === residentCode) ?? null
}

/** How texts are written in some script. */
export interface Writer {
  /** Sentences. */
  say(text: string): string
  /** Names of places and bodies, in which a sign may stand for itself. */
  sayName(text: string): string
}

/** The board in other characters. People are called as they are, whichever these are. */
export function writtenBoard(board: PublicNoticeBoard, { say, sayName }: Writer): PublicNoticeBoard {
  const person = (one: NoticePerson): NoticePerson => ({ ...one, title: say(one.title) })
  return {
    ...board,
    zone: sayName(board.zone),
    branch: sayName(board.branch),
    people: board.people.map(person),
    focus: board.focus.map(say),
    announcements: board.announcements.map(({ text, on }) => ({ text: say(text), on })),
    talks: board.talks.map((talk) => ({
      ...talk,
      topic: say(talk.topic),
      place: sayName(talk.place),
      result: talk.result === null ? null : say(talk.result),
    })),
    areas: board.areas.map(sayName),
    duties: board.duties.map(say),
    leader: board.leader && person(board.leader),
    contact: say(board.contact),
    closed: board.closed.map((matter) => ({
      ...matter,
      category: say(matter.category),
      building: matter.building === null ? null : sayName(matter.building),
      end: say(matter.end),
      text: matter.text === null ? null : say(matter.text),
    })),
    commendations: board.commendations.map((one) => ({ ...one, title: say(one.title), words: say(one.words) })),
    privacy: say(board.privacy),
  }
}

function namedAs(name: string, names: NoticeNames): string | null {
  switch (names) {
    case 'full':
      return name
    case 'surname':
      return `${calledBy(name)}同志`
    case 'role':
      return null
  }
}

/** The surname, or what comes first where names are not built of one (阿依古丽·买买提). */
function calledBy(name: string): string {
  const [first = name, ...rest] = name.split(/[·•・\s]+/u)
  const isWhole = rest.length > 0 || !/^\p{Script=Han}/u.test(name)
  return isWhole ? first : surnameOf(name)
}
