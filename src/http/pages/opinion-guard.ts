import type { Seal } from '../../store/seal.ts'

/** So many in ten minutes are no attack. */
export interface Unasked {
  perSource: number
  perZone: number
  inAll: number
}

/** A whole village may write from one address. */
const USUAL: Unasked = { perSource: 30, perZone: 60, inAll: 300 }
const WINDOW_MS = 10 * 60_000
/** Sources and zones counted at once; more of them is an attack by itself. */
const COUNTED_MAX = 20_000

export interface Writing {
  source: string
  zone: string
  /** Filled in by programs only, since nobody sees it. */
  bait: string
  /** Of the form. */
  once: string
  /** The answer to the question, empty where none was asked. */
  sum: string
}

/** Looks at how much is written, and asks for a small sum while it is more than people write. */
export interface OpinionGuard {
  /** The question to be answered first; `null`: the words may be kept. */
  asks(writing: Writing): string | null
}

/** Counts in the memory of this process, and keeps no source beyond ten minutes. */
export function createOpinionGuard(
  { seal, now }: { seal: Seal; now: () => Date },
  { perSource, perZone, inAll }: Unasked = USUAL,
): OpinionGuard {
  let counts = new Map<string, number>()
  let since = Number.NEGATIVE_INFINITY

  function countOf(what: string): number {
    const count = (counts.get(what) ?? 0) + 1
    if (counts.size < COUNTED_MAX || counts.has(what)) counts.set(what, count)
    return count
  }

  return {
    asks({ source, zone, bait, once, sum }) {
      const age = now().getTime() - since
      if (age < 0 || age >= WINDOW_MS) {
        counts = new Map()
        since = now().getTime()
      }
      const tooMany = [
        countOf(`source ${source}`) > perSource,
        countOf(`zone ${zone}`) > perZone,
        countOf('all') > inAll,
        counts.size >= COUNTED_MAX,
      ].includes(true)
      if (!tooMany && bait === '') return null
      const { question, answer } = sumOf(seal, once)
      return numberIn(sum) === answer ? null : question
    },
  }
}

/** Told by the form's own secret, so that nothing has to be remembered. */
function sumOf(seal: Seal, once: string): { question: string; answer: number } {
  const [first = 0, second = 0] = Buffer.from(seal.hash('page-sum', once), 'hex')
  const [a, b] = [2 + (first % 8), 1 + (second % 9)]
  return { question: `${a} 加 ${b} 等于几？`, answer: a + b }
}

/** As people write it: full-width too. */
function numberIn(text: string): number | null {
  const digits = text.normalize('NFKC').trim()
  return /^\d{1,3}$/.test(digits) ? Number(digits) : null
}
