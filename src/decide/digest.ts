/** What whoever leads a branch is told of it: what asks for a decision first, then how it went. */
import type { CivilDate } from '../domain/calendar.ts'
import type { CaseState } from '../domain/case.ts'
import { may } from '../domain/permission.ts'
import type { Place } from '../domain/place.ts'
import type { CaseKind, Category, Urgency } from '../domain/vocabulary.ts'
import type { PersonFacts } from './facts.ts'
import { personAsActor } from './permit.ts'
import { type RectificationCounts, rectificationsKey } from './rectification-counts.ts'
import { gapKey, type ZoneGap } from './zone-gaps.ts'

/** Why an open case asks for whoever leads, in the order in which it is told. */
export const CASE_EXCEPTIONS = ['emergency', 'overdue', 'unassigned', 'reopened', 'outside', 'extension'] as const
export type CaseException = (typeof CASE_EXCEPTIONS)[number]

/** A case as far as a digest tells of it. */
export interface DigestCase {
  id: string
  code: string
  kind: CaseKind
  category: Category
  urgency: Urgency
  state: CaseState
  branchId: string
  zoneCode: string | null
  place: Place | null
  text: string
  reporter: { identityId: string | null; personId: string | null }
  handlerId: string | null
  handler: string | null
  /** The body outside that it waits for. */
  outside: string | null
  /** End of the clock that runs: of accepting, or of doing. */
  dueAt: Date | null
  createdAt: Date
}

/** What happened in a branch in a week. */
export interface WeekFigures {
  /** Matters told; without what was taken back, told before, or is not ours. */
  opened: number
  /** Of these: where the reporter has heard a word. */
  responded: number
  /** What ended in the week, each end apart. */
  resolved: number
  unresolved: number
  notOurs: number
  /** What reporters said of what ended in the week: 好, 没好. */
  satisfied: number
  dissatisfied: number
  dutiesDone: number
  dutiesMissed: number
}

export const NO_FIGURES: WeekFigures = {
  ...{ opened: 0, responded: 0, resolved: 0, unresolved: 0, notOurs: 0, satisfied: 0, dissatisfied: 0 },
  ...{ dutiesDone: 0, dutiesMissed: 0 },
}

export type Week = 'latest' | 'before'

/** A case whose words may speak of who reads: it is counted for each reader apart. */
export type TouchySubject = Pick<
  DigestCase,
  'category' | 'urgency' | 'state' | 'branchId' | 'zoneCode' | 'handlerId' | 'reporter' | 'text'
>

export interface RootCause {
  id: string
  zone: string
  category: Category
  /** `3号楼2单元`. */
  place: string
  caseCount: number
}

/** A branch as the database has it, for whoever may read it. */
export interface BranchDigest {
  branch: { id: string; name: string; organisationId: string }
  /** What asks for a decision: the gravest, and all that is touchy: it may speak of a leader. */
  cases: readonly { why: CaseException; record: DigestCase; touchy: boolean }[]
  /** How many there are beside what is touchy. */
  plainCount: number
  zonesWithoutMember: readonly { code: string; name: string }[]
  rootCauses: readonly RootCause[]
  /** What is open about zones and who answers for them; only asked for with the numbers of a week. */
  zoneGaps: readonly ZoneGap[]
  /** What is to be put right; as the gaps. */
  rectifications: RectificationCounts
  /** Without what is touchy. */
  figures: Readonly<Record<Week, WeekFigures>>
  touchy: readonly { week: Week; subject: TouchySubject; figures: WeekFigures }[]
  /** Messages of the bot per member in a week; `null`: not measured. */
  burden: Readonly<Record<Week, number>> | null
}

/** One thing that asks for a decision. */
export type DigestItem =
  | { about: 'case'; why: CaseException; record: DigestCase; withText: boolean }
  | { about: 'zone'; zone: { code: string; name: string } }
  | { about: 'root_cause'; cause: RootCause }

/** A branch as one person may read it. */
export interface DigestView {
  branch: BranchDigest['branch']
  /** The gravest first. */
  items: readonly DigestItem[]
  /** How many things ask for a decision, also those that are not listed. */
  itemCount: number
  zoneGaps: BranchDigest['zoneGaps']
  rectifications: RectificationCounts
  figures: BranchDigest['figures']
  burden: BranchDigest['burden']
}

/** What the person may know of the branch: nothing of what speaks of them, neither line nor count. */
export function viewFor(person: PersonFacts, digest: BranchDigest): DigestView {
  const actor = personAsActor(person)
  const known = digest.cases.filter(({ record }) => may(actor, 'count', record))
  const cases = [...known].sort(
    (a, b) =>
      CASE_EXCEPTIONS.indexOf(a.why) - CASE_EXCEPTIONS.indexOf(b.why) ||
      a.record.createdAt.getTime() - b.record.createdAt.getTime(),
  )
  const items: DigestItem[] = [
    ...cases.map(({ why, record }) => ({
      ...{ about: 'case' as const, why, record },
      withText: may(actor, 'read', record),
    })),
    ...digest.zonesWithoutMember.map((zone) => ({ about: 'zone' as const, zone })),
    ...digest.rootCauses.map((cause) => ({ about: 'root_cause' as const, cause })),
  ]
  const touchyCount = known.filter(({ touchy }) => touchy).length
  const others = digest.zonesWithoutMember.length + digest.rootCauses.length
  return {
    branch: digest.branch,
    items,
    itemCount: digest.plainCount + touchyCount + others,
    zoneGaps: digest.zoneGaps,
    rectifications: digest.rectifications,
    figures: figuresFor(actor, digest),
    burden: digest.burden,
  }
}

function figuresFor(actor: ReturnType<typeof personAsActor>, digest: BranchDigest): DigestView['figures'] {
  const known = digest.touchy.filter(({ subject }) => may(actor, 'count', subject))
  const of = (week: Week) =>
    known.filter((t) => t.week === week).reduce((sum, t) => addFigures(sum, t.figures), digest.figures[week])
  return { latest: of('latest'), before: of('before') }
}

export function addFigures(a: WeekFigures, b: WeekFigures): WeekFigures {
  const keys = Object.keys(a) as (keyof WeekFigures)[]
  return Object.fromEntries(keys.map((key) => [key, a[key] + b[key]])) as unknown as WeekFigures
}

/** What is remembered of a digest: codes and counts, so that the next one knows what is new. */
export interface DigestContent {
  items: string[]
  figures: WeekFigures | null
}

export function contentOf(kind: 'daily' | 'weekly', view: DigestView): DigestContent {
  const items = view.items.map(keyOf)
  if (kind === 'daily') return { items: items.sort(), figures: null }
  const toPutRight = rectificationsKey(view.rectifications)
  const open = [...view.zoneGaps.map(gapKey), ...(toPutRight === null ? [] : [toPutRight])]
  return { items: [...items, ...open].sort(), figures: view.figures.latest }
}

function keyOf(item: DigestItem): string {
  switch (item.about) {
    case 'case':
      return `${item.why} ${item.record.code}`
    case 'zone':
      return `zone ${item.zone.code}`
    case 'root_cause':
      return `root-cause ${item.cause.id}`
  }
}

/** Whether today's has something that the last one had not. What was told and still waits is not said again. */
export function isNewsOfDay(content: DigestContent, last: DigestContent | null): boolean {
  return content.items.some((item) => !last?.items.includes(item))
}

/**
 * Whether anything is other than in the last one; where there was none: whether there is anything at all. That a week went
 * by in which nothing happened is no news, whatever was in the week before.
 */
export function isNewsOfWeek(content: DigestContent, last: DigestContent | null): boolean {
  if (content.items.length === 0 && ordered(content.figures).every((n) => n === 0)) return false
  const before = last ?? { items: [], figures: NO_FIGURES }
  const same = (a: WeekFigures | null, b: WeekFigures | null) =>
    JSON.stringify(ordered(a)) === JSON.stringify(ordered(b))
  return before.items.join() !== content.items.join() || !same(content.figures, before.figures)
}

function ordered(figures: WeekFigures | null): number[] {
  const keys = Object.keys(NO_FIGURES) as (keyof WeekFigures)[]
  return keys.map((key) => figures?.[key] ?? 0)
}

/** A leader of the branch, or whoever is there instead. */
export interface Reader {
  person: PersonFacts
  /** Nobody who leads the branch can be reached: whoever is above reads it. */
  instead: boolean
}

/**
 * The one who reads the digest of a branch today: the first of its secretaries who is there and can be reached, then who
 * stands in for them, then who is above. `null`: nobody can be reached.
 *
 * @param personOf anybody who leads or stands in
 */
export function readerOf(
  { secretaries, above }: { secretaries: readonly PersonFacts[]; above: readonly PersonFacts[] },
  personOf: (id: string) => PersonFacts | null,
): Reader | null {
  const there = (p: PersonFacts | null): p is PersonFacts => p !== null && !p.absence && p.addresses.length > 0
  const covers = secretaries.map((p) => (p.absence?.coverId ? personOf(p.absence.coverId) : null))
  const own = [...secretaries, ...covers].find(there)
  if (own) return { person: own, instead: false }
  const higher = above.find(there)
  return higher ? { person: higher, instead: true } : null
}

/** The week that a weekly digest is about, first and last day, and the first day of the week before it. */
export interface WeekSpan {
  startsOn: CivilDate
  endsOn: CivilDate
}
