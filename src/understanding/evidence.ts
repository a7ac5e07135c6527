import type { Activity, Category } from '../domain/vocabulary.ts'
import { type Clause, splitClauses } from './clauses.ts'
import { conceptWords } from './danger-rules.ts'
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

/** Reads the text clause by clause. */
export function gatherEvidence(text: string): Evidence[] {
  const hits = findMeanings(text)
  const clauses = splitClauses(text)
  const gathered: Evidence[] = []
  let next = 0
  for (const clause of clauses) {
    const own: Hit[] = []
    while (next < hits.length && (hits[next]?.from ?? 0) < clause.to) {
      const hit = hits[next]
      if (hit && hit.from >= clause.from) own.push(hit)
      next++
    }
    for (const [part, partHits] of splitAtTurn(text, clause, own)) gathered.push(weigh(text, part, partHits))
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

function weigh(text: string, clause: Clause, hits: Hit[]): Evidence {
  const words = text.slice(clause.from, clause.to)
  const cues = new Set<Cue>()
  const categories = new Map<Category, number>()
  const activities = new Map<Activity, number>()
  let wrong = false
  let theme = false
  let thing = false
  for (const { from, value } of hits) {
    const denied = DENIED.test(text.slice(Math.max(clause.from, from - 6), from))
    for (const cue of value.cues) if (cue !== 'fault' || !denied) cues.add(cue)
    if (!denied && (value.wrong || value.cues.includes('fault'))) wrong = true
    for (const [category, weight] of value.categories) {
      categories.set(category, (categories.get(category) ?? 0) + weight)
      if (weight === SURE && !denied) theme = true
      if (weight >= LIKELY) thing = true
    }
    for (const [activity, weight] of value.activities)
      activities.set(activity, (activities.get(activity) ?? 0) + weight)
  }
  if (INDEFINITE.test(words)) cues.delete('question')
  const asks = cues.has('question') || cues.has('progress') || ASKS.test(words) || text[clause.to] === '?'
  if (WISH.test(words)) cues.add('wish')
  if (NOT_YET.test(words) && !cues.has('fine')) wrong = true
  return {
    ...{ ...clause, words, cues, wrong, theme, thing, asks },
    categories: ranked(categories),
    activities: ranked(activities),
    concepts: conceptsOf(words),
  }
}

function ranked<T>(weights: ReadonlyMap<T, number>): Ranking<T> {
  return [...weights].sort(([, a], [, b]) => b - a)
}

function conceptsOf(words: string): number[] {
  const found = new Set<number>()
  for (let i = 0; i < words.length; i++) {
    conceptWords.eachAt(words, i, ({ value }) => {
      for (const concept of value) found.add(concept)
    })
  }
  return [...found]
}
