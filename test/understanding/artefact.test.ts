import { expect, test } from 'vitest'
import { inSteps, packWeights, unpackWeights, type Weights } from '../../src/understanding/model/artefact.ts'
import { HEAD_NAMES, HEADS } from '../../src/understanding/model/heads.ts'

/** Neighbours, far ones, and one above what 32 bits hold, as names of words are. */
const FEATURES = Float64Array.of(0, 1, 127, 128, 70_000, 2 ** 32 + 5, 2 ** 52 + 3)

function learnt(): Weights {
  const heads = HEAD_NAMES.map((head, i) => {
    const width = HEADS[head].length
    // Rows without any weight among them.
    const weights = Float32Array.from({ length: FEATURES.length * width }, (_, at) =>
      Math.floor(at / width) % 3 === 2 ? 0 : Math.sin(at + i) * 10 ** (at % 4),
    )
    return [head, inSteps(weights, width)]
  })
  return { features: FEATURES, heads: Object.fromEntries(heads) }
}

test('what was learnt unpacks from its file as it was, so that it may be judged before it is packed', () => {
  const weights = learnt()
  const { file, hash } = packWeights(weights)
  expect(unpackWeights(file, hash)).toEqual(weights)
})

test('a file that is not the described one is refused', () => {
  const { file } = packWeights(learnt())
  expect(() => unpackWeights(file, '0'.repeat(64))).toThrow('not the one that its description names')
})
