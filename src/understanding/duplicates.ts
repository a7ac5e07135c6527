/** Whether two people tell of the same matter: by their words, by the place, and by how long one waited after the other. */
import type { Place } from '../domain/place.ts'
import { AT_A_SPOT, type Category } from '../domain/vocabulary.ts'
import { COMMON_GRAMS, RARE_WEIGHT } from './model/common-grams.ts'
import { normalise } from './normalise.ts'
import { placeLikeness } from './same-place.ts'
import { thingLikeness, thingsIn } from './same-thing.ts'

/** A matter as its reporter told it. */
export interface ToldMatter {
  text: string
  place: Place | null
  category: Category
  toldAt: Date
}

/** A matter that may be the same as another. */
export interface Likeness<T> {
  matter: T
  /** 0–1; not a probability. */
  score: number
}

/** Matters told longer ago than this are not compared. */
export const COMPARED_DAYS = 14
/**
 * From this score on it is worth a question. Found on one half of the labelled pairs: there it asks about one in a
 * thousand pairs of matters that have nothing to do with each other.
 */
export const ASK_FROM = 0.4

/** Found on the same half. Time counts least: most tellings of one matter come within days, but so do those of two. */
const SHARES = { words: 0.5, thing: 0.3, place: 0.15, time: 0.05 }
const DAY_MS = 86_400_000
/** After so many days a matter told again is half as likely the same one. */
const HALF_LIFE_DAYS = 5
/** What comes later in a long message is not compared. */
const MAX_LENGTH = 400

/** Whether two categories are near enough to be told for one another: the things at a spot are, of others only the same. */
export function sameGroup(a: Category, b: Category): boolean {
  return a === b || (AT_A_SPOT.includes(a) && AT_A_SPOT.includes(b))
}

/**
 * The candidate most like what was told, if any is like enough to ask 是同一件吗. Of equals the earlier one.
 *
 * @param candidates open matters of the same zone
 */
export function likelySame<T extends ToldMatter>(told: ToldMatter, candidates: readonly T[]): Likeness<T> | null {
  let best: Likeness<T> | null = null
  for (const matter of candidates) {
    const score = likeness(told, matter)
    if (score >= ASK_FROM && (best === null || score > best.score)) best = { matter, score }
  }
  return best
}

/** How much alike two matters are, 0–1; 0: they are not compared, or lie at different places. */
export function likeness(a: ToldMatter, b: ToldMatter): number {
  const days = Math.abs(a.toldAt.getTime() - b.toldAt.getTime()) / DAY_MS
  if (days > COMPARED_DAYS || !sameGroup(a.category, b.category)) return 0
  const place = placeLikeness(a, b)
  if (place === null) return 0
  const things = thingLikeness(thingsIn(wordsOf(a)), thingsIn(wordsOf(b)))
  return (
    SHARES.words * wordLikeness(a, b) +
    SHARES.thing * things +
    SHARES.place * place +
    SHARES.time * 0.5 ** (days / HALF_LIFE_DAYS)
  )
}

/** Cosine of letters and pairs of letters, rare ones counting more: the words alone, 0–1. */
export function wordLikeness(a: ToldMatter, b: ToldMatter): number {
  const [own, other] = [gramsOf(wordsOf(a)), gramsOf(wordsOf(b))]
  let common = 0
  for (const gram of own) if (other.has(gram)) common += weightOf(gram) ** 2
  return common === 0 ? 0 : common / Math.sqrt(sizeOf(own) * sizeOf(other))
}

function sizeOf(grams: Grams): number {
  let size = 0
  for (const gram of grams) size += weightOf(gram) ** 2
  return size
}

/** How much a gram tells: less the more messages have it. */
function weightOf(gram: string): number {
  return COMMON_GRAMS.get(gram) ?? RARE_WEIGHT
}

const NUMBERED = /[0-9A-Z零一二两三四五六七八九十百]+(?:号楼|单元|[号栋幢座楼层室门院组])/g
const NO_WORDS = /[\p{P}\p{S}\p{Z}\p{N}\p{C}]+/u

/** The words without the numbers of places, which are compared apart. */
export function wordsOf({ text }: Pick<ToldMatter, 'text'>): string {
  return normalise(text.slice(0, MAX_LENGTH)).text.replace(NUMBERED, ' ')
}

type Grams = ReadonlySet<string>

/** Letters, and pairs of neighbouring letters. */
export function gramsOf(words: string): Grams {
  const grams = new Set<string>()
  for (const stretch of words.split(NO_WORDS)) {
    for (let i = 0; i < stretch.length; i++) {
      grams.add(stretch.charAt(i))
      if (i > 0) grams.add(stretch.slice(i - 1, i + 1))
    }
  }
  return grams
}
