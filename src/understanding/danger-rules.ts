import type { Category } from '../domain/vocabulary.ts'
import type { Danger } from './lexicon/emergencies.ts'
import { PERSON_CONCEPTS } from './lexicon/emergency-people.ts'
import { COMPANY, TOGETHER } from './lexicon/emergency-rules.ts'
import { PEOPLE_SIGN_COMPANY, PEOPLE_SIGN_RULES, PEOPLE_SIGNS } from './lexicon/emergency-signs-people.ts'
import { THING_SIGN_COMPANY, THING_SIGN_RULES, THING_SIGNS } from './lexicon/emergency-signs-things.ts'
import { THING_CONCEPTS } from './lexicon/emergency-things.ts'
import { words } from './lexicon/words.ts'
import { type Found, WordTree } from './word-tree.ts'

/** A rule of `emergency-rules.ts` with its concepts as numbers. */
export interface Rule {
  present: readonly number[][]
  absent: readonly number[]
  /** Characters between a word of the first item and one of each other. */
  within: number
  danger: { number: Danger['number']; category: Category; meant: boolean; weak: boolean }
}

const lists = [
  PERSON_CONCEPTS,
  THING_CONCEPTS,
  COMPANY,
  PEOPLE_SIGNS,
  PEOPLE_SIGN_COMPANY,
  THING_SIGNS,
  THING_SIGN_COMPANY,
].flatMap((part) => Object.entries<string | readonly string[]>(part))

/** Concepts are numbered, so that a text's words of each lie in one array. */
const numbers = new Map<string, number>()
const sizes: number[] = []
/** The concepts of each word. */
const conceptWords = new WordTree<readonly number[]>()
for (const [concept, list] of lists) {
  if (numbers.has(concept)) throw new RangeError(`two lists for ${concept}`)
  const number = numbers.size
  numbers.set(concept, number)
  const all = typeof list === 'string' ? words(list) : list
  sizes.push(all.length)
  for (const word of all) conceptWords.add(word, [number], (old, added) => [...old, ...added])
}
/** A word of danger in a text, with its concepts. */
export type ConceptWord = Found<readonly number[]>

/** Behind this many characters only words that need no company are seen. */
const MAX_LENGTH = 5000

/** Every word of danger in the text, those inside others too: by where they begin, the shorter first. */
export function findConcepts(text: string): ConceptWord[] {
  const found: ConceptWord[] = []
  const end = Math.min(text.length, MAX_LENGTH)
  for (let from = 0; from < end; from++) conceptWords.eachAt(text, from, (word) => void found.push(word))
  return found
}

/** The name of each concept, by its number. */
export const CONCEPTS: readonly string[] = [...numbers.keys()]

const WITHIN = 24
/** Rules by each concept of their rarest item, so that of a text only those are tried that may hold. */
export const rulesOf: readonly Rule[][] = Array.from(numbers, () => [])
for (const { all, within = WITHIN, number, category, meant = false } of [
  ...TOGETHER,
  ...PEOPLE_SIGN_RULES,
  ...THING_SIGN_RULES,
]) {
  const [needed = '', spoiling = ''] = all.split(' - ')
  const present = needed.split(' + ').map(conceptsOf)
  const absent = spoiling === '' ? [] : conceptsOf(spoiling)
  const rule: Rule = { present, absent, within, danger: { number, category, meant, weak: false } }
  const [rarest = []] = present.toSorted((a, b) => wordCount(a) - wordCount(b))
  for (const concept of rarest) rulesOf[concept]?.push(rule)
}

/** @throws RangeError for a name that stands in no list: a slip in the rules. */
function conceptsOf(names: string): number[] {
  return names.split('|').map((name) => {
    const number = numbers.get(name.trim())
    if (number === undefined) throw new RangeError(`no words for ${name}`)
    return number
  })
}

function wordCount(concepts: readonly number[]): number {
  return concepts.reduce((sum, concept) => sum + (sizes[concept] ?? 0), 0)
}
