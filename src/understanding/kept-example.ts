/** What of a matter may be kept to learn from: its features, and what the model took it for. */
import { SENSITIVE_CATEGORIES } from '../domain/permission.ts'
import type { Group } from './groups.ts'
import { type Feature, gramsOf, NAMES } from './model/features.ts'
import type { Answer } from './model/heads.ts'
import { likeliest, type Model } from './model/model.ts'
import { askActivity, askCategory, askUrgency, type Question, type Told } from './model/questions.ts'
import { Weigher } from './model/weigh.ts'
import { shownToOthers } from './second-reader/shown.ts'
import { see } from './see.ts'
import type { MessageToRead } from './understanding.ts'

/** Questions that a person answers by confirming or correcting a card. */
export type CorrectedHead = 'category' | 'urgency' | 'state' | 'activity'

const QUESTIONS: Readonly<Record<CorrectedHead, (told: Told, group: Group) => Question>> = {
  category: askCategory,
  urgency: askUrgency,
  state: askUrgency,
  activity: askActivity,
}

/** Whether a record of this kind may teach: of what is for few people's eyes not even features are kept. */
export function mayBeLearnt({ category, activity }: { category?: string | null; activity?: string | null }): boolean {
  return activity !== 'talk' && !SENSITIVE_CATEGORIES.some((sensitive) => sensitive === category)
}

export interface KeptExample<H extends CorrectedHead = CorrectedHead> {
  head: H
  /** Ascending, each with its value: the order of the words is not kept. */
  features: Feature[]
  values: number[]
  predicted: Answer<H>
}

/** Digits read aloud: the model takes all digits for one, but not these, and `五零一` may be where somebody lives. */
const SPOKEN_NUMBER = /[零〇一二两三四五六七八九幺]{3,}/g

/** Below are letters, in 16 bits each; above syllables and names (see `features.ts`). */
const LETTERS_BELOW = 2 ** 48
const LETTER = 2 ** 16
/** No letters, but the beginning or the end of a stretch. */
const MARKS_TO = 3

/**
 * The features of one matter's words, without the words. `null` when nothing is known of them.
 *
 * Hashing would hide nothing: of fewer than four letters side by side there are so few that each hash can be tried out,
 * and a name is two or three of them. So names, telephones, accounts and spoken numbers are taken out first, as far as
 * they are found; no letter is kept alone, for a name could be put together of them; and of the rest only what the model
 * knows, which is what several messages of our own corpus have, so that what is particular to one message is not among
 * it. What is left may still tell what a message was about: it is kept apart from every record and account, and deleted
 * in time.
 */
export function exampleOf<H extends CorrectedHead>(by: Model, head: H, message: MessageToRead): KeptExample<H> | null {
  const text = shownToOthers(message.text).replace(SPOKEN_NUMBER, (number) => '0'.repeat(number.length))
  const { told: seen } = see({ ...message, text })
  const [core] = seen.clauses
  if (!core) return null
  const isKnown = (feature: Feature) => !isAlone(feature) && by.known([feature]).length > 0
  const letters = seen.clauses.map((c) => gramsOf(seen.text, c.from, c.to).filter(isKnown))
  const group: Group = {
    kind: head === 'activity' ? 'checkin' : 'incident',
    clauses: [...seen.clauses],
    core,
  }
  const question = QUESTIONS[head]({ ...seen, letters }, group)
  const values = valuesOf(question, isKnown)
  const features = [...values.keys()].sort((a, b) => a - b)
  if (features.length === 0) return null
  const rows = question.letters.map(({ ids, value }) => ({ ids: by.known(ids), value }))
  const { answer } = likeliest(head, new Weigher(by).weigh(head, { ...question, letters: rows }))
  return { head, features, values: features.map((f) => values.get(f) ?? 0), predicted: answer }
}

function valuesOf({ letters, names, values }: Question, isKnown: (feature: Feature) => boolean): Map<Feature, number> {
  const sums = new Map<Feature, number>()
  const add = (feature: Feature, value: number) => void sums.set(feature, (sums.get(feature) ?? 0) + value)
  for (const { ids, value } of letters) for (const id of ids) add(id, value)
  names.forEach((name, i) => {
    const feature = NAMES[name]
    if (feature !== undefined && isKnown(feature)) add(feature, values[i] ?? 1)
  })
  return sums
}

/** Whether a feature is one letter, alone or beside the beginning or end of a stretch. */
function isAlone(feature: Feature): boolean {
  if (feature >= LETTERS_BELOW) return false
  let letterCount = 0
  for (let rest = feature; rest > 0; rest = Math.floor(rest / LETTER)) if (rest % LETTER > MARKS_TO) letterCount++
  return letterCount < 2
}
