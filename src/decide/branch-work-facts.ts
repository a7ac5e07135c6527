/** What a branch announced, talks with residents, and what it looks at above all; only orders about that ask for it. */
import type { Audience } from '../domain/announcement.ts'
import type { CivilDate } from '../domain/calendar.ts'
import type { CaseState } from '../domain/case.ts'
import type { TalkState } from '../domain/talk.ts'
import type { Category, ChannelName } from '../domain/vocabulary.ts'
import type { FocusState } from '../domain/zoning.ts'

export interface BranchWorkFacts {
  /** Whom the announcement of this turn would reach; absent: none is asked about. */
  reach?: Reach
  /** Some zone of the installation has or had the code of the one that is to be added; absent: none is. */
  codeTaken?: boolean
  /** The day on which the sender is asked for a duty next; `null`: never. Absent: that is not asked about. */
  nextDutyOn?: CivilDate | null
  /** Of the sender's branch, the newest first, those of two weeks. */
  announcements?: AnnouncementFacts[]
  /** Of the sender's branch, the newest first: those to come and those of the last 90 days. */
  talks?: TalkFacts[]
  /** Of the zones of the sender's branch for this quarter, by zone. */
  focuses?: FocusFacts[]
}

/** How many people can be told now, each on one channel; `total`: with those who cannot. */
export interface Reach {
  total: number
  byChannel: readonly { channel: ChannelName; count: number }[]
}

export interface AnnouncementFacts {
  id: string
  audience: Audience
  text: string
  at: Date
  /** `null`: it waits for its hour. */
  toldAt: Date | null
  /** `null`: not told yet. */
  recipientCount: number | null
  /** How many it was delivered to. */
  sentCount: number
  /** `null`: the platform does not tell, or was not asked yet. */
  readCount: number | null
}

export interface TalkFacts {
  id: string
  number: number
  topic: string
  place: string
  startsAt: Date
  state: TalkState
  zoneCode: string | null
  matters: readonly TalkMatterFacts[]
}

export interface TalkMatterFacts {
  text: string
  promised: boolean
  /** Of the case that a promise became; `null`: none. */
  caseState: CaseState | null
}

export interface FocusFacts {
  id: string
  zoneCode: string
  category: Category
  title: string
  caseCount: number
  state: FocusState
  endsOn: CivilDate
}
