/** Runs, spreads and ratios: a figure is never printed without its reference of the same run. */

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export interface Figure {
  /** `G1`, or another mark of the list of limits. */
  mark: string
  what: string
  unit: string
  runs: readonly number[]
  reference?: { what: string; runs: readonly number[] }
  good: string
}

/** One line: median [min–max] of n runs, the reference beside it, the ratio, what counts as good. */
export function printFigure({ mark, what, unit, runs, reference, good }: Figure): void {
  const ours = `${spread(runs)} ${unit}`
  const beside = reference
    ? `; ${reference.what} ${spread(reference.runs)} ${unit}, ratio ${(median(runs) / median(reference.runs)).toFixed(2)}`
    : ''
  console.log(`${mark.padEnd(4)} ${what}: ${ours}${beside}  (good: ${good})`)
}

function spread(runs: readonly number[]): string {
  const [low, high] = [Math.min(...runs), Math.max(...runs)]
  return runs.length === 1
    ? round(median(runs))
    : `${round(median(runs))} [${round(low)}–${round(high)}, n=${runs.length}]`
}

function round(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3)
}
