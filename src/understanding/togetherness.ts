import type { Span } from './clauses.ts'
import { type ConceptWord, type Rule, rulesOf } from './danger-rules.ts'
import type { Candidate } from './emergency.ts'
import { DENIED } from './lexicon/emergency-context.ts'

/** Concept words that are weighed in one message, for each concept. */
const MAX_HITS = 30

/** Dangers that only show in the company of other words. Words inside `harmless` spans do not count. */
export function findTogether(text: string, words: readonly ConceptWord[], harmless: readonly Span[]): Candidate[] {
  const hits = hitsOf(text, words, harmless)
  const found: Candidate[] = []
  const tried = new Set<Rule>()
  for (const concept of [...hits.keys()].sort((a, b) => a - b)) {
    for (const rule of rulesOf[concept] ?? []) {
      if (tried.has(rule)) continue
      tried.add(rule)
      const span = whereItHolds(text, rule, hits)
      if (span) found.push({ ...span, ...rule.danger })
    }
  }
  return found
}

function whereItHolds(text: string, { present, absent, within }: Rule, hits: Hits): Span | null {
  if (!present.every((any) => any.some((concept) => hits.has(concept)))) return null
  const span = nearby(text, { present, hits, within })
  if (!span) return null
  const spoilt = absent.some((concept) =>
    hits.get(concept)?.some((h) => h.from >= span.from - MARGIN && h.to <= span.to + MARGIN),
  )
  return spoilt ? null : span
}
/** How far beside a danger a word still takes it out. */
const MARGIN = 10

/** Where the words of each concept stand that is named at all. */
type Hits = ReadonlyMap<number, Span[]>

function hitsOf(text: string, words: readonly ConceptWord[], harmless: readonly Span[]): Hits {
  const hits = new Map<number, Span[]>()
  let denial = -DENIAL
  let at = 0
  for (const { from, to, value } of words) {
    for (; at < from; at++) if (DENIES.has(text.charCodeAt(at))) denial = at
    if (harmless.some((h) => h.from <= from && h.to >= to && h.to - h.from > to - from)) continue
    if (text[from] === '倒' && PERSON_FELL.test(text[from - 1] ?? '')) continue
    if (from - denial < DENIAL && DENIED.test(text.slice(Math.max(0, from - DENIAL), from))) continue
    for (const concept of value) {
      const known = hits.get(concept)
      if (!known) hits.set(concept, [{ from, to }])
      else if (known.length < MAX_HITS) known.push({ from, to })
    }
  }
  return hits
}
/** 晕倒了, 摔倒了: half of such a word is no wall that falls. */
const PERSON_FELL = /[晕昏摔跌滑绊醉栽病累]/
const DENIAL = 14
/** A denial begins with one of these. */
const DENIES = new Set([...'没未无不并别禁严防预谨避杜以免拒反远'].map((char) => char.charCodeAt(0)))

const NONE: readonly Span[] = []

interface Search {
  present: readonly number[][]
  hits: Hits
  within: number
}

/** The first place where a word of each item stands within reach of a word of the first; no two share a letter. */
function nearby(text: string, { present, hits, within }: Search): Span | null {
  const [first = [], ...others] = present
  for (const anchor of first.flatMap((concept) => hits.get(concept) ?? [])) {
    const taken = [anchor]
    for (const any of others) {
      const hit = closest(any, hits, taken)
      if (!hit || distance(text, hit, anchor) > within) break
      taken.push(hit)
    }
    if (taken.length === present.length)
      return { from: Math.min(...taken.map((t) => t.from)), to: Math.max(...taken.map((t) => t.to)) }
  }
  return null
}

/** The hit of any of the concepts that is closest to the first taken one and overlaps none of them. */
function closest(concepts: readonly number[], hits: Hits, taken: readonly Span[]): Span | null {
  const [anchor] = taken
  let best: Span | null = null
  for (const concept of concepts) {
    for (const hit of hits.get(concept) ?? NONE) {
      if (!anchor || taken.some((t) => hit.from < t.to && t.from < hit.to)) continue
      if (!best || gap(hit, anchor) < gap(best, anchor)) best = hit
    }
  }
  return best
}

/** Characters between two words; a full stop between them counts for many, since what follows is mostly another matter. */
function distance(text: string, a: Span, b: Span): number {
  let length = gap(a, b)
  for (let i = Math.min(a.to, b.to), end = Math.max(a.from, b.from); i < end && length <= MAX_WITHIN; i++)
    if (STOPS.has(text.charCodeAt(i))) length += STOP_LENGTH
  return length
}
const MAX_WITHIN = 40
const STOP_LENGTH = 8
const STOPS = new Set([...'。;\n'].map((char) => char.charCodeAt(0)))

function gap(a: Span, b: Span): number {
  return a.from >= b.to ? a.from - b.to : b.from - a.to
}
