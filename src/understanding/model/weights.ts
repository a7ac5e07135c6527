import { readFileSync } from 'node:fs'
import { unpackWeights } from './artefact.ts'
import { type Calibration, Model } from './model.ts'

interface Description {
  hash: string
  calibration: Calibration
}

/** The model as `npm run train` made it. @throws Error when the file is not the one that its description names */
export const model = loadModel()

function loadModel(): Model {
  const file = readFileSync(new URL('weights.bin', import.meta.url))
  const description = JSON.parse(readFileSync(new URL('weights.json', import.meta.url), 'utf8')) as Description
  return new Model(unpackWeights(file, description.hash), description.calibration)
}
