import { describe, expect, test } from 'vitest'
import { unpackWeights } from '../../src/understanding/model/artefact.ts'
import { dataVersion } from '../../train/corpus.ts'
import { artefact } from '../eval/artefact-facts.ts'
import { figuresOf, isEmergency, mayBeEmergency, seesEmergency } from '../eval/figures.ts'
import { labelledSet, readAll, SETS, TUNED_SETS } from '../eval/labelled-sets.ts'
import { MAY_FALL_POINTS, recordedFigures } from '../eval/record.ts'
import { percent } from '../eval/score.ts'

const recorded = recordedFigures()

describe.each(SETS)('the labelled set %s', (name) => {
  const messages = labelledSet(name)
  const readings = readAll(messages)
  const figures = figuresOf({ name, messages, readings })

  test('keeps every recorded figure to a point', () => {
    const kept = Object.entries(recorded[name] ?? {})
    expect(kept, 'none is recorded: npm run eval -- --record').not.toHaveLength(0)
    const fallen = kept.flatMap(([check, before]) => {
      const now = percent(figures[check] ?? { right: 0, of: 1 })
      return now < before - MAY_FALL_POINTS ? [`${check}: ${before} → ${now.toFixed(1)}`] : []
    })
    expect(fallen).toEqual([])
  })

  if (TUNED_SETS.includes(name)) {
    test('every emergency is seen, and of the rest at most one in two hundred is taken for one', () => {
      const missed = messages.filter((m, i) => isEmergency(m) && !seesEmergency(readings[i]))
      expect(missed.map((m) => m.text)).toEqual([])
      const harmless = messages.filter((m) => !mayBeEmergency(m)).length
      const alarmed = messages.filter((m, i) => !mayBeEmergency(m) && seesEmergency(readings[i]))
      expect(alarmed.length / harmless, alarmed.map((m) => m.text).join('\n')).toBeLessThanOrEqual(0.005)
    })
  }
})

describe('the model', () => {
  const { hash, data, bytes, file } = artefact()

  test('is the one that its description names', () => {
    expect(() => unpackWeights(file, hash)).not.toThrow()
  })

  test('is smaller than a megabyte', () => {
    expect(bytes).toBeLessThan(2 ** 20)
  })

  test('was made of the corpus as it is: after a change, npm run train', () => {
    expect(data).toBe(dataVersion())
  })
})
