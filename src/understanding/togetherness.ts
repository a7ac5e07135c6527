import type { Span } from './clauses.ts'
import { CONCEPT_COUNT, conceptWords, type Rule, rulesOf } from './danger-rules.ts'
import type { Candidate } from './emergency.ts'
import { DENIED } from './lexicon/emergency-context.ts'
import type { Found } from './word-tree.ts'

/** Concept words that are weighed in one message, for each concept. */
const MAX_HITS = 30
/** Behind this many characters only words that need no company are seen. */
const MAX_LENGTH = 5000

/** Dangers that only show in the company of other words. Words inside `harmless` spans do not count. */
export function findTogether(text: string, harmless: readonly Span[]): Candidate[] {
  const hits = hitsOf(text, harmless)
  const found: Candidate[] = []
  const tried = new Set<Rule>()
  for (let concept = 0; concept < CONCEPT_COUNT; concept++) {
    if (hits[concept] === undefined) continue
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
  if (!present.every((any) => any.some((concept) => hits[concept] !== undefined))) return null
  const span = nearby(text, { present, hits, within })
  if (!span) return null
  const spoilt = absent.some((concept) =>
    hits[concept]?.some((h) => h.from >= span.from - MARGIN && h.to <= span.to + MARGIN),
  )
  return spoilt ? null : span
}
/** How far beside a danger a word still takes it out. */
const MARGIN = 10

type Hits = (Span[] | undefined)[]

function hitsOf(text: string, harmless: readonly Span[]): Hits {
  const hits: Hits = new Array(CONCEPT_COUNT).fill(undefined)
  let denial = -DENIAL
  const take = ({ from, to, value }: Found<readonly number[]>): void => {
    if (harmless.some((h) => h.from <= from && h.to >= to && h.to - h.from > to - from)) return
    if (text[from] === '倒' && PERSON_FELL.test(text[from - 1] ?? '')) return
    if (from - denial < DENIAL && DENIED.test(text.slice(Math.max(0, from - DENIAL), from))) return
    for (const concept of value) {
      const list = hits[concept] ?? []
      if (list.length < MAX_HITS) list.push({ from, to })
      hits[concept] = list
    }
  }
  const end = Math.min(text.length, MAX_LENGTH)
  for (let i = 0; i < end; i++) {
    conceptWords.eachAt(text, i, take)
    if (DENIES.has(text.charCodeAt(i))) denial = i
  }
  return hits
}
/** 晕倒了, 摔倒了: half of such a word is no wall that falls. */
const PERSON_FELL = /[晕昏摔跌滑绊醉栽病累]/
const DENIAL = 14
/** A denial begins with one of these. */
const DENIES = new Set([...'没未无不并别禁严防预谨避杜以免拒反远'].map((char) => char.charCodeAt(0)))

interface Search {
  present: readonly number[][]
  hits: Hits
  within: number
}

/** The first place where a word of each item stands within reach of a word of the first; no two share a letter. */
function nearby(text: string, { present, hits, within }: Search): Span | null {
  const [first = [], ...others] = present
  for (const anchor of first.flatMap((concept) => hits[concept] ?? [])) {
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
    for (const hit of hits[concept] ?? []) {
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
