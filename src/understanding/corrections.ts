import type { OccurredAt, Place } from '../domain/place.ts'
import { ACTIVITIES, type Activity, CATEGORIES, type Category } from '../domain/vocabulary.ts'
import type { LocalMoment } from './civil-date.ts'
import { gatherEvidence } from './evidence.ts'
import { SURE } from './meanings.ts'
import type { Normalised } from './normalise.ts'
import { readNumeral } from './numerals.ts'
import { findPlaces, type PlaceMention } from './places.ts'
import { findTimes, tellTime } from './times.ts'
import type { Correction } from './understanding.ts'

const LONGEST = 48
/** Words that change what is there already; without one a place or a time is news, no correction. */
const CHANGES =
  /^(?:不对|不是|错了|说错|打错|写错|报错|更正|纠正|改|把|应该是|应为|是(?![不否])|哦|噢|啊|第[一二三四五0-9][条个]|类别|分类|类型|位置|地点|地址|楼号|时间|日期|紧急|状态|房号|单元|那条|刚才)|改成|改为|换成|更正为|应该是|才对/
const NUMBER = /第([一二三四五六七八九十]|[0-9]{1,2})(?:条|个|件)/
const URGENCY: readonly [NonNullable<Correction['urgency']>, RegExp][] = [
  ['normal', /(?:不紧急|不急|不算急|不着急|一般|普通|改成一般|不是紧急)/],
  ['emergency', /(?:是|改成|改为|属于)?(?:突发|非常紧急|特急|危急)/],
  ['urgent', /(?:是|改成|改为|属于|很|算|挺|程度)?(?:紧急|急事|加急|急件|着急)/],
]
const HANDLED =
  /^(?:这个|那个|这条|那条|刚才那条)?(?:已经)?(?:处理|解决|修|弄|办|搞)(?:好|完|定)了(?:的)?$|改成(?:已处理|已解决|处理完)/
const REOPENED = /还没(?:处理|解决|修|弄)好?|没(?:处理|解决|修好|弄好)|改成(?:未处理|没处理)/

/**
 * What the text changes in the draft that is open, or `null` when it changes nothing.
 *
 * Whether there is a draft is not known here: `不对是5栋` is read as a correction all the same.
 */
export function readCorrection(message: Normalised, now: LocalMoment): Correction | null {
  const text = message.text.trim()
  if (text.length === 0 || text.length > LONGEST || !(CHANGES.test(text) || HANDLED.test(text))) return null
  const target = targetPart(message.text)
  const changed = {
    ...placeChange(message, target),
    ...wordChange(target.text),
    ...timeChange(target.text, now),
  }
  if (Object.keys(changed).length === 0) return null
  const number = readNumeral(NUMBER.exec(text)?.[1] ?? '')
  return { from: deniedPlace(message), ...changed, ...(number === null ? {} : { recordNumber: number }) }
}

interface Target {
  from: number
  text: string
}

/** The part that says how it is, behind what is denied: `不是3号楼是5号楼` → `5号楼`. */
function targetPart(text: string): Target {
  const mark = /^.*(?:改成|改为|换成|更正为|应该是|应为|而是|(?<!不)(?<!还)是|不对[,.。 ]*)/s.exec(text)
  const from = mark ? mark[0].length : 0
  return { from, text: text.slice(from) }
}

function placeChange(message: Normalised, target: Target): Pick<Correction, 'place'> | null {
  const surely = /位置|地点|地址|在/.test(message.text)
  // 4号楼门口的长椅: what stands at the place is none.
  const mention = findPlaces(message.text).findLast((p) => p.from >= target.from && (p.weight >= 2 || surely))
  if (!mention) return null
  const place: Partial<Place> = { text: message.original(mention.from, mention.to), ...fieldsOf(mention) }
  return { place }
}

function deniedPlace({ text, original }: Normalised): Partial<Place> | null {
  const denied = findPlaces(text).find((p) => /(?:不是|不在|把)$/.test(text.slice(Math.max(0, p.from - 2), p.from)))
  return denied ? { text: original(denied.from, denied.to), ...fieldsOf(denied) } : null
}

/** Only what is told: the rest of the draft's place stays as it is. */
function fieldsOf({ building, unit, floor, room }: PlaceMention): Partial<Place> {
  const fields = { building, unit, floor, room }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}

function wordChange(text: string): Pick<Correction, 'category' | 'activity' | 'urgency' | 'state'> {
  const category = nameIn(CATEGORIES, text) ?? likelyCategory(text)
  const activity = nameIn(ACTIVITIES, text)
  const urgency = URGENCY.find(([, pattern]) => pattern.test(text))?.[0]
  const state = HANDLED.test(text) ? 'handled' : REOPENED.test(text) ? 'open' : undefined
  return {
    ...(category ? { category } : {}),
    ...(activity && !category ? { activity } : {}),
    ...(urgency ? { urgency } : {}),
    ...(state ? { state } : {}),
  }
}

/** The code whose Chinese name, or a half of it, the text says. */
function nameIn<T extends Category | Activity>(names: Readonly<Record<T, string>>, text: string): T | null {
  const entries = Object.entries(names) as [T, string][]
  const words = text.replace(/[^一-龥]|类别|分类|类型|类|的|吧|了/g, '')
  if (words.length < 2) return null
  return (
    entries.find(([, name]) => text.includes(name))?.[0] ??
    entries.find(([, name]) => name.startsWith(words) || name.endsWith(words))?.[0] ??
    null
  )
}

/** `改成噪音`: no name of a category, but a word that only one of them has. Short texts only. */
function likelyCategory(text: string): Category | null {
  if (text.length > 6 || /[0-9]/.test(text)) return null
  const best = gatherEvidence(text)[0]?.categories[0]
  return best && best[1] >= SURE ? best[0] : null
}

function timeChange(text: string, now: LocalMoment): { occurredAt?: OccurredAt } {
  const told = tellTime(findTimes(text, now))
  return told ? { occurredAt: told } : {}
}
