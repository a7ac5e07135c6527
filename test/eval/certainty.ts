/** Whether the confidence of a reading tells how often it is wholly right. */
import { type Judged, SURELY_RIGHT, surestFrom } from '../../train/thresholds.ts'
import { isWhollyRight, type ReadSet, share } from './figures.ts'
import type { Figure } from './score.ts'
import { table } from './table.ts'

const BIN_COUNT = 10

/** In each bin readings should be right as often as their confidence says; each set, and all together. */
export function calibrationTable(sets: readonly ReadSet[]): string {
  const columns = [...sets.map(judge), sets.flatMap(judge)]
  const rows = Array.from({ length: BIN_COUNT }, (_, bin) => [
    `${(bin / BIN_COUNT).toFixed(1)} to ${((bin + 1) / BIN_COUNT).toFixed(1)}`,
    ...columns.map((judged) => {
      const inside = judged.filter((j) => binOf(j) === bin)
      return `${share(rightOf(inside))} of ${String(inside.length).padStart(3)}`
    }),
  ])
  const gaps = ['off by, on average', ...columns.map((judged) => `${(100 * meanGap(judged)).toFixed(1)} points`)]
  const head = ['', ...sets.map((s) => s.name), 'together']
  return table('wholly right, by confidence', [head, ...rows, gaps])
}

function binOf({ confidence }: Judged): number {
  // Products like 0.29 × 100 fall a hair below the whole number.
  return Math.min(BIN_COUNT - 1, Math.floor(confidence * BIN_COUNT + 1e-9))
}

/** How far the bins are from what their confidence says, by the number of readings in them. */
function meanGap(judged: readonly Judged[]): number {
  const gaps = Array.from({ length: BIN_COUNT }, (_, bin) => {
    const inside = judged.filter((j) => binOf(j) === bin)
    return Math.abs(inside.reduce((sum, j) => sum + j.confidence - (j.right ? 1 : 0), 0))
  })
  return gaps.reduce((sum, gap) => sum + gap, 0) / judged.length
}

/**
 * The largest share of each set, surest first, that is wholly right often enough. A threshold that is chosen on a set
 * flatters it, so the last rows take that of the first set for the others.
 */
export function coverageTable(sets: readonly ReadSet[]): string {
  const row = (name: string, judged: readonly Judged[], least: number): string[] => {
    const covered = judged.filter((j) => j.confidence >= least)
    const part = share({ right: covered.length, of: judged.length })
    return [name, part, least <= 1 ? `≥ ${least.toFixed(2)}` : 'none', share(rightOf(covered))]
  }
  const own = sets.map((set) => row(set.name, judge(set), surestFrom(judge(set), SURELY_RIGHT)))
  const [first, ...others] = sets
  const least = surestFrom(first ? judge(first) : [], SURELY_RIGHT)
  const carried = others.map((set) => row(`${set.name}, threshold of ${first?.name}`, judge(set), least))
  const head = ['', 'covered', 'confidence', 'wholly right']
  return table(`coverage at ${SURELY_RIGHT * 100} % precision`, [head, ...own, ...carried])
}

function judge({ messages, readings }: ReadSet): Judged[] {
  return messages.map((message, i) => ({
    confidence: readings[i]?.confidence ?? 0,
    right: isWhollyRight(message, readings[i]),
  }))
}

function rightOf(judged: readonly Judged[]): Figure {
  return { right: judged.filter((j) => j.right).length, of: judged.length }
}
