import { readAnswer } from './answers.ts'
import { localMoment } from './civil-date.ts'
import type { Clause } from './clauses.ts'
import { findCodes, findInviteCode } from './codes.ts'
import { readBareOrder, readCommand } from './commands.ts'
import { confidenceOf } from './confidence.ts'
import { readCorrection } from './corrections.ts'
import { findEmergency } from './emergency.ts'
import { type Evidence, gatherEvidence } from './evidence.ts'
import { type Group, groupClauses } from './groups.ts'
import { decideIntent } from './intents.ts'
import { type Normalised, normalise } from './normalise.ts'
import { findPlaces, LEAST_GRAMMAR_WEIGHT, type PlaceMention } from './places.ts'
import { makeRecords, uncorrected } from './records.ts'
import { findTimes } from './times.ts'
import type { MessageToRead, Reading, Understanding } from './understanding.ts'

const TIMEZONE = 'Asia/Shanghai'
const DAY_MS = 86_400_000

/**
 * Everything that the program wants to know of a text, read without any stored state.
 *
 * Never throws for any string. Dates are resolved against `sentAt` in `timezone`.
 *
 * @throws RangeError when `sentAt` is no valid date or `timezone` is unknown.
 */
export function read(message: MessageToRead, timezone: string = TIMEZONE): Reading {
  const text = normalise(message.text)
  const now = localMoment(message.sentAt, timezone)
  const codes = findCodes(text.text)
  const emergency = findEmergency(text.text)
  return {
    understanding: understandNormalised(text, message, { now, emergency }),
    answer: readAnswer(text.text),
    correction: readCorrection(text, now),
    bareOrder: emergency ? null : readBareOrder(text.text, now),
    codes,
    inviteCode: findInviteCode(text.text),
    emergencyNumber: emergency?.number ?? null,
    onBehalfOf: onBehalfOf(text),
  }
}

/** The parse contract alone: one message, one understanding. */
export function understand(message: MessageToRead, timezone: string = TIMEZONE): Understanding {
  return read(message, timezone).understanding
}

interface Moment {
  now: ReturnType<typeof localMoment>
  emergency: ReturnType<typeof findEmergency>
}

function understandNormalised(message: Normalised, { role }: MessageToRead, { now, emergency }: Moment): Understanding {
  const { text } = message
  const command = emergency ? null : readCommand(text, now)
  if (command) return { intent: 'command', records: [], command, confidence: 0.95 }
  const places = findPlaces(text)
  const evidence = gatherEvidence(text)
  const groups = groupsOf(evidence, { role, places, text }, emergency !== null)
  const guess = decideIntent({
    clauses: evidence,
    text,
    emergency: emergency !== null,
    checkIn: groups.some((g) => g.kind === 'checkin'),
    role,
    building: places.some((p) => p.building !== null),
  })
  if (guess.intent !== 'report')
    return { intent: guess.intent, records: [], command: null, confidence: confidenceOf(guess, []) }
  const told = groups.length > 0 ? groups : [unclear(evidence, text, role)]
  const times = uncorrected(findTimes(maskPlaces(text, places), now), text)
  const daysSince = (date: string): number => (Date.parse(now.date) - Date.parse(date)) / DAY_MS
  const records = makeRecords(told, { message, places, times, emergency, today: now.date, daysSince })
  return { intent: 'report', records, command: null, confidence: confidenceOf(guess, told) }
}

/** An emergency is always a matter of its own, whatever else the message tells. */
function groupsOf(
  evidence: readonly Evidence[],
  context: Parameters<typeof groupClauses>[1],
  emergency: boolean,
): Group[] {
  const groups = groupClauses(evidence, context)
  if (!emergency || groups.some((g) => g.kind === 'incident')) return groups
  const core = evidence[0]
  return core ? [...groups, { kind: 'incident', clauses: [...evidence], core }] : groups
}

/** What nobody understood is kept: work that a member has finished, else a matter for a person to look at. */
function unclear(evidence: readonly Evidence[], text: string, role: 'member' | 'resident'): Group {
  const whole: Clause = { from: 0, to: text.length, sentenceStart: true, itemStart: false }
  const core: Evidence = evidence[0] ?? {
    ...whole,
    words: text,
    hits: [],
    cues: new Set(),
    wrong: false,
    theme: false,
    thing: false,
    asks: false,
    activities: new Map(),
  }
  const fixed = evidence.some((c) => c.cues.has('done') && c.thing)
  const done = role === 'member' && /[了完过]/.test(text) && !fixed && !evidence.some((c) => c.wrong)
  return { kind: done ? 'checkin' : 'incident', clauses: evidence.length > 0 ? [...evidence] : [core], core }
}

/** Blanks over the numbers of places, so that `下午三点3号楼` tells three o'clock. */
function maskPlaces(text: string, places: readonly PlaceMention[]): string {
  const parts: string[] = []
  let at = 0
  for (const { from, to, weight } of places) {
    if (weight < LEAST_GRAMMAR_WEIGHT || from < at) continue
    parts.push(text.slice(at, from), '_'.repeat(to - from))
    at = to
  }
  return parts.join('') + text.slice(at)
}

const BEHALF =
  /^(?:代|替|帮)(?:我们?)?([\u4e00-\u9fff]{2,4}?)(?:报|上报|反映|说|报修|报一下|反映一下)(?:一下|个事|件事)?[::,]/

/** `代老张报:…` → `老张`, in the words of the message. */
function onBehalfOf({ text, original }: Normalised): string | null {
  const found = BEHALF.exec(text)
  const name = found?.[1]
  if (!found || name === undefined) return null
  const from = found[0].indexOf(name)
  return original(from, from + name.length)
}
