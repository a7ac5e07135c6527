/** What everybody may read of a zone, at its door and on its page. */
import type { CivilDate } from './calendar.ts'
import { surnameOf } from './names.ts'
import { ROLE_TITLES, type Role } from './vocabulary.ts'

/** How a notice names people: by full name, by surname and 同志, or by what they are alone. */
export const NOTICE_NAMES = ['full', 'surname', 'role'] as const
export type NoticeNames = (typeof NOTICE_NAMES)[number]

export interface NoticePerson {
  /** `张同志`; `null`: the branch names nobody. */
  name: string | null
  /** `责任区党员`. */
  title: string
}

export interface ClosedMatter {
  /** `公共设施`. */
  category: string
  /** `3号楼`, never nearer. */
  building: string | null
  /** `已解决`. */
  end: string
  closedOn: CivilDate
}

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
  areas: string[]
  duties: string[]
  /** Of the branch, for whoever is not content; `null`: nobody leads it now. */
  leader: NoticePerson | null
  /** Where the branch is found, in its own words; empty: not told. */
  contact: string
  closed: ClosedMatter[]
  /** Who reads what residents tell, and how long it is kept. */
  privacy: string
  asOf: CivilDate
}

/** A person as the branch allows them to be named in public. */
export function noticePerson({ name, role }: { name: string; role: Role }, names: NoticeNames): NoticePerson {
  return { name: namedAs(name, names), title: ROLE_TITLES[role] }
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
