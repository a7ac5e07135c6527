/** Runs, spreads and ratios: a figure is never printed without its reference of the same run. */

export interface Figure {
  /** `G1`, or another mark of the list of limits. */
  mark: string
  what: string
  unit: string
  runs: readonly number[]
  /** Measured in the same run; in the same unit. */
  reference: { what: string; runs: readonly number[] }
  /** `null`: only for comparison. */
  goal: Goal | null
}

/** What counts as good, and as excellent, of the median of the runs or of its ratio to that of the reference. */
export interface Goal {
  of: 'value' | 'ratio'
  better: 'more' | 'less'
  good: number
  excellent: number | null
}

export function atLeast(good: number, excellent: number | null, of: Goal['of'] = 'value'): Goal {
  return { of, better: 'more', good, excellent }
}

export function atMost(good: number, excellent: number | null, of: Goal['of'] = 'value'): Goal {
  return { of, better: 'less', good, excellent }
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** @returns NaN for no values */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Slope of the straight line through the logarithms: 1 is linear growth, 2 quadratic. */
export function growthExponent(points: readonly { size: number; cost: number }[]): number {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }))
  const mean = (of: 'x' | 'y') => logs.reduce((sum, point) => sum + point[of], 0) / logs.length
  const [meanX, meanY] = [mean('x'), mean('y')]
  const rise = logs.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0)
  return rise / logs.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0)
}

/** The words of one figure, in the order in which they are printed and tabled. */
export interface FigureWords {
  mark: string
  what: string
  ours: string
  reference: string
  ratio: string
  goal: string
  verdict: string
}

export function wordsOf(figure: Figure): FigureWords {
  const { mark, what, unit, runs, reference, goal } = figure
  const ratio = median(runs) / median(reference.runs)
  return {
    mark,
    what,
    ours: `${spread(runs)} ${unit}`,
    reference: `${reference.what} ${spread(reference.runs)} ${unit}`,
    ratio: Number.isFinite(ratio) ? round(ratio) : '–',
    goal: goal === null ? 'for comparison' : goalWords(goal, unit),
    verdict: goal === null ? '' : verdict(goal.of === 'value' ? median(runs) : ratio, goal),
  }
}

/** One line: median [min–max] of n runs, the reference beside it, the ratio, the goals and whether they are reached. */
export function printFigure(figure: Figure): void {
  const { mark, what, ours, reference, ratio, goal, verdict } = wordsOf(figure)
  const judged = verdict === '' ? goal : `${goal}: ${verdict}`
  console.log(`${mark.padEnd(4)} ${what}: ${ours}; ${reference}; ratio ${ratio}  (${judged})`)
}

function goalWords({ of, better, good, excellent }: Goal, unit: string): string {
  const sign = better === 'more' ? '≥' : '≤'
  const words = (value: number) => (of === 'ratio' ? `ratio ${sign} ${value}` : `${sign} ${value} ${unit}`)
  return excellent === null ? `good ${words(good)}` : `good ${words(good)}, excellent ${words(excellent)}`
}

function verdict(value: number, { better, good, excellent }: Goal): string {
  const reaches = (limit: number) => (better === 'more' ? value >= limit : value <= limit)
  if (excellent !== null && reaches(excellent)) return 'excellent'
  return reaches(good) ? 'good' : 'NOT REACHED'
}

function spread(runs: readonly number[]): string {
  const range = `[${round(Math.min(...runs))}–${round(Math.max(...runs))}]`
  return runs.length === 1 ? `${round(median(runs))} [n=1]` : `${round(median(runs))} ${range} n=${runs.length}`
}

function round(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return value.toPrecision(3)
}
