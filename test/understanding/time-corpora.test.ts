import { describe, expect, test } from 'vitest'
import { normalise } from '../../src/understanding/normalise.ts'
import { findTimes, tellTime } from '../../src/understanding/times.ts'
import { type TimeCase, timeCases } from '../eval/time-corpora.ts'

/** Of what is in scope; the rest is read otherwise on purpose or not at all. */
const LEAST_SHARE = 0.9

function dateOf({ text, ref }: TimeCase): string | null {
  const now = { date: ref.slice(0, 10), minutes: Number(ref.slice(11, 13)) * 60 + Number(ref.slice(14, 16)) }
  return tellTime(findTimes(normalise(text).text, now))?.date ?? null
}

describe.each(['duckling', 'jionlp', 'recognizers'] as const)('the corpus %s', (corpus) => {
  const cases = timeCases().filter((c) => c.corpus === corpus)
  const inScope = cases.filter((c) => c.skipped === null)

  test('dates at least nine tenths of what is in scope', () => {
    const wrong = inScope.filter((c) => !c.dates.includes(dateOf(c) ?? ''))
    const share = 1 - wrong.length / inScope.length
    process.stdout.write(
      `${corpus}: ${(share * 100).toFixed(1)} % of ${inScope.length} in scope, ${cases.length} in all\n`,
    )
    const misread = wrong.map((c) => `${c.text} at ${c.ref}: ${dateOf(c)}, not ${c.dates.join(' or ')}`)
    expect(share, misread.join('\n')).toBeGreaterThanOrEqual(LEAST_SHARE)
  })

  test('tells no day after the one on which it is said', () => {
    expect(cases.filter((c) => (dateOf(c) ?? '') > c.ref.slice(0, 10)).map((c) => c.text)).toEqual([])
  })
})
