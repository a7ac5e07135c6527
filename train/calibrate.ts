import type { Weights } from '../src/understanding/model/artefact.ts'
import { type Calibration, logOdds, Model } from '../src/understanding/model/model.ts'
import { understand } from '../src/understanding/read.ts'
import { bestChecks, WHOLE } from '../test/eval/score.ts'
import { type CorpusMessage, labelled } from './corpus.ts'

const STEPS = 4_000
const RATE = 0.05

/** Fits how likely readings are right to how likely they seem, on messages that nothing was learnt from. */
export function calibrate(weights: Weights, messages: readonly CorpusMessage[]): Calibration {
  const model = new Model(weights)
  const seen = messages.map((message) => {
    const { text, sentAt, role } = message
    const reading = understand({ text, sentAt: new Date(sentAt), role }, undefined, model)
    const right = bestChecks(labelled(message), reading).some((check) => check.name === WHOLE && check.right)
    return { seems: logOdds(reading.confidence), right: right ? 1 : 0 }
  })
  let [slope, offset] = [1, 0]
  for (let step = 0; step < STEPS; step++) {
    let [bySlope, byOffset] = [0, 0]
    for (const { seems, right } of seen) {
      const error = 1 / (1 + Math.exp(-(slope * seems + offset))) - right
      bySlope += error * seems
      byOffset += error
    }
    slope -= (RATE * bySlope) / seen.length
    offset -= (RATE * byOffset) / seen.length
  }
  return { slope: rounded(slope), offset: rounded(offset) }
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
