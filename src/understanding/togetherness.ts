import type { Span } from './clauses.ts'
import type { Candidate } from './emergency.ts'
import { DENIED } from './lexicon/emergency-context.ts'
import { PERSON_CONCEPTS } from './lexicon/emergency-people.ts'
import { COMPANY, TOGETHER } from './lexicon/emergency-rules.ts'
import { THING_CONCEPTS } from './lexicon/emergency-things.ts'
import { words } from './lexicon/words.ts'
import { type Found, WordTree } from './word-tree.ts'

/** Concepts are numbered, so that a text's words of each lie in one array. */
const numbers = new Map<string, number>()
const tree = new WordTree<readonly number[]>()
for (const [concept, list] of Object.entries({ ...PERSON_CONCEPTS, ...THING_CONCEPTS, ...COMPANY })) {
  const number = numbers.size
  numbers.set(concept, number)
  for (const word of typeof list === 'string' ? words(list) : list)
    tree.add(word, [number], (old, added) => [...old, ...added])
}

const WITHIN = 24
const rules = TOGETHER.map(({ all, within = WITHIN, number, category, meant = false }) => {
  const [present = '', absent = ''] = all.split(' - ')
  const conceptsOf = (names: string): number[] => names.split('|').flatMap(conceptNumber)
  return {
    present: present.split(' + ').map(conceptsOf),
    absent: absent === '' ? [] : conceptsOf(absent),
    within,
    danger: { number, category, meant, weak: false },
  }
})

/** @throws RangeError for a name that stands in no list: a slip in the rules. */
function conceptNumber(name: string): number {
  const number = numbers.get(name.trim())
  if (number === undefined) throw new RangeError(`no words for ${name}`)
  return number
}

/** Concept words that are weighed in one message, for each concept. */
const MAX_HITS = 30
/** Behind this many characters only words that need no company are seen. */
const MAX_LENGTH = 5000

/** Dangers that only show in the company of other words. Words inside `harmless` spans do not count. */
export function findTogether(text: string, harmless: readonly Span[]): Candidate[] {
  const hits = hitsOf(text, harmless)
  const found: Candidate[] = []
  for (const { present, absent, within, danger } of rules) {
    if (!present.every((any) => any.some((concept) => hits[concept] !== undefined))) continue
    const span = nearby(present, hits, within)
    if (!span) continue
    const spoilt = absent.some((concept) =>
      hits[concept]?.some((h) => h.from >= span.from - MARGIN && h.to <= span.to + MARGIN),
    )
    if (!spoilt) found.push({ ...span, ...danger })
  }
  return found
}
/** How far beside a danger a word still takes it out. */
const MARGIN = 10

type Hits = (Span[] | undefined)[]

function hitsOf(text: string, harmless: readonly Span[]): Hits {
  const hits: Hits = new Array(numbers.size).fill(undefined)
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
    tree.eachAt(text, i, take)
    if (DENIES.has(text.charCodeAt(i))) denial = i
  }
  return hits
}
/** 晕倒了, 摔倒了: half of such a word is no wall that falls. */
const PERSON_FELL = /[晕昏摔跌滑绊醉栽病累]/
const DENIAL = 14
/** A denial begins with one of these. */
const DENIES = new Set([...'没未无不并别禁严防预谨避杜以免拒反远'].map((char) => char.charCodeAt(0)))

/** The first place where a word of each item stands within reach of a word of the first. */
function nearby(items: readonly number[][], hits: Hits, within: number): Span | null {
  const [first = [], ...others] = items
  for (const anchor of first.flatMap((concept) => hits[concept] ?? [])) {
    let { from, to } = anchor
    const all = others.every((any) => {
      const hit = closest(any, hits, anchor)
      if (!hit || gap(hit, anchor) > within) return false
      from = Math.min(from, hit.from)
      to = Math.max(to, hit.to)
      return true
    })
    if (all) return { from, to }
  }
  return null
}

function closest(concepts: readonly number[], hits: Hits, anchor: Span): Span | null {
  let best: Span | null = null
  for (const concept of concepts) {
    for (const hit of hits[concept] ?? []) {
      const same = hit.from < anchor.to && anchor.from < hit.to
      if (!same && (!best || gap(hit, anchor) < gap(best, anchor))) best = hit
    }
  }
  return best
}

function gap(a: Span, b: Span): number {
  return a.from >= b.to ? a.from - b.to : b.from - a.to
}
