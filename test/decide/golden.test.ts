/**
 * Recorded decisions, reviewed as diffs. To record a new one: write a file with `about`, `who`, `given` and `happening`
 * into test/fixtures/decide and run with UPDATE_GOLDEN=1.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decide } from '../../src/decide/decide.ts'
import type { Decision } from '../../src/decide/decision.ts'
import type { CaseFacts, CheckInFacts, Facts } from '../../src/decide/facts.ts'
import type { Happening } from '../../src/decide/happening.ts'
import type { Reading, UnderstoodRecord } from '../../src/understanding/understanding.ts'
import {
  caseFacts,
  checkIn,
  checkInFacts,
  draftOf,
  factsOf,
  incident,
  messageOf,
  NOW,
  readingOf,
  said,
  silentFacts,
  tappedOn,
  type Who,
} from './facts.ts'
import { contentFaults } from './manners.ts'

interface Golden {
  about: string
  who: Who
  now?: string
  /** What differs from the usual snapshot; cases and check-ins need only what matters. */
  given?: {
    sender?: Partial<Facts['sender']>
    draft?: { cases?: Partial<CaseFacts>[]; checkIns?: Partial<CheckInFacts>[] }
    question?: NonNullable<Facts['conversation']['question']>
    loose?: Facts['conversation']['loose']
    referred?: Partial<CaseFacts>[]
    reported?: Partial<CaseFacts>[]
    todo?: Partial<CaseFacts>[]
    facts?: Partial<Facts>
  }
  happening:
    | { text: string; reading: GoldenReading; joined?: GoldenReading }
    | { parts: Parameters<typeof messageOf>[0]; text?: never; reading?: GoldenReading }
    | { tap: string; taskId?: string }
    | { event: Extract<Happening, { type: 'event' }>['event'] }
    | { due: Extract<Happening, { type: 'due' }>['due'] }
  decisions?: unknown
}
type GoldenReading = Omit<Parameters<typeof readingOf>[0] & object, 'records'> & {
  records?: (Partial<UnderstoodRecord> & { kind: UnderstoodRecord['kind'] })[]
}

const folder = new URL('../fixtures/decide/', import.meta.url)
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/

const names = readdirSync(folder).filter((name) => name.endsWith('.json'))

describe.each(names)('%s', (name) => {
  const url = new URL(name, folder)
  const golden = JSON.parse(readFileSync(url, 'utf8'), (_, v) =>
    typeof v === 'string' && INSTANT.test(v) ? new Date(v) : v,
  ) as Golden
  const now = golden.now ? new Date(golden.now) : NOW
  const facts = snapshot(golden, now)
  const decisions = decide(happening(golden.happening), facts, now)

  test(golden.about, () => {
    const recorded = JSON.parse(stringify(decisions))
    if (process.env.UPDATE_GOLDEN) {
      const original = JSON.parse(readFileSync(url, 'utf8'))
      writeFileSync(url, `${JSON.stringify({ ...original, decisions: recorded }, null, 2)}\n`)
    } else {
      expect(recorded).toEqual(JSON.parse(readFileSync(url, 'utf8')).decisions)
    }
  })

  test('minds its manners', () => {
    expect(contentFaults(decisions)).toEqual([])
  })
})

test('there are golden files', () => {
  expect(names.length).toBeGreaterThan(20)
})

function snapshot({ who, given = {}, happening }: Golden, now: Date): Facts {
  const { sender, draft, question = null, loose = [], referred, reported, todo, facts } = given
  const base = 'due' in happening ? silentFacts(who, facts) : factsOf(who, facts)
  const list = (cases?: Partial<CaseFacts>[]) => (cases ?? []).map(caseFacts)
  return {
    ...base,
    ...(base.inbox &&
      !facts?.inbox && { inbox: { ...base.inbox, receivedAt: now, sentAt: new Date(now.getTime() - 1000) } }),
    sender: { ...base.sender, ...sender },
    conversation: {
      draft: draft ? draftOf(list(draft.cases), (draft.checkIns ?? []).map(checkInFacts)) : null,
      question,
      loose,
    },
    referred: list(referred),
    reported: list(reported),
    todo: list(todo),
  }
}

function happening(given: Golden['happening']): Happening {
  if ('tap' in given) return tappedOn(given.tap, given.taskId)
  if ('event' in given) return { type: 'event', event: given.event }
  if ('due' in given) return { type: 'due', due: given.due }
  if ('parts' in given) {
    return { type: 'message', message: messageOf(given.parts), reading: given.reading ? read(given.reading) : null }
  }
  return said(given.text, read(given.reading), given.joined ? read(given.joined) : null)
}

function read({ records = [], ...rest }: GoldenReading): Reading {
  return readingOf({ ...rest, records: records.map((r) => (r.kind === 'incident' ? incident(r) : checkIn(r))) })
}

function stringify(decisions: Decision[]): string {
  return JSON.stringify(decisions, (_, v) => (typeof v === 'bigint' ? String(v) : v))
}
