/** Whether the confidence of a reading tells how often it is wholly right. */
import { isWhollyRight, type ReadSet, share } from './figures.ts'
import type { Figure } from './score.ts'
import { table } from './table.ts'

const BIN_COUNT = 10
const PRECISION = 0.95

interface Judged {
  confidence: number
  right: boolean
}

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
    return [name, part, Number.isFinite(least) ? `≥ ${least.toFixed(2)}` : 'none', share(rightOf(covered))]
  }
  const own = sets.map((set) => row(set.name, judge(set), leastConfidence(judge(set))))
  const [first, ...others] = sets
  const least = first ? leastConfidence(judge(first)) : Number.POSITIVE_INFINITY
  const carried = others.map((set) => row(`${set.name}, threshold of ${first?.name}`, judge(set), least))
  const head = ['', 'covered', 'confidence', 'wholly right']
  return table(`coverage at ${PRECISION * 100} % precision`, [head, ...own, ...carried])
}

/** The lowest confidence from which on the readings together are precise enough; none is as sure as infinity. */
function leastConfidence(judged: readonly Judged[]): number {
  const steps = [...new Set(judged.map((j) => j.confidence))].sort((a, b) => a - b)
  const enough = steps.find((least) => {
    const { right, of } = rightOf(judged.filter((j) => j.confidence >= least))
    return right / of >= PRECISION
  })
  return enough ?? Number.POSITIVE_INFINITY
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
