import { readFileSync } from 'node:fs'
import type { Thresholds } from '../certainty.ts'
import { unpackWeights } from './artefact.ts'
import { type Calibration, Model } from './model.ts'
// A model knows the names that exist when it is made: these make them.
import './questions.ts'

interface Description {
  hash: string
  calibration: Calibration
  thresholds: Thresholds
}

const description = JSON.parse(readFileSync(new URL('weights.json', import.meta.url), 'utf8')) as Description

/** What readings of this model are worth. */
export const { thresholds } = description

/** The model as `npm run train` made it. @throws Error when the file is not the one that its description names */
export const model = loadModel()

function loadModel(): Model {
  const file = readFileSync(new URL('weights.bin', import.meta.url))
  return new Model(unpackWeights(file, description.hash), description.calibration)
}
