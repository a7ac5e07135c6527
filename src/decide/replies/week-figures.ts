/** How a week went, in numbers. */
import { addFigures, type DigestView, NO_FIGURES, type Week, type WeekFigures } from '../digest.ts'

type Numbers = readonly (readonly [what: string, count: number])[]

/** One thing that is counted, the number that matters most first. */
interface Counted {
  label: string
  /** `件`, `人`, `项`. */
  unit: string
  of: (figures: WeekFigures) => Numbers
}

const COUNTED: readonly Counted[] = [
  {
    label: '上报',
    unit: '件',
    of: (f) => [
      ['', f.opened],
      ['有回音', f.responded],
    ],
  },
  {
    label: '办结',
    unit: '件',
    of: (f) => [
      ['已解决', f.resolved],
      ['未解决', f.unresolved],
      ['不属本区', f.notOurs],
    ],
  },
  {
    label: '群众评价',
    unit: '人',
    of: (f) => [
      ['好', f.satisfied],
      ['没好', f.dissatisfied],
    ],
  },
  {
    label: '职责',
    unit: '项',
    of: (f) => [
      ['做到', f.dutiesDone],
      ['没做到', f.dutiesMissed],
    ],
  },
]

/** Of each thing that happened in the week: `3 件，有回音 2 件（前一周 1 件）`. */
export function figureLines(views: readonly DigestView[]): [label: string, value: string][] {
  return counts(views).map(({ label, latest, before: [main] }) => [
    label,
    `${latest.join('，') || '没有'}（前一周${main ? ` ${main}` : '没有'}）`,
  ])
}

export interface FigureLine {
  label: string
  latest: string
  before: string
}

/** The same with both weeks in full, and how much the bot said. */
export function figureTable(views: readonly DigestView[]): FigureLine[] {
  const burden = burdenOf(views)
  const said = (numbers: readonly string[]) => numbers.join('，') || '没有'
  return [
    ...counts(views).map(({ label, latest, before }) => ({ label, latest: said(latest), before: said(before) })),
    ...(burden ? [{ label: '机器人发', latest: `每人 ${burden.latest} 条`, before: `每人 ${burden.before} 条` }] : []),
  ]
}

/** `机器人给每人发了 2.0 条，前一周 1.0 条。`; empty where it was not measured. */
export function burdenWords(views: readonly DigestView[]): string {
  const burden = burdenOf(views)
  if (!burden) return ''
  const before = Number(burden.before) > 0 ? ` ${burden.before} 条` : '没有'
  return `机器人给每人发了 ${burden.latest} 条，前一周${before}。`
}

/** `已解决 2 件` and the like for what is not zero; what is zero in both weeks is not told at all. */
function counts(views: readonly DigestView[]): { label: string; latest: string[]; before: string[] }[] {
  const sum = (week: Week) => views.reduce((total, view) => addFigures(total, view.figures[week]), NO_FIGURES)
  const [latest, before] = [sum('latest'), sum('before')]
  return COUNTED.map(({ label, unit, of }) => {
    const said = (figures: WeekFigures) =>
      of(figures).flatMap(([what, count]) => (count > 0 ? [`${what} ${count} ${unit}`.trim()] : []))
    return { label, latest: said(latest), before: said(before) }
  }).filter((counted) => counted.latest.length + counted.before.length > 0)
}

/** Messages of the bot per member on an average, to one decimal; `null`: not measured. */
function burdenOf(views: readonly DigestView[]): Record<Week, string> | null {
  const measured = views.flatMap(({ burden }) => (burden ? [burden] : []))
  if (measured.length === 0) return null
  const mean = (week: Week) => (measured.reduce((sum, burden) => sum + burden[week], 0) / measured.length).toFixed(1)
  return { latest: mean('latest'), before: mean('before') }
}
