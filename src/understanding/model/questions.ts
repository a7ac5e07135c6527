/** What is asked of the model about a message, and what it is told of it. */
import { ACTIVITIES, CATEGORIES } from '../../domain/vocabulary.ts'
import { CONCEPTS } from '../danger-rules.ts'
import type { Evidence, Ranking } from '../evidence.ts'
import type { Group } from '../groups.ts'
import { CUES, type Cue } from '../lexicon/cues.ts'
import { type Name, named, namedAll } from './features.ts'
import { CLAUSE_LABELS, keysOf } from './heads.ts'

/** What is told: the letters of stretches of the text, and what is known of them by name. */
export interface Question {
  /** Letters of one stretch each (see `Told.letters`), all of a stretch with one weight. */
  letters: { ids: readonly number[]; value: number }[]
  names: Name[]
  values: number[]
}

/** A message as the lexicon sees it. */
export interface Told {
  text: string
  role: 'member' | 'resident'
  clauses: readonly Evidence[]
  /** The letters of each clause: features while learning, rows of the model afterwards. */
  letters: readonly (readonly number[])[]
  /** The building named in each clause. */
  buildings: readonly (string | null)[]
}

/** What the letters of a stretch count together, however many they are. */
export const LETTERS_VALUE = 4
/** Letters beside the matter, of what else the message tells. */
const BESIDE = 0.3
/** What a message is about is told early; the rest of a very long one is not weighed. */
const MOST_CLAUSES = 40
/** Weights of the lexicon from which on more says nothing more, and what makes one of them. */
const MOST_WEIGHT = 12
const WEIGHT_UNIT = 6

const LABELS = [...CLAUSE_LABELS, 'start'] as const
const CUE_NAMES = keysOf(CUES)
const ROLE = namedAll('role', ['member', 'resident'])
const LENGTH = namedAll('length', ['2', '4', '8', '16', '32', '64', '128', '256'])
const CUE = namedAll('cue', CUE_NAMES)
const ANY_CUE = namedAll('any-cue', CUE_NAMES)
const CUE_BEFORE = namedAll('cue-before', CUE_NAMES)
const LAST_CUE = namedAll('last-cue', CUE_NAMES)
const CATEGORY = { any: namedAll('category', keysOf(CATEGORIES)), top: namedAll('category-top', keysOf(CATEGORIES)) }
const ACTIVITY = { any: namedAll('activity', keysOf(ACTIVITIES)), top: namedAll('activity-top', keysOf(ACTIVITIES)) }
const AFTER = {
  any: namedAll('after', LABELS),
  sentence: namedAll('after-at-sentence', LABELS),
  building: namedAll('after-at-building', LABELS),
  wrong: namedAll('after-and-wrong', LABELS),
  activity: namedAll('after-and-activity', LABELS),
  same: namedAll('after-and-same', LABELS),
  other: namedAll('after-and-other', LABELS),
}
const FLAG = {
  wrong: named('wrong'),
  theme: named('theme'),
  thing: named('thing'),
  asks: named('asks'),
  sentence: named('sentence'),
  item: named('item'),
  first: named('first'),
  last: named('last'),
  only: named('only'),
  building: named('building'),
  otherBuilding: named('other-building'),
  beforeWrong: named('before-wrong'),
  beforeActivity: named('before-activity'),
  nextWrong: named('next-wrong'),
  nextActivity: named('next-activity'),
  anyWrong: named('any-wrong'),
  anyTheme: named('any-theme'),
  anyAsks: named('any-asks'),
  lastAsks: named('last-asks'),
  questionMark: named('question-mark'),
  code: named('code'),
  alone: named('alone'),
}
const CONCEPT = CONCEPTS.map((concept) => named(`concept=${concept}`))
const CODE = /[A-Z][A-Z0-9]*-[0-9]{2,}/

class Telling implements Question {
  readonly letters: Question['letters'] = []
  readonly names: Name[] = []
  readonly values: number[] = []

  name(name: Name, value = 1): this {
    this.names.push(name)
    this.values.push(value)
    return this
  }

  flag(name: Name, holds: boolean | undefined): this {
    return holds ? this.name(name) : this
  }

  all(names: readonly Name[], places: Iterable<number>): this {
    for (const place of places) this.name(names[place] ?? 0)
    return this
  }

  cues(names: Record<Cue, Name>, cues: Iterable<Cue>): this {
    for (const cue of cues) this.name(names[cue])
    return this
  }

  /** What the lexicon says, and by how much its first word leads. */
  ranking<T extends string>(names: { any: Record<T, Name>; top: Record<T, Name> }, ranking: Ranking<T>): this {
    for (const [key, weight] of ranking) this.name(names.any[key], Math.min(weight, MOST_WEIGHT) / WEIGHT_UNIT)
    const [first, second] = ranking
    if (first) this.name(names.top[first[0]], Math.min(MOST_WEIGHT, first[1] - (second?.[1] ?? 0)) / WEIGHT_UNIT)
    return this
  }

  /** Letters of several clauses together. */
  say(all: readonly (readonly number[])[], share = 1): this {
    const count = all.reduce((sum, ids) => sum + ids.length, 0)
    const value = (LETTERS_VALUE * share) / Math.sqrt(count)
    for (const ids of all) if (ids.length > 0) this.letters.push({ ids, value })
    return this
  }
}

/** What does the sender want? */
export function askIntent(told: Told): Question {
  const { clauses, text, role } = told
  return new Telling()
    .say(told.letters.slice(0, MOST_CLAUSES))
    .name(ROLE[role])
    .name(lengthOf(text))
    .cues(ANY_CUE, cuesOf(clauses))
    .all(CONCEPT, conceptsOf(clauses))
    .flag(
      FLAG.anyWrong,
      clauses.some((c) => c.wrong),
    )
    .flag(
      FLAG.anyTheme,
      clauses.some((c) => c.theme),
    )
    .flag(
      FLAG.anyAsks,
      clauses.some((c) => c.asks),
    )
    .flag(FLAG.lastAsks, clauses.at(-1)?.asks)
    .flag(FLAG.questionMark, /\?\s*$/.test(text))
    .flag(FLAG.only, clauses.length === 1)
    .flag(
      FLAG.building,
      told.buildings.some((b) => b !== null),
    )
    .flag(FLAG.code, CODE.test(text))
}

/** Which order? Asked only where one is given. */
export function askCommand(told: Told): Question {
  return new Telling()
    .say(told.letters.slice(0, MOST_CLAUSES))
    .name(ROLE[told.role])
    .name(lengthOf(told.text))
    .flag(FLAG.code, CODE.test(told.text))
    .flag(
      FLAG.anyAsks,
      told.clauses.some((c) => c.asks),
    )
}

/** What does this clause do for the records? What the label before it says is told by `linksTo`. */
export function askClause(told: Told, index: number): Question {
  const { clauses, letters, buildings } = told
  const telling = new Telling()
  const clause = clauses[index]
  if (!clause) return telling
  const [before, next] = [clauses[index - 1], clauses[index + 1]]
  return telling
    .say([letters[index] ?? []])
    .say([letters[index - 1] ?? [], letters[index + 1] ?? []], BESIDE)
    .name(ROLE[told.role])
    .cues(CUE, clause.cues)
    .cues(CUE_BEFORE, before?.cues ?? [])
    .ranking(CATEGORY, clause.categories)
    .ranking(ACTIVITY, clause.activities)
    .flag(FLAG.wrong, clause.wrong)
    .flag(FLAG.theme, clause.theme)
    .flag(FLAG.thing, clause.thing)
    .flag(FLAG.asks, clause.asks)
    .flag(FLAG.sentence, clause.sentenceStart)
    .flag(FLAG.item, clause.itemStart)
    .flag(FLAG.first, index === 0)
    .flag(FLAG.last, index === clauses.length - 1)
    .flag(FLAG.only, clauses.length === 1)
    .flag(FLAG.beforeWrong, before?.wrong)
    .flag(FLAG.beforeActivity, before && before.activities.length > 0)
    .flag(FLAG.nextWrong, next?.wrong)
    .flag(FLAG.nextActivity, next && next.activities.length > 0)
    .flag(FLAG.building, buildings[index] !== null)
    .flag(FLAG.otherBuilding, isOtherBuilding(buildings, index))
}

/** What the label of the clause before may say about this one: names for each label. */
export function linksTo({ clauses, buildings }: Told, index: number): Link[] {
  const clause = clauses[index]
  if (!clause) return []
  const links: Link[] = [AFTER.any]
  if (clause.sentenceStart || clause.itemStart) links.push(AFTER.sentence)
  if (isOtherBuilding(buildings, index)) links.push(AFTER.building)
  if (clause.wrong) links.push(AFTER.wrong)
  if (clause.activities.length > 0) links.push(AFTER.activity)
  const [here] = clause.categories
  const there = clauses[index - 1]?.categories[0]
  if (here && there) links.push(here[0] === there[0] ? AFTER.same : AFTER.other)
  return links
}
type Link = (typeof AFTER)['any']

/** Which category is this matter of? */
export function askCategory(told: Told, group: Group): Question {
  return aboutGroup(told, group)
    .ranking(CATEGORY, together(group.clauses.map((c) => c.categories)))
    .all(CONCEPT, conceptsOf(group.clauses))
}

/** Which activity is this? */
export function askActivity(told: Told, group: Group): Question {
  return aboutGroup(told, group).ranking(ACTIVITY, together(group.clauses.map((c) => c.activities)))
}

/** How soon must somebody act, and is it dealt with already? What the rules of danger say is weighed apart, by whoever asks. */
export function askUrgency(told: Told, group: Group): Question {
  const [top] = together(group.clauses.map((c) => c.categories))
  const telling = aboutGroup(told, group)
  if (top) telling.name(CATEGORY.top[top[0]])
  return telling
    .cues(CUE, cuesOf(group.clauses))
    .cues(LAST_CUE, group.clauses.at(-1)?.cues ?? [])
    .all(CONCEPT, conceptsOf(group.clauses))
}

function aboutGroup({ clauses, letters, role }: Told, group: Group): Telling {
  const inside: (readonly number[])[] = []
  const beside: (readonly number[])[] = []
  clauses.slice(0, MOST_CLAUSES).forEach((clause, index) => {
    const side = group.clauses.includes(clause) ? inside : beside
    side.push(letters[index] ?? [])
  })
  return new Telling()
    .say(inside)
    .say(beside, BESIDE)
    .name(ROLE[role])
    .flag(FLAG.alone, beside.length === 0)
}

/** The cues of these clauses, each once. */
function cuesOf(clauses: readonly Evidence[]): ReadonlySet<Cue> {
  if (clauses.length === 1 && clauses[0]) return clauses[0].cues
  const cues = new Set<Cue>()
  for (const clause of clauses) for (const cue of clause.cues) cues.add(cue)
  return cues
}

/** The concepts of these clauses, each once. */
function conceptsOf(clauses: readonly Evidence[]): Iterable<number> {
  if (clauses.length === 1 && clauses[0]) return clauses[0].concepts
  const concepts = new Set<number>()
  for (const clause of clauses) for (const concept of clause.concepts) concepts.add(concept)
  return concepts
}

/** The weights of several clauses, added up. */
function together<T>(rankings: readonly Ranking<T>[]): Ranking<T> {
  if (rankings.length === 1 && rankings[0]) return rankings[0]
  const sums = new Map<T, number>()
  for (const ranking of rankings) for (const [key, weight] of ranking) sums.set(key, (sums.get(key) ?? 0) + weight)
  return [...sums].sort(([, a], [, b]) => b - a)
}

function lengthOf(text: string): Name {
  const power = 2 ** Math.min(8, Math.max(1, Math.ceil(Math.log2(text.length + 1))))
  return LENGTH[`${power}` as keyof typeof LENGTH]
}

/** Another building than the last one named before. */
function isOtherBuilding(buildings: Told['buildings'], index: number): boolean {
  const here = buildings[index] ?? null
  const there = buildings.slice(0, index).findLast((b) => b !== null) ?? null
  return here !== null && there !== null && here !== there
}
