/** What a zone looks at above all for a quarter: the kind of matter that residents told most of in the one before. */
import type { CivilDate } from './calendar.ts'
import { PUBLIC_CATEGORIES } from './permission.ts'
import { publicPlace } from './places.ts'
import type { Category } from './vocabulary.ts'

/** A quarter of the year, first and last day. */
export interface Quarter {
  startsOn: CivilDate
  endsOn: CivilDate
}

/** How many matters of a kind were told in a zone; `places`: the building told most often, `null` where none was. */
export interface CategoryCount {
  category: Category
  count: number
  building: string | null
}

export interface ProposedFocus {
  category: Category
  title: string
  caseCount: number
}

/** Fewer than this are chance. */
const CASES_MIN = 3
/** Who looks at more than this above all looks at nothing above all. */
const FOCUSES_MAX = 2

/** As they stand on the notice, where everybody reads them. */
const TITLES: Readonly<Partial<Record<Category, string>>> = {
  facility: '勤查公共设施，坏了早报早修',
  traffic: '疏导停车和通行',
  environment: '环境卫生，勤查勤清',
  fire: '消防隐患，通道和充电常看',
  forest: '护好树木和绿地',
}

/**
 * What the matters of a quarter propose for the next one, the heaviest first; empty: too few were told.
 *
 * Only kinds that may be public: the focus stands on the notice.
 */
export function proposeFocus(counts: readonly CategoryCount[]): ProposedFocus[] {
  return counts
    .filter(({ category, count }) => count >= CASES_MIN && PUBLIC_CATEGORIES.includes(category))
    .toSorted((a, b) => b.count - a.count || a.category.localeCompare(b.category))
    .slice(0, FOCUSES_MAX)
    .map(({ category, count, building }) => ({ category, title: titleOf(category, building), caseCount: count }))
}

function titleOf(category: Category, building: string | null): string {
  const title = TITLES[category] ?? ''
  const spot = publicPlace({ text: '', building, unit: null, floor: null, room: null })
  return spot === null ? title : `${title}（${spot}多看看）`
}

/** The quarter that the day is in. */
export function quarterOf(day: CivilDate): Quarter {
  const year = Number(day.slice(0, 4))
  const first = Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1
  return { startsOn: dayOf(year, first, 1), endsOn: dayOf(year, first + 3, 0) }
}

/** The quarter before. */
export function quarterBefore({ startsOn }: Quarter): Quarter {
  const year = Number(startsOn.slice(0, 4))
  const month = Number(startsOn.slice(5, 7))
  return quarterOf(dayOf(year, month, 0))
}

function dayOf(year: number, month: number, day: number): CivilDate {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)
}
