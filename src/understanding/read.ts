import { readAddressed } from './announce-orders.ts'
import { readAnswer } from './answers.ts'
import { certaintyOf, worthAsking } from './certainty.ts'
import { findCodes, findInviteCode } from './codes.ts'
import { readBareOrder, readCommand } from './commands.ts'
import { readCorrection } from './corrections.ts'
import type { Group } from './groups.ts'
import { Judge } from './judge.ts'
import type { Model } from './model/model.ts'
import { model, thresholds } from './model/weights.ts'
import type { Normalised } from './normalise.ts'
import { inOwnWords } from './own-words.ts'
import { LEAST_GRAMMAR_WEIGHT, type PlaceMention } from './places.ts'
import { makeRecords, uncorrected } from './records.ts'
import { type Seen, see } from './see.ts'
import { findTimes } from './times.ts'
import type { Command, Doubt, HeardMatter, MessageToRead, Reading, Understanding } from './understanding.ts'
import { asksWhoAnswers } from './who-answers.ts'

const TIMEZONE = 'Asia/Shanghai'

/**
 * Everything that the program wants to know of a text, read without any stored state.
 *
 * Never throws for any string. Dates are resolved against `sentAt` in `timezone`.
 *
 * @throws RangeError when `sentAt` is no valid date or `timezone` is unknown.
 */
export function read(message: MessageToRead, timezone: string = TIMEZONE): Reading {
  const seen = see(message, timezone)
  const { normalised: text, now, emergency } = seen
  const codes = findCodes(text.text)
  const { understanding, doubt } = understandSeen(seen, model, thresholds.doubt.leadBelow)
  const inDanger = understanding.records.some((r) => r.kind === 'incident' && r.urgency === 'emergency')
  return {
    understanding,
    plain: text.text,
    certainty: certaintyOf(understanding.confidence, thresholds),
    doubt: worthAsking(understanding, doubt, thresholds),
    answer: readAnswer(text.text),
    correction: readCorrection(text, now),
    bareOrder: inDanger ? null : readBareOrder(text.text, now),
    addressed: inDanger ? null : inOwnWords(readAddressed(text.text), text),
    codes,
    inviteCode: findInviteCode(text.text),
    // Which number it is where no rule knew of the danger, the kind of matter tells.
    emergencyNumber: inDanger ? (emergency?.number ?? null) : null,
    onBehalfOf: onBehalfOf(text),
  }
}

/** The parse contract alone: one message, one understanding. */
export function understand(message: MessageToRead, timezone: string = TIMEZONE, by: Model = model): Understanding {
  return understandSeen(see(message, timezone), by, 0).understanding
}

interface Understood {
  understanding: Understanding
  doubt: Doubt | null
}

/** The parse contract, and whichever answer of a report leads least over the next one. */
export function understandWithDoubt(message: MessageToRead, by: Model): Understood {
  return understandSeen(see(message, TIMEZONE), by, Number.POSITIVE_INFINITY)
}

/** @param leadBelow an answer that leads by as much is not doubted */
function understandSeen(seen: Seen, by: Model, leadBelow: number): Understood {
  const { told, emergency, now, places, normalised } = seen
  const command = emergency ? null : inOwnWords(readCommand(normalised.text, now), normalised)
  if (command) {
    return undoubted({ intent: 'command', records: [], command: withSubjects(command, seen, by), confidence: 0.95 })
  }
  // Nothing was said: only emoji, or characters that nobody sees.
  if (told.clauses.length === 0) return undoubted({ intent: 'chat', records: [], command: null, confidence: 0.9 })
  if (asksWhoAnswers(normalised.text)) {
    return undoubted({ intent: 'enquiry', records: [], command: null, confidence: 0.95 })
  }
  const judge = new Judge(by, seen)
  const intent = judge.intent()
  if (intent === 'command') {
    const [code] = findCodes(told.text)
    const order = { name: judge.command(), args: code === undefined ? {} : { code } }
    return undoubted({ intent, records: [], command: order, confidence: judge.confidence() })
  }
  if (intent !== 'report') return undoubted({ intent, records: [], command: null, confidence: judge.confidence() })
  const groups = withDanger(judge.groups(), seen)
  const times = uncorrected(findTimes(maskPlaces(told.text, places), now), told.text)
  const records = makeRecords(groups, { message: normalised, places, times, judge })
  const understanding = { intent, records, command: null, confidence: judge.confidence() }
  return { understanding, doubt: judge.doubt(leadBelow) }
}

/** What each promise is about, read as a message of its own. */
function withSubjects(command: Command, { told, now }: Seen, by: Model): Command {
  const { matters } = command.args
  if (!matters) return command
  const read = matters.map((matter): HeardMatter => {
    if (!matter.promised) return matter
    const alone = { ...see({ text: matter.text, sentAt: new Date(0), role: told.role }), now }
    const record = understandSeen(alone, by, 0).understanding.records.find((r) => r.kind === 'incident')
    return record ? { ...matter, category: record.category, place: record.place } : matter
  })
  return { ...command, args: { ...command.args, matters: read } }
}

function undoubted(understanding: Understanding): Understood {
  return { understanding, doubt: null }
}

/** An emergency is always a matter of its own, whatever else the message tells. */
function withDanger(groups: Group[], { emergency, told }: Seen): Group[] {
  if (!emergency || groups.some((g) => g.kind === 'incident')) return groups
  const core = told.clauses.find((c) => c.from <= emergency.from && emergency.from < c.to) ?? told.clauses[0]
  return core ? [...groups, { kind: 'incident', clauses: [core], core }] : groups
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
