/**
 * What our buttons say when they are tapped: a verb and its arguments, split by `:`.
 *
 * The codes of the cases concerned come last, so that a tap still finds them when the draft is long gone.
 */
import type { CivilDate } from '../domain/calendar.ts'

export type DraftVerb = 'confirm' | 'change' | 'withdraw'

/** A card of a draft: which one, as shown at which version, with which cases. */
export interface DraftMark {
  taskId: string
  version: number
  codes: readonly string[]
}

export function draftAction(verb: DraftVerb, { taskId, version, codes }: DraftMark): string {
  return [verb, taskId, version, codes.join(',')].join(':')
}

/** One of the zones offered for a draft. */
export function zoneAction(zoneCode: string, { taskId, version, codes }: DraftMark): string {
  return ['zone', taskId, version, codes.join(','), zoneCode].join(':')
}

/** What the draft tells is the same matter as this case. */
export function sameAction(earlierCode: string, { taskId, version, codes }: DraftMark): string {
  return ['same', taskId, version, codes.join(','), earlierCode].join(':')
}

/** One of the answers offered for a draft, as its question calls it. */
export function doubtAction(offerId: string, { taskId, version, codes }: DraftMark): string {
  return ['doubt', taskId, version, codes.join(','), offerId].join(':')
}

export function acceptAction(code: string): string {
  return `accept:${code}`
}

/** It is done; what exactly is asked then. */
export function doneAction(code: string): string {
  return `done:${code}`
}

/** Whether what was done is done. */
export function goodAction(code: string): string {
  return `good:${code}`
}

export function notGoodAction(code: string): string {
  return `notgood:${code}`
}

/** More time for a case, until this day. */
export function grantAction(on: CivilDate, code: string): string {
  return `grant:${on}:${code}`
}

export function refuseAction(code: string): string {
  return `refuse:${code}`
}

/** Show the case, with what can be done. */
export function lookAction(code: string): string {
  return `look:${code}`
}

/** Open the page of the branch. */
export function digestAction(): string {
  return 'digest'
}

/** What a tap opens for whoever taps. */
export const OPENED = ['review', 'rectifications', 'ballot'] as const
export type Opened = (typeof OPENED)[number]

/** Open a page of reviews. */
export function openAction(what: Opened): string {
  return `open:${what}`
}

export function bindAction(yes: boolean, identityId: string, personId: string): string {
  return `${yes ? 'bind-yes' : 'bind-no'}:${identityId}:${personId}`
}

/** Whether somebody's offer to answer for a zone is taken. */
export function offerAction(yes: boolean, personId: string, zoneCode: string): string {
  return `${yes ? 'offer-yes' : 'offer-no'}:${personId}:${zoneCode}`
}

/** These matters are somebody's from now on. */
export function giveAction(personId: string, codes: readonly string[]): string {
  return `give:${personId}:${codes.join(',')}`
}

/** The sender knows that they answer for this zone, or these. */
export function knowAction(zoneCodes: readonly string[]): string {
  return `know:${zoneCodes.join(',')}`
}

/** Whether what the preview shows goes out. */
export function sendAction(yes: boolean, taskId: string): string {
  return `${yes ? 'send-yes' : 'send-no'}:${taskId}`
}

/** Whether what is proposed for the zones is taken; one of the proposals tells of which branch and quarter. */
export function focusAction(yes: boolean, focusId: string): string {
  return `${yes ? 'focus-yes' : 'focus-no'}:${focusId}`
}

/** Whether these words of the case, as shown at this version of it, get onto the notice. */
export function publicAction(yes: boolean, version: number, code: string): string {
  return `${yes ? 'public-yes' : 'public-no'}:${version}:${code}`
}

/** A note on hardship is kept on. */
export function keepNoteAction(code: string): string {
  return `note-keep:${code}`
}

/** It ends on its day. */
export function dropNoteAction(code: string): string {
  return `note-drop:${code}`
}

/** Whether a commendation may be told in public. */
export function commendationAction(yes: boolean, commendationId: string): string {
  return `${yes ? 'commend-yes' : 'commend-no'}:${commendationId}`
}

const MARK_SIGNS = 6

/**
 * Six signs that tell one account's wish to be bound from another's in words: the beginning of `identityId`, upper case.
 *
 * Two accounts may say that they are the same person, so the name alone would not do.
 */
export function bindMark(identityId: string): string {
  return identityId
    .replace(/[^0-9A-Za-z]/g, '')
    .slice(0, MARK_SIGNS)
    .toUpperCase()
}

/** What was tapped. `null`: none of ours. */
export type Tapped =
  | { verb: DraftVerb; taskId: string; version: number; codes: string[] }
  | { verb: 'zone'; taskId: string; version: number; zoneCode: string }
  | { verb: 'same'; taskId: string; version: number; earlierCode: string }
  | { verb: 'accept' | 'done' | 'good' | 'notgood' | 'look' | 'note-keep' | 'note-drop'; code: string }
  | { verb: 'digest' }
  | { verb: 'open'; what: Opened }
  | { verb: 'grant'; on: CivilDate; code: string }
  | { verb: 'refuse'; code: string }
  | { verb: 'doubt'; taskId: string; version: number; offerId: string }
  | { verb: 'bind-yes' | 'bind-no'; identityId: string; personId: string }
  | { verb: 'offer-yes' | 'offer-no'; personId: string; zoneCode: string }
  | { verb: 'give'; personId: string; codes: string[] }
  | { verb: 'know'; zoneCodes: string[] }
  | { verb: 'public-yes' | 'public-no'; version: number; code: string }
  | { verb: 'send-yes' | 'send-no'; previewId: string }
  | { verb: 'focus-yes' | 'focus-no'; focusId: string }
  | { verb: 'commend-yes' | 'commend-no'; commendationId: string }

export function readAction(action: string): Tapped | null {
  const [verb, first = '', second = '', third = '', fourth = ''] = action.split(':')
  switch (verb) {
    case 'confirm':
    case 'change':
    case 'withdraw':
      return { verb, taskId: first, version: Number(second), codes: third.split(',') }
    case 'zone':
      return { verb, taskId: first, version: Number(second), zoneCode: fourth }
    case 'same':
      return { verb, taskId: first, version: Number(second), earlierCode: fourth }
    case 'doubt':
      return { verb, taskId: first, version: Number(second), offerId: fourth }
    case 'accept':
    case 'done':
    case 'good':
    case 'notgood':
    case 'look':
    case 'note-keep':
    case 'note-drop':
      return { verb, code: first }
    case 'digest':
      return { verb }
    case 'open': {
      const what = OPENED.find((one) => one === first)
      return what ? { verb, what } : null
    }
    case 'grant':
      return { verb, on: first, code: second }
    case 'refuse':
      return { verb, code: first }
    case 'bind-yes':
    case 'bind-no':
      return { verb, identityId: first, personId: second }
    case 'offer-yes':
    case 'offer-no':
      return { verb, personId: first, zoneCode: second }
    case 'public-yes':
    case 'public-no':
      return { verb, version: Number(first), code: second }
    case 'give':
      return { verb, personId: first, codes: second.split(',') }
    case 'know':
      return { verb, zoneCodes: first.split(',') }
    case 'send-yes':
    case 'send-no':
      return { verb, previewId: first }
    case 'focus-yes':
    case 'focus-no':
      return { verb, focusId: first }
    case 'commend-yes':
    case 'commend-no':
      return { verb, commendationId: first }
    default:
      return null
  }
}
