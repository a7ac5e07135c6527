import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { labelledSet, readAll, SETS, TUNED_SETS } from '../eval/labelled-sets.ts'
import { percent, score } from '../eval/score.ts'

const recorded = z
  .record(z.enum(SETS), z.record(z.string(), z.number()))
  .parse(JSON.parse(readFileSync(new URL('../fixtures/understanding/recorded.json', import.meta.url), 'utf8')))

describe.each(SETS)('the labelled set %s', (name) => {
  const messages = labelledSet(name)
  const figures = score(messages, readAll(messages))

  test.each(Object.entries(recorded[name]))('%s stays within a point of %d %%', (check, share) => {
    expect(figures[check]).toBeDefined()
    expect(percent(figures[check] ?? { right: 0, of: 1 })).toBeGreaterThanOrEqual(share - 1)
  })

  if (TUNED_SETS.includes(name)) {
    test('every emergency is seen, and of the rest at most one in two hundred is taken for one', () => {
      const readings = readAll(messages)
      const alarmed = readings.map((r) => r.records.some((i) => i.kind === 'incident' && i.urgency === 'emergency'))
      const isOne = messages.map((m) =>
        m.expect.records.some((r) => r.kind === 'incident' && r.urgency === 'emergency'),
      )
      const mayBeOne = messages.map((m) => JSON.stringify([m.expect, m.alt]).includes('"emergency"'))
      expect(messages.filter((_, i) => isOne[i] && !alarmed[i]).map((m) => m.text)).toEqual([])
      const falseAlarms = messages.filter((_, i) => alarmed[i] && !mayBeOne[i]).length
      expect(falseAlarms / mayBeOne.filter((may) => !may).length).toBeLessThanOrEqual(0.005)
    })
  }
})
