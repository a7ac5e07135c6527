import type { Activity, Category } from '../domain/vocabulary.ts'
import { type Clause, splitClauses } from './clauses.ts'
import { type ConceptWord, findConcepts } from './danger-rules.ts'
import type { Cue } from './lexicon/cues.ts'
import { findMeanings, type Hit, LIKELY, SURE } from './meanings.ts'

/** What the words of one clause say, before anything is decided. */
export interface Evidence extends Clause {
  words: string
  cues: ReadonlySet<Cue>
  /** Something is wrong, in words that nobody denies. */
  wrong: boolean
  /** A word of some category, a matter by its theme alone. */
  theme: boolean
  /** A thing of some category is named. */
  thing: boolean
  asks: boolean
  /** What the words speak for, by their weights, the strongest first. */
  categories: Ranking<Category>
  activities: Ranking<Activity>
  /** Concepts of danger that it names (see `danger-rules.ts`), each once: most of them are harmless by themselves. */
  concepts: readonly number[]
}

export type Ranking<T> = readonly (readonly [T, number])[]

/** The words before a fault that take it away: `没堵`, `没有人飞线充电`, `未发现破损`. */
const DENIED = /(?:没有?|未|无|不存在|并未|没人|没谁|没再|不再|没出现)(?:有|发现|见|什么|任何|人|再|出现|发生|到)*$/
const ASKS = /(?:(?:吗|么|(?<!都)没有|(?<!还)没|(?<![着得])呢|怎么样)[啊呀哈的]?|(?<=[一-龥])不)$/
/** A wish for something new. To send somebody is no wish but a request. */
const WISH =
  /(?:能不能|能否|可以不可以|是否可以|要是能|要是有|如果能|如果有|最好|建议|希望|提议|想请).{0,14}(?:装|加|增|设|建|搞|开|安排(?!人|个人|师傅)|添|放|弄[个一]|组织|办[个一]|延长|改成|划|换成|种|配|修[个一条])/
/** Still not, never, too much: something is wrong, whatever it is. */
const NOT_YET =
  /(?:还|一直|都|迟迟|从来?|老是?|至今|到现在|就是)(?:没|不|未)|太(?:多|少|久|慢|吵|脏|差|贵|高|低|小|暗|黑|滑|乱|挤|陡|窄|旧)|都没有|打不出|上不了|看不[清见到]/
/** A question word that asks nothing: `哪里都不收`, `什么也没说`, `没什么`. */
const INDEFINITE =
  /(?:哪[儿里个]?|什么|谁|怎么|多少).{0,5}(?:都|也)(?:不|没|推|说|是|得|能)?|没(?:有)?什么|不知道?什么|说不清|不知道?(?:是)?(?:谁|哪家|哪个|怎么)/
/** Where a clause of work done turns to what was met there: `发单子的时候有居民反映…`. */
const TURN = /(?:发现|反映|看到|看见|碰到|遇到|见到|的时候|时(?=有|跟|和|碰|遇|发|被|[0-9]))/

/** Reads the text clause by clause. `concepts`: the words of danger in it, in order. */
export function gatherEvidence(text: string, concepts: readonly ConceptWord[] = findConcepts(text)): Evidence[] {
  const hits = findMeanings(text)
  const gathered: Evidence[] = []
  let [nextHit, nextConcept] = [0, 0]
  for (const clause of splitClauses(text)) {
    const own: Hit[] = []
    for (let hit = hits[nextHit]; hit && hit.from < clause.to; hit = hits[++nextHit])
      if (hit.from >= clause.from) own.push(hit)
    for (const [part, partHits] of splitAtTurn(text, clause, own)) {
      const named: ConceptWord[] = []
      for (let word = concepts[nextConcept]; word && word.from < part.to; word = concepts[++nextConcept])
        if (word.from >= part.from && word.to <= part.to) named.push(word)
      gathered.push(weigh(text, part, { hits: partHits, concepts: conceptsOf(named) }))
    }
  }
  return gathered
}

function splitAtTurn(text: string, clause: Clause, hits: Hit[]): [Clause, Hit[]][] {
  const work = hits.find((h) => h.value.activities.some(([, weight]) => weight >= SURE))
  if (!work) return [[clause, hits]]
  const turn = TURN.exec(text.slice(work.to, clause.to))
  if (!turn) return [[clause, hits]]
  const at = work.to + turn.index
  const after = { ...clause, from: at, sentenceStart: false, itemStart: false }
  const before = { ...clause, to: at }
  if (before.to - before.from < 2 || after.to - after.from < 4) return [[clause, hits]]
  return [
    [before, hits.filter((h) => h.from < at)],
    [after, hits.filter((h) => h.from >= at)],
  ]
}

interface Told {
  hits: readonly Hit[]
  concepts: readonly number[]
}

function weigh(text: string, { from, to, sentenceStart, itemStart }: Clause, { hits, concepts }: Told): Evidence {
  const words = text.slice(from, to)
  const cues = new Set<Cue>()
  const categories: [Category, number][] = []
  const activities: [Activity, number][] = []
  let wrong = false
  let theme = false
  let thing = false
  for (const { from: at, value } of hits) {
    const denied = DENIED.test(text.slice(Math.max(from, at - 6), at))
    for (const cue of value.cues) if (cue !== 'fault' || !denied) cues.add(cue)
    if (!denied && (value.wrong || value.cues.includes('fault'))) wrong = true
    for (const [category, weight] of value.categories) {
      count(categories, category, weight)
      if (weight === SURE && !denied) theme = true
      if (weight >= LIKELY) thing = true
    }
    for (const [activity, weight] of value.activities) count(activities, activity, weight)
  }
  if (INDEFINITE.test(words)) cues.delete('question')
  const asks = cues.has('question') || cues.has('progress') || ASKS.test(words) || text[to] === '?'
  if (WISH.test(words)) cues.add('wish')
  if (NOT_YET.test(words) && !cues.has('fine')) wrong = true
  return {
    from,
    to,
    sentenceStart,
    itemStart,
    words,
    cues,
    wrong,
    theme,
    thing,
    asks,
    categories: strongestFirst(categories),
    activities: strongestFirst(activities),
    concepts,
  }
}

/** Few words speak in one clause: a list is searched sooner than a map is made. */
function count<T>(sums: [T, number][], key: T, weight: number): void {
  const known = sums.find((sum) => sum[0] === key)
  if (known) known[1] += weight
  else sums.push([key, weight])
}

function strongestFirst<T>(sums: [T, number][]): Ranking<T> {
  return sums.length > 1 ? sums.sort((a, b) => b[1] - a[1]) : sums
}

/** The concepts of these words, each once. */
function conceptsOf(named: readonly ConceptWord[]): number[] {
  const concepts: number[] = []
  for (const { value } of named) for (const concept of value) if (!concepts.includes(concept)) concepts.push(concept)
  return concepts
}
