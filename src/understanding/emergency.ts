import type { Category } from '../domain/vocabulary.ts'
import type { Span } from './clauses.ts'
import { type ConceptWord, findConcepts } from './danger-rules.ts'
import { CALLS, DANGERS, type Danger, HARMLESS } from './lexicon/emergencies.ts'
import * as context from './lexicon/emergency-context.ts'
import { findTogether } from './togetherness.ts'
import { WordTree } from './word-tree.ts'

/** Life or limb at stake, as the words tell it. */
export interface Emergency extends Span {
  number: Danger['number']
  category: Category
}

/** A danger that the words name; whether it is real shows in what stands around it. */
export interface Candidate extends Emergency {
  weak: boolean
  /** Grave already when only meant. */
  meant: boolean
}

type Found = Omit<Candidate, 'from' | 'to'> | 'harmless'

const calls = new Set(CALLS)
const dangers = new WordTree<Found>()
for (const { words, weak = [], number, category, meant = false } of DANGERS) {
  for (const word of words) dangers.add(word, { number, category, weak: false, meant })
  for (const word of weak) dangers.add(word, { number, category, weak: true, meant })
}
for (const word of HARMLESS) dangers.add(word, 'harmless')

/** Words of danger that are weighed in one message. */
const MAX_CANDIDATES = 60
/** How far the words around a danger are looked at. */
const REACH = 60

/**
 * The first danger in the text that is real and now, or `null`. In doubt it leans to yes.
 *
 * @param concepts what `findConcepts` finds in the text
 */
export function findEmergency(text: string, concepts: readonly ConceptWord[] = findConcepts(text)): Emergency | null {
  const candidates: Candidate[] = []
  const harmless: Span[] = []
  for (const { from, to, value } of dangers.scan(text)) {
    if (value === 'harmless') harmless.push({ from, to })
    else if (candidates.length < MAX_CANDIDATES) candidates.push({ from, to, ...value })
  }
  candidates.push(...findTogether(text, concepts, harmless))
  if (candidates.length === 0) return null
  const isLetter = text.length > LETTER_LENGTH && context.LETTER.test(text.slice(0, MOST_OF_LETTER))
  const real = candidates.filter((candidate) => isReal(text, candidate, isLetter)).sort((a, b) => a.from - b.from)
  const first = real.find(({ from, to }) => !calls.has(text.slice(from, to))) ?? real[0]
  if (!first) return null
  return { from: first.from, to: first.to, number: numberFor(first, real), category: categoryFor(text, first) }
}

/** `isLetter`: a long letter to an office tells of what was, unless it says that it is now. */
function isReal(text: string, danger: Candidate, isLetter: boolean): boolean {
  const { from, to, meant } = danger
  const clause = clauseBefore(text, from)
  if (context.DENIED.test(clause)) return false
  if (!meant && context.FEARED.test(clause) && !context.LIKELY_NOW.test(clause)) return false
  if (!meant && context.FEARED_WITHIN.test(clauseBefore(text, to))) return false
  const behind = text.slice(to, to + REACH)
  if (context.NAMED.test(behind) || context.ONCE.test(behind)) return false
  const sentence = sentenceAround(text, from, to)
  if (danger.weak && !context.IN_HASTE.test(sentence.replace(text.slice(from, to), ''))) return false
  if (context.QUESTION.test(sentence)) return false
  if (context.JOKE.test(sentence) || context.REASSURES.test(sentence)) return false
  if (isLetter && !context.SURELY_NOW.test(sentence)) return false
  const words = text.slice(from, to)
  const around = clauseAround(text, from, to)
  if (
    context.USUAL.some(
      ({ danger, company, wide = false }) => danger.test(words) && company.test(wide ? sentence : around),
    )
  )
    return false
  return !isPastOrTaught(text, danger, sentence) && !isUsual(text, danger, clause, sentence)
}

function isPastOrTaught(text: string, { from, to, meant }: Candidate, sentence: string): boolean {
  const before = sentenceBefore(text, from)
  const told = before + text.slice(from, to)
  if (context.TAUGHT.test(told + text.slice(to, to + 8)) && !context.BREAKS_IN.test(before)) return true
  if (!meant && context.FICTION.test(sentence)) return true
  const rest = text.slice(from, to + REACH)
  if (context.OVER.test(rest) && !context.NOT_OVER.test(rest)) return true
  const now = context.NOW.test(sentence)
  if (context.LONG_AGO.test(before) && !now) return true
  return context.YESTERDAY.test(sentence) && !context.STILL.test(sentence)
}

/** What would be if, and what is so every day. Gas and the wish to die are grave even then. */
function isUsual(text: string, { from, to, meant }: Candidate, clause: string, sentence: string): boolean {
  if (context.SUPPOSED.test(sentenceBefore(text, from).slice(-SUPPOSED_REACH)) && !context.SURELY_NOW.test(sentence))
    return true
  if (meant || /气/.test(text.slice(from, to))) return false
  return context.HABITUAL.test(clause + text.slice(from, to)) && !context.NOW.test(sentence)
}
const SUPPOSED_REACH = 24
const LETTER_LENGTH = 120
/** To whom a letter goes and what it asks for is said within this. */
const MOST_OF_LETTER = 2_000

const CLAUSE_END = /[,。;!?\n]/
const SENTENCE_END = /[。!?;\n]/

function clauseBefore(text: string, from: number): string {
  return back(text, from, CLAUSE_END)
}

function sentenceBefore(text: string, from: number): string {
  return back(text, from, SENTENCE_END)
}

function back(text: string, from: number, end: RegExp): string {
  let start = from
  while (start > 0 && from - start < REACH && !end.test(text[start - 1] ?? '')) start--
  return text.slice(start, from)
}

function clauseAround(text: string, from: number, to: number): string {
  const behind = text.slice(to, to + REACH)
  return clauseBefore(text, from) + text.slice(from, to) + (behind.split(CLAUSE_END)[0] ?? '')
}

function sentenceAround(text: string, from: number, to: number): string {
  let end = to
  while (end < text.length && end - to < REACH && !SENTENCE_END.test(text[end] ?? '')) end++
  // The mark that ends it tells haste.
  return back(text, from, SENTENCE_END) + text.slice(from, end + 1)
}

/** Fire and trapped people first: the fire brigade rescues; then who has harmed himself; else the first danger told. */
function numberFor({ number, meant }: Candidate, real: readonly Emergency[]): Danger['number'] {
  if (real.some((r) => r.number === '119')) return '119'
  if (number === '110' && meant && real.some((r) => r.number === '120')) return '120'
  return number
}

const SCHOOL = /学生|同学|[男女]生|宿舍|寝室|教室|操场|班[上里]|我们班|[初高][一二三]|年级|体育课|军训|校医|学校|课间/
const HOSPITAL = /病房|病区|门诊|候诊|急诊|输液|护士站|患者|病人|[0-9]床|产房|化验/
const HILL = /山[上头坡脚]|后山|[东西南北]山|林[子场地]|森林|树林|坡上|竹林/
const COUPLE = /两口子|夫妻|婆媳|家暴|打老婆|老公打|丈夫打/
const HARMS_SELF = /自残|[割划]手?腕|不想活|自杀|轻生|想死/

/** In schools and hospitals, among spouses and on hills the same danger has another first handler. */
function categoryFor(text: string, { category, from, to }: Emergency): Category {
  if (category === 'fire' && HILL.test(text)) return 'forest'
  if (category === 'hardship' || HARMS_SELF.test(text.slice(from, to))) {
    if (SCHOOL.test(text)) return 'student'
    if (HOSPITAL.test(text)) return 'patient'
  }
  if (category === 'security' && COUPLE.test(text)) return 'dispute'
  return category
}
