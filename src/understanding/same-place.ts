/** Whether two tellings name the same place. */
import type { Place } from '../domain/place.ts'
import { foldPlace } from '../domain/places.ts'

interface Told {
  text: string
  place: Place | null
}

const PARTS = ['building', 'unit', 'floor', 'room'] as const
/** Nothing is told that could be compared. */
const UNKNOWN = 0.4
/** One of them names a building, the other does not. */
const HALF_TOLD = 0.3
const SAME_BUILDING = 0.85

/** 东门, 三组, B区, 初二3班, 2号电梯: what tells places of one kind apart, the kind behind it. */
const APART = /([东西南北]+|[A-Z]|[0-9]+)(?:边|侧|大)?号?(门|组|队|区|班|库|期|院|电梯|窗口|诊室|教室)/g

/** How much speaks for one place, 0–1; `null`: they are two. */
export function placeLikeness(a: Told, b: Told): number | null {
  const [own, other] = [a.place, b.place]
  if (PARTS.some((part) => differs(own?.[part], other?.[part])) || areApart(a.text, b.text)) return null
  if (own?.building && other?.building) return own.unit && own.unit === other.unit ? 1 : SAME_BUILDING
  if (own?.building || other?.building) return HALF_TOLD
  if (!own || !other) return UNKNOWN
  return wordsInCommon(foldPlace(own.text), foldPlace(other.text))
}

function differs(a: string | null | undefined, b: string | null | undefined): boolean {
  return a != null && b != null && a !== b
}

/** Both name a gate, a group, a class… and not one of them is the same. */
function areApart(a: string, b: string): boolean {
  const [own, other] = [namedBy(a), namedBy(b)]
  for (const [kind, names] of own) {
    const others = other.get(kind)
    if (others && !names.some((name) => others.includes(name))) return true
  }
  return false
}

function namedBy(text: string): Map<string, string[]> {
  const named = new Map<string, string[]>()
  for (const [, name = '', kind = ''] of foldPlace(text).matchAll(APART)) {
    named.set(kind, [...(named.get(kind) ?? []), name])
  }
  return named
}

/** What stands in every place and tells none from another. */
const ANYWHERE =
  /小区|村里|旁边|边上|附近|门口|前面|后面|里面|外面|对面|那边|这边|那个|那条|那片|那段|那座|楼下|楼上|[上下里外前后边头口处的]/g

/** Share of the letters of whichever names fewer that the other has as well. */
function wordsInCommon(a: string, b: string): number {
  const [own, other] = [lettersOf(a), lettersOf(b)]
  const [fewer, more] = own.size < other.size ? [own, other] : [other, own]
  if (fewer.size === 0) return UNKNOWN
  let common = 0
  for (const letter of fewer) if (more.has(letter)) common++
  return common / fewer.size
}

function lettersOf(words: string): Set<string> {
  return new Set(words.replace(ANYWHERE, ''))
}
