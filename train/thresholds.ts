/** Where readings part: chosen on messages that nothing was learnt from, so that each limit keeps what it promises. */
import { leadOf, type Thresholds, worthAsking } from '../src/understanding/certainty.ts'
import type { Model } from '../src/understanding/model/model.ts'
import { understandWithDoubt } from '../src/understanding/read.ts'
import { bestChecks, WHOLE } from '../test/eval/score.ts'
import { type CorpusMessage, labelled } from './corpus.ts'

/** How often readings are to be wholly right that nothing is asked about. */
export const SURELY_RIGHT = 0.95
/** How often what a message is about may be right where it is rather asked again, and where even a place does not help. */
const UNSURELY_RIGHT = 0.5
const HARDLY_RIGHT = 0.25
/** Reports that may be asked which of two or three answers is right: one in seven is no burden, each further one is. */
const MOST_ASKED = 0.15
/** Above every confidence. */
const NEVER = 1.01

/** What a message is about: if this is wrong, its card helps nobody. */
const GIST = ['intent', 'records (kinds and number)', 'category', 'activity']

/** How sure a reading was, and what of it was right. */
export interface Judged {
  confidence: number
  right: boolean
}

/** @param model with its calibration: the limits are on calibrated confidence */
export function chooseThresholds(model: Model, messages: readonly CorpusMessage[]): Thresholds {
  const seen = messages.map((message) => {
    const { text, sentAt, role } = message
    const understood = understandWithDoubt({ text, sentAt: new Date(sentAt), role }, model)
    const checks = bestChecks(labelled(message), understood.understanding)
    const { confidence } = understood.understanding
    const whole = checks.some((check) => check.name === WHOLE && check.right)
    return {
      ...understood,
      whole: { confidence, right: whole },
      gist: { confidence, right: checks.every(isGistRight) },
    }
  })
  const gist = seen.map((one) => one.gist)
  const limits = {
    sure: {
      from: surestFrom(
        seen.map((one) => one.whole),
        SURELY_RIGHT,
      ),
      right: SURELY_RIGHT,
    },
    unsure: { below: wrongBelow(gist, UNSURELY_RIGHT), right: UNSURELY_RIGHT },
    hardly: { below: wrongBelow(gist, HARDLY_RIGHT), right: HARDLY_RIGHT },
  }
  const open = { ...limits, doubt: { leadBelow: Number.POSITIVE_INFINITY, asked: MOST_ASKED } }
  const leads = seen.flatMap(({ understanding, doubt }) => {
    const asked = worthAsking(understanding, doubt, open)
    return asked ? [leadOf(asked)] : []
  })
  const reportCount = seen.filter(({ understanding }) => understanding.intent === 'report').length
  return { ...limits, doubt: { leadBelow: leadFor(leads, MOST_ASKED * reportCount), asked: MOST_ASKED } }
}

function isGistRight({ name, right }: { name: string; right: boolean }): boolean {
  return right || !GIST.includes(name)
}

/** The lowest confidence from which on readings are together right this often. */
export function surestFrom(judged: readonly Judged[], share: number): number {
  const steps = stepsOf(judged)
  return steps.find((from) => rightShare(judged.filter((j) => j.confidence >= from)) >= share) ?? NEVER
}

/** The highest confidence below which readings are together right this often at most. */
function wrongBelow(judged: readonly Judged[], share: number): number {
  const steps = stepsOf(judged)
  return steps.findLast((below) => rightShare(judged.filter((j) => j.confidence < below)) <= share) ?? 0
}

function stepsOf(judged: readonly Judged[]): number[] {
  return [...new Set(judged.map((j) => j.confidence))].sort((a, b) => a - b)
}

function rightShare(judged: readonly Judged[]): number {
  return judged.length === 0 ? 0 : judged.filter((j) => j.right).length / judged.length
}

/** The largest lead, in hundredths, that no more than `most` of these fall short of. */
function leadFor(leads: readonly number[], most: number): number {
  const sorted = [...leads].sort((a, b) => a - b)
  const first = sorted[Math.floor(most)]
  return first === undefined ? 1 : Math.floor(first * 100) / 100
}
