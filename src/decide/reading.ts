import type { Place } from '../domain/place.ts'
import type { Category } from '../domain/vocabulary.ts'
import type { Reading, UnderstoodIncident, UnderstoodRecord } from '../understanding/understanding.ts'
import type { OpenDraft } from './facts.ts'
import { type Told, toldBy } from './open-records.ts'
import type { EmergencyNumber } from './replies/emergency.ts'
import type { SpokenTurn } from './turn.ts'

/** Words that say themselves that something was told wrong. */
const SAYS_SO =
  /^[\s，,]*(?:不对|不對|错了|錯了|说错|說錯|打错|打錯|写错|寫錯|报错|報錯|更正|纠正|糾正|应该是|應該是|应为|不是.{1,10}是)|改成|改为|改為|换成|換成|更正为/

/** What kind of emergency a number is called for, where the words told no record. */
const CATEGORY_OF: Readonly<Record<EmergencyNumber, Category>> = {
  '110': 'security',
  '119': 'fire',
  '120': 'hardship',
  '122': 'traffic',
}

/** What is told where life or limb is at stake now; `null` where it is not. */
export function lifeAtStake(turn: SpokenTurn): Told | null {
  const { reading, text } = turn
  const { records } = reading.understanding
  if (records.some((r) => r.kind === 'incident' && r.urgency === 'emergency' && r.state === 'open')) return toldBy(turn)
  if (reading.emergencyNumber === null || records.length > 0) return null
  const record: UnderstoodIncident = {
    kind: 'incident',
    category: CATEGORY_OF[reading.emergencyNumber],
    urgency: 'emergency',
    state: 'open',
    place: null,
    occurredAt: null,
    source: [0, text.length],
  }
  return { ...toldBy(turn), records: [record] }
}

/** Fewer Chinese characters, or words of another language, tell nobody anything: an emoji, a name, letters at random. */
const TELLING_CHARS = 4
const TELLING_WORDS = 3

/** Whether there is a letter or a number in it: an emoji, a dot or three say nothing. */
export function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}

/** Whether somebody who reads these words alone could do anything with them. */
export function isTelling(text: string): boolean {
  const count = (pattern: RegExp) => (text.match(pattern) ?? []).length
  return count(/\p{Script=Han}/gu) >= TELLING_CHARS || count(/\b[a-z]{2,}\b/giu) >= TELLING_WORDS
}

/** Whether the words say too little to be a record, a question, an order or small talk. */
export function isUnclear(reading: Reading): boolean {
  const { intent, records, command } = reading.understanding
  switch (intent) {
    case 'report':
      if (records.length === 0) return true
      if (reading.certainty === 'hardly' && records.every((r) => r.place === null)) return true
      return isUnsure(reading) && records.every(saysNothing)
    case 'command':
      return command === null
    case 'chat':
      return isUnsure(reading)
    case 'enquiry':
      return false
  }
}

/** Whether the words are hardly a matter by themselves, whatever they were taken for. */
export function isUnsure({ certainty }: Reading): boolean {
  return certainty === 'unsure' || certainty === 'hardly'
}

/** Signs beside the place that are still no matter: 在5号楼这里. */
const FILLER_CHARS = 4

/** Nothing but words of no category, or a place alone. */
function saysNothing(record: UnderstoodRecord): boolean {
  const named = record.kind === 'incident' ? record.category !== 'other' : record.activity !== 'other'
  const { place, source } = record
  return !named && (place === null || source[1] - source[0] - place.text.length <= FILLER_CHARS)
}

/** Whether the words correct what was told before, rather than tell something new. */
export function isCorrection({ correction, understanding, certainty }: Reading, text: string): boolean {
  if (correction === null || understanding.intent === 'enquiry') return false
  if (correction.from !== null || correction.recordNumber !== undefined || SAYS_SO.test(text)) return true
  // What is surely a report is one, also where it could be taken for a correction.
  return !(understanding.intent === 'report' && understanding.records.length > 0 && certainty === 'sure')
}

/** Signs around a place that tell nothing: 是在5号楼那边的. */
const AROUND_PLACE =
  /^(?:就|是|在|的|了|这|那|里|边|儿|个|头|面|处|附近|旁|位置|地点|地方|啊|哦|呢|吧|嘛|呀|，|。|,|\.|\s)*$/

/** Whether the words are the place and nothing else. */
function isPlaceAlone(record: UnderstoodIncident, text: string): boolean {
  const [from, to] = record.source
  return record.place !== null && AROUND_PLACE.test(text.slice(from, to).replace(record.place.text, ''))
}

/**
 * The place that a bare fragment adds to the one matter of the open card: 楼道灯坏了 — 1号楼的.
 *
 * `null`: the words tell something of their own, or nothing is missing.
 */
export function placeAdded(reading: Reading, draft: OpenDraft, text: string): Place | null {
  const { intent, records } = reading.understanding
  const [record] = records
  const [matter] = draft.cases
  const single = records.length === 1 && draft.cases.length === 1 && draft.checkIns.length === 0
  if (!single || intent !== 'report' || record?.kind !== 'incident' || !isUnsure(reading)) return null
  const missing = !matter?.place?.building
  const fragment = record.category === 'other' && isPlaceAlone(record, text)
  return fragment || (missing && record.category === matter?.category) ? record.place : null
}

/** Whether the words alone tell a matter: what it is, and where. */
export function isWholeReport({ understanding }: Reading): boolean {
  const { intent, records } = understanding
  return intent === 'report' && records.length > 0 && records.every((r) => r.place !== null && !saysNothing(r))
}

/** An order that was read by its form, not guessed. */
const ORDER_BY_FORM = 0.95

export function isSurelyOrder({ understanding }: Reading): boolean {
  return understanding.command !== null && understanding.confidence >= ORDER_BY_FORM
}
