/** The same messages cut by intent, category, activity, zone and noise: where the engine is weak. */
import type { Understanding, UnderstoodRecord } from '../../src/understanding/understanding.ts'
import { isWhollyRight, type ReadSet, share } from './figures.ts'
import type { EvalMessage } from './labelled-sets.ts'
import { type Figure, type Labelled, score } from './score.ts'
import { table } from './table.ts'

interface Read {
  message: EvalMessage
  reading: Understanding
}
type Kind = 'category' | 'activity'

/** A record that is wanted and the one that stands for it: the n-th of a kind for the n-th, as `score.ts` compares. */
interface Pair {
  read: Read
  want: string
  got: string | undefined
}

/** Tables of all cuts, and what categories and activities are taken for. */
export function slices(sets: readonly ReadSet[]): string[] {
  const all = sets.flatMap(({ messages, readings }) =>
    messages.flatMap((message, i): Read[] => (readings[i] ? [{ message, reading: readings[i] }] : [])),
  )
  return [
    byIntent(all),
    byAnswer('category', all),
    byAnswer('activity', all),
    byMark('kind of zone', all, ({ zone }) => (zone === undefined ? [] : [zone])),
    byMark('noise', all, ({ noise }) => (noise === undefined || noise.length === 0 ? ['none'] : noise)),
    confusions('category', all),
    confusions('activity', all),
  ]
}

function byIntent(all: readonly Read[]): string {
  const groups = grouped(all, ({ message }) => message.expect.intent)
  const rows = [...groups].map(([intent, reads]) => [
    intent,
    String(reads.length),
    share(figures(reads).intent),
    share(whole(reads)),
  ])
  return table('by intent', [['', 'messages', 'intent', 'wholly right'], ...rows])
}

/** `where found`: among the records that were found at all, whatever was made of them. */
function byAnswer(kind: Kind, all: readonly Read[]): string {
  const pairs = pairsOf(kind, all)
  const rows = [...grouped(pairs, (pair) => pair.want), ['all', pairs] as const].map(([name, some]) => {
    const right = some.filter((p) => p.got === p.want).length
    const found = some.filter((p) => p.got !== undefined).length
    const reads = new Set(some.map((p) => p.read))
    const shares = [{ right, of: some.length }, { right, of: found }, whole(reads)].map(share)
    return [name, String(some.length), ...shares]
  })
  return table(`by ${kind}`, [['', 'records', kind, 'where found', 'wholly right'], ...rows])
}

function byMark(title: string, all: readonly Read[], marks: (message: EvalMessage) => readonly string[]): string {
  const marked = all.flatMap((read) => marks(read.message).map((mark) => ({ mark, read })))
  const rows = [...grouped(marked, ({ mark }) => mark)].map(([mark, found]) => {
    const reads = found.map(({ read }) => read)
    const { intent, category, activity, 'records (kinds and number)': records } = figures(reads)
    return [mark, String(reads.length), ...[intent, records, category, activity, whole(reads)].map(share)]
  })
  const head = ['', 'messages', 'intent', 'records', 'category', 'activity', 'wholly right']
  return table(`by ${title}`, [head, ...rows])
}

/** Pairs that were mixed up at least twice, the most frequent first. */
function confusions(kind: Kind, all: readonly Read[]): string {
  const wrong = pairsOf(kind, all).filter(({ want, got }) => got !== undefined && got !== want)
  const rows = [...grouped(wrong, ({ want, got }) => `${want} → ${got}`)]
    .filter(([, pairs]) => pairs.length >= 2)
    .map(([mixed, pairs]) => [mixed, String(pairs.length)])
  return table(`${kind} taken for another, at least twice`, rows)
}

function pairsOf(kind: Kind, all: readonly Read[]): Pair[] {
  return all.flatMap((read) => {
    const got = read.reading.records.flatMap((r) => answerOf(kind, r) ?? [])
    return read.message.expect.records
      .flatMap((r) => answerOf(kind, r) ?? [])
      .map((want, i): Pair => ({ read, want, got: got[i] }))
  })
}

function answerOf(kind: Kind, record: UnderstoodRecord | Labelled['expect']['records'][number]): string | undefined {
  if (record.kind === 'incident') return kind === 'category' ? record.category : undefined
  return kind === 'activity' ? record.activity : undefined
}

function figures(reads: readonly Read[]) {
  return score(
    reads.map((r) => r.message),
    reads.map((r) => r.reading),
  )
}

function whole(reads: Iterable<Read>): Figure {
  const all = [...reads]
  return { right: all.filter((r) => isWhollyRight(r.message, r.reading)).length, of: all.length }
}

/** Groups by a key, the largest first. */
function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return new Map([...groups].sort(([a, as], [b, bs]) => bs.length - as.length || (a < b ? -1 : 1)))
}
