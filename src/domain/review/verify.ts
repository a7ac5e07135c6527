/** What a branch gives away about its spot check, and whether it fits together: no database, no secret, no person's name. */
import { type FrozenList, firstTwice, inOrder, isAsFrozen } from './frozen-list.ts'
import { drawZones, reserveFor, type SampledZone } from './sample.ts'
import { PHRASE_ROLES, phraseText, type SeedPhrase, seedOf } from './seed.ts'

export const REVIEW_RECORD_FORMAT = 'zone-review/1'

/** A zone that could not be looked at, and the one that took its place; `null`: none was left. */
export interface Replacement {
  code: string
  by: string | null
  reason: string
  at: Date
}

/** Instants as ISO in the file. */
export interface ReviewRecord {
  format: typeof REVIEW_RECORD_FORMAT
  list: FrozenList
  listHash: string
  /** When the hash was told to the branch. */
  listToldAt: Date
  phrases: readonly SeedPhrase[]
  seed: string
  drawnAt: Date
  sample: readonly SampledZone[]
  /** In the order in which they were made. */
  replacements: readonly Replacement[]
}

/**
 * What does not fit. `list`: it is not the one that was frozen; `list_twice`: it names a zone twice; `phrases`: not two of
 * two people; `order`: the list was not told before the phrases, or the draw not after; `seed`: not made of both;
 * `sample`: these zones do not follow; `chance`: another one was told; `replacement`: out of turn or without reason.
 */
export type RecordFault =
  | { what: 'list' | 'list_twice' | 'phrases' | 'order' | 'seed' }
  | { what: 'sample'; missing: string[]; unexpected: string[] }
  | { what: 'chance' | 'replacement'; code: string }

/** Empty: everything follows from the list and the phrases. */
export function verifyRecord(record: ReviewRecord): RecordFault[] {
  const codes = record.list.zones.map((zone) => zone.code).sort(inOrder)
  const faults: RecordFault[] = []
  if (!isAsFrozen(record.list, record.listHash)) faults.push({ what: 'list' })
  if (firstTwice(codes) !== null) faults.push({ what: 'list_twice' })
  if (!areTwoPeoples(record.phrases)) faults.push({ what: 'phrases' })
  if (!isInTime(record)) faults.push({ what: 'order' })
  if (seedOf(record.listHash, record.phrases) !== record.seed) faults.push({ what: 'seed' })
  return [...faults, ...sampleFaults(record), ...replacementFaults(record)]
}

function areTwoPeoples(phrases: readonly SeedPhrase[]): boolean {
  const roles = phrases.map(({ role }) => role).sort(inOrder)
  return (
    roles.join() === PHRASE_ROLES.toSorted(inOrder).join() &&
    new Set(phrases.map(({ personId }) => personId)).size === phrases.length &&
    phrases.every(({ phrase }) => phraseText(phrase) === phrase)
  )
}

function isInTime({ listToldAt, phrases, drawnAt }: ReviewRecord): boolean {
  return phrases.every(({ saidAt }) => listToldAt <= saidAt && saidAt <= drawnAt)
}

function sampleFaults({ list, seed, sample }: ReviewRecord): RecordFault[] {
  const expected = drawZones(list, seed)
  const missing = expected.filter(({ code }) => !sample.some((zone) => zone.code === code)).map(({ code }) => code)
  const unexpected = sample.filter(({ code }) => !expected.some((zone) => zone.code === code)).map(({ code }) => code)
  const twice = sample.length !== expected.length && missing.length + unexpected.length === 0
  if (missing.length + unexpected.length > 0 || twice) return [{ what: 'sample', missing, unexpected }]
  return expected.flatMap(({ code, position, chance }): RecordFault[] => {
    const told = sample.find((zone) => zone.code === code)
    const same = told?.position === position && told.chance.drawn === chance.drawn && told.chance.of === chance.of
    return same ? [] : [{ what: 'chance', code }]
  })
}

/** Each follows from those before it, so that nobody chooses who comes in. */
function replacementFaults({ list, seed, drawnAt, replacements }: ReviewRecord): RecordFault[] {
  const taken = drawZones(list, seed).map(({ code }) => code)
  const left: string[] = []
  return replacements.flatMap(({ code, by, reason, at }): RecordFault[] => {
    const mayLeave = taken.includes(code) && !left.includes(code) && reason.trim() !== '' && at >= drawnAt
    const next = reserveFor(code, list, seed, taken)[0] ?? null
    left.push(code)
    if (by !== null) taken.push(by)
    return mayLeave && by === next ? [] : [{ what: 'replacement', code }]
  })
}
